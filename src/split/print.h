/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/print.h - one step of a view as a git diff.
 *
 * A file diff whose hunks stand in the view as they stood in the original
 * keeps its bytes, line numbers and blob ids aside; any other is made anew
 * with three lines of context. Section headings are those of the original
 * hunks. Ids on index lines are kept where the text is the original's, made
 * anew where it is known, and left out (with their line) where it is not.
 */
#ifndef WINNOW_SPLIT_PRINT_H
#define WINNOW_SPLIT_PRINT_H

#include "base/buf.h"
#include "split/view.h"

struct stat_file {
	struct str path;	/* "old => new" for a rename */
	uint32_t added, removed;
	bool binary;
	bool made, gone;	/* new, deleted */
	uint32_t mode;		/* of what was made or is gone */
};

struct stat_list {
	struct stat_file *v;
	size_t n, cap;
};

/* Appends the diff of step n (1..) to `out` and its files to `stat`; counts
 * the lines in plan.patches[].seen. Nothing is appended when the half does
 * nothing in that step. False when a law of diffs stands against the plan. */
bool print_step(struct buf *out, struct stat_list *stat, const struct view *v,
		uint32_t n, struct err *err);

#endif
