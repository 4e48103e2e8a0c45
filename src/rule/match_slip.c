// SPDX-License-Identifier: GPL-2.0-or-later
/* NAME_NEAR_MISS of identifiers: a name that is defined nowhere, beside one of
 * the same letters that is used many times. Without the tree nobody knows what
 * exists elsewhere, so only slips count that nobody makes a name of on purpose:
 * an underscore too many or too few inside, and two neighbours swapped. Where
 * the tree is known it is asked; then one use of the other name is enough, and
 * any letter may be wrong where no compiler would see it: in a macro. */
#include "base/map.h"
#include "rule/matcher.h"
#include "rule/near.h"

#define MIN_NAME 5
#define LIST_MAX 200		/* bytes before an argument */
#define MAX_ASKED 200		/* names of macros compared with all others */
#define MAX_USES 3		/* who writes a name often knows it */

/* What stands between the underscores in front and those behind. */
static struct str inside(struct str s)
{
	size_t from = 0, to = s.n;

	while (from < s.n && s.p[from] == '_')
		from++;
	while (to > from && s.p[to - 1] == '_')
		to--;
	return str_sub(s, from, to - from);
}

/* The name without the underscores inside. */
static struct str squeezed(struct arena *a, struct str s)
{
	struct str in = inside(s);
	char *p = arena_strndup(a, s.p, s.n);
	size_t n = 0;

	for (const char *c = s.p; c < s.p + s.n; c++)
		if (*c != '_' || c < in.p || c >= in.p + in.n)
			p[n++] = *c;
	return str_n(p, n);
}

/* The same for names that are the same letters in any order when squeezed, so
 * that neighbours swapped have it, too; and hardly ever for others. */
static uint64_t letters_of(struct str s)
{
	struct str in = inside(s);
	uint64_t sum = s.n - in.n;

	for (size_t i = 0; i < in.n; i++) {
		uint64_t c = (unsigned char)in.p[i] * UINT64_C(0x9e3779b97f4a7c15);

		if (in.p[i] != '_')
			sum += (c ^ c >> 29) * UINT64_C(0xbf58476d1ce4e5b9);
	}
	return sum;
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
	vec_for(const struct site, u, &of->uses)
		if (u->fact->value.n)
			return false;
	vec_for(const struct site, d, &of->defs)
		if (d->fact->kind != FACT_MACRO && d->fact->kind != FACT_FUNC &&
		    d->fact->kind != FACT_ENUMERATOR)
			return false;
	return true;
}

static struct str text_of(const struct site *u)
{
	return u->file->src->parts[u->fact->part].text;
}

/* Bytes of names and commas, back to what opens the list. */
static size_t list_start(struct str text, size_t at)
{
	size_t least = at > LIST_MAX ? at - LIST_MAX : 0;

	while (at > least && (chr_ident(text.p[at - 1]) || chr_blank(text.p[at - 1]) ||
			      text.p[at - 1] == ','))
		at--;
	return at;
}

/* An argument of a macro stands for what the macro makes of it: GEN(reg) may
 * paste it to read_reg(). */
static bool of_a_macro(const struct site *u)
{
	struct str text = text_of(u), behind = str_ltrim(str_from(text, u->fact->end));
	size_t open = list_start(text, u->fact->start), from;
	bool upper = false;

	if (!open || text.p[open - 1] != '(' || !behind.n ||
	    (behind.p[0] != ',' && behind.p[0] != ')'))
		return false;
	for (from = open - 1; from && chr_ident(text.p[from - 1]); from--) {
		if (chr_alpha(text.p[from - 1]) && !chr_upper(text.p[from - 1]))
			return false;
		upper |= chr_upper(text.p[from - 1]);
	}
	return upper;
}

static bool handed_to_macro(const struct symbol *s)
{
	vec_for(const struct site, u, &s->uses)
		if (of_a_macro(u))
			return true;
	return false;
}

/* Used by the series and defined nowhere in it. */
static bool undefined(const struct symbol *s)
{
	return !s->defs.n && !s->protos.n && s->uses.n && s->uses.n <= MAX_USES &&
	       added_anywhere(s) && !handed_to_macro(s);
}

static bool is_slip(struct arena *a, const struct symbol *s, const struct symbol *of,
		    uint64_t many)
{
	if (s == of || of->uses.n + of->defs.n < s->uses.n * many || !of_a_kind(s, of))
		return false;
	return str_eq(squeezed(a, s->name), squeezed(a, of->name)) ||
	       near_swapped(s->name, of->name);
}

/* ---- in macros ---- */

static bool pasted(const struct site *u)
{
	struct str text = text_of(u);
	struct str behind = str_ltrim(str_from(text, u->fact->end));

	return str_starts(behind, STR("##")) ||
	       str_ends(str_rtrim(str_sub(text, 0, u->fact->start)), STR("##"));
}

static bool only_in_macros(const struct symbol *s)
{
	vec_for(const struct site, u, &s->uses)
		if (!u->fact->in_macro || pasted(u))
			return false;
	return true;
}

