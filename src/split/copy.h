/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/copy.h - a copy in the first half is of what the file is there.
 *
 *	throwaway	a.c: -30 +thirty
 *	current		d.c, a copy of a.c
 *
 * What was copied goes where it came from: current copies the a.c that has 30,
 * and the throwaway half of that patch changes the copy too. So the "30" that
 * d.c never had in the original is there in between, as a line of its own that
 * dies with its birth (like a stub, see plan_is_stub()).
 */
#ifndef WINNOW_SPLIT_COPY_H
#define WINNOW_SPLIT_COPY_H

#include "split/plan.h"

/* Of a weave; all zero where it is no copy. */
struct plan_copy {
	uint32_t *from;		/* by line: index + 1 of the one it was copied from; 0 */
	size_t n;		/* lines in `from` */
	bool whole;		/* copy_fill() has been here: the copy can be printed as one */
};

/* For plan_open(): which line was copied from which. */
void copy_open(struct plan *p);

/* The line that line l of weave *w was copied from, and its weave; NULL where the
 * first half does not make the copy, or not from that file. */
const struct weave_line *copy_source(const struct plan *p, const struct weave **w,
				     const struct weave_line *l);

/* Puts the lines in that the copies of the first half have and the original's have
 * not. To be called last, of a closed plan. */
void copy_fill(struct plan *p);

#endif
