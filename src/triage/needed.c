// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/needed.h"

/* Does another patch use it in a line that stays? */
static bool used_elsewhere(const struct triage *t, const struct symbol *sym, uint32_t n)
{
	vec_for(const struct site, s, &sym->uses)
		if (s->added && s->file->n != n && fact_is_use(s->fact) &&
		    triage_at_site(t, s)->class != LINE_THROWAWAY)
			return true;
	return false;
}

static void need(struct triage *t, const struct symbol *sym, bool *needed, bool *any)
{
	vec_for(const struct site, d, &sym->defs) {
		const struct triage_line *l = triage_at_site(t, d);

		if (!d->added || !fact_of_file(d->fact) || l->class != LINE_THROWAWAY ||
		    l->why == REASON_NONE || !t->reasons.v[l->why].in_place ||
		    needed[l->why] || !used_elsewhere(t, sym, d->file->n))
			continue;
		needed[l->why] = *any = true;
	}
}

static void spare(struct triage *t, const bool *needed)
{
	for (size_t w = 0; w < t->st->weaves.n; w++)
		for (size_t i = 0; i < t->st->weaves.v[w]->nlines; i++) {
			struct triage_line *l = &t->lines[w][i];

			if (l->class == LINE_THROWAWAY && l->why != REASON_NONE &&
			    needed[l->why])
				l->class = LINE_VOLATILE;
		}
	for (size_t i = 0; i < t->n; i++)
		if (t->patches[i].whole && needed[t->patches[i].why])
			t->patches[i].whole = false;
}

/* It fell with what it uses, not because nothing that stays uses it. */
static bool leans(const struct triage *t, uint32_t why)
{
	size_t links = 0;

	for (; why != REASON_NONE; why = triage_because(t, why, &links))
		if (t->reasons.v[why].unused)
			return false;
	return true;
}

static void note_reach(const struct triage *t, size_t w, bool *needed, bool *any)
{
	const struct weave *wv = t->st->weaves.v[w];

	for (size_t i = 0; i < wv->nlines; i++) {
		const struct triage_line *l = &t->lines[w][i];
		uint32_t root;

		if (l->class != LINE_ENTANGLED || !wv->lines[i].born)
			continue;
		root = t->reasons.v[l->why].root;
		if (needed[root] || !t->reasons.v[root].in_place ||
		    t->reasons.v[root].n == wv->lines[i].born || !leans(t, l->why))
			continue;
		needed[root] = *any = true;
	}
}

bool needed_reached(struct triage *t)
{
	bool *needed = NEW_ARRAY(t->st->a, t->reasons.n + 1, bool), any = false;

	for (size_t w = 0; t->reasons.n && w < t->st->weaves.n; w++)
		note_reach(t, w, needed, &any);
	if (any)
		spare(t, needed);
	return any;
}

void needed_spare(struct triage *t)
{
	bool *needed = NEW_ARRAY(t->st->a, t->reasons.n + 1, bool), any = false;
	struct symbol *sym;

	for (size_t i = 0; t->reasons.n && (sym = study_next_symbol(t->st, &i)); )
		need(t, sym, needed, &any);
	if (any)
		spare(t, needed);
}
