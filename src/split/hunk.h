/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/hunk.h - two neighbouring steps of a view to hunks. */
#ifndef WINNOW_SPLIT_HUNK_H
#define WINNOW_SPLIT_HUNK_H

#include "base/buf.h"
#include "split/view.h"

/* In place of a line: lines of a long file that are far from any change. */
#define HUNK_FAR (UINT32_MAX - 1)

/* A line (or gap) that is there before or after the step, or many of them. */
struct hunk_line {
	uint32_t line;		/* in weave.lines, or HUNK_FAR */
	char op;		/* ' ' both, '-' before, '+' after */
	uint64_t far;		/* HUNK_FAR: so many lines, gaps counted as theirs */
};

struct hunk_list {
	struct hunk_line *v;	/* on the heap: hunk_free() */
	size_t n;
	size_t changes;		/* lines that are not ' ' */
	bool gaps;
	bool same_before;	/* the text before is that of the original */
	bool same_after;
	bool cut_eol;		/* a line without newline is not the last one */
};

/* Was the line copied with the file by patch n, in the view of the span? */
static inline bool hunk_copied(const struct weave_line *l, struct walk_span s, uint32_t n)
{
	return l->born == n && l->born_at == WEAVE_NONE && s.born == n;
}

/* The lines of the weave in step n; a copied file (`copied`) has before it the
 * lines it was copied with. Steps of a view must come in order. */
void hunk_collect(struct hunk_list *out, const struct view *v, const struct weave *w,
		  const struct weave_event *ev, const struct diff *d, bool copied);
void hunk_free(struct hunk_list *l);

/* Appends the hunks of the list: those of the mail where all of them stand as they
 * stood, else new ones. `l` as hunk_collect() filled it for the same step. */
void hunk_print(struct buf *out, const struct hunk_list *l, const struct view *v,
		const struct weave *w, const struct weave_event *ev,
		const struct diff *d);

#endif
