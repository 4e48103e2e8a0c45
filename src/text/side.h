/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text/side.h - the new side of a file's diff: its lines, and the comments
 * in them.
 *
 * Context and added lines of all hunks in order, each hunk a part of its own;
 * comments come from the lexer, also the one in whose middle a hunk begins.
 * Line comments that stand alone on neighbouring lines are one comment.
 * Indices count from 0 in `lines`.
 */
#ifndef WINNOW_TEXT_SIDE_H
#define WINNOW_TEXT_SIDE_H

#include "patch/diff.h"
#include "source/lang.h"

struct side_line {
	size_t at;		/* in diff.lines */
	uint32_t part;
	bool added;
	struct str text;
	struct str code;	/* same length, comments as blanks */
};

/* Nothing but a comment, or a part of one. */
static inline bool side_only_comment(const struct side_line *l)
{
	return str_trim(l->text).n && !str_trim(l->code).n;
}

enum side_comment_kind { SIDE_LINE, SIDE_BLOCK, SIDE_DOC };

struct side_comment {
	enum side_comment_kind kind;
	uint32_t first, last;	/* lines */
	bool alone;		/* no code before it on its first line */
	bool headless;		/* began before the hunk */
	/* What stands on line first + i, without delimiters. */
	struct str *inner;
};

struct side {
	struct str path;
	const char *lang;	/* "c", "dts", "asm", "rust", "make", "kconfig",
				 * "shell", "python", "yaml", "other" */
	struct side_line *lines;
	uint32_t n;
	struct side_comment *comments;
	uint32_t ncomments;
};

void side_read(struct side *out, struct arena *a, const struct diff *d,
	       const struct diff_file *f);

/* What struct side, and so a rule, calls a language; and that of a path, where a
 * few names tell more than source_lang_of() knows. */
const char *side_lang_name(enum source_lang lang);
const char *side_lang(struct str path);

/* A comment on its own, as the lexer has it: with delimiters, a run of line
 * comments with all that stands between them. `line` is its first; `alone` is
 * the caller's to say. */
void side_comment_of(struct side_comment *out, struct arena *a, struct str text,
		     bool of_lines, uint32_t line);

/* Lines first..last are all the patch's. */
static inline bool side_all_added(const struct side *s, uint32_t first, uint32_t last)
{
	for (uint32_t i = first; i <= last; i++)
		if (!s->lines[i].added)
			return false;
	return true;
}

/* Comment text of line `i` without the stars, slashes and blanks round it. */
struct str side_inner(const struct side_comment *c, uint32_t i);

#endif
