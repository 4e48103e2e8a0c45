// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/loom.h"

#include "base/vec.h"

/* Entries in a block before it is cut in two. */
#define BLOCK_MAX 512
/* An open gap weighs more than any line number a hunk can name. */
#define OPEN_WEIGHT (1ull << 34)

static uint64_t weight(const struct weave_line *l)
{
	if (l->died != WEAVE_ALIVE)
		return 0;
	if (!l->gap)
		return 1;
	return l->gap == UINT32_MAX ? OPEN_WEIGHT : l->gap;
}

static struct weave_block *block_open(struct weave *w, struct arena *a, size_t at)
{
	if (w->nblocks == w->blocks_cap)
		w->blocks = vec_grow(a, w->blocks, w->nblocks, &w->blocks_cap,
				     sizeof(*w->blocks));
	memmove(w->blocks + at + 1, w->blocks + at,
		(w->nblocks - at) * sizeof(*w->blocks));
	w->nblocks++;
	w->blocks[at] = (struct weave_block){
		.first = WEAVE_NONE, .last = WEAVE_NONE,
	};
	return &w->blocks[at];
}

void loom_init(struct weave *w, struct arena *a)
{
	w->head = WEAVE_NONE;
	w->nblocks = 0;
	block_open(w, a, 0);
}

uint64_t loom_weight(const struct weave *w)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < w->nblocks; i++)
		sum += w->blocks[i].weight;
	return sum;
}

/* One entry on, whatever it is. */
static void spot_next(const struct weave *w, struct spot *s)
{
	s->prev = s->cur;
	s->cur = w->lines[s->cur].next;
	s->off = 0;
	if (s->block + 1 < w->nblocks && s->cur == w->blocks[s->block + 1].first)
		s->block++;
}

bool loom_seek(const struct weave *w, uint64_t pos, struct spot *out)
{
	uint64_t left = pos - 1;
	size_t b = 0;

	if (!pos)
		return false;
	while (b + 1 < w->nblocks && left >= w->blocks[b].weight)
		left -= w->blocks[b++].weight;
	*out = (struct spot){
		.block = b,
		.prev = b ? w->blocks[b - 1].last : WEAVE_NONE,
		.cur = w->blocks[b].first,
	};
	while (out->cur != WEAVE_NONE) {
		uint64_t n = weight(&w->lines[out->cur]);

		if (left < n) {
			out->off = (uint32_t)left;
			return true;
		}
		left -= n;
		spot_next(w, out);
	}
	return left == 0;
}

void loom_skip(const struct weave *w, struct spot *s)
{
	while (s->cur != WEAVE_NONE && !weight(&w->lines[s->cur])) {
		const struct weave_block *b = &w->blocks[s->block];

		if (s->cur == b->first && !b->weight)
			s->cur = b->last;
		spot_next(w, s);
	}
}

bool loom_pass(const struct weave *w, struct spot *s)
{
	const struct weave_line *l;

	if (s->cur == WEAVE_NONE)
		return false;
	l = &w->lines[s->cur];
	if (l->gap && s->off + 1ull < weight(l))
		s->off++;
	else
		spot_next(w, s);
	return true;
}

bool loom_step(const struct weave *w, struct spot *s)
{
	bool passed = loom_pass(w, s);

	if (passed && !s->off)
		loom_skip(w, s);
	return passed;
}

bool loom_open(const struct weave *w, const struct spot *s)
{
	return s->cur != WEAVE_NONE && w->lines[s->cur].gap == UINT32_MAX;
}

static void block_cut(struct weave *w, struct arena *a, struct spot *s)
{
	struct weave_block *old, *new = block_open(w, a, s->block + 1);
	uint32_t i, n, half;
	bool seen = false;

	old = new - 1;
	half = old->n / 2;
	new->n = old->n - half;
	new->last = old->last;
	new->weight = old->weight;
	old->n = half;
	old->weight = 0;
	for (i = old->first, n = 0; n < half; i = w->lines[i].next, n++) {
		seen |= i == s->cur;
		old->weight += weight(&w->lines[i]);
		old->last = i;
	}
	new->first = i;
	new->weight -= old->weight;
	s->block += !seen;
}

