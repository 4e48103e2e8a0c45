// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/needle.h"

#include "base/arena.h"

#define WIDTH 3
#define SLOTS 256
#define BITS 14			/* of the number of a place in the sieve */

/* A byte of words: of what stands behind their window or, backwards, before it. */
struct node {
	char c;
	uint64_t groups;	/* of the words that end here */
	struct node *child, *next;
	struct node *behind;	/* where one begins here: the first node, which has no
				 * byte, of what stands behind the window */
};

/* Three bytes in a row of words, the rarest of each. */
struct window {
	uint32_t bytes;
	uint64_t groups;	/* of all its words */
	struct node before;	/* without a byte as well */
	struct window *next;
};

/* The sieve has a bit set for each window: where its bit is not set, none is. */
struct needles {
	struct arena *a;
	uint64_t sieve[(1u << BITS) / 64];
	struct window *slot[SLOTS];
	uint64_t groups;
};

struct needles *needles_new(struct arena *a)
{
	struct needles *n = NEW(a, struct needles);

	n->a = a;
	return n;
}

static uint32_t bytes_at(const char *p)
{
	return (uint32_t)(unsigned char)chr_lower(p[0]) << 16 |
	       (uint32_t)(unsigned char)chr_lower(p[1]) << 8 |
	       (unsigned char)chr_lower(p[2]);
}

/* ---- adding ---- */

/* How rare a letter is in prose, the blank first; a sign is as rare as a
 * letter can be. */
#define RAREST 28
static const unsigned char common[128] = {
	[' '] = 1, ['e'] = 2, ['t'] = 3, ['a'] = 4, ['o'] = 5, ['i'] = 6,
	['n'] = 7, ['s'] = 8, ['r'] = 9, ['h'] = 10, ['l'] = 11, ['d'] = 12,
	['c'] = 13, ['u'] = 14, ['m'] = 15, ['f'] = 16, ['p'] = 17, ['g'] = 18,
	['w'] = 19, ['y'] = 20, ['b'] = 21, ['v'] = 22, ['k'] = 23, ['x'] = 24,
	['j'] = 25, ['q'] = 26, ['z'] = 27,
};

static unsigned rarity(char c)
{
	unsigned char low = (unsigned char)chr_lower(c);

	return low < sizeof(common) && common[low] ? common[low] : RAREST;
}

#define THREE(a, b, c) ((uint32_t)(a) << 16 | (uint32_t)(b) << 8 | (c))

/* Those that English is full of, whatever their letters. */
static bool is_common(uint32_t bytes)
{
	switch (bytes) {
	case THREE('t', 'h', 'e'):
	case THREE('a', 'n', 'd'):
	case THREE('i', 'n', 'g'):
	case THREE('i', 'o', 'n'):
	case THREE('f', 'o', 'r'):
	case THREE('h', 'i', 's'):
	case THREE('h', 'a', 't'):
	case THREE('e', 'n', 't'):
	case THREE('v', 'e', 'r'):
		return true;
	default:
		return false;
	}
}

static size_t rarest(struct str word)
{
	unsigned best = 0, first, second, third;
	size_t at = 0;

	if (word.n < WIDTH)
		return 0;
	second = rarity(word.p[0]);
	third = rarity(word.p[1]);
	for (size_t i = 0; i + WIDTH <= word.n; i++) {
		first = second;
		second = third;
		third = rarity(word.p[i + 2]);
		if (first * second * third <= best || is_common(bytes_at(word.p + i)))
			continue;
		best = first * second * third;
		at = i;
	}
	return at;
}

static uint32_t hash(uint32_t bytes)
{
	return bytes * 2654435761u;
}

static uint32_t slot_of(uint32_t bytes)
{
	return hash(bytes) >> 24;
}

/* Letters in either case have one place, and other bytes that of a letter: to tell
 * them from each other takes longer than to look twice. */
static uint32_t place_of(uint32_t bytes)
{
	return hash(bytes | 0x202020) >> (32 - BITS);
}

static struct window *window_of(const struct needles *n, uint32_t bytes)
{
	struct window *w = n->slot[slot_of(bytes)];

	while (w && w->bytes != bytes)
		w = w->next;
	return w;
}

static struct window *window_get(struct needles *n, uint32_t bytes)
{
	struct window **slot = &n->slot[slot_of(bytes)];
	struct window *w = window_of(n, bytes);

	if (w)
		return w;
	w = NEW(n->a, struct window);
	*w = (struct window){ .bytes = bytes, .next = *slot };
	*slot = w;
	return w;
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

/* The first node of what stands behind the window of words that have this before
 * it: the first `at` bytes of `word`. */
static struct node *behind_get(struct needles *n, struct window *w, struct str word, size_t at)
{
	struct node *node = &w->before;

	while (at)
		node = child_get(n, node, chr_lower(word.p[--at]));
	if (!node->behind)
		node->behind = NEW(n->a, struct node);
	return node->behind;
}

void needles_add(struct needles *n, struct str word, unsigned bit)
{
	size_t at = rarest(word);
	struct window *w;
	struct node *node;
	uint32_t place;

	if (word.n < WIDTH || bit >= NEEDLE_MAX)
		return;
	w = window_get(n, bytes_at(word.p + at));
	w->groups |= UINT64_C(1) << bit;
	node = behind_get(n, w, word, at);
	for (size_t i = at + WIDTH; i < word.n; i++)
		node = child_get(n, node, chr_lower(word.p[i]));
	node->groups |= UINT64_C(1) << bit;
	n->groups |= UINT64_C(1) << bit;
	place = place_of(w->bytes);
	n->sieve[place / 64] |= UINT64_C(1) << place % 64;
}

/* ---- finding ---- */

static uint64_t groups_behind(const struct node *node, struct str text, size_t at)
{
	uint64_t out = 0;

	while (node) {
		out |= node->groups;
		node = at < text.n ? child_of(node, chr_lower(text.p[at++])) : NULL;
	}
	return out;
}

/* Of the words whose window stands at `at`, if it has any that are not `known`. */
static uint64_t groups_at(const struct needles *n, struct str text, size_t at, uint64_t known)
{
	const struct window *w = window_of(n, bytes_at(text.p + at));
	const struct node *before = w && (w->groups & ~known) ? &w->before : NULL;
	uint64_t out = 0;
	size_t i = at;

	while (before) {
		out |= groups_behind(before->behind, text, at + WIDTH);
		before = i ? child_of(before, chr_lower(text.p[--i])) : NULL;
	}
	return out;
}

uint64_t needles_find(const struct needles *n, struct str text)
{
	uint32_t bytes = 0, place;
	uint64_t out = 0;

	for (size_t i = 0; i < text.n; i++) {
		bytes = (bytes << 8 | (unsigned char)text.p[i]) & 0xffffff;
		place = place_of(bytes);
		if (!(n->sieve[place / 64] >> place % 64 & 1) || i + 1 < WIDTH)
			continue;
		out |= groups_at(n, text, i + 1 - WIDTH, out);
		if (out == n->groups)
			break;
	}
	return out;
}
