/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch/diff.h - git diff text to files, hunks and lines, and back.
 *
 * Source: git-diff(1), "Generating patch text with -p".
 * Slices point into `text`; arrays live in the arena: nothing to free.
 * Lines of the text count from `first_line` (the body line of its first line);
 * lines of a file count from 1.
 *
 * Deviations tolerated: a file diff whose header lines end in CRLF (its lines'
 * text is without the CR; where the header lines end in LF, a CR belongs to
 * the text), missing "index" lines, a context line that lost its blank (an
 * empty line), no a/ and b/, plain `--- a` / `+++ b` without "diff --git",
 * text between files.
 *
 * A hunk is read by its counts. One that is cut off, has foreign lines in it
 * (a mailer wrapped a line) or goes on behind its counts is damaged: the lines
 * that look like hunk lines are kept, the foreign ones left out.
 */
#ifndef WINNOW_PATCH_DIFF_H
#define WINNOW_PATCH_DIFF_H

#include "base/problem.h"

struct diff_line {
	char op;		/* ' ', '+', '-' */
	bool no_eol;		/* "\ No newline at end of file" follows */
	bool bare;		/* an empty context line that lost its blank */
	uint32_t body_line;
	uint32_t old_line;	/* 0 for '+' */
	uint32_t new_line;	/* 0 for '-' */
	struct str text;	/* without the op and the line end */
};

struct diff_hunk {
	uint32_t old_start, old_count, new_start, new_count;	/* as the header says */
	uint32_t body_line;	/* of the @@ line */
	struct str section;	/* what follows the second @@, trimmed in front */
	struct str header;	/* the @@ line as it stood, without line end */
	size_t first, n;	/* in diff.lines */
	bool damaged;		/* counts or lines do not fit; lines hold what was read */
};

enum diff_status {
	DIFF_MODIFY, DIFF_ADD, DIFF_DELETE, DIFF_RENAME, DIFF_COPY,
};

struct diff_file {
	enum diff_status status;
	struct str old_path, new_path;	/* without a/ b/, unquoted; equal unless
					 * renamed or copied; never empty */
	uint32_t old_mode, new_mode;	/* 0 unknown */
	struct str old_id, new_id;	/* abbreviated blob ids of "index"; empty unknown */
	uint32_t similarity;		/* per cent; 0 unknown */
	bool crlf;			/* its lines end in CRLF */
	bool binary;			/* "GIT binary patch" or "Binary files differ" */
	struct str binary_text;		/* the binary patch as it stands, empty if none */
	uint32_t body_line;		/* of the "diff --git" line */
	struct str head;		/* header lines up to the first hunk */
	struct str text;		/* the whole file diff as it stands in the mail */
	size_t first, n;		/* in diff.hunks */
};

struct diff {
	struct diff_file *files;
	size_t nfiles;
	struct diff_hunk *hunks;
	size_t nhunks;
	struct diff_line *lines;
	size_t nlines;
	uint32_t added, removed;	/* lines */
	struct problems problems;	/* by body line */
	size_t end;			/* offset in text behind the last diff line */
	uint32_t end_line;		/* and the number of the line there */
};

/* The file was not there before. */
static inline bool diff_makes(const struct diff_file *f)
{
	return f->status == DIFF_ADD || f->status == DIFF_COPY;
}

/* Its mode changes: one on an index line alone ("index 1..2 100644") is only said. */
static inline bool diff_chmods(const struct diff_file *f)
{
	return !diff_makes(f) && f->old_mode && f->new_mode && f->old_mode != f->new_mode;
}

/* The first of the changed lines in a row that end before `at`, at least `first`; `at`
 * where there is none. */
static inline size_t diff_run_start(const struct diff *d, size_t first, size_t at)
{
	while (at > first && d->lines[at - 1].op != ' ')
		at--;
	return at;
}

/* Behind the changed lines in a row that begin at `from`, at most `end`. */
static inline size_t diff_run(const struct diff *d, size_t from, size_t end)
{
	while (from < end && d->lines[from].op != ' ')
		from++;
	return from;
}

/* The hunk that holds line `at`: hunks lie in the order of their lines. */
static inline const struct diff_hunk *diff_hunk_of(const struct diff *d, size_t at)
{
	size_t lo = 0, hi = d->nhunks;

	while (lo + 1 < hi) {
		size_t mid = (lo + hi) / 2;

		if (d->hunks[mid].first <= at)
			lo = mid;
		else
			hi = mid;
	}
	return &d->hunks[lo];
}

/* The lines of a file lie together: from diff_file_begin() to before
 * diff_file_end(), both 0 where it has no hunks. */
static inline size_t diff_file_begin(const struct diff *d, const struct diff_file *f)
{
	return f->n ? d->hunks[f->first].first : 0;
}

static inline size_t diff_file_end(const struct diff *d, const struct diff_file *f)
{
	const struct diff_hunk *last = f->n ? &d->hunks[f->first + f->n - 1] : NULL;

	return last ? last->first + last->n : 0;
}

/* for each index j in d->lines of a line of the file */
#define diff_file_for(j, d, f) \
	for (size_t j = diff_file_begin((d), (f)), j##_end = diff_file_end((d), (f)); \
	     j < j##_end; j++)

/* Reads every file diff in `text`; text before, between and after is skipped
 * (a signature, a mailing list footer), but for lines that look like part of a
 * broken hunk, which are problems. A damaged hunk is kept and listed in
 * out->problems. False only when `text` holds no diff. */
bool diff_parse(struct diff *out, struct arena *a, struct str text,
		uint32_t first_line);

/* Does a diff begin with the line at the front: "diff --git ", or "--- " with
 * "+++ " and "@@ -" behind it? */
bool diff_starts(struct str text);

struct buf;
/* Prints a file diff in git's form from the structs: header lines as they
 * stood, then hunks with counts as they are in the structs. A parsed undamaged
 * diff prints back to its bytes; a last line without line end gets one. */
void diff_print_file(struct buf *out, const struct diff *d,
		     const struct diff_file *f);

#endif
