// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/split_reorder.h"

#include <stdio.h>

#include "source/lex.h"

/* Places that are tried in full for one patch. */
#define TRIES_MAX 32

/* ---- does what is between still read as C? ---- */

/* Errors of a state, and its brackets that have no partner. */
static size_t damage_of(struct arena *scratch, const struct study_file *f)
{
	struct tokens tok = { 0 };
	size_t open = 0, stray = 0;

	if (!f->src)
		return 0;
	if (f->src->lang != LANG_C || !f->snap.whole || !f->snap.n)
		return f->src->errors;
	arena_reset(scratch);
	lex_all(&tok, scratch, &lex_style_c, f->snap.parts[0].text, 1);
	for (size_t i = 0; i < tok.n; i++) {
		open += token_is(&tok.v[i], '{');
		if (!token_is(&tok.v[i], '}'))
			continue;
		stray += !open;
		open -= open > 0;
	}
	return f->src->errors + open + stray;
}

typedef bool state_fn(struct map *most, const struct study_file *f, size_t damage);

/* Every state of every file, until fn says false: the one that it said it of. */
static const struct study_file *each_state(const struct study *st, state_fn *fn,
					   struct map *most)
{
	struct arena *scratch = arena_new();
	const struct study_file *found = NULL;

	for (size_t n = 0; n < st->n && !found; n++)
		for (size_t i = 0; i < st->patches[n].nfiles && !found; i++) {
			const struct study_file *f = &st->patches[n].files[i];

			if (!fn(most, f, damage_of(scratch, f)))
				found = f;
		}
	arena_free(scratch);
	return found;
}

/* The most that any state of a file has. */
static bool note_damage(struct map *most, const struct study_file *f, size_t damage)
{
	void **slot = map_at(most, f->diff->new_path);

	if (damage > (uintptr_t)*slot)
		*slot = (void *)(uintptr_t)damage;
	return true;
}

static bool no_worse(struct map *most, const struct study_file *f, size_t damage)
{
	return damage <= (uintptr_t)map_get(most, f->diff->new_path);
}

/* ---- one patch ---- */

struct search {
	struct reorder *r;
	struct load *l;
	struct arena *a;
	struct study st;		/* of the series as it is */
	struct shift shift;
	struct tree *base;
	char tree[41];			/* after all of the original */
	struct map *damage;	/* of note_damage() */
	uint32_t k;			/* the place looked at */
	struct str why;			/* what kept it from the one before */
};

/* The earliest place from s->k on that commutes. */
static bool next_place(struct search *s)
{
	uint32_t next;

	while (s->k < s->shift.m) {
		if (shift_to(&s->shift, s->k, &next, &s->why))
			return true;
		s->k = next;
	}
	return false;
}

/* Of places that spare the same the last: the patch moves no further than it
 * must. */
static void stay_near(struct search *s)
{
	size_t spared = s->shift.spared, folded = s->shift.folded;
	uint32_t best = s->k, next;
	struct str why;

	for (uint32_t k = s->k + 1; k < s->shift.m; k++) {
		if (!shift_to(&s->shift, k, &next, &why) || s->shift.spared != spared)
			break;
		if (s->shift.folded <= folded)
			best = k;
	}
	s->k = best;
	shift_to(&s->shift, best, &next, &why);
}

static bool tree_of(char out[41], const struct search *s, const struct series *series,
		    struct err *err)
{
	struct weave_set ws;
	struct tree t;

	weave_build(&ws, s->a, series, tree_text, s->base);
	if (ws.problems.n)
		return err_set(err, "%.*s", STR_FMT(ws.problems.v[0].text));
	if (!tree_after(&t, s->a, &ws, (uint32_t)series->n, s->base, err))
		return false;
	tree_id(out, s->a, &t);
	return true;
}

/* Does the move; false where what comes of it is not sound. */
static bool try_place(struct search *s, struct reorder_move *m)
{
	struct study *st = NEW(s->a, struct study);
	const struct study_file *f;
	struct series made;
	char tree[41] = "";
	struct err err;

	if (!reorder_try(s->r, &s->shift, &made, m, &err) ||
	    !tree_of(tree, s, &made, &err) ||
	    !load_study(s->l, st, s->a, &made, &err)) {
		s->why = str_printf(s->a, "%s", err.msg);
		return false;
	}
	if (strcmp(tree, s->tree)) {
		s->why = STR("the series would end in another tree");
		return false;
	}
	f = each_state(st, no_worse, s->damage);
	if (f) {
		s->why = str_printf(s->a, "%.*s would no longer read as C after patch %u",
				    STR_FMT(f->diff->new_path),
				    st->patches[f->n - 1].patch->number);
		return false;
	}
	reorder_take(s->r, &made, m);
	return true;
}

static size_t churn_of(const struct study *st, uint32_t m)
{
	size_t n = 0;

	for (size_t i = 0; i < st->weaves.n; i++)
		for (size_t k = 0; k < st->weaves.v[i]->nlines; k++)
			n += st->weaves.v[i]->lines[k].died == m &&
			     st->weaves.v[i]->lines[k].born > 0;
	return n;
}

