// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/closure.h"

#include "rule/fid.h"
#include "rule/reach.h"
#include "rule/redefine.h"
#include "series/pick.h"
#include "triage/fall.h"

#define DISTINCT_MIN 8		/* bytes of a field's name that no other type has */
#define ARITY_MAX 64		/* parameters */
#define SWEEPS_MAX 64		/* over all lines: what leans on each other in more
				 * steps than that nobody wrote */

/* ---- names of file scope ---- */

/* One that fell of what defines or declares a name: the first tells since when. */
static void note_dead(const struct closure *c, const struct site *s, struct dead *out,
		      bool any)
{
	out->why = fall_why(c, s);
	if (!any || s->line->born < out->since)
		out->since = s->line->born;
}

/* All definitions fell, and there was at least one. */
static bool all_fell(const struct closure *c, const struct symbol *sym, struct dead *out)
{
	bool any = false;

	vec_for(const struct site, d, &sym->defs) {
		if (!fact_of_file(d->fact))
			continue;
		if (!fall_has_taken(c, d) || redefines_base(c->st, d, NULL))
			return false;
		note_dead(c, d, out, any);
		any = true;
	}
	return any;
}

/* Nothing in sight defines the name, and all that declares it fell. */
static bool all_protos_fell(const struct closure *c, const struct symbol *sym,
			    struct dead *out)
{
	vec_for(const struct site, d, &sym->defs)
		if (fact_of_file(d->fact))
			return false;
	vec_for(const struct site, p, &sym->protos) {
		if (!fall_has_taken(c, p) || redefines_base(c->st, p, NULL))
			return false;
		note_dead(c, p, out, p > sym->protos.v);
	}
	return sym->protos.n > 0;
}

static void kill_undefined(struct closure *c, const struct symbol *sym)
{
	struct dead d;

	if (!fall_dead(c, sym->name) && (all_fell(c, sym, &d) || all_protos_fell(c, sym, &d)))
		fall_kill(c, sym->name, d);
}

/* "#ifdef X" holds without X, too; but a CONFIG_X that no Kconfig has is a mistake. */
static bool only_asks(const struct symbol *sym, const struct site *s)
{
	return !str_starts(sym->name, STR("CONFIG_")) &&
	       source_condition_of(s->file->src, s->fact);
}

static void fall_uses(struct closure *c, const struct symbol *sym)
{
	const struct dead *dead = fall_dead(c, sym->name);

	if (!dead)
		return;
	vec_for(const struct site, s, &sym->uses)
		if (fact_is_use(s->fact) && !fall_hidden(c, s) && !reach_none(sym, s) &&
		    !only_asks(sym, s))
			fall_use(c, s, *dead, "uses");
	vec_for(const struct site, s, &sym->protos)
		fall_use(c, s, *dead, "declares");
}

/* ---- calls with arguments of a head that fell ---- */

/* Numbers of parameters, as bits. */
struct arity {
	uint64_t fell, stands;
	struct dead dead;
	bool unknown;
};

static void note_arity(struct arity *n, const struct closure *c, const struct site *d)
{
	int base = -1;

	if (d->fact->kind != FACT_FUNC && d->fact->kind != FACT_PROTO)
		return;
	if (d->fact->params < 0 || d->fact->params >= ARITY_MAX ||
	    str_has(d->fact->value, STR("..."))) {
		n->unknown = true;
	} else if (!fall_has_taken(c, d)) {
		n->stands |= UINT64_C(1) << d->fact->params;
	} else {
		n->fell |= UINT64_C(1) << d->fact->params;
		n->dead = (struct dead){ fall_why(c, d), d->line->born };
		if (redefines_base(c->st, d, &base) && base >= 0 && base < ARITY_MAX)
			n->stands |= UINT64_C(1) << base;
	}
}

/* What a call passes to a function that takes it only as long as its head, which fell,
 * is there. */
static void fall_calls(struct closure *c, const struct symbol *sym)
{
	struct arity n = { .fell = 0 };

	vec_for(const struct site, d, &sym->defs)
		note_arity(&n, c, d);
	vec_for(const struct site, d, &sym->protos)
		note_arity(&n, c, d);
	if (!n.stands || n.unknown || !(n.fell & ~n.stands))
		return;
	vec_for(const struct site, s, &sym->uses)
		if (s->fact->kind == FACT_CALL && s->added && s->fact->nargs < ARITY_MAX &&
		    (n.fell & ~n.stands) >> s->fact->nargs & 1)
			fall_use(c, s, n.dead, "passes what goes to");
}

/* ---- what only fallen lines use ---- */

