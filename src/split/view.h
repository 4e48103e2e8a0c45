/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/view.h - one half of a plan as a series of snapshots.
 *
 * A view is another choice of births and deaths on the same weave. Steps are
 * the patches of the original, 0 is where the half starts: the base for the
 * first half, the end of the first for the second.
 */
#ifndef WINNOW_SPLIT_VIEW_H
#define WINNOW_SPLIT_VIEW_H

#include "split/plan.h"

/* The steps at which a line is there: from `born` to before `died`
 * (WEAVE_ALIVE: to the end). */
struct view_span {
	uint32_t born, died;
};

struct view {
	const struct plan *plan;
	enum half half;
	struct view_span **spans;	/* by weave, filled as needed */
};

/* Of a closed plan, which must not change as long as the view is used. */
void view_open(struct view *v, const struct plan *plan, enum half half);

/* Of all lines of the weave, by index. */
const struct view_span *view_lines(const struct view *v, const struct weave *w);

static inline bool view_has(struct view_span s, uint32_t step)
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

/* Mode in the original after patch n; 0100644 where nothing tells. */
uint32_t weave_mode(const struct weave *w, uint32_t n);

#endif