static void refuse(struct reorder *r, const struct patch *p, struct str why)
{
	vec_add(r->a, &r->moves, ((struct reorder_move){
		.patch = reorder_was(r, p), .why = why }));
}

static void move_earlier(struct search *s, uint32_t m)
{
	struct reorder_move move = { 0 };

	s->damage = map_new(s->a);
	each_state(&s->st, note_damage, s->damage);
	s->k = 1;
	s->why = STR("it comes first");
	shift_open(&s->shift, s->a, &s->st, m);
	for (int tries = 0; tries < TRIES_MAX && next_place(s); tries++) {
		struct str before = s->why;
		uint32_t first = s->k;

		if (!s->shift.spared)
			break;
		stay_near(s);
		if (try_place(s, &move)) {
			struct reorder_move *done = vec_last(&s->r->moves);

			if (done->spared.n < churn_of(&s->st, m) && first > 1)
				done->why = before;
			return;
		}
		s->k = first + 1;
	}
	refuse(s->r, s->r->series.patches[m - 1], s->why);
}

static uint32_t place_of(const struct reorder *r, const struct patch *was)
{
	for (size_t i = 0; i < r->series.n; i++)
		if (reorder_was(r, r->series.patches[i]) == was)
			return (uint32_t)i + 1;
	return 0;
}

bool reorder_series(struct reorder *r, struct load *l, struct arena *a,
		    const struct triage *t, struct tree *base, struct err *err)
{
	const struct study *st = t->st;
	struct search origin = { .r = r, .l = l, .a = a, .base = base };

	reorder_open(r, a, st->series);
	if (!tree_of(origin.tree, &origin, st->series, err))
		return false;
	for (size_t i = 0; i < st->findings.n; i++) {
		const struct finding *f = &st->findings.v[i];
		struct search s = origin;
		uint32_t m;

		if (!f->order || !str_eq(f->rule, STR("ORDER")))
			continue;
		m = place_of(r, st->patches[f->order - 1].patch);
		if (m && t->patches[f->order - 1].verdict == VERDICT_THROWAWAY) {
			refuse(r, r->series.patches[m - 1],
			       str_printf(a, "it is throwaway, and not in current at all (--keep %u has it there)",
					  st->patches[f->order - 1].patch->number));
			continue;
		}
		if (m && !load_study(l, &s.st, a, &r->series, err))
			return false;
		if (m)
			move_earlier(&s, m);
	}
	return true;
}

/* ---- what was done ---- */

static const char *s_of(size_t n)
{
	return n == 1 ? "" : "s";
}

static bool concerns(const struct reorder_move *m, const struct patch *p, bool folded)
{
	for (size_t k = 0; !folded && k < m->spared.n; k++)
		if (m->spared.v[k].added.patch == p)
			return true;
	for (size_t k = 0; folded && k < m->folded.n; k++)
		if (m->folded.v[k].into == p)
			return true;
	return false;
}

/* "patch 3", "patches 3, 5 to 9" */
static void say_numbers(const struct reorder_move *m, const struct series *s, bool folded)
{
	struct buf list = BUF;
	size_t n = 0;

	for (size_t i = 0, to; i < s->n; i = to + 1) {
		for (to = i; to < s->n && concerns(m, s->patches[to], folded); )
			to++;
		if (to == i)
			continue;
		buf_printf(&list, "%s%u", n ? ", " : "", s->patches[i]->number);
		if (to - i > 1)
			buf_printf(&list, "%s%u", to - i > 2 ? " to " : ", ",
				   s->patches[to - 1]->number);
		n += to - i;
	}
	printf("patch%s %.*s\n", n == 1 ? "" : "es", STR_FMT(buf_str(&list)));
	buf_free(&list);
}

static void say_move(const struct reorder_move *m, const struct series *s)
{
	if (m->behind)
		printf("  %3u  now behind %u", m->patch->number, m->behind->number);
	else
		printf("  %3u  now first", m->patch->number);
	printf("  %.*s\n", STR_FMT(m->patch->subject.title));
	printf("       %zu line%s no longer added and taken away again, of ",
	       m->spared.n, s_of(m->spared.n));
	say_numbers(m, s, false);
	if (m->folded.n) {
		printf("       %zu of its lines %s with the code to change, in ", m->folded.n,
		       m->folded.n == 1 ? "goes" : "go");
		say_numbers(m, s, true);
	}
	for (size_t i = 0; i < m->emptied.n; i++)
		printf("       patch %u has nothing left to do\n", m->emptied.v[i]->number);
	if (m->why.n)
		printf("       not earlier: %.*s\n", STR_FMT(m->why));
}

void reorder_say(const struct reorder *r)
{
	if (!r->moves.n)
		printf("reorder: no patch takes out so much of earlier ones that it should come earlier\n");
	else
		printf("reorder:\n");
	vec_for(const struct reorder_move, m, &r->moves) {
		if (m->moved) {
			say_move(m, r->original);
			continue;
		}
		printf("  %3u  stays  %.*s\n       %.*s\n", m->patch->number,
		       STR_FMT(m->patch->subject.title), STR_FMT(m->why));
	}
}