static bool known_to_target(const struct closure *c, struct str macro)
{
	struct spec_family *f = specdb_family_of_macro(c->st->db, macro, NULL);
	struct fid_judgement j;

	if (!f)
		return false;
	fid_judge(&j, c->st, macro, false, 0);
	return j.verdict != FID_GONE;
}

/* All sites of the kind fell, and there was one. */
static bool sites_fell(const struct closure *c, const struct sites *list,
		       enum fact_kind kind, uint32_t *why)
{
	bool any = false;

	vec_for(const struct site, s, list) {
		if (s->fact->kind != kind)
			continue;
		if (!fall_has_taken(c, s))
			return false;
		if (!any)
			*why = fall_why(c, s);
		any = true;
	}
	return any;
}

/* Uses of a definition: all fell, and there was one. *why: of the first. */
static bool only_fallen_use(struct closure *c, const struct symbol *sym,
			    const struct site *def, uint32_t *why)
{
	bool any = false;

	if (def->fact->kind == FACT_FIELD)
		return sites_fell(c, &sym->uses, FACT_ACCESS, why);
	if (def->fact->kind == FACT_LOCAL) {
		const struct scope *s = fall_scope(c, def);

		return s && sites_fell(c, &s->uses, FACT_USE, why);
	}
	vec_for(const struct site, s, &sym->uses) {
		if (!fact_is_use(s->fact) || fall_hidden(c, s))
			continue;
		if (!fall_has_taken(c, s))
			return false;
		if (!any)
			*why = fall_why(c, s);
		any = true;
	}
	return any;
}

static bool single_field(const struct symbol *sym)
{
	size_t n = 0;

	for (size_t i = 0; i < sym->defs.n && n < 2; i++)
		n += sym->defs.v[i].fact->kind == FACT_FIELD;
	return n == 1;
}

/* All uses stand in throwaway lines themselves: a helper that a hack on top
 * uses is not bound to it. */
static bool only_throwaway_use(const struct closure *c, const struct symbol *sym)
{
	vec_for(const struct site, s, &sym->uses)
		if (triage_at_site(c->t, s)->class != LINE_THROWAWAY)
			return false;
	return true;
}

static bool may_fall_unused(const struct closure *c, const struct symbol *sym,
			    const struct fact *f)
{
	switch (f->kind) {
	case FACT_LOCAL:
		return true;
	case FACT_FIELD:
		return single_field(sym);
	case FACT_FUNC:
		return fact_is_static(f) && !only_throwaway_use(c, sym);
	case FACT_MACRO:
		return !known_to_target(c, f->name) && !only_throwaway_use(c, sym);
	default:
		return false;
	}
}

static bool same_line(const struct fact *a, const struct fact *b)
{
	return a->part == b->part && a->line == b->line;
}

/* A patch that is not in the input may use it. */
static bool may_be_used(const struct closure *c, const struct site *d, uint32_t why)
{
	return d->fact->kind != FACT_LOCAL && series_missing(c->st->series).n &&
	       triage_root(c->t, why)->n != d->file->n;
}

/* Other declarators on the line keep it. */
static bool alone_on_line(const struct site *d)
{
	const struct source *src = d->file->src;
	const struct fact *f = d->fact;

	while (f > src->facts && same_line(f - 1, d->fact))
		if ((--f)->kind == d->fact->kind)
			return false;
	for (f = d->fact + 1; f < src->facts + src->n && same_line(f, d->fact); f++)
		if (f->kind == d->fact->kind)
			return false;
	return true;
}

static void fall_doc(struct closure *c, struct study_file *f,
		     const struct fact *owner, struct str name, uint32_t why)
{
	uint32_t start, end;

	if (owner && unit_doc_line(f, source_doc_of(f->src, owner), name, &start, &end))
		fall_lines(c, f, start, end, why);
}

static void fall_unused(struct closure *c, const struct site *d, uint32_t because)
{
	struct unit u;
	uint32_t why = fall_reason(c, d->file, d->fact->line, because, d->fact->name,
		str_printf(c->a, "%.*s would be unused", STR_FMT(d->fact->name)));

	c->t->reasons.v[why].unused = true;
	c->t->reasons.v[why].fate = FATE_DELETE;
	if (d->fact->kind == FACT_FUNC || d->fact->kind == FACT_MACRO)
		unit_whole(&u, d->file, d->fact);
	else
		unit_of(&u, d->file, d->fact);
	if (u.function) {
		fall_unit(c, &u, why);
		return;
	}
	fall_lines(c, u.file, u.start, u.end, why);
	if (d->fact->kind == FACT_FIELD && d->fact->parent != FACT_NONE)
		fall_doc(c, d->file, &d->file->src->facts[d->fact->parent],
			 d->fact->name, why);
}

