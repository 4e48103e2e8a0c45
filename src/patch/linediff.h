/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch/linediff.h - how far two lists of lines are apart.
 *
 * Source: E. Myers, An O(ND) Difference Algorithm and Its Variations, 1986.
 * Lines are compared by hash; two that collide count as equal.
 */
#ifndef WINNOW_PATCH_LINEDIFF_H
#define WINNOW_PATCH_LINEDIFF_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* No comparison goes deeper than this: it takes `limit` squared times 4 bytes. */
#define LINEDIFF_MAX 2048

struct linediff {
	size_t edits;		/* lines added and removed, least number */
	size_t shown;		/* lines of a diff -u of the two, as git counts
				 * them: edits, three lines around, @@ lines */
};

/* False when more than `limit` (or LINEDIFF_MAX) edits are needed. Scratch
 * memory comes from `a`. */
bool linediff(struct linediff *out, struct arena *a, const uint64_t *x, size_t nx,
	      const uint64_t *y, size_t ny, size_t limit);

/* A lower bound of the edits, in linear time: lines of one list that are not
 * in the other. Both lists are sorted. */
size_t linediff_bound(const uint64_t *x, size_t nx, const uint64_t *y, size_t ny);

#endif
