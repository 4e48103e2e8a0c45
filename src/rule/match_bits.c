// SPDX-License-Identifier: GPL-2.0-or-later
/* FEATURE_BITS, FLAG_VALUE, and what belongs to them of NAME_NEAR_MISS and
 * ABI_VERSION: masks, shifts and accessors of bit fields. */
#include "rule/matcher.h"
#include "rule/near.h"
#include "spec/spectype.h"

static bool written_as_bits(const struct fact *f)
{
	return str_has(f->value, STR("BIT")) || str_has(f->value, STR("MASK")) ||
	       str_has(f->value, STR("<<"));
}

/* FEATURE_BITS is about feature registers, FLAG_VALUE about all others. */
static bool of_rule(const struct rule *r, const struct spec_type *t)
{
	bool registers = false;

	return !json_bool(r->params, "registers", &registers) ||
	       registers == (t->reg >= 0);
}

static struct str bits_text(struct arena *a, unsigned hi, unsigned lo)
{
	return hi == lo ? str_printf(a, "bit %u", lo) :
			  str_printf(a, "bits %u:%u", hi, lo);
}

static struct str member_bits(struct arena *a, const struct spec_type *t,
			      const struct spec_member *m)
{
	return bits_text(a, m->hi + t->from, m->lo + t->from);
}

static struct str mask_text(struct arena *a, uint64_t v)
{
	unsigned lo = v ? (unsigned)__builtin_ctzll(v) : 0;
	uint64_t run = v >> lo;

	if (v && !(run & (run + 1)))
		return bits_text(a, 63 - (unsigned)__builtin_clzll(v), lo);
	return str_printf(a, "0x%llx", (unsigned long long)v);
}

static struct finding *begin(struct study *st, const struct rule *r,
			     const struct site *s, const struct target *t,
			     const struct spec_type *type, struct str text)
{
	struct finding *f = study_find_site(st, r, s);

	f->spec = t->version->name;
	finding_evidence(st->a, f, t->version->file, type->section.n ?
			 str_printf(st->a, "%.*s, section %.*s", STR_FMT(type->name),
				    STR_FMT(type->section)) : type->name, text);
	return f;
}

static void tell(struct study *st, const struct rule *r, struct finding *f,
		 struct str what)
{
	rule_message(st->a, f, r, "what", str_z(st->a, what), NULL);
}

/* ---- a field with other bits ---- */

static void say_differs(struct study *st, const struct rule *r, const struct site *s,
			const struct target *t, const struct spec_value *v,
			uint64_t is)
{
	struct str bits = member_bits(st->a, v->type, v->member), got;
	struct finding *f = begin(st, r, s, t, v->type,
		str_printf(st->a, "%.*s: %.*s", STR_FMT(v->member->name), STR_FMT(bits)));

	got = v->form == SPEC_SHIFT || v->form == SPEC_WIDTH ?
	      str_printf(st->a, "%llu", (unsigned long long)is) : mask_text(st->a, is);
	tell(st, r, f, str_printf(st->a, "%.*s is %.*s, %.*s has %.*s at %.*s in %.*s",
				  STR_FMT(s->fact->name), STR_FMT(got),
				  STR_FMT(v->type->name), STR_FMT(v->member->name),
				  STR_FMT(bits), STR_FMT(f->spec)));
}

/* ---- a field that the type does not have ---- */

static const struct spec_member *at_mask(const struct spec_type *t, uint64_t mask)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].known && spec_firm(t->v[i].standing) &&
		    (spec_bits_mask(t, &t->v[i]) == mask ||
		     spec_bits_mask(t, &t->v[i]) >> t->from == mask))
			return &t->v[i];
	return NULL;
}

static bool is_field(const struct target *t, struct str macro, struct str *field)
{
	struct spec_bits b[8];

	if (!spec_bits_of_macro(t->version, macro, b, 8))
		return false;
	*field = b[0].field;
	return true;
}

/* SVE_EN for SVE: the author's way to say the same. */
static bool says_more(struct str field, struct str name)
{
	return field.n > name.n && (str_starts_nocase(field, name) ||
		str_eq_nocase(str_from(field, field.n - name.n), name));
}

