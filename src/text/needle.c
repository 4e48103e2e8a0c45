// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/needle.h"

#include "base/arena.h"

#define WIDTH 3
#define BUCKETS 64

struct needle {
	struct str word;
	uint32_t front;		/* its first bytes */
	uint64_t group;
	struct needle *next;
};

/* One bit a bucket: `byte[i][c]` has those of the words whose byte i is c, in
 * either case. A word may begin where all three bytes agree on a bucket. */
struct needles {
	struct arena *a;
	struct needle *bucket[BUCKETS];
	uint64_t byte[WIDTH][256];
	uint64_t groups;
};

struct needles *needles_new(struct arena *a)
{
	struct needles *n = NEW(a, struct needles);

	n->a = a;
	return n;
}

static uint32_t front_of(const char *p)
{
	return (uint32_t)(unsigned char)chr_lower(p[0]) << 16 |
	       (uint32_t)(unsigned char)chr_lower(p[1]) << 8 |
	       (unsigned char)chr_lower(p[2]);
}

void needles_add(struct needles *n, struct str word, unsigned bit)
{
	struct needle *e;
	unsigned k;

	if (word.n < WIDTH || bit >= NEEDLE_MAX)
		return;
	e = NEW(n->a, struct needle);
	*e = (struct needle){ word, front_of(word.p), UINT64_C(1) << bit, NULL };
	k = e->front * 2654435761u >> 26;
	e->next = n->bucket[k];
	n->bucket[k] = e;
	n->groups |= e->group;
	for (int i = 0; i < WIDTH; i++) {
		char c = chr_lower(word.p[i]);

		n->byte[i][(unsigned char)c] |= UINT64_C(1) << k;
		if (chr_alpha(c))
			n->byte[i][(unsigned char)(c - 32)] |= UINT64_C(1) << k;
	}
}

static uint64_t groups_at(const struct needles *n, uint64_t buckets, struct str rest)
{
	uint32_t front = front_of(rest.p);
	uint64_t out = 0;

	for (; buckets; buckets &= buckets - 1)
		for (const struct needle *e = n->bucket[__builtin_ctzll(buckets)]; e;
		     e = e->next)
			if (e->front == front && !(out & e->group) &&
			    str_starts_nocase(rest, e->word))
				out |= e->group;
	return out;
}

uint64_t needles_find(const struct needles *n, struct str text)
{
	uint64_t one = 0, two = 0, out = 0;

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		uint64_t hit = two & n->byte[2][c];

		two = one & n->byte[1][c];
		one = n->byte[0][c];
		if (!hit)
			continue;
		out |= groups_at(n, hit, str_from(text, i - 2));
		if (out == n->groups)
			break;
	}
	return out;
}