/* In front of cur, whatever gap the spot stands in. */
static uint32_t put(struct weave *w, struct arena *a, struct spot *s,
		    struct weave_line line)
{
	struct weave_block *b = &w->blocks[s->block];
	uint32_t at = weave_insert(w, a, s->prev, line);

	if (b->first == s->cur)
		b->first = at;
	if (s->cur == WEAVE_NONE)
		b->last = at;
	b->n++;
	b->weight += weight(&line);
	s->prev = at;
	if (b->n > BLOCK_MAX)
		block_cut(w, a, s);
	return at;
}

/* Cuts the gap at the spot in two, so that off becomes 0. */
static void cut_gap(struct weave *w, struct arena *a, struct spot *s)
{
	struct weave_line *l;
	struct weave_line front;

	if (s->cur == WEAVE_NONE || !s->off)
		return;
	l = &w->lines[s->cur];
	front = *l;
	front.gap = s->off;
	if (l->gap != UINT32_MAX) {
		l->gap -= s->off;
		w->blocks[s->block].weight -= s->off;
	}
	s->off = 0;
	put(w, a, s, front);
}

uint32_t loom_insert(struct weave *w, struct arena *a, struct spot *s,
		     struct weave_line line)
{
	cut_gap(w, a, s);
	return put(w, a, s, line);
}

/* Takes the entry at the spot out of the chain. */
static void unlink_entry(struct weave *w, struct spot *s)
{
	struct weave_block *b = &w->blocks[s->block];
	uint32_t gone = s->cur, next = w->lines[gone].next;

	if (s->prev != WEAVE_NONE)
		w->lines[s->prev].next = next;
	else
		w->head = next;
	b->weight -= weight(&w->lines[gone]);
	b->n--;
	if (b->first == gone)
		b->first = b->n ? next : WEAVE_NONE;
	if (b->last == gone)
		b->last = b->n ? s->prev : WEAVE_NONE;
	if (!b->n && w->nblocks > 1) {
		w->nblocks--;
		memmove(b, b + 1, (w->nblocks - s->block) * sizeof(*b));
		if (s->block == w->nblocks)
			s->block--;
	} else if (s->block + 1 < w->nblocks && next == b[1].first) {
		s->block++;
	}
	s->cur = next;
	s->off = 0;
}

uint32_t loom_take_gap(struct weave *w, struct arena *a, struct spot *s, uint32_t n)
{
	struct weave_line *l;

	cut_gap(w, a, s);
	if (s->cur == WEAVE_NONE || !w->lines[s->cur].gap)
		return 0;
	l = &w->lines[s->cur];
	if (l->gap == UINT32_MAX)
		return n;
	if (n >= l->gap) {
		n = l->gap;
		unlink_entry(w, s);
		loom_skip(w, s);
		return n;
	}
	l->gap -= n;
	w->blocks[s->block].weight -= n;
	return n;
}

uint32_t loom_reveal(struct weave *w, struct arena *a, struct spot *s,
		     const struct weave_line *shown)
{
	struct weave_line line;
	uint32_t at;

	cut_gap(w, a, s);
	line = *shown;
	line.born = w->lines[s->cur].born;
	line.born_at = WEAVE_NONE;
	at = put(w, a, s, line);
	loom_take_gap(w, a, s, 1);
	return at;
}

void loom_end(struct weave *w, struct spot *s, uint32_t patch, uint32_t at)
{
	struct weave_line *l = &w->lines[s->cur];

	w->blocks[s->block].weight -= weight(l);
	l->died = patch;
	l->died_at = at;
	spot_next(w, s);
}

void loom_kill(struct weave *w, struct spot *s, uint32_t patch, uint32_t at)
{
	loom_end(w, s, patch, at);
	loom_skip(w, s);
}

void loom_close(struct weave *w, struct spot *s)
{
	if (loom_open(w, s) && !s->off)
		unlink_entry(w, s);
}
