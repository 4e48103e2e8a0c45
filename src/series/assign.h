/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/assign.h - least-cost pairing of rows and columns.
 *
 * Source: the Hungarian method with shortest augmenting paths (Kuhn, Munkres;
 * Jonker and Volgenant 1987). Rows and columns may stay alone, each at a price
 * of its own; the sum of all prices paid is least.
 */
#ifndef WINNOW_SERIES_ASSIGN_H
#define WINNOW_SERIES_ASSIGN_H

#include <stdint.h>

#include "base/arena.h"

#define ASSIGN_NONE SIZE_MAX
/* Rows and columns together; above it pairs are taken greedily, cheapest
 * first, for the method takes cubic time. */
#define ASSIGN_MAX 512

/* One pair that may be made; all others may not. */
struct assign_pair {
	size_t row, col;
	int64_t cost;		/* >= 0 */
};

/* pair_of[row]: its column, or ASSIGN_NONE. alone_row[] and alone_col[] hold
 * the prices of staying alone. The pairs are sorted in place. Rows and columns
 * that no pairs connect are solved apart, so the time hangs on the largest
 * such group. Ties go to the lower row, then column. */
void assign(size_t *pair_of, struct arena *a, struct assign_pair *pairs,
	    size_t npairs, const int64_t *alone_row, size_t nrows,
	    const int64_t *alone_col, size_t ncols);

#endif
