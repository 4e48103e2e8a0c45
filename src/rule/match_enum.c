// SPDX-License-Identifier: GPL-2.0-or-later
/* ENUM_VALUE, STATUS_CODE, ENUM_MISSING: constants of a specification with
 * another value than it gives them, that it does not have, or that are left
 * out of a list that is otherwise complete. */
#include "rule/matcher.h"
#include "rule/near.h"
#include "spec/spectype.h"

static bool speaks(const struct target *t)
{
	return t->how != TARGET_GUESSED;
}

/* A name that people use for constants of this family. */
static bool family_name(const struct spec_family *f, struct str name)
{
	vec_for(const struct spec_prefix, p, &f->status_macros)
		if (str_starts(name, p->prefix))
			return true;
	return map_get(f->aliases, name) != NULL;
}

static bool same_value(uint64_t is, int64_t want)
{
	return is == (uint64_t)want ||
	       (is <= UINT32_MAX && want < 0 && is == (uint32_t)want);
}

/* The value the specification gives; false when it is not sure. */
static bool wanted_value(const struct spec_constant *c, int64_t *value)
{
	if (c->status && c->status->known && spec_firm(c->status->standing)) {
		*value = c->status->value;
		return true;
	}
	if (c->member && c->member->known && spec_firm(c->type->standing) &&
	    spec_firm(c->member->standing)) {
		*value = c->member->value;
		return true;
	}
	return false;
}

static struct finding *begin(struct study *st, const struct rule *r,
			     const struct site *s, const struct target *t)
{
	struct finding *f = study_find_site(st, r, s);

	f->spec = t->version->name;
	return f;
}

static void cite_type(struct study *st, struct finding *f,
		      const struct spec_version *v, const struct spec_type *t,
		      struct str text)
{
	struct str ref = t ? t->name : STR("status");

	finding_evidence(st->a, f, v->file, t && t->section.n ?
			 str_printf(st->a, "%.*s, section %.*s", STR_FMT(ref),
				    STR_FMT(t->section)) : ref, text);
}

/* ---- values ---- */

static void say_value(struct study *st, const struct rule *r, const struct site *s,
		      const struct target *t, const struct spec_constant *c,
		      uint64_t is, int64_t want)
{
	struct finding *f = begin(st, r, s, t);
	struct str name = c->status ? c->status->name : c->member->name;

	cite_type(st, f, t->version, c->type,
		  str_printf(st->a, "%.*s = %lld", STR_FMT(name), (long long)want));
	rule_message(st->a, f, r, "is", arena_printf(st->a, "%lld", (long long)is),
		     "wanted", arena_printf(st->a, "%lld", (long long)want), NULL);
}

static void check_values(struct study *st, const struct rule *r,
			 const struct symbol *sym, bool status)
{
	for (size_t i = 0; i < st->ntargets; i++) {
		const struct target *t = &st->targets[i];
		struct spec_constant c;
		int64_t want;

		if (!speaks(t) || !family_name(t->family, sym->name) ||
		    !spec_constant_of_c(t->version, sym->name, &c) ||
		    (c.status != NULL) != status || !wanted_value(&c, &want))
			continue;
		vec_for(const struct site, s, &sym->defs) {
			struct spec_value v;
			uint64_t is;

			if (site_constant(s) && study_value(st, s->fact, &is) &&
			    !same_value(is, want) &&
			    spec_fits(t->version, sym->name, is, false, &v) ==
			    SPEC_FIT_DIFFERS)
				say_value(st, r, s, t, &c, is, want);
		}
	}
}

void match_status_code(struct study *st, const struct rule *r)
{
	struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); )
		check_values(st, r, sym, true);
}

/* ---- names that went ---- */

static const struct spec_member *with_value(const struct spec_type *t, uint64_t v)
{
	for (size_t i = 0; t && i < t->n; i++)
		if (t->v[i].known && spec_firm(t->v[i].standing) &&
		    same_value(v, t->v[i].value))
			return &t->v[i];
	return NULL;
}

/* The target knows the type to the last member, or knows that it has no such
 * type, or has the same value under another name. */
static bool surely_gone(const struct target *t, const struct spec_constant *c)
{
	const struct spec_type *now = spec_type(t->version, c->type->name);

	if (!now)
		return t->version->all_types;
	return spec_firm(now->standing) &&
	       (now->complete || (c->member->known &&
				  with_value(now, (uint64_t)c->member->value)));
}

