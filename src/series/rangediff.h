/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/rangediff.h - which patch of the old version became which of the new.
 *
 * Source: git-range-diff(1): identical diffs first, then the pairing with the
 * least sum of differences, where a patch without a partner costs a share (the
 * creation factor) of its size. What git leaves out: patches with the same
 * title (without tags, see subject_key(), and whatever the subsystem is called)
 * count as closer, and are paired even when all of their lines changed.
 */
#ifndef WINNOW_SERIES_RANGEDIFF_H
#define WINNOW_SERIES_RANGEDIFF_H

#include "series/series.h"

#define RANGEDIFF_FACTOR 60	/* per cent; git's default */

struct rangediff_pair {
	size_t old_at, new_at;		/* place in patches from 1; 0: no partner */
	const struct patch *old, *new;	/* NULL: no partner */
	bool same;			/* the diffs are equal but for line numbers */
	bool same_title;
	size_t edits;			/* lines of the diffs that differ, where it
					 * was counted; 0 for a dropped or new patch */
};

struct rangediff {
	struct rangediff_pair *v;	/* in the order of the new version, dropped
					 * patches behind those they followed */
	size_t n, cap;
	size_t same, changed, dropped, added;
};

/* Memory comes from `a`. Series of over a thousand patches are compared by
 * equal diffs and titles only. */
void rangediff(struct rangediff *out, struct arena *a, const struct series *old,
	       const struct series *new, unsigned factor);

#endif
