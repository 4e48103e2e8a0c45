/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/place.h - one hunk onto a weave.
 *
 * For weave.c alone. Line numbers are those of git-apply(1): a hunk is first
 * tried where it says (moved by what the hunks before it added, took away or
 * were off), then at the nearest place where its old lines stand. Unknown
 * lines match anything, so in a gap the stated place is always taken; the
 * search wants known lines to agree: all of them, or at least three, or close
 * by at least one with a word on it.
 */
#ifndef WINNOW_SERIES_PLACE_H
#define WINNOW_SERIES_PLACE_H

#include "series/loom.h"

struct placing {
	struct weave *w;
	struct arena *a;
	const struct diff *diff;
	const struct diff_hunk *hunk;
	uint32_t patch;
	bool ends;		/* no lines behind the hunk: the file ends with it */
	uint64_t floor;		/* the first line it may stand at */
	uint64_t want;		/* the line where it should stand, from 1 */
	uint32_t *line;		/* out: weave lines of diff.lines */
	size_t *budget;		/* lines that searches may still compare: one for
				 * the whole series, so that input cannot buy time */

	/* out */
	uint64_t end;		/* line behind its last one, after it was applied */
	int64_t offset;		/* moved by so much */
	struct str why;		/* where it did not fit: what was there */
};

/* False: it fits nowhere, and its lines were put in as an island. */
bool place_hunk(struct placing *p);

#endif
