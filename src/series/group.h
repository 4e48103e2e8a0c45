/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/group.h - which patches and cover letters belong together.
 *
 * The first half of series_group(), see series/series.h for what belongs
 * together. Linear in the input: ids, threads and senders are looked up in
 * maps, groups are joined as disjoint sets.
 */
#ifndef WINNOW_SERIES_GROUP_H
#define WINNOW_SERIES_GROUP_H

#include "series/series.h"

struct group {
	struct patch **v;	/* cover letters and patches, in input order */
	size_t n, cap;
	bool mixed;		/* versions differ */
};

struct groups {
	struct group *v;	/* in the order of their first message */
	size_t n, cap;
	struct patch **copies;	/* of mails seen before */
	size_t ncopies, copies_cap;
};

void group_patches(struct groups *out, struct arena *a, struct patch **patches,
		   size_t n);

/* Has k/n with n > 0. */
bool group_numbered(const struct patch *p);

#endif