static bool writes_field(const struct site *s)
{
	struct str t = s->file->src->parts[s->fact->part].text;

	if (s->fact->write)
		return true;
	return s->fact->start && t.p[s->fact->start - 1] == '&' &&
	       !(s->fact->start > 1 && t.p[s->fact->start - 2] == '&');
}

/* What will be put right where it stands is not gone for those that read it. */
static bool in_place(const struct closure *c, uint32_t why)
{
	return triage_root(c->t, why)->in_place;
}

/* A field that only fallen lines write means nothing to its readers. */
static bool only_fallen_write(const struct closure *c, const struct symbol *sym,
			      uint32_t *why)
{
	bool any = false;

	vec_for(const struct site, s, &sym->uses) {
		if (s->fact->kind != FACT_ACCESS || !writes_field(s))
			continue;
		if (!fall_has_taken(c, s) || in_place(c, fall_why(c, s)))
			return false;
		*why = fall_why(c, s);
		any = true;
	}
	return any;
}

/* An access that was there before the field is one of another type's field. */
static bool shared_name(const struct symbol *sym, const struct site *field)
{
	vec_for(const struct site, s, &sym->uses)
		if (s->fact->kind == FACT_ACCESS &&
		    (!s->line->born || s->line->born < field->line->born))
			return true;
	return false;
}

/* Names like `flags`, which many types have. */
static bool is_common(struct str name)
{
	return name.n < DISTINCT_MIN && str_find_chr(name, '_') == SIZE_MAX;
}

/* The type of the field is known where it is used: what a .c file defines there alone;
 * of a common name the file, as far as it is shown, must name the type. */
static bool of_that_type(const struct closure *c, const struct site *s,
			 const struct site *field)
{
	const struct symbol *type;

	if (s->file->weave == field->file->weave)
		return true;
	if (str_ends(field->file->diff->new_path, STR(".c")))
		return false;
	if (!is_common(field->fact->name))
		return true;
	type = study_symbol(c->st, field->fact->owner);
	for (size_t i = 0; type && i < type->uses.n; i++)
		if (type->uses.v[i].file->weave == s->file->weave)
			return true;
	return false;
}

static void fall_field_readers(struct closure *c, const struct symbol *sym,
			       const struct site *field, uint32_t why)
{
	if (!single_field(sym) || shared_name(sym, field))
		return;
	vec_for(const struct site, s, &sym->uses)
		if (s->fact->kind == FACT_ACCESS && of_that_type(c, s, field))
			fall_use(c, s, (struct dead){ why, field->line->born }, "uses the field");
}

static void look_at_definitions(struct closure *c, const struct symbol *sym)
{
	vec_for(const struct site, d, &sym->defs) {
		uint32_t why = REASON_NONE;

		if (fall_has_taken(c, d)) {
			if (d->fact->kind == FACT_FIELD)
				fall_field_readers(c, sym, d, fall_why(c, d));
			continue;
		}
		if (!d->added || !may_fall_unused(c, sym, d->fact))
			continue;
		if (!only_fallen_use(c, sym, d, &why) &&
		    !(d->fact->kind == FACT_FIELD && only_fallen_write(c, sym, &why)))
			continue;
		if (alone_on_line(d) && !may_be_used(c, d, why))
			fall_unused(c, d, why);
	}
}

/* ---- locals whose declaration fell ---- */

static bool is_scoped(const struct fact *f)
{
	return f->kind == FACT_LOCAL || f->kind == FACT_LABEL;
}

/* A loop whose head a hack changes declares its counter as it did before. */
static void note_standing(struct closure *c, const struct symbol *sym)
{
	for (int stands = 0; stands < 2; stands++)
		vec_for(const struct site, d, &sym->defs) {
			struct scope *scope = is_scoped(d->fact) ? fall_scope(c, d) : NULL;

			if (scope && stands == !fall_has_taken(c, d))
				scope->stands = stands;
		}
}

static void fall_scoped(struct closure *c, const struct symbol *sym)
{
	note_standing(c, sym);
	vec_for(const struct site, d, &sym->defs) {
		enum fact_kind use = d->fact->kind == FACT_LABEL ? FACT_GOTO : FACT_USE;
		const struct scope *scope;

		if (!is_scoped(d->fact) || !fall_has_taken(c, d))
			continue;
		scope = fall_scope(c, d);
		for (size_t i = 0; scope && !scope->stands && i < scope->uses.n; i++) {
			const struct site *s = &scope->uses.v[i];

			if (s->fact->kind == use)
				fall_use(c, s, (struct dead){ fall_why(c, d), d->line->born },
					 use == FACT_GOTO ? "goes to" : "uses");
		}
	}
}

/* ---- locals that nothing sets any more ---- */

