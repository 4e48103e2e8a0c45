// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/split_halves.h"

#include <stdio.h>

#include "split/dangle.h"
#include "split/verdict.h"

static uint32_t number_of(const struct emit *e, enum half half, uint32_t k)
{
	return e->plan->s->patches[e->half[half].v[k - 1].n - 1]->number;
}

static const char *not_above(const struct plan *p)
{
	return p->first == HALF_THROWAWAY ? " (--order=above does not need it)" : "";
}

static bool check_dangles(const struct halves *h, const struct study *is, struct err *err)
{
	const struct emit *e = h->e;
	enum half first = e->plan->first;
	struct dangles found = { 0 };
	struct dangle *d;

	dangle_find(&found, h->a, h->was->st, is);
	vec_for(const struct dangle, it, &found)
		fprintf(stderr, "winnow: split: patch %u: %.*s:%u: uses %.*s\n",
			number_of(e, first, it->patch), STR_FMT(it->file), it->line,
			STR_FMT(it->name));
	if (!found.n)
		return true;
	d = &found.v[0];
	return err_set(err, "%s uses what only %s defines: %.*s in patch %u, %zu in all%s",
		       half_name(first), half_name(half_other(first)), STR_FMT(d->name),
		       number_of(e, first, d->patch), found.n, not_above(e->plan));
}

/* What is cut in the middle of a statement or a struct does not compile; in a
 * plan made by hand that may be wanted. */
static bool check_broken(const struct halves *h, const struct study *is, struct err *err)
{
	const struct emit *e = h->e;
	struct dangles found = { 0 };

	dangle_broken(&found, h->a, h->was->st, is);
	if (found.n && !h->planned)
		return err_set(err, "patch %u: %.*s no longer reads as C in %s%s",
			       number_of(e, e->plan->first, found.v[0].patch),
			       STR_FMT(found.v[0].file), half_name(e->plan->first),
			       not_above(e->plan));
	vec_for(const struct dangle, it, &found)
		fprintf(stderr, "winnow: split: %.*s no longer reads as C in %s\n",
			STR_FMT(it->file), half_name(e->plan->first));
	return true;
}

/* The same of comments and brackets, where not all of a file is known. */
static bool check_torn(const struct halves *h, struct err *err)
{
	const struct weave_set *ws = &h->was->st->weaves;
	const struct plan *p = h->e->plan;
	const char *half = half_name(p->first);

	for (size_t i = 0; i < ws->n; i++) {
		const struct weave *w = ws->v[i];
		enum dangle_tear tear = dangle_tear(p, w);
		const char *what = tear == TEAR_COMMENT ? "a comment has no end" :
							  "brackets or #if do not match";

		if (tear == TEAR_NONE)
			continue;
		if (!h->planned)
			return err_set(err, "%.*s: %s in %s%s",
				       STR_FMT(w->path), what, half, not_above(p));
		fprintf(stderr, "winnow: split: %.*s: %s in %s\n",
			STR_FMT(w->path), what, half);
	}
	return true;
}

/* What plan_close() said of the first line of patch n that it put into current,
 * or did with a file that has none; empty: nothing. */
static struct str moved_why(const struct plan *p, uint32_t n)
{
	const struct plan_patch *to = &p->patches[n - 1];
	const struct diff *d = &p->s->patches[n - 1]->diff;

	for (size_t j = 0; j < d->nlines; j++)
		if (to->line[j] == HALF_CURRENT && to->why[j].n)
			return to->why[j];
	for (size_t k = 0; k < d->nfiles; k++)
		if (to->file[k] == HALF_CURRENT && d->files[k].binary)
			return STR("changes a binary file that current has changed");
	return (struct str){ 0 };
}

/* Above current any throwaway patch stands as a whole, below not all do. */
static bool says_left(const struct halves *h, size_t i, const struct triage *t,
		      struct err *err)
{
	const struct triage_patch *p = &t->patches[i];
	const struct emit *e = h->e;
	uint32_t number = number_of(e, HALF_CURRENT, (uint32_t)i + 1);
	struct str why = moved_why(e->plan, e->half[HALF_CURRENT].v[i].n);

	if (e->plan->first == HALF_CURRENT)
		return err_set(err, "patch %u: what is left of it is still %s (%.*s)",
			       number, verdict_name(p->verdict),
			       STR_FMT(verdict_why(h->a, t, p->why)));
	return err_set(err, "patch %u is %s, but not all of it can go below current%s%.*s%s",
		       number, verdict_name(p->verdict), why.n ? ": it " : "",
		       STR_FMT(why), not_above(e->plan));
}

/* All that triage called throwaway of the original's patch n went. */
static bool all_went(const struct halves *h, uint32_t n)
{
	const struct plan_patch *to = &h->e->plan->patches[n - 1];
	const struct study_patch *p = h->was->patches[n - 1].p;
	const struct diff *d = &p->patch->diff;

	for (size_t i = 0; i < p->nfiles; i++)
		diff_file_for(j, d, p->files[i].diff)
			if (d->lines[j].op == '+' && to->line[j] == HALF_CURRENT &&
			    triage_of(h->was, &p->files[i], j).class >= LINE_ENTANGLED)
				return false;
	return true;
}

/* Nothing marks what is left of the patch but the words of its message, and what
 * those spoke of went. */
static bool only_words_left(const struct halves *h, const struct triage *t, size_t i)
{
	const struct triage_patch *p = &t->patches[i];

	if (p->whole)
		return false;
	vec_for(const struct triage_range, r, &p->ranges) {
		const struct reason *root;

		if (r->class < LINE_ENTANGLED)
			continue;
		if (r->why == REASON_NONE)
			return false;
		root = triage_root(t, r->why);
		if (root->file.n || root->n != i + 1)
			return false;
	}
	return all_went(h, h->e->half[HALF_CURRENT].v[i].n);
}

/* Current must be what it was promised to be. What a person moved or kept is
 * his to answer for. */
static bool check_current(const struct halves *h, const struct triage *t, struct err *err)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct triage_patch *p = &t->patches[i];
		uint32_t number = number_of(h->e, HALF_CURRENT, (uint32_t)i + 1);

		if (p->verdict == VERDICT_CURRENT)
			continue;
		if (only_words_left(h, t, i)) {
			fprintf(stderr, "winnow: split: patch %u: its message still speaks of what went (%.*s)\n",
				number, STR_FMT(verdict_why(h->a, t, p->why)));
			continue;
		}
		if (!h->told)
			return says_left(h, i, t, err);
		fprintf(stderr, "winnow: split: patch %u, as it was told to be split, is %s\n",
			number, verdict_name(p->verdict));
	}
	return true;
}

bool halves_hold(const struct halves *h, const struct proof *proof, struct err *err)
{
	const struct emit *e = h->e;

	if (!e->half[HALF_THROWAWAY].n || !e->half[HALF_CURRENT].n)
		return true;
	for (int half = 0; half < 2; half++) {
		bool is_first = half == (int)e->plan->first;
		struct study *st;
		struct triage *t;

		if (half != HALF_CURRENT && !is_first)
			continue;
		st = NEW(h->a, struct study);
		t = NEW(h->a, struct triage);
		if (!load_triage(h->l, t, st, h->a, &proof->half[half], err) ||
		    (is_first && (!check_dangles(h, st, err) || !check_broken(h, st, err) ||
				  !check_torn(h, err))) ||
		    (half == HALF_CURRENT && !check_current(h, t, err)))
			return false;
	}
	return true;
}
