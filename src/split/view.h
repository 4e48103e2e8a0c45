/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/view.h - one half of a plan as a series of snapshots.
 *
 * A view is another choice of births and deaths on the same weave. Steps are
 * the patches of the original, 0 is where the half starts: the base for the
 * first half, the end of the first for the second.
 */
#ifndef WINNOW_SPLIT_VIEW_H
#define WINNOW_SPLIT_VIEW_H

#include "series/walk.h"
#include "split/plan.h"

/* print.c's own: the blob ids it made. */
struct view_ids {
	struct view_id {
		const struct weave_event *after;	/* NULL: none yet */
		char id[41];
	} *last;				/* by weave */
	size_t bytes;				/* that were hashed */
};

/* view.c's own: in how many lines it differs, from which step on. */
struct view_strange {
	struct view_strange_at {
		uint32_t step, lines;
	} *v;
	size_t n;
	bool known;
};

struct view {
	const struct plan *plan;
	enum half half;
	struct walk_span **spans;	/* by weave, filled as needed */
	struct walk **walks;
	struct view_strange *strange;	/* by weave: see view_same() */
	struct view_ids *ids;
};

/* Of a closed plan, which must not change as long as the view is used. */
void view_open(struct view *v, const struct plan *plan, enum half half);

/* The steps at which each line of the weave is there, by index. */
const struct walk_span *view_lines(const struct view *v, const struct weave *w);

/* To go through the steps of a file, which must not be asked in another order. */
struct walk *view_walk(const struct view *v, const struct weave *w);

/* Is the text after the step that of the original after that patch? */
bool view_same(const struct view *v, const struct weave *w, uint32_t step);

static inline bool view_has(struct walk_span s, uint32_t step)
{
	return s.born <= step && step < s.died;
}

/* The file after a step. */
struct view_file {
	bool exists;
	struct str path;
	uint32_t mode;
};
struct view_file view_file(const struct view *v, const struct weave *w,
			   uint32_t step);

#endif
