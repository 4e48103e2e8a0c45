// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/shift_names.h"

#include "series/uses.h"

/* Triples of a use and two definitions that are looked at for one place. */
#define TRIPLES_MAX 4000000

static bool counts(const struct fact *f)
{
	return f->kind == FACT_MACRO || f->kind == FACT_FUNC || f->kind == FACT_TYPE ||
	       f->kind == FACT_ENUMERATOR || f->kind == FACT_VAR || f->kind == FACT_FIELD;
}

/* Does any definition come or go with a patch? A name that is also that of a
 * local says too little. */
static bool matters(const struct symbol *sym, bool *field)
{
	bool any = false;

	*field = true;
	for (size_t i = 0; i < sym->defs.n; i++) {
		const struct site *d = &sym->defs.v[i];

		if (d->fact->kind == FACT_LOCAL || d->fact->kind == FACT_PARAM)
			return false;
		if (!counts(d->fact))
			continue;
		any |= d->added || d->line->died != WEAVE_ALIVE;
		*field &= d->fact->kind == FACT_FIELD;
	}
	return any;
}

struct span {
	uint32_t born, died;	/* places in an order */
};

static struct span span_of(const struct shift *s, const struct site *x, bool shifted)
{
	const struct weave *w = x->file->weave;
	uint32_t i = weave_index(w, x->line);

	if (!shifted)
		return (struct span){ x->line->born, x->line->died };
	return (struct span){ shift_place(s, shift_born(s, w, i)),
			      shift_place(s, shift_died(s, w, i)) };
}

/* A use wants a definition somewhere, and a declaration where it stands. */
enum want { WANT_DEFINED, WANT_DECLARED };

static size_t count_sites(const struct symbol *sym)
{
	return sym->defs.n + sym->protos.n;
}

static const struct site *site_at(const struct symbol *sym, size_t i)
{
	return i < sym->defs.n ? &sym->defs.v[i] : &sym->protos.v[i - sym->defs.n];
}

/* A question about one use. */
struct query {
	const struct shift *s;
	const struct symbol *sym;
	const struct site *use;
	enum want want;
	bool shifted;
};

static uint32_t rank(const struct query *q, const struct site *x)
{
	return q->s->rank[x->file->weave->index][x->line - x->file->weave->lines];
}

/* A definition declares what stands below it; where nothing else does it is
 * taken for granted that it stands right. */
static bool gives(const struct query *q, const struct site *x)
{
	if (x->fact->kind == FACT_PROTO)
		return q->want == WANT_DECLARED;
	return counts(x->fact) &&
	       (q->want == WANT_DEFINED ||
		(x->file->weave == q->use->file->weave &&
		 (!q->sym->protos.n || rank(q, x) < rank(q, q->use))));
}

static bool given(const struct query *q, uint32_t step)
{
	for (size_t i = 0; i < count_sites(q->sym); i++) {
		const struct site *x = site_at(q->sym, i);
		struct span d = span_of(q->s, x, q->shifted);

		if (gives(q, x) && d.born <= step && step < d.died)
			return true;
	}
	return false;
}

/* Is there a step of the use at which nothing gives what it wants? */
static bool lacks(const struct query *q)
{
	struct span u = span_of(q->s, q->use, q->shifted);

	if (u.born == SHIFT_NEVER)
		return false;
	if (!given(q, u.born))
		return true;
	for (size_t i = 0; i < count_sites(q->sym); i++) {
		struct span d = span_of(q->s, site_at(q->sym, i), q->shifted);

		if (d.died != WEAVE_ALIVE && d.died > u.born && d.died < u.died &&
		    !given(q, d.died))
			return true;
	}
	return false;
}

/* Does the use lack what it had in the old order? */
static bool loses(const struct shift *s, const struct symbol *sym, const struct site *use)
{
	for (enum want w = WANT_DEFINED; w <= WANT_DECLARED; w++) {
		struct query was = { s, sym, use, w, false }, is = { s, sym, use, w, true };

		if (lacks(&is) && !lacks(&was))
			return true;
	}
	return false;
}

