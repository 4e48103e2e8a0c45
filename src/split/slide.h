/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/slide.h - which of two equal lines goes with a run between them.
 *
 *	A	kept by the patch that takes the old function out, for it is
 *	old	also the first line of what comes in its place
 *	A	taken out by it
 *
 * A run of lines that goes may begin with such a line, or begin behind it and
 * end with its twin: both read the same. The right one is that which dies with
 * the rest of the run.
 */
#ifndef WINNOW_SPLIT_SLIDE_H
#define WINNOW_SPLIT_SLIDE_H

#include "split/plan.h"

/* Slides the runs of the second half; to be called before plan_close(). */
void slide_runs(struct plan *p);

#endif
