// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/map.h"

#include <sys/random.h>

#include "base/arena.h"
#include "base/vec.h"

#define MIX 0x9e3779b97f4a7c15ull

struct entry {
	struct str key;
	uint64_t hash;
	void *value;
};

struct map {
	struct arena *a;
	VEC(struct entry) entries;
	uint32_t *slots;	/* entry number + 1; 0 is free */
	size_t nslots;		/* a power of two */
};

static uint64_t seed(void)
{
	static uint64_t s;

	if (!s && getrandom(&s, sizeof(s), GRND_NONBLOCK) != sizeof(s))
		s = STR_HASH;
	return s | 1;
}

struct map *map_new(struct arena *a)
{
	struct map *m = NEW(a, struct map);

	m->a = a;
	return m;
}

size_t map_count(const struct map *m)
{
	return m ? m->entries.n : 0;
}

/* Every bit of `a` reaches the low bits of the sum of products. */
static uint64_t mix(uint64_t a)
{
	return (a * MIX) ^ ((a >> 32) * (MIX >> 32));
}

static uint64_t load8(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

static uint64_t load4(const char *p)
{
	uint32_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

/* All bytes of a key of up to eight, some of them twice. */
static uint64_t short_key(struct str key)
{
	const unsigned char *p = (const unsigned char *)key.p;

	if (key.n >= 4)
		return load4(key.p) | load4(key.p + key.n - 4) << 32;
	return key.n ? p[0] | (uint64_t)p[key.n / 2] << 8 | (uint64_t)p[key.n - 1] << 16 : 0;
}

/* Eight bytes a step: names are short, and looked up all the time. */
static uint64_t hash_of(struct str key)
{
	uint64_t h = seed() ^ key.n;
	size_t i = 0;

	for (; key.n - i > 8; i += 8)
		h = mix(h ^ load8(key.p + i));
	h = mix(h ^ (key.n > 8 ? load8(key.p + key.n - 8) : short_key(key)));
	return h ^ h >> 32;
}

/* The slot that holds the key, or the free one where it would go. */
static uint32_t *slot_of(const struct map *m, struct str key, uint64_t hash)
{
	for (size_t i = hash & (m->nslots - 1);; i = (i + 1) & (m->nslots - 1)) {
		uint32_t *slot = &m->slots[i];

		if (!*slot)
			return slot;
		if (m->entries.v[*slot - 1].hash == hash &&
		    str_eq(m->entries.v[*slot - 1].key, key))
			return slot;
	}
}

/* Slots for n keys, of which a quarter stays free. */
static void make_slots(struct map *m, size_t n)
{
	if (n * 4 <= m->nslots * 3)
		return;
	while (n * 4 > m->nslots * 3)
		m->nslots = m->nslots ? m->nslots * 2 : 16;
	m->slots = NEW_ARRAY(m->a, m->nslots, uint32_t);
	for (size_t i = 0; i < m->entries.n; i++) {
		struct entry *e = &m->entries.v[i];

		*slot_of(m, e->key, e->hash) = (uint32_t)i + 1;
	}
}

struct map *map_new_for(struct arena *a, size_t n)
{
	struct map *m = map_new(a);

	vec_room(a, &m->entries, n);
	make_slots(m, n);
	return m;
}

void *map_get(const struct map *m, struct str key)
{
	uint32_t *slot;

	if (!m || !m->nslots)
		return NULL;
	slot = slot_of(m, key, hash_of(key));
	return *slot ? m->entries.v[*slot - 1].value : NULL;
}

void **map_at(struct map *m, struct str key)
{
	uint64_t hash = hash_of(key);
	uint32_t *slot;
	struct entry *e;

	make_slots(m, m->entries.n + 1);
	slot = slot_of(m, key, hash);
	if (*slot)
		return &m->entries.v[*slot - 1].value;
	e = vec_push(m->a, &m->entries);
	e->key = key;
	e->hash = hash;
	*slot = (uint32_t)m->entries.n;
	return &e->value;
}

bool map_next(const struct map *m, size_t *i, struct str *key, void **value)
{
	if (!m || *i >= m->entries.n)
		return false;
	*key = m->entries.v[*i].key;
	*value = m->entries.v[*i].value;
	++*i;
	return true;
}