static void say_no_field(struct study *st, const struct rule *r,
			 const struct site *s, const struct target *t,
			 const struct spec_type *type, uint64_t mask)
{
	const struct spec_member *m = at_mask(type, mask);
	struct finding *f = begin(st, r, s, t, type, m ?
		str_printf(st->a, "%.*s: %.*s", STR_FMT(m->name),
			   STR_FMT(member_bits(st->a, type, m))) :
		STR("no such field"));

	if (f->level == LEVEL_ERROR)
		f->level = LEVEL_WARNING;
	if (m)
		finding_replacement(st->a, f, m->name);
	tell(st, r, f, str_printf(st->a, "%.*s: %.*s of %.*s %s %.*s in %.*s",
		STR_FMT(s->fact->name), STR_FMT(mask_text(st->a, mask)),
		STR_FMT(type->name), mask & (mask - 1) ? "are" : "is",
		STR_FMT(m ? m->name : STR("not defined")), STR_FMT(f->spec)));
}

enum no_field { NO_FIELD_QUIET, NO_FIELD_NEAR, NO_FIELD_OTHER };

static enum no_field judge_no_field(const struct target *t, const struct site *s,
				    const struct spec_type *type, uint64_t mask)
{
	const struct spec_member *m = at_mask(type, mask);
	struct str field;

	if (!mask || !written_as_bits(s->fact) || !is_field(t, s->fact->name, &field))
		return NO_FIELD_QUIET;
	if (m && near_miss(field, m->name))
		return NO_FIELD_NEAR;
	return m && says_more(field, m->name) ? NO_FIELD_QUIET : NO_FIELD_OTHER;
}

/* ---- every macro ---- */

typedef void bits_fn(struct study *st, const struct rule *r, const struct site *s,
		     const struct target *t);

static void each_macro(struct study *st, const struct rule *r, bits_fn *fn)
{
	const struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); ) {
		vec_for(const struct site, s, &sym->defs) {
			if (!s->added || s->fact->kind != FACT_MACRO)
				continue;
			for (size_t k = 0; k < st->ntargets; k++)
				if (st->targets[k].how != TARGET_GUESSED)
					fn(st, r, s, &st->targets[k]);
		}
	}
}

static void check_mask(struct study *st, const struct rule *r, const struct site *s,
		       const struct target *t)
{
	struct spec_value v;
	uint64_t is;

	if (!study_value(st, s->fact, &is))
		return;
	switch (spec_fits(t->version, s->fact->name, is, written_as_bits(s->fact), &v)) {
	case SPEC_FIT_DIFFERS:
		if (v.type && v.type->kind == SPEC_BITS && of_rule(r, v.type))
			say_differs(st, r, s, t, &v, is);
		break;
	case SPEC_FIT_NO_FIELD:
		if (of_rule(r, v.type) &&
		    judge_no_field(t, s, v.type, is) == NO_FIELD_OTHER)
			say_no_field(st, r, s, t, v.type, is);
		break;
	default:
		break;
	}
}

/* The same bits under almost the same name are a slip also where the type is
 * not known to the last field. */
static void check_near(struct study *st, const struct rule *r, const struct site *s,
		       const struct target *t)
{
	struct spec_bits b[2];
	uint64_t is;

	if (study_value(st, s->fact, &is) &&
	    spec_bits_of_macro(t->version, s->fact->name, b, 2) == 1 && !b[0].member &&
	    spec_firm(b[0].type->standing) &&
	    judge_no_field(t, s, b[0].type, is) == NO_FIELD_NEAR)
		say_no_field(st, r, s, t, b[0].type, is);
}

void match_near_bits(struct study *st, const struct rule *r)
{
	each_macro(st, r, check_near);
}

/* ---- accessors: NAME(x) (((x) >> 8) & 0xff) ---- */

static bool apply(const struct study *st, struct str name, uint64_t arg,
		  uint64_t *out)
{
	struct str missing;

	return eval_expr(st->macros, str_printf(st->a, "%.*s(0x%llxull)",
			 STR_FMT(name), (unsigned long long)arg), out, &missing);
}

struct accessor {
	uint64_t mask;		/* the bits of the argument that matter */
	bool all;		/* takes every bit up to 63 */
};

/* Which bits of its argument the macro keeps. */
static bool accessor_of(const struct study *st, struct str name, struct accessor *a)
{
	uint64_t v;

	a->mask = 0;
	for (unsigned i = 0; i < 64; i++) {
		if (!apply(st, name, 1ull << i, &v))
			return false;
		if (v)
			a->mask |= 1ull << i;
	}
	a->all = a->mask && a->mask >> 63 &&
		 !(~a->mask >> (unsigned)__builtin_ctzll(a->mask));
	return a->mask != 0 && a->mask != UINT64_MAX;
}

