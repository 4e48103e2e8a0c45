/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/packcache.h - objects of a pack that others are made of.
 *
 * Holds what was used last, up to `max` bytes, or a pair of larger objects.
 * Serves one thread at a time, and one pack: of another it forgets everything.
 */
#ifndef WINNOW_REPO_PACKCACHE_H
#define WINNOW_REPO_PACKCACHE_H

#include "base/str.h"
#include "repo/packfile.h"

#define PACKCACHE_SLOTS 256

struct packcache {
	size_t max;		/* given; the rest starts zeroed */
	const void *pack;
	uint64_t at[PACKCACHE_SLOTS];	/* 0: free; no entry lies there */
	struct packcache_entry {
		struct str text;
		struct packmem mem;
		enum pack_type type;
		uint64_t used;
	} v[PACKCACHE_SLOTS];
	size_t bytes;
	uint64_t clock;
};

void packcache_clear(struct packcache *c);
void packcache_use(struct packcache *c, const void *pack);

/* Good until the next packcache_put(). */
const struct packcache_entry *packcache_get(struct packcache *c, uint64_t at);

/* The n bytes in `m`, which is taken over and empty afterwards. */
const struct packcache_entry *packcache_put(struct packcache *c, uint64_t at,
					    enum pack_type type, struct packmem *m, size_t n);

#endif
