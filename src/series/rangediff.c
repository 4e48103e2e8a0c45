// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/rangediff.h"

#include <stdlib.h>

#include "base/map.h"
#include "patch/linediff.h"
#include "series/assign.h"

#define PAIRS_MAX (1000 * 1000)
#define CORE_MIN 12		/* shorter ones ("fix typo") tell nothing */

/* A patch as a list of lines, by hash, and the same sorted. */
struct side {
	struct patch *p;
	struct str key;			/* of the title */
	struct str core;		/* of that, what follows "subsystem: " */
	uint64_t *lines, *sorted;
	size_t n;
	uint64_t hash;			/* of all lines */
	size_t pair;			/* of the other version, or ASSIGN_NONE */
	bool same;
	size_t edits;
};

struct compare {
	struct arena *a, *scratch;
	struct side *old, *new;
	size_t nold, nnew;
	unsigned factor;
	VEC(struct assign_pair) pairs;
};

static int by_value(const void *x, const void *y)
{
	const uint64_t *p = x, *q = y;

	return *p < *q ? -1 : *p > *q;
}

static struct str core_of(struct str key)
{
	size_t at;

	while ((at = str_find(key, STR(": "))) != SIZE_MAX)
		key = str_from(key, at + 2);
	return key;
}

/* Subsystems are renamed between versions, too. */
static bool same_title(const struct side *x, const struct side *y)
{
	if (!x->core.n || !str_eq(x->core, y->core))
		return false;
	return x->core.n >= CORE_MIN || str_eq(x->key, y->key);
}

static void add_line(struct side *s, struct str kind, struct str text)
{
	uint64_t h = str_hash(str_hash(STR_HASH, kind), text);

	s->lines[s->n++] = h;
	s->hash = str_hash(s->hash, str_n((const char *)&h, sizeof(h)));
}

/* As range-diff reads it: a line for each file, each hunk without its numbers,
 * each line. */
static void read_side(struct arena *a, struct side *s, struct patch *p)
{
	const struct diff *d = &p->diff;
	static const struct str status[] = {
		{ "M ", 2 }, { "A ", 2 }, { "D ", 2 }, { "R ", 2 }, { "C ", 2 },
	};

	s->p = p;
	s->key = subject_key(a, &p->subject);
	s->core = core_of(s->key);
	s->pair = ASSIGN_NONE;
	s->hash = STR_HASH;
	s->lines = NEW_ARRAY(a, d->nlines + d->nhunks + 2 * d->nfiles, uint64_t);
	for (size_t i = 0; i < d->nfiles; i++) {
		const struct diff_file *f = &d->files[i];

		add_line(s, status[f->status], f->new_path);
		if (f->binary_text.n)
			add_line(s, STR("B "), f->binary_text);
		for (size_t h = f->first; h < f->first + f->n; h++) {
			const struct diff_hunk *hunk = &d->hunks[h];

			add_line(s, STR("@ "), hunk->section);
			for (size_t l = hunk->first; l < hunk->first + hunk->n; l++)
				add_line(s, str_n(&d->lines[l].op, 1), d->lines[l].text);
		}
	}
}

static struct side *read_sides(struct arena *a, const struct series *s)
{
	struct side *v = NEW_ARRAY(a, s->n, struct side);

	for (size_t i = 0; i < s->n; i++)
		read_side(a, &v[i], s->patches[i]);
	return v;
}

static void match(struct compare *c, size_t i, size_t j)
{
	c->old[i].pair = j;
	c->new[j].pair = i;
}

/* ---- equal diffs ---- */

struct bucket {
	VEC(size_t) at;		/* old patches with this diff */
};

static struct str hash_key(const struct side *s)
{
	return str_n((const char *)&s->hash, sizeof(s->hash));
}

/* Of several with the same diff, the one with the same title. */
static size_t choose(const struct compare *c, struct bucket *b, size_t j)
{
	size_t best = ASSIGN_NONE;

	for (size_t n = 0; n < b->at.n && n < 16; n++) {
		size_t i = b->at.v[n];

		if (c->old[i].pair != ASSIGN_NONE)
			continue;
		if (str_eq(c->old[i].key, c->new[j].key))
			return i;
		if (best == ASSIGN_NONE)
			best = i;
	}
	return best;
}

static void match_equal(struct compare *c)
{
	struct map *m = map_new(c->a);

	for (size_t i = 0; i < c->nold; i++) {
		void **at = map_at(m, hash_key(&c->old[i]));

		if (!*at)
			*at = NEW(c->a, struct bucket);
		vec_add(c->a, &((struct bucket *)*at)->at, i);
	}
	for (size_t j = 0; j < c->nnew; j++) {
		struct bucket *b = map_get(m, hash_key(&c->new[j]));
		size_t i = b ? choose(c, b, j) : ASSIGN_NONE;

		if (i == ASSIGN_NONE || c->old[i].n != c->new[j].n || !c->new[j].n)
			continue;
		match(c, i, j);
		c->old[i].same = c->new[j].same = true;
	}
}

/* ---- the rest, at least cost ---- */

static int64_t alone(const struct compare *c, const struct side *s)
{
	return (int64_t)(s->n * c->factor / 100) + 1;
}

static void sort_lines(struct compare *c, struct side *s)
{
	if (s->sorted || s->pair != ASSIGN_NONE)
		return;
	s->sorted = NEW_ARRAY(c->a, s->n, uint64_t);
	if (s->n)
		memcpy(s->sorted, s->lines, s->n * sizeof(*s->lines));
	qsort(s->sorted, s->n, sizeof(*s->sorted), by_value);
}

