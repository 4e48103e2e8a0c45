/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/learn.h - what a copy shows of the file it was copied from.
 *
 * For weave.c alone. A hunk of the copy may show lines that no hunk of the
 * source does, and the end of the file; a base made up for the source must have
 * them in the same places.
 */
#ifndef WINNOW_SERIES_LEARN_H
#define WINNOW_SERIES_LEARN_H

#include "series/weave.h"

/* Makes such lines known, of all weaves of the set, which are whole; the index of
 * blocks is not kept. */
void learn_from_copies(struct weave_set *ws, struct arena *a);

#endif