/* The closest version that has the constant. */
static bool had_constant(const struct target *t, struct str name,
			 struct spec_constant *out, const struct spec_version **v)
{
	*v = NULL;
	vec_for(const struct spec_version, o, &t->family->versions) {
		struct spec_constant c;

		if (o == t->version || (*v && o->order > t->version->order) ||
		    !spec_constant_of_c(o, name, &c) || !c.member ||
		    !surely_gone(t, &c))
			continue;
		*out = c;
		*v = o;
	}
	return *v != NULL;
}

static void say_gone(struct study *st, const struct rule *r, const struct site *s,
		     const struct target *t, const struct spec_constant *c,
		     const struct spec_version *had)
{
	const struct spec_type *now = spec_type(t->version, c->type->name);
	const struct spec_member *m = NULL;
	struct finding *f;
	uint64_t is;

	if (!study_value(st, s->fact, &is))
		return;
	f = begin(st, r, s, t);
	if (f->level == LEVEL_ERROR)
		f->level = LEVEL_WARNING;
	m = with_value(now, is);
	if (m)
		finding_replacement(st->a, f, m->name);
	cite_type(st, f, had, c->type, str_printf(st->a, "%.*s had %.*s",
		  STR_FMT(had->name), STR_FMT(c->member->name)));
	if (now)
		cite_type(st, f, t->version, now, m ?
			  str_printf(st->a, "%.*s = %lld", STR_FMT(m->name),
				     (long long)m->value) : STR("no such value"));
	f->message = str_printf(st->a, "%.*s is not in %.*s of %.*s%s%.*s",
				STR_FMT(s->fact->name), STR_FMT(c->type->name),
				STR_FMT(t->version->name), m ? ", where the value is " : "",
				STR_FMT(m ? m->name : STR("")));
}

static void check_gone(struct study *st, const struct rule *r,
		       const struct symbol *sym)
{
	for (size_t i = 0; i < st->ntargets; i++) {
		const struct target *t = &st->targets[i];
		const struct spec_version *had;
		struct spec_constant c;

		if (!speaks(t) || !family_name(t->family, sym->name) ||
		    spec_constant_of_c(t->version, sym->name, &c) ||
		    !had_constant(t, sym->name, &c, &had))
			continue;
		vec_for(const struct site, s, &sym->defs)
			if (site_constant(s))
				say_gone(st, r, s, t, &c, had);
	}
}

void match_enum_value(struct study *st, const struct rule *r)
{
	struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); ) {
		check_values(st, r, sym, false);
		check_gone(st, r, sym);
	}
}

/* ---- holes ---- */

struct hole {
	const struct site *first, *last;
	size_t have;
	struct buf lacks;
	size_t nlacks;
};

static void look_for_holes(const struct study *st, const struct spec_type *t,
			   struct hole *h)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct site *s = study_constant(st, t, &t->v[i]);

		if (s) {
			h->have++;
			if (!h->first)
				h->first = s;
			if (s->file == h->first->file) {
				h->first = s->fact->line < h->first->fact->line ?
					   s : h->first;
				h->last = !h->last || s->fact->line >
					  h->last->fact->line ? s : h->last;
			}
		} else if (spec_firm(t->v[i].standing) && t->v[i].known) {
			buf_printf(&h->lacks, "%s%.*s", h->nlacks++ ? ", " : "",
				   STR_FMT(t->v[i].name));
		}
	}
}

static void check_type(struct study *st, const struct rule *r,
		       const struct target *t, const struct spec_type *type)
{
	struct hole h = { .lacks = BUF };

	look_for_holes(st, type, &h);
	if (h.first && h.nlacks && h.have >= 3 && h.have * 2 > type->n &&
	    (h.first->file->weave->created || h.first->file->weave->base_known)) {
		struct finding *f = study_find_code(st, r, h.first->file,
			h.first->fact->line, h.last->fact->end_line);

		f->symbol = type->name;
		f->spec = t->version->name;
		cite_type(st, f, t->version, type, str_printf(st->a,
			  "%zu values", type->n));
		rule_message(st->a, f, r, "have", arena_printf(st->a, "%zu", h.have),
			     "of", arena_printf(st->a, "%zu", type->n),
			     "lacks", h.lacks.p, NULL);
	}
	buf_free(&h.lacks);
}

void match_enum_missing(struct study *st, const struct rule *r)
{
	for (size_t i = 0; i < st->ntargets; i++) {
		const struct target *t = &st->targets[i];

		if (!speaks(t))
			continue;
		vec_for(const struct spec_type, type, &t->version->types)
			if (type->kind == SPEC_ENUM && type->complete &&
			    spec_firm(type->standing))
				check_type(st, r, t, type);
	}
}
