// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/walk.h"

#include <stdlib.h>

#include "base/vec.h"

/* Lines that are shown on either side of a change while no declaration begins
 * or ends. */
#define AROUND_MAX 2000

uint64_t walk_weight(const struct weave_line *l)
{
	return !l->gap || l->gap == UINT32_MAX ? 1 : l->gap;
}

static void add(struct walk *k, uint32_t line, bool lives)
{
	uint64_t n = walk_weight(&k->w->lines[line]);

	for (size_t i = k->rank[line]; i <= k->w->nlines; i += i & -i)
		k->sum[i] += lives ? n : -n;
}

/* When the line comes, or goes. */
static uint32_t patch_of(const struct weave *w, const struct walk_span *spans, uint32_t i,
			 bool born)
{
	if (spans)
		return born ? spans[i].born : spans[i].died;
	return born ? w->lines[i].born : w->lines[i].died;
}

/* The lines of the weave by birth (or by death), in *of the first of each
 * patch; those that never do are left out. */
static uint32_t *by_patch(struct arena *a, const struct weave *w,
			  const struct walk_span *spans, uint32_t patches, bool born,
			  uint32_t **of)
{
	uint32_t *out = NEW_ARRAY(a, w->nlines + 1, uint32_t), *at;

	*of = NEW_ARRAY(a, patches + 3, uint32_t);
	at = *of + 1;
	weave_for(i, w) {
		uint32_t n = patch_of(w, spans, i, born);

		if (n <= patches)
			at[n + 1]++;
	}
	for (uint32_t n = 1; n <= patches + 1; n++)
		at[n] += at[n - 1];
	weave_for(i, w) {
		uint32_t n = patch_of(w, spans, i, born);

		if (n <= patches)
			out[at[n]++] = i;
	}
	return out;
}

/* Those that patch k->n adds, or takes away. */
static void turn(struct walk *k, bool born)
{
	const uint32_t *of = born ? k->born_of : k->died_of;

	for (uint32_t i = of[k->n]; i < of[k->n + 1]; i++)
		add(k, born ? k->born[i] : k->died[i], born);
}

void walk_open(struct walk *k, struct arena *a, const struct weave *w,
	       const struct walk_span *spans, uint32_t patches)
{
	uint32_t at = 0;

	*k = (struct walk){ .w = w, .last = patches };
	k->rank = NEW_ARRAY(a, w->nlines + 1, uint32_t);
	k->line = NEW_ARRAY(a, w->nlines + 1, uint32_t);
	k->sum = NEW_ARRAY(a, w->nlines + 1, uint64_t);
	weave_for(i, w) {
		k->rank[i] = ++at;
		k->line[at] = i;
	}
	k->born = by_patch(a, w, spans, patches, true, &k->born_of);
	k->died = by_patch(a, w, spans, patches, false, &k->died_of);
	turn(k, true);
	turn(k, false);
}

void walk_to(struct walk *k, uint32_t n)
{
	if (k->both)
		turn(k, false);
	k->both = false;
	while (k->n < n && k->n < k->last) {
		k->n++;
		turn(k, true);
		turn(k, false);
	}
}

void walk_both(struct walk *k, uint32_t n)
{
	if (k->both && k->n == n)
		return;
	walk_to(k, n - 1);
	k->n = n;
	turn(k, true);
	k->both = true;
}

uint64_t walk_end(const struct walk *k)
{
	uint64_t sum = 1;

	for (size_t i = k->w->nlines; i; i -= i & -i)
		sum += k->sum[i];
	return sum;
}

uint64_t walk_place(const struct walk *k, uint32_t line)
{
	uint64_t sum = 1;

	for (size_t i = k->rank[line] - 1; i; i -= i & -i)
		sum += k->sum[i];
	return sum;
}

uint32_t walk_line(const struct walk *k, uint64_t place, uint64_t *first)
{
	size_t at = 0, step = 1;
	uint64_t left = place - 1;

	while (step * 2 <= k->w->nlines)
		step *= 2;
	for (; step; step /= 2)
		if (at + step <= k->w->nlines && k->sum[at + step] <= left) {
			at += step;
			left -= k->sum[at];
		}
	if (!place || at >= k->w->nlines)
		return WEAVE_NONE;
	*first = place - left;
	return k->line[at + 1];
}

/* ---- what is shown ---- */

struct range {
	uint64_t from, to;		/* places [from, to) */
};

struct ranges {
	struct range *v;
	size_t n, cap;
};

static const struct weave_line *line_at(const struct walk *k, uint64_t place)
{
	uint64_t first;
	uint32_t i = walk_line(k, place, &first);

	return i == WEAVE_NONE ? NULL : &k->w->lines[i];
}

/* Does a declaration end with this line? */
static bool ends(const struct weave_line *l)
{
	return l->text.n && l->text.p[0] == '}';
}

/* Does a comment, a definition or a declaration begin with it, behind an empty
 * line? A label, a brace and what is indented go on with something, and an #if
 * may stand anywhere. */
