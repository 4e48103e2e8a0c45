/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/packread.h - objects of packs, those that are deltas put together.
 *
 * Source: gitformat-pack(5). Chains of deltas are followed without recursion,
 * to the 4095 that git writes at most. A reader serves one thread and reads a
 * pack at a time; bases are remembered, so that those who read in the order of
 * offsets inflate almost nothing twice.
 */
#ifndef WINNOW_REPO_PACKREAD_H
#define WINNOW_REPO_PACKREAD_H

#include <pthread.h>

#include "repo/packcache.h"

/* Bytes that are readable behind the text of an object. */
#define PACKREAD_SLACK 128

struct pack {
	const char *path;
	struct packidx idx;
};

#define PACKREAD_HUGE (2u << 20)

/* Objects larger than that and their bases: of several threads one
 * at a time has them, so that they cost their memory once. */
struct packread_huge {
	pthread_mutex_t lock;
	struct packcache cache;
};

void packread_huge_open(struct packread_huge *h);
void packread_huge_close(struct packread_huge *h);

struct packread;

/* `bases`: as packs.h has it. */
struct packread *packread_open(struct packread_huge *h, size_t bases);
void packread_close(struct packread *r);	/* takes NULL */

/* The last text is not needed any more. */
void packread_rest(struct packread *r);

/* What will be read next, in order of offset, `next` being that of whatever
 * follows (0: not known). */
bool packread_expect(struct packread *r, const struct pack *p, const struct packidx_item *v,
		     size_t n, uint64_t next, struct err *err);

/* The object at `offset`. The text is good until the next call, to which a huge
 * one keeps other threads from theirs; `err` names the
 * pack, the place in it and what is wrong. */
bool packread_object(struct packread *r, const struct pack *p, uint64_t offset,
		     enum pack_type *type, struct str *text, struct err *err);

#endif
