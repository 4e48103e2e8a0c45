// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/packcache.h"

#define PAIR_MAX (4u << 20)

static void drop(struct packcache *c, unsigned i)
{
	c->bytes -= c->v[i].text.n;
	packmem_trim(&c->v[i].mem, 0);
	c->v[i] = (struct packcache_entry){ 0 };
	c->at[i] = 0;
}

void packcache_clear(struct packcache *c)
{
	for (unsigned i = 0; i < PACKCACHE_SLOTS; i++)
		if (c->at[i])
			drop(c, i);
}

void packcache_use(struct packcache *c, const void *pack)
{
	if (c->pack != pack)
		packcache_clear(c);
	c->pack = pack;
}

const struct packcache_entry *packcache_get(struct packcache *c, uint64_t at)
{
	for (unsigned i = 0; at && i < PACKCACHE_SLOTS; i++)
		if (c->at[i] == at) {
			c->v[i].used = ++c->clock;
			return &c->v[i];
		}
	return NULL;
}

/* A free slot, or the one that was not used for the longest time. */
static unsigned oldest(const struct packcache *c)
{
	unsigned best = 0;

	for (unsigned i = 1; i < PACKCACHE_SLOTS; i++)
		if (c->v[i].used < c->v[best].used)
			best = i;
	return best;
}

static unsigned oldest_in_use(const struct packcache *c)
{
	unsigned best = PACKCACHE_SLOTS;

	for (unsigned i = 0; i < PACKCACHE_SLOTS; i++)
		if (c->at[i] && (best == PACKCACHE_SLOTS || c->v[i].used < c->v[best].used))
			best = i;
	return best;
}

/* Two of the largest have room, too: one is often made of the other, and both
 * are asked for in turn. */
static size_t limit(const struct packcache *c, size_t n)
{
	for (unsigned i = 0; i < PACKCACHE_SLOTS; i++)
		if (c->at[i] && c->v[i].text.n > n)
			n = c->v[i].text.n;
	n = n < PAIR_MAX / 2 ? 2 * n : PAIR_MAX;
	return n > c->max ? n : c->max;
}

const struct packcache_entry *packcache_put(struct packcache *c, uint64_t at,
					    enum pack_type type, struct packmem *m, size_t n)
{
	size_t most = limit(c, n);
	unsigned i;

	while (c->bytes && c->bytes + n > most)
		drop(c, oldest_in_use(c));
	i = oldest(c);
	if (c->at[i])
		drop(c, i);
	c->at[i] = at;
	c->v[i] = (struct packcache_entry){ str_n(m->p, n), *m, type, ++c->clock };
	*m = (struct packmem){ 0 };
	c->bytes += n;
	return &c->v[i];
}