/* RMI_ABI_VERSION_GET_MAJOR -> RMI_ABI_VERSION_MAJOR_MASK: without the last word
 * it could be the macro of the version itself. */
static size_t fields_of(struct study *st, const struct target *t, struct str name,
			struct spec_bits *b, size_t max)
{
	size_t n = spec_bits_of_macro(t->version, name, b, max);
	size_t at = str_find(name, STR("_GET_"));

	if ((!n || !b[0].member) && at != SIZE_MAX)
		n = spec_bits_of_macro(t->version,
			str_printf(st->a, "%.*s%.*s_MASK", (int)at, name.p,
				   STR_FMT(str_from(name, at + 4))), b, max);
	return n && b[0].member ? n : 0;
}

/* A type that holds nothing but a version is ABI_VERSION's. */
static bool is_version(const struct spec_type *t)
{
	return spec_member_of_c(t, STR("major")) && spec_member_of_c(t, STR("minor"));
}

/* Keeps the field and, above it, bits that belong to no field. */
static bool only_unmasked(const struct spec_bits *b, const struct accessor *acc)
{
	uint64_t mask = spec_bits_mask(b->type, b->member);
	uint64_t used = 0;

	for (size_t i = 0; i < b->type->n; i++)
		if (b->type->v[i].known)
			used |= spec_bits_mask(b->type, &b->type->v[i]);
	return acc->all && (acc->mask & mask) == mask &&
	       __builtin_ctzll(acc->mask) == __builtin_ctzll(mask) &&
	       !(acc->mask & ~mask & used);
}

static void say_accessor(struct study *st, const struct rule *r, const struct site *s,
			 const struct target *t, const struct spec_bits *b,
			 const struct accessor *acc)
{
	struct str bits = member_bits(st->a, b->type, b->member);
	struct finding *f = begin(st, r, s, t, b->type,
		str_printf(st->a, "%.*s: %.*s", STR_FMT(b->member->name), STR_FMT(bits)));
	bool unmasked = only_unmasked(b, acc);

	if (unmasked)
		f->level = LEVEL_CHECK;
	tell(st, r, f, str_printf(st->a, "%.*s() takes %.*s, %.*s has %.*s at %.*s in %.*s%s",
		STR_FMT(s->fact->name), STR_FMT(mask_text(st->a, acc->mask)),
		STR_FMT(b->type->name), STR_FMT(b->member->name), STR_FMT(bits),
		STR_FMT(f->spec),
		unmasked ? "; the reserved bits above are not masked" : ""));
}

static void check_accessor(struct study *st, const struct rule *r,
			   const struct site *s, const struct target *t, bool version)
{
	struct spec_bits b[8];
	struct accessor acc;
	size_t n;

	if (s->fact->params != 1)
		return;
	n = fields_of(st, t, s->fact->name, b, 8);
	if (!n || is_version(b[0].type) != version || !of_rule(r, b[0].type) ||
	    !accessor_of(st, s->fact->name, &acc))
		return;
	for (size_t i = 0; i < n; i++)
		if (!b[i].member || !spec_firm(b[i].member->standing) ||
		    !spec_firm(b[i].type->standing) ||
		    acc.mask == spec_bits_mask(b[i].type, b[i].member))
			return;
	say_accessor(st, r, s, t, &b[0], &acc);
}

static void check_bits(struct study *st, const struct rule *r, const struct site *s,
		       const struct target *t)
{
	if (s->fact->params < 0)
		check_mask(st, r, s, t);
	else
		check_accessor(st, r, s, t, false);
}

void match_bits(struct study *st, const struct rule *r)
{
	each_macro(st, r, check_bits);
}

/* ---- ABI_VERSION ---- */

/* Versions that answer with the same numbers. */
static size_t same_abi(const struct spec_version *v)
{
	size_t n = 0;

	vec_for(const struct spec_version, o, &v->family->versions)
		n += o->abi_standing != SPEC_UNKNOWN && o->abi_major == v->abi_major &&
		     o->abi_minor == v->abi_minor;
	return n;
}