/* The one used most of those that differ in a letter. */
static const struct symbol *one_letter_off(const struct study *st, const struct symbol *s)
{
	const struct symbol *best = NULL;
	const struct symbol *of;

	for (size_t i = 0; (of = study_next_symbol(st, &i)); ) {
		if (near_one(s->name, of->name) && !undefined(of) && of_a_kind(s, of) &&
		    (!best || of->uses.n + of->defs.n > best->uses.n + best->defs.n))
			best = of;
	}
	return best;
}

/* ---- what is said ---- */

struct slip {
	const struct symbol *s, *of;
};

struct slips {
	struct slip *v;
	size_t n, cap;
};

/* What a scan is given may be part of a tree. */
static bool whole_tree(const struct study *st)
{
	return st->base && st->base->text;
}

static const char *nowhere(const struct study *st)
{
	return !st->base ? "the series" :
	       whole_tree(st) ? "the series or the tree" : "the tree";
}

static void say(struct study *st, const struct rule *r, const struct slip *slip)
{
	const struct symbol *of = slip->of;

	vec_for(const struct site, u, &slip->s->uses) {
		struct finding *f;

		if (!u->added || u->fact->kind == FACT_ACCESS)
			continue;
		f = study_find_site(st, r, u);
		finding_replacement(st->a, f, of->name);
		finding_evidence(st->a, f, of->uses.n ? of->uses.v[0].file->diff->new_path :
				 of->defs.v[0].file->diff->new_path, of->name,
				 str_printf(st->a, "%zu use%s", of->uses.n,
					    of->uses.n == 1 ? "" : "s"));
		rule_message(st->a, f, r, "other", str_z(st->a, of->name),
			     "where", nowhere(st), NULL);
	}
}

/* Leaves those whose name the tree does not have either. */
static void ask_tree(struct study *st, struct slips *slips)
{
	struct str *names = NEW_ARRAY(st->a, slips->n, struct str);
	bool *have = NEW_ARRAY(st->a, slips->n, bool);
	size_t n = 0;

	if (!slips->n || !st->base)
		return;
	for (size_t i = 0; i < slips->n; i++)
		names[i] = slips->v[i].s->name;
	if (st->base->names(st->base->ctx, names, slips->n, have))
		for (size_t i = 0; i < slips->n; i++)
			if (!have[i])
				slips->v[n++] = slips->v[i];
	slips->n = n;
}

/* ---- all names ---- */

/* Names of the same letters, one of which is undefined; the most used is right. */
struct bucket {
	uint64_t letters;
	const struct symbol *best;
};

static struct str key_of(const uint64_t *letters)
{
	return str_n((const char *)letters, sizeof(*letters));
}

struct suspect {
	const struct symbol *s;
	struct bucket *bucket;
};

struct suspects {
	struct suspect *v;
	size_t n, cap;
	struct map *buckets;
};

static struct bucket *bucket_at(struct study *st, struct map *buckets, struct str name)
{
	struct bucket *b = NEW(st->a, struct bucket);
	void **slot;

	b->letters = letters_of(name);
	slot = map_at(buckets, key_of(&b->letters));
	if (!*slot)
		*slot = b;
	return *slot;
}

static void find_suspects(struct study *st, struct suspects *out)
{
	struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); )
		if (sym->name.n >= MIN_NAME && undefined(sym))
			vec_add(st->a, out, ((struct suspect){
				sym, bucket_at(st, out->buckets, sym->name) }));
}

static void fill_buckets(struct study *st, const struct map *buckets)
{
	const struct symbol *s;

	for (size_t i = 0; map_count(buckets) && (s = study_next_symbol(st, &i)); ) {
		uint64_t letters = letters_of(s->name);
		struct bucket *b = map_get(buckets, key_of(&letters));

		if (b && s->name.n >= MIN_NAME &&
		    (!b->best || s->uses.n + s->defs.n > b->best->uses.n + b->best->defs.n))
			b->best = s;
	}
}

static void collect(struct study *st, struct slips *out, uint64_t many)
{
	struct suspects suspects = { .buckets = map_new(st->a) };
	size_t asked = 0;

	find_suspects(st, &suspects);
	fill_buckets(st, suspects.buckets);
	vec_for(const struct suspect, u, &suspects) {
		const struct symbol *of = u->bucket->best;

		if (!is_slip(st->a, u->s, of, many))
			of = NULL;
		if (!of && whole_tree(st) && only_in_macros(u->s) && asked++ < MAX_ASKED)
			of = one_letter_off(st, u->s);
		if (of)
			vec_add(st->a, out, ((struct slip){ u->s, of }));
	}
}

void match_near_identifier(struct study *st, const struct rule *r)
{
	struct slips slips = { 0 };
	uint64_t many = 5;

	json_num(r->params, "many", &many, 1000);
	collect(st, &slips, whole_tree(st) ? 1 : many);
	ask_tree(st, &slips);
	vec_for(const struct slip, s, &slips)
		say(st, r, s);
}
