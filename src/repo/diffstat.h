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

#endif