static void check_abi(struct study *st, const struct rule *r, const struct site *s,
		      const struct target *t)
{
	const struct spec_version *v = t->version;
	bool major = strs_have(&t->family->abi_major, s->fact->name);
	struct finding *f;
	uint64_t is;
	unsigned want;

	check_accessor(st, r, s, t, true);
	if ((!major && !strs_have(&t->family->abi_minor, s->fact->name)) ||
	    !spec_firm(v->abi_standing) || !study_value(st, s->fact, &is))
		return;
	want = major ? v->abi_major : v->abi_minor;
	if (is == want)
		return;
	f = study_find_site(st, r, s);
	f->spec = v->name;
	finding_evidence(st->a, f, v->file, STR("abi"),
			 str_printf(st->a, "%u.%u", v->abi_major, v->abi_minor));
	if (same_abi(v) > 1)
		finding_evidence(st->a, f, v->file, STR("abi"), str_printf(st->a,
			"%zu known versions answer with %u.%u and cannot be told apart",
			same_abi(v), v->abi_major, v->abi_minor));
	tell(st, r, f, str_printf(st->a, "%.*s is %llu, the interface version of %.*s is %u.%u",
		STR_FMT(s->fact->name), (unsigned long long)is, STR_FMT(v->name),
		v->abi_major, v->abi_minor));
}

void match_abi(struct study *st, const struct rule *r)
{
	each_macro(st, r, check_abi);
}

/* ---- fields left out ---- */

struct fields {
	const struct spec_type *type;
	const struct target *target;
	const struct site *first, *last;
	bool *have;
};

static struct fields *fields_at(struct study *st, struct map *all,
				const struct spec_type *const *type)
{
	void **slot = map_at(all, str_n((const char *)type, sizeof(*type)));

	if (!*slot) {
		struct fields *f = NEW(st->a, struct fields);

		f->type = *type;
		f->have = NEW_ARRAY(st->a, (*type)->n + 1, bool);
		*slot = f;
	}
	return *slot;
}

static void note_field(struct fields *f, const struct site *s, size_t index)
{
	f->have[index] = true;
	if (!f->first)
		f->first = f->last = s;
	if (s->file != f->first->file)
		return;
	if (s->fact->line < f->first->fact->line)
		f->first = s;
	if (s->fact->line > f->last->fact->line)
		f->last = s;
}

static void note_macro(struct study *st, const struct rule *r, struct map *all,
		       const struct site *s, const struct target *t)
{
	struct spec_bits b[8];
	size_t n = spec_bits_of_macro(t->version, s->fact->name, b, 8);
	uint64_t is;

	for (size_t i = 0; i < n && i < 8; i++) {
		const struct spec_member *m = b[i].member;
		struct fields *f;

		if (!m && study_value(st, s->fact, &is))
			m = at_mask(b[i].type, is);
		if (!m || !b[i].type->complete || !spec_firm(b[i].type->standing) ||
		    !of_rule(r, b[i].type))
			continue;
		f = fields_at(st, all, &b[i].type);
		f->target = t;
		note_field(f, s, (size_t)(m - b[i].type->v));
	}
}

static void say_missing(struct study *st, const struct rule *r,
			const struct fields *fs)
{
	struct buf lacks = BUF;
	size_t have = 0, n = 0;

	for (size_t i = 0; i < fs->type->n; i++) {
		const struct spec_member *m = &fs->type->v[i];

		have += fs->have[i];
		if (!fs->have[i] && spec_firm(m->standing) && m->known)
			buf_printf(&lacks, "%s%.*s (%.*s)", n++ ? ", " : "",
				   STR_FMT(m->name),
				   STR_FMT(member_bits(st->a, fs->type, m)));
	}
	if (n && have >= 2 && have * 2 > fs->type->n &&
	    (fs->first->file->weave->created || fs->first->file->weave->base_known)) {
		struct finding *f = study_find_code(st, r, fs->first->file,
			fs->first->fact->line, fs->last->fact->end_line);

		f->symbol = fs->type->name;
		f->spec = fs->target->version->name;
		finding_evidence(st->a, f, fs->target->version->file, fs->type->name,
				 str_printf(st->a, "%zu fields", fs->type->n));
		rule_message(st->a, f, r, "have", arena_printf(st->a, "%zu", have),
			     "of", arena_printf(st->a, "%zu", fs->type->n),
			     "lacks", lacks.p, NULL);
	}
	buf_free(&lacks);
}

void match_bits_missing(struct study *st, const struct rule *r)
{
	struct map *all = map_new(st->a);
	const struct symbol *sym;
	struct str name;
	void *value;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); )
		vec_for(const struct site, s, &sym->defs)
			for (size_t k = 0; s->added && s->fact->kind == FACT_MACRO &&
			     k < st->ntargets; k++)
				if (st->targets[k].how != TARGET_GUESSED)
					note_macro(st, r, all, s, &st->targets[k]);
	for (size_t i = 0; map_next(all, &i, &name, &value); )
		say_missing(st, r, value);
}