/* Nothing changes between a use and its definitions until m stays behind the
 * first of the patches that they come and go with. */
static uint32_t next_place(const struct shift *s, const struct symbol *sym,
			   const struct site *use)
{
	uint32_t next = s->m;

	for (size_t i = 0; i <= count_sites(sym); i++) {
		const struct site *x = i < count_sites(sym) ? site_at(sym, i) : use;
		uint32_t at = weave_index(x->file->weave, x->line);
		const uint32_t all[] = {
			x->line->born, x->line->died, shift_born(s, x->file->weave, at),
			shift_died(s, x->file->weave, at),
		};

		for (size_t k = 0; k < sizeof(all) / sizeof(all[0]); k++)
			if (all[k] >= s->k && all[k] < next)
				next = all[k];
	}
	return next < s->m ? next + 1 : s->k + 1;
}

static struct str name_reason(const struct shift *s, const struct symbol *sym,
			      const struct site *use)
{
	const struct weave *w = use->file->weave;
	uint32_t by = shift_born(s, w, weave_index(w, use->line));

	for (size_t i = 0; i < sym->defs.n; i++) {
		uint32_t born = sym->defs.v[i].line->born;

		if (by == s->m && born >= s->k && born < s->m)
			return str_printf(s->a, "patch %u defines %.*s, which it uses",
					  shift_number(s, born), STR_FMT(sym->name));
	}
	if (by >= s->k && by < s->m)
		return str_printf(s->a, "patch %u uses %.*s, which would not be there",
				  shift_number(s, by), STR_FMT(sym->name));
	return str_printf(s->a, "%.*s would be used where it is not defined",
			  STR_FMT(sym->name));
}

static bool is_use(const struct fact *f, bool field)
{
	return f->kind != FACT_GOTO && f->kind != FACT_UNDEF &&
	       (f->kind == FACT_ACCESS) == field;
}

bool shift_names_hold(const struct shift *s, uint32_t *next, struct str *why)
{
	size_t budget = TRIPLES_MAX, at = 0;
	const struct symbol *sym;

	while ((sym = study_next_symbol(s->st, &at))) {
		size_t cost = count_sites(sym) * count_sites(sym) * sym->uses.n;
		bool field;

		if (!matters(sym, &field))
			continue;
		if (cost > budget) {
			*next = s->m;
			*why = str_printf(s->a, "%.*s is used too often to look at",
					  STR_FMT(sym->name));
			return false;
		}
		budget -= cost;
		for (size_t i = 0; i < sym->uses.n; i++) {
			const struct site *u = &sym->uses.v[i];
			uint32_t n;

			if (!is_use(u->fact, field) || !loses(s, sym, u))
				continue;
			n = next_place(s, sym, u);
			/* The one that keeps it from the earliest places is not
			 * the last word: all are asked. */
			if (*next < n) {
				*next = n;
				*why = name_reason(s, sym, u);
			}
		}
	}
	return *next == s->k;
}

/* `#include "x.h"`, `obj-y += x.o`: the file must be there. */
bool shift_files_hold(const struct shift *s, uint32_t *next, struct str *why)
{
	for (size_t i = 0; i < s->st->weaves.n; i++) {
		const struct weave *w = s->st->weaves.v[i];

		for (uint32_t k = 0; s->lines[i] && k < w->nlines; k++) {
			const struct weave *to;
			uint32_t made, born;

			if (w->lines[k].born != s->m)
				continue;
			to = uses_file(s->files, w, w->lines[k].text);
			made = to && to->nevents ? to->events[0].patch : 0;
			born = shift_place(s, s->lines[i]->born[k]);
			if (!made || made >= s->m || shift_place(s, made) <= born)
				continue;
			if (made + 1 > *next)
				*next = made + 1;
			*why = str_printf(s->a, "patch %u makes %.*s, which it names",
					  shift_number(s, made), STR_FMT(to->path));
		}
	}
	return *next == s->k;
}
