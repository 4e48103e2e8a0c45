// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/needle.h"

#include "base/arena.h"

#define WIDTH 3
#define BUCKETS 64

/* A byte of words behind their first ones, which they share. */
struct node {
	char c;
	uint64_t groups;	/* of the words that end here */
	struct node *child, *next;
};

/* The first bytes of words. */
struct front {
	uint32_t bytes;
	struct node rest;
	struct front *next;
};

/* One bit a bucket: `byte[i][c]` has those of the words whose byte i is c, in
 * either case. A word may begin where all three bytes agree on a bucket. */
struct needles {
	struct arena *a;
	struct front *bucket[BUCKETS];
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

static struct front *front_get(struct needles *n, uint32_t bytes, unsigned bucket)
{
	struct front *f;

	for (f = n->bucket[bucket]; f; f = f->next)
		if (f->bytes == bytes)
			return f;
	f = NEW(n->a, struct front);
	*f = (struct front){ .bytes = bytes, .next = n->bucket[bucket] };
	n->bucket[bucket] = f;
	return f;
}

static struct node *child_of(const struct node *node, char c)
{
	struct node *child = node->child;

	while (child && child->c != c)
		child = child->next;
	return child;
}

static struct node *child_get(struct needles *n, struct node *node, char c)
{
	struct node *child = child_of(node, c);

	if (child)
		return child;
	child = NEW(n->a, struct node);
	*child = (struct node){ .c = c, .next = node->child };
	node->child = child;
	return child;
}

void needles_add(struct needles *n, struct str word, unsigned bit)
{
	struct node *node;
	uint32_t bytes;
	unsigned k;

	if (word.n < WIDTH || bit >= NEEDLE_MAX)
		return;
	bytes = front_of(word.p);
	k = bytes * 2654435761u >> 26;
	node = &front_get(n, bytes, k)->rest;
	for (size_t i = WIDTH; i < word.n; i++)
		node = child_get(n, node, chr_lower(word.p[i]));
	node->groups |= UINT64_C(1) << bit;
	n->groups |= UINT64_C(1) << bit;
	for (int i = 0; i < WIDTH; i++) {
		char c = chr_lower(word.p[i]);

		n->byte[i][(unsigned char)c] |= UINT64_C(1) << k;
		if (chr_alpha(c))
			n->byte[i][(unsigned char)(c - 32)] |= UINT64_C(1) << k;
	}
}

/* Of the words at the front of the text. */
static uint64_t groups_at(const struct needles *n, uint64_t buckets, struct str text)
{
	uint32_t bytes = front_of(text.p);
	uint64_t out = 0;

	for (; buckets; buckets &= buckets - 1)
		for (const struct front *f = n->bucket[__builtin_ctzll(buckets)]; f;
		     f = f->next) {
			const struct node *node = f->bytes == bytes ? &f->rest : NULL;

			for (size_t i = WIDTH; node; i++) {
				out |= node->groups;
				node = i < text.n ?
				       child_of(node, chr_lower(text.p[i])) : NULL;
			}
		}
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
