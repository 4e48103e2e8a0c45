// SPDX-License-Identifier: GPL-2.0-or-later
/* NAME_NEAR_MISS of identifiers: a name that the series defines nowhere, beside
 * one that it uses many times and that has the same letters. Without the tree
 * nobody knows what exists elsewhere, so only slips count that nobody makes a
 * name of on purpose: an underscore too many or too few inside, and two
 * neighbours swapped. */
#include "base/map.h"
#include "rule/matcher.h"

#define MIN_NAME 5
#define MAX_USES 3		/* who writes a name often knows it */

/* Letters without the underscores inside; those in front and behind stay. */
static struct str squeezed(struct arena *a, struct str s)
{
	char *p = arena_strndup(a, s.p, s.n);
	size_t from = 0, to = s.n, n = 0;

	while (from < s.n && s.p[from] == '_')
		from++;
	while (to > from && s.p[to - 1] == '_')
		to--;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '_' || i < from || i >= to)
			p[n++] = s.p[i];
	return str_n(p, n);
}

/* The same bytes in any order: neighbours swapped have it, too. */
static struct str sorted(struct arena *a, struct str s)
{
	unsigned count[256] = { 0 };
	char *p = arena_strndup(a, s.p, s.n);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		count[(unsigned char)s.p[i]]++;
	for (size_t c = 0; c < 256; c++)
		while (count[c]--)
			p[n++] = (char)c;
	return str_n(p, n);
}

static bool swapped(struct str a, struct str b)
{
	size_t i = 0;

	if (a.n != b.n)
		return false;
	while (i < a.n && a.p[i] == b.p[i])
		i++;
	return i + 1 < a.n && a.p[i] == b.p[i + 1] && a.p[i + 1] == b.p[i] &&
	       a.p[i] != '_' && a.p[i + 1] != '_' &&
	       str_eq(str_from(a, i + 2), str_from(b, i + 2));
}

static bool added_anywhere(const struct symbol *s)
{
	vec_for(const struct site, u, &s->uses)
		if (u->added)
			return true;
	return false;
}

/* A type is often called like the variables of it, with other underscores. */
static bool of_a_kind(const struct symbol *s, const struct symbol *of)
{
	vec_for(const struct site, u, &s->uses)
		if (u->fact->value.n || u->fact->kind == FACT_ACCESS)
			return false;
	vec_for(const struct site, d, &of->defs)
		if (d->fact->kind != FACT_MACRO && d->fact->kind != FACT_FUNC &&
		    d->fact->kind != FACT_ENUMERATOR)
			return false;
	return true;
}

static bool is_slip(struct study *st, const struct symbol *s, const struct symbol *of,
		    uint64_t many)
{
	size_t uses = of->uses.n + of->defs.n;

	if (s == of || s->defs.n || s->protos.n || !added_anywhere(s) ||
	    s->uses.n > MAX_USES || uses < s->uses.n * many || !of_a_kind(s, of))
		return false;
	return str_eq(squeezed(st->a, s->name), squeezed(st->a, of->name)) ||
	       swapped(s->name, of->name);
}

static void say(struct study *st, const struct rule *r, const struct symbol *s,
		const struct symbol *of)
{
	vec_for(const struct site, u, &s->uses) {
		struct finding *f;

		if (!u->added || u->fact->kind == FACT_ACCESS)
			continue;
		f = study_find_site(st, r, u);
		finding_replacement(st->a, f, of->name);
		finding_evidence(st->a, f, of->uses.n ? of->uses.v[0].file->diff->new_path :
				 of->defs.v[0].file->diff->new_path, of->name,
				 str_printf(st->a, "used %zu times in the series",
					    of->uses.n));
		rule_message(st->a, f, r, "other", str_z(st->a, of->name), NULL);
	}
}

/* Names of the same letters lie in one bucket; the most used one is right. */
static void bucket(struct map *all, struct str key, struct symbol *s)
{
	void **slot = map_at(all, key);
	struct symbol *best = *slot;

	if (!best || s->uses.n + s->defs.n > best->uses.n + best->defs.n)
		*slot = s;
}

void match_near_identifier(struct study *st, const struct rule *r)
{
	struct map *all = map_new(st->a);
	uint64_t many = 5;
	struct str name;
	void *value;

	json_num(r->params, "many", &many, 1000);
	for (size_t i = 0; map_next(st->symbols, &i, &name, &value); )
		if (name.n >= MIN_NAME)
			bucket(all, sorted(st->a, squeezed(st->a, name)), value);
	for (size_t i = 0; map_next(st->symbols, &i, &name, &value); ) {
		const struct symbol *s = value, *of;

		if (name.n < MIN_NAME || s->defs.n || !s->uses.n)
			continue;
		of = map_get(all, sorted(st->a, squeezed(st->a, name)));
		if (of && is_slip(st, s, of, many))
			say(st, r, s, of);
	}
}