static bool begins(const struct weave_line *l)
{
	struct str s = str_rtrim(l->text);

	return s.n && s.p[s.n - 1] != ':' &&
	       (chr_ident(s.p[0]) || s.p[0] == '/' || str_starts(s, STR("#define")) ||
		str_starts(s, STR("#include")));
}

/* Is the line a whole declaration or definition, in column 0? */
static bool is_whole(const struct weave_line *l)
{
	struct str s = str_rtrim(l->text);

	if (str_starts(s, STR("#define")))
		return !str_ends(s, STR("\\"));
	return s.n && (chr_alpha(s.p[0]) || s.p[0] == '_') && s.p[s.n - 1] == ';';
}

/* A declaration begins at `place`: the line before it is empty or ends one. */
static bool is_start(const struct walk *k, uint64_t place)
{
	const struct weave_line *before, *l;

	if (place <= 1)
		return true;
	before = line_at(k, place - 1);
	l = line_at(k, place);
	return !before || before->gap || !l || l->gap || ends(before) ||
	       ((!str_trim(before->text).n || is_whole(before)) && begins(l));
}

static uint64_t start_of(const struct walk *k, uint64_t place)
{
	uint64_t least = place > AROUND_MAX ? place - AROUND_MAX : 1;

	while (place > least && !is_start(k, place))
		place--;
	return place;
}

static uint64_t end_of(const struct walk *k, uint64_t place)
{
	uint64_t most = place + AROUND_MAX;

	while (place < most && line_at(k, place) && !is_start(k, place))
		place++;
	return place;
}

static int by_from(const void *x, const void *y)
{
	const struct range *a = x, *b = y;

	return (a->from > b->from) - (a->from < b->from);
}

static void note(struct ranges *r, struct arena *a, uint64_t from, uint64_t to)
{
	if (r->n && vec_last(r)->to >= from && vec_last(r)->from <= from) {
		vec_last(r)->to = to > vec_last(r)->to ? to : vec_last(r)->to;
		return;
	}
	vec_add(a, r, ((struct range){ from, to }));
}

/* What patch n adds, and where it took away; in order, none twice. */
static void find_changes(struct ranges *out, struct arena *a, const struct walk *k)
{
	struct ranges all = { 0 };

	for (uint32_t i = k->born_of[k->n]; i < k->born_of[k->n + 1]; i++) {
		uint64_t at = walk_place(k, k->born[i]);

		note(&all, a, at, at + 1);
	}
	for (uint32_t i = k->died_of[k->n]; i < k->died_of[k->n + 1]; i++) {
		uint64_t at = walk_place(k, k->died[i]);

		note(&all, a, at > 1 ? at - 1 : 1, at + 1);
	}
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), by_from);
	for (size_t i = 0; i < all.n; i++) {
		uint64_t from = all.v[i].from, to = all.v[i].to;

		if (out->n && vec_last(out)->to >= to)
			continue;
		if (!out->n || vec_last(out)->to < from)
			from = start_of(k, from);
		note(out, a, from, end_of(k, to));
	}
}

static struct snapshot_part *part_at(struct snapshot *out, struct arena *a,
				     const struct weave *w, uint32_t line, uint64_t place)
{
	const struct weave_line *l = &w->lines[line];
	struct snapshot_part *part;

	if (out->n == out->cap)
		out->parts = vec_grow(a, out->parts, out->n, &out->cap, sizeof(*out->parts));
	part = &out->parts[out->n++];
	*part = (struct snapshot_part){ .first_line = (uint32_t)place };
	if (l->section)
		part->section = w->sections[l->section - 1];
	return part;
}

/* A range may begin or end in a gap, but has none in the middle. */
static void show(struct snapshot *out, struct arena *a, const struct walk *k,
		 const struct range *r)
{
	struct snapshot_part *part = NULL;
	size_t from = out->nknown, bytes = 0;
	char *p;

	for (uint64_t at = r->from, first; at < r->to; at++) {
		uint32_t i = walk_line(k, at, &first);

		if (i == WEAVE_NONE)
			break;
		if (k->w->lines[i].gap)
			continue;
		if (!part)
			part = part_at(out, a, k->w, i, at);
		out->line_of[out->nknown++] = i;
		bytes += k->w->lines[i].text.n + 1;
	}
	if (!part)
		return;
	part->text.p = p = arena_alloc(a, bytes);
	for (size_t j = from; j < out->nknown; j++) {
		const struct weave_line *l = &k->w->lines[out->line_of[j]];

		memcpy(p, l->text.p, l->text.n);
		p += l->text.n;
		if (!l->no_eol)
			*p++ = '\n';
	}
	part->text.n = (size_t)(p - part->text.p);
}

bool walk_snapshot(struct snapshot *out, struct arena *a, struct walk *k, uint32_t n)
{
	struct ranges r = { 0 };
	uint64_t lines = 0;

	*out = (struct snapshot){ .part = true };
	if (!weave_exists(k->w, n, &out->path))
		return false;
	walk_to(k, n);
	find_changes(&r, a, k);
	vec_for(const struct range, x, &r)
		lines += x->to - x->from;
	out->line_of = NEW_ARRAY(a, lines, uint32_t);
	vec_for(const struct range, x, &r)
		show(out, a, k, x);
	return true;
}
