// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/needle.h"

#include "base/arena.h"

#define WIDTH 3
#define BUCKETS 4096

struct needle {
	struct str word;
	uint64_t group;
	struct needle *next;
};

struct needles {
	struct arena *a;
	struct needle *bucket[BUCKETS];
	uint64_t seen[BUCKETS / 64];
};

struct needles *needles_new(struct arena *a)
{
	struct needles *n = NEW(a, struct needles);

	n->a = a;
	return n;
}

static unsigned key(const char *p)
{
	uint32_t k = (uint32_t)(unsigned char)chr_lower(p[0]) << 16 |
		     (uint32_t)(unsigned char)chr_lower(p[1]) << 8 |
		     (unsigned char)chr_lower(p[2]);

	return k * 2654435761u >> 20;
}

void needles_add(struct needles *n, struct str word, unsigned bit)
{
	struct needle *e;
	unsigned k;

	if (word.n < WIDTH || bit >= NEEDLE_MAX)
		return;
	k = key(word.p);
	e = NEW(n->a, struct needle);
	*e = (struct needle){ word, UINT64_C(1) << bit, n->bucket[k] };
	n->bucket[k] = e;
	n->seen[k / 64] |= UINT64_C(1) << (k % 64);
}

uint64_t needles_find(const struct needles *n, struct str text)
{
	uint64_t out = 0;

	for (size_t i = 0; i + WIDTH <= text.n; i++) {
		unsigned k = key(text.p + i);

		if (!(n->seen[k / 64] >> (k % 64) & 1))
			continue;
		for (const struct needle *e = n->bucket[k]; e; e = e->next)
			if (!(out & e->group) &&
			    str_starts_nocase(str_from(text, i), e->word))
				out |= e->group;
	}
	return out;
}
