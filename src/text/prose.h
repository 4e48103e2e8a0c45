/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text/prose.h - what people write, unwrapped into sentences, and who speaks.
 *
 * Messages, notes, cover letters and comments come as lines; a claim may be
 * wrapped over their ends ("This mixture is not / spec-compliant"). Lines of a
 * paragraph are joined by one blank, paragraphs cut into sentences, and each
 * sentence is classed by whose words it is: only PROSE_OWN is what the author
 * says of this patch now.
 *
 * Linear in the text. Sentences are copies in the arena; lines count from
 * `first_line` for the first line of the text.
 */
#ifndef WINNOW_TEXT_PROSE_H
#define WINNOW_TEXT_PROSE_H

#include "base/str.h"
#include "base/vec.h"

enum prose_kind {
	PROSE_OWN,		/* the author's own words */
	PROSE_LINK,		/* a line that is an URL, a footnote "[1] http..." */
	PROSE_HISTORY,		/* changelog: "Changes since v3", "v2: ..." and below */
	PROSE_QUOTE,		/* "> ..." */
	PROSE_CODE,		/* indented samples, logs, tables, diffstat */
	PROSE_TRAILER,		/* Signed-off-by: ... */
};

struct sentence {
	enum prose_kind kind;
	struct str text;	/* unwrapped, blanks folded */
	uint32_t line, end_line;
	uint32_t paragraph;	/* number of its paragraph */
	/* lines[i].at: offset in text where line lines[i].line begins */
	struct { uint32_t at, line; } *lines;
	size_t nlines;
};

struct prose {
	struct sentence *v;
	size_t n, cap;
};

/* Text of a message, notes or cover letter. */
void prose_read(struct prose *out, struct arena *a, struct str text,
		uint32_t first_line);

/* A comment with its delimiters: opener, closer and leading " * " are taken
 * off first. */
void prose_comment(struct prose *out, struct arena *a, struct str comment,
		   uint32_t first_line);

/* The line where offset `at` of the sentence stands. */
uint32_t prose_line(const struct sentence *s, size_t at);

#endif
