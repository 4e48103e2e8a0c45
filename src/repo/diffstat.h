/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/diffstat.h - the table under the "---" line, and the summary below it.
 *
 * Source: git-diff(1), --stat and --summary, in 72 columns.
 */
#ifndef WINNOW_REPO_DIFFSTAT_H
#define WINNOW_REPO_DIFFSTAT_H

#include "repo/gitdiff.h"

/* counts[i] belongs to pairs->v[i]. */
void diffstat_add(struct buf *out, const struct pairs *pairs,
		  const struct gitdiff_counts *counts);

/* The parts of it, for tables of other files: decimal digits of a number; the
 * pluses and minuses of a file, `width` of them for the one that changes `max`
 * lines, the most of all. */
size_t diffstat_digits(uint64_t n);
void diffstat_bar(struct buf *out, uint64_t add, uint64_t del, uint64_t max,
		  uint64_t width);

#endif