/* get_user(x, p), list_for_each_entry(x, ...): macros that may set what they are
 * given. */
static bool may_set(const struct fact *call)
{
	return chr_upper(call->name.p[0]) || str_has(call->name, STR("for_each")) ||
	       str_has(call->name, STR("get_user")) || str_starts(call->name, STR("va_"));
}

/* An argument of such a call, or its address is taken. */
static bool set_elsewhere(const struct site *s)
{
	const struct source *src = s->file->src;
	const struct fact *f = s->fact;

	if (writes_field(s))
		return true;
	for (const struct fact *call = f; call-- > src->facts && call->part == f->part; ) {
		if (call->kind == FACT_STMT)
			return false;
		if (call->kind == FACT_CALL && call->end >= f->end && call->name.n &&
		    may_set(call))
			return true;
	}
	return false;
}

/* All that sets it fell, and there was something. */
static bool only_fallen_set(const struct closure *c, const struct scope *scope, uint32_t *why)
{
	bool any = false;

	vec_for(const struct site, s, &scope->uses) {
		if (s->fact->kind != FACT_USE)
			continue;
		if (!fall_has_taken(c, s)) {
			if (set_elsewhere(s))
				return false;
		} else if (s->fact->write) {
			if (in_place(c, fall_why(c, s)))
				return false;
			*why = fall_why(c, s);
			any = true;
		}
	}
	return any;
}

/* Without its value what reads it is wrong. */
static void fall_unset(struct closure *c, const struct symbol *sym)
{
	vec_for(const struct site, d, &sym->defs) {
		const struct scope *scope;
		uint32_t why;

		if (d->fact->kind != FACT_LOCAL || d->fact->write || !d->added ||
		    fact_is_static(d->fact) || fall_has_taken(c, d))
			continue;
		scope = fall_scope(c, d);
		if (!scope || !only_fallen_set(c, scope, &why))
			continue;
		vec_for(const struct site, s, &scope->uses)
			if (s->fact->kind == FACT_USE)
				fall_use(c, s, (struct dead){ why, 0 }, "reads");
	}
}

/* ---- tidying ---- */

/* An empty line between a fallen run and an empty line or a brace before it
 * has nothing left to separate. */
static void fall_blanks(struct closure *c)
{
	for (size_t w = 0; w < c->st->weaves.n; w++) {
		struct weave *wv = c->st->weaves.v[w];
		bool after_blank = true, in_run = false;
		struct triage_line run = { LINE_CURRENT, REASON_NONE };
		uint32_t born = 0;

		weave_for(i, wv) {
			struct triage_line *l = &c->t->lines[w][i];
			struct str text = str_trim(wv->lines[i].text);

			if (wv->lines[i].gap) {
				in_run = after_blank = false;
			} else if (l->class >= LINE_ENTANGLED) {
				in_run = true;
				run = *l;
				born = wv->lines[i].born;
			} else if (in_run && !text.n && after_blank && wv->lines[i].born &&
				   (run.class == LINE_ENTANGLED || wv->lines[i].born == born)) {
				*l = run;
				in_run = false;
			} else {
				in_run = false;
				after_blank = !text.n || str_ends(text, STR("{"));
			}
		}
	}
}

/* More may have fallen since inside what is around a unit. */
static void look_around(struct closure *c)
{
	size_t n = c->units.n;

	for (size_t i = 0; i < n; i++) {
		struct fallen_unit f = c->units.v[i];

		fall_around(c, &f.u, f.why);
	}
}

static void round_of_names(struct closure *c)
{
	const struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(c->st, &i)); ) {
		kill_undefined(c, sym);
		fall_uses(c, sym);
		fall_calls(c, sym);
		fall_scoped(c, sym);
		fall_unset(c, sym);
		fall_labels(c, sym);
		look_at_definitions(c, sym);
	}
}

static bool any_throwaway(const struct triage *t)
{
	for (size_t w = 0; t->reasons.n && w < t->st->weaves.n; w++)
		for (size_t i = 0; i < t->st->weaves.v[w]->nlines; i++)
			if (t->lines[w][i].class == LINE_THROWAWAY)
				return true;
	return false;
}

void closure_run(struct triage *t)
{
	struct closure c;
	size_t sweeps = 0;

	if (!any_throwaway(t))
		return;
	fall_open(&c, t);
	c.scratch = arena_new();
	do {
		c.changed = false;
		round_of_names(&c);
		look_around(&c);
		if (!c.changed && sweeps++ < SWEEPS_MAX) {
			fall_again(&c);
			fall_changed(&c);
			fall_enclosed(&c);
			fall_companions(&c);
			fall_orphans(&c);
		}
	} while (c.changed);
	arena_free(c.scratch);
	fall_blanks(&c);
}