static void add_pair(struct compare *c, size_t i, size_t j, int64_t cost)
{
	vec_add(c->a, &c->pairs, ((struct assign_pair){ i, j, cost }));
}

/* Most pairs have next to nothing in common: the bound tells in a moment. */
static void weigh(struct compare *c, size_t i, size_t j)
{
	struct side *x = &c->old[i], *y = &c->new[j];
	int64_t limit = alone(c, x) + alone(c, y), cost = limit;
	size_t gap = x->n > y->n ? x->n - y->n : y->n - x->n;
	struct linediff d;

	if ((int64_t)gap < limit &&
	    (int64_t)linediff_bound(x->sorted, x->n, y->sorted, y->n) < limit) {
		arena_reset(c->scratch);
		if (linediff(&d, c->scratch, x->lines, x->n, y->lines, y->n,
			     (size_t)limit) && (int64_t)d.shown < limit)
			cost = (int64_t)d.shown;
	}
	if (same_title(x, y))
		cost /= 4;
	if (cost < limit)
		add_pair(c, i, j, cost);
}

static void weigh_all(struct compare *c)
{
	for (size_t i = 0; i < c->nold; i++)
		for (size_t j = 0; j < c->nnew; j++)
			if (c->old[i].pair == ASSIGN_NONE && c->new[j].pair == ASSIGN_NONE)
				weigh(c, i, j);
}

/* Too many to try each with each: by title, the first of each. */
static void weigh_titles(struct compare *c)
{
	struct map *m = map_new(c->a);

	for (size_t i = c->nold; i-- > 0;)
		if (c->old[i].pair == ASSIGN_NONE)
			map_set(m, c->old[i].key, &c->old[i]);
	for (size_t j = 0; j < c->nnew; j++) {
		struct side *x = map_get(m, c->new[j].key);

		if (x && c->new[j].pair == ASSIGN_NONE)
			weigh(c, (size_t)(x - c->old), j);
	}
}

static void match_rest(struct compare *c)
{
	int64_t *row = NEW_ARRAY(c->a, c->nold, int64_t);
	int64_t *col = NEW_ARRAY(c->a, c->nnew, int64_t);
	size_t *pair_of = NEW_ARRAY(c->a, c->nold, size_t);

	for (size_t i = 0; i < c->nold; i++) {
		row[i] = alone(c, &c->old[i]);
		sort_lines(c, &c->old[i]);
	}
	for (size_t j = 0; j < c->nnew; j++) {
		col[j] = alone(c, &c->new[j]);
		sort_lines(c, &c->new[j]);
	}
	if (c->nnew && c->nold > PAIRS_MAX / c->nnew)
		weigh_titles(c);
	else
		weigh_all(c);
	assign(pair_of, c->a, c->pairs.v, c->pairs.n, row, c->nold, col, c->nnew);
	for (size_t i = 0; i < c->nold; i++)
		if (pair_of[i] != ASSIGN_NONE)
			match(c, i, pair_of[i]);
}

/* ---- the result ---- */

static void count_edits(struct compare *c, struct side *x, const struct side *y)
{
	struct linediff d;

	arena_reset(c->scratch);
	if (linediff(&d, c->scratch, x->lines, x->n, y->lines, y->n, x->n + y->n))
		x->edits = d.edits;
	else
		x->edits = linediff_bound(x->sorted, x->n, y->sorted, y->n);
}

static void emit(struct rangediff *out, struct compare *c, size_t i, size_t j)
{
	struct rangediff_pair *p = vec_push(c->a, out);
	struct side *x = i == ASSIGN_NONE ? NULL : &c->old[i];
	struct side *y = j == ASSIGN_NONE ? NULL : &c->new[j];

	if (x) {
		p->old = x->p;
		p->old_at = i + 1;
	}
	if (y) {
		p->new = y->p;
		p->new_at = j + 1;
	}
	out->dropped += !y;
	out->added += !x;
	if (!x || !y)
		return;
	p->same = x->same;
	p->same_title = same_title(x, y);
	if (!p->same)
		count_edits(c, x, y);
	p->edits = x->edits;
	out->same += p->same;
	out->changed += !p->same;
}

static void emit_all(struct rangediff *out, struct compare *c)
{
	bool *shown = NEW_ARRAY(c->a, c->nold, bool);
	size_t i = 0;

	for (size_t j = 0; j <= c->nnew; j++) {
		for (; i < c->nold; i++) {
			if (c->old[i].pair == ASSIGN_NONE)
				emit(out, c, i, ASSIGN_NONE);
			else if (!shown[i])
				break;
		}
		if (j == c->nnew)
			break;
		emit(out, c, c->new[j].pair, j);
		if (c->new[j].pair != ASSIGN_NONE)
			shown[c->new[j].pair] = true;
	}
}

void rangediff(struct rangediff *out, struct arena *a, const struct series *old,
	       const struct series *new, unsigned factor)
{
	struct compare c = {
		.a = a, .nold = old->n, .nnew = new->n,
		.factor = factor < 100000 ? factor : 100000,
	};

	*out = (struct rangediff){ 0 };
	c.scratch = arena_new();
	c.old = read_sides(a, old);
	c.new = read_sides(a, new);
	match_equal(&c);
	match_rest(&c);
	emit_all(out, &c);
	arena_free(c.scratch);
}
