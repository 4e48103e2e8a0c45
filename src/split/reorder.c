// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/reorder.h"

#include "base/vec.h"
#include "split/print.h"

/* What is known of a patch that was made anew. */
struct made {
	const struct patch *self, *was;	/* the map's key lies here */
	struct reorder_line *lines;	/* by index in its diff */
	bool changed;
};

static struct str key_of(const struct patch *const *p)
{
	return str_n((const char *)p, sizeof(*p));
}

static const struct made *made_of(const struct reorder *r, const struct patch *p)
{
	return r ? map_get(r->made, key_of(&p)) : NULL;
}

struct reorder_line reorder_from(const struct reorder *r, const struct patch *p, size_t at)
{
	const struct made *m = made_of(r, p);

	return m ? m->lines[at] : (struct reorder_line){ p, at };
}

const struct patch *reorder_was(const struct reorder *r, const struct patch *p)
{
	const struct made *m = made_of(r, p);

	return m ? m->was : p;
}

bool reorder_changed(const struct reorder *r, const struct patch *p)
{
	const struct made *m = made_of(r, p);

	return m && m->changed;
}

void reorder_open(struct reorder *r, struct arena *a, const struct series *s)
{
	*r = (struct reorder){ .a = a, .original = s, .series = *s, .made = map_new(a) };
}

/* ---- the weaves in the new order ---- */

/* Is anything of the moved patch left here? What is not may be older now than
 * the file. */
static bool any_left(const struct shift *s, const struct weave *w)
{
	if (!s->lines[w->index])
		return true;
	for (uint32_t i = 0; i < w->nlines; i++)
		if (shift_born(s, w, i) == s->m || shift_died(s, w, i) == s->m)
			return true;
	for (size_t e = 0; e < w->nevents; e++)
		if (w->events[e].patch < s->m)
			return false;
	return true;
}

/* The numbers are places in the new order; indexes of diff lines are kept where
 * the patch is still the one that has the line. */
static struct weave *turn_weave(struct arena *a, const struct shift *s, const struct weave *w)
{
	struct weave *out = NEW(a, struct weave);
	bool left = any_left(s, w);
	size_t n = 0;

	*out = *w;
	out->lines = NEW_ARRAY(a, w->nlines + 1, struct weave_line);
	for (uint32_t i = 0; i < w->nlines; i++) {
		struct weave_line *l = &out->lines[i];
		uint32_t born = shift_born(s, w, i), died = shift_died(s, w, i);

		*l = w->lines[i];
		if (born != l->born)
			l->born_at = WEAVE_NONE;
		if (died != l->died)
			l->died_at = WEAVE_NONE;
		l->born = shift_place(s, born);
		l->died = shift_place(s, died);
	}
	out->cap = w->nlines + 1;
	out->events = NEW_ARRAY(a, w->nevents + 1, struct weave_event);
	for (int pass = 0; pass < 3; pass++)
		for (size_t e = 0; e < w->nevents; e++) {
			const struct weave_event *ev = &w->events[e];
			bool passed = ev->patch >= s->k && ev->patch != s->m;

			if ((pass == 0 && ev->patch < s->k) || (pass == 2 && passed) ||
			    (pass == 1 && left && ev->patch == s->m)) {
				out->events[n] = *ev;
				out->events[n].other = s->lines[w->index] && !w->binary &&
					ev->patch >= s->k && ev->patch <= s->m;
				out->events[n++].patch = shift_place(s, ev->patch);
			}
		}
	out->nevents = n;
	weave_seal(out, a);
	return out;
}

static void turn(struct weave_set *out, struct series *series, const struct shift *s)
{
	const struct weave_set *ws = &s->st->weaves;
	struct arena *a = s->a;

	*series = *s->st->series;
	series->patches = NEW_ARRAY(a, series->n, struct patch *);
	*out = (struct weave_set){
		.v = NEW_ARRAY(a, ws->n, struct weave *), .n = ws->n, .cap = ws->n,
		.patches = NEW_ARRAY(a, ws->npatches, struct weave_patch),
		.npatches = ws->npatches,
	};
	for (size_t i = 0; i < ws->n; i++)
		out->v[i] = turn_weave(a, s, ws->v[i]);
	for (uint32_t n = 1; n <= ws->npatches; n++) {
		struct weave_patch *to = &out->patches[shift_place(s, n) - 1];
		size_t files = s->st->series->patches[n - 1]->diff.nfiles;

		series->patches[shift_place(s, n) - 1] = s->st->series->patches[n - 1];
		*to = ws->patches[n - 1];
		to->file = NEW_ARRAY(a, files, struct weave *);
		for (size_t i = 0; i < files; i++)
			to->file[i] = out->v[ws->patches[n - 1].file[i]->index];
	}
	for (size_t i = 0; i < ws->n; i++)
		if (ws->v[i]->from)
			out->v[i]->from = out->v[ws->v[i]->from->index];
}

/* ---- one patch anew ---- */

struct maker {
	const struct reorder *r;
	const struct shift *s;
	struct weave_set ws;
	struct series series;		/* new order, old diffs */
	struct plan plan;
	struct view view;
	struct reorder_move *move;
};

/* The patch (of the series as it was) that adds or takes away line i. */
static struct reorder_line line_from(const struct maker *m, const struct weave *w,
				     uint32_t i, bool born)
{
	const struct weave_line *l = &m->s->st->weaves.v[w->index]->lines[i];
	uint32_t n = born ? l->born : l->died, at = born ? l->born_at : l->died_at;

	if (at == WEAVE_NONE)
		return (struct reorder_line){ NULL, 0 };
	return reorder_from(m->r, m->s->st->series->patches[n - 1], at);
}

/* Lines of a file diff stand in it in the order of the weave, those that come
 * and those that go each among themselves. */
static void trace_file(struct maker *m, struct patch *p, const struct diff_file *f,
		       const struct weave *w, uint32_t step, struct made *made)
{
	for (int born = 0; born < 2; born++) {
		size_t j = diff_file_begin(&p->diff, f), end = diff_file_end(&p->diff, f);

		weave_for(i, w) {
			const struct weave_line *l = &w->lines[i];

			if ((born ? l->born : l->died) != step || l->born == l->died)
				continue;
			while (j < end && p->diff.lines[j].op != "-+"[born])
				j++;
			if (j == end)
				return;
			made->lines[j++] = line_from(m, w, i, born);
		}
	}
}

/* The weave of a file of step's diff, by the name it has in the new one. */
static const struct weave *weave_at(const struct maker *m, uint32_t step, struct str path)
{
	const struct weave_patch *wp = &m->ws.patches[step - 1];

	for (size_t i = 0; i < m->series.patches[step - 1]->diff.nfiles; i++) {
		struct str name;

		if ((weave_exists(wp->file[i], step, &name) && str_eq(name, path)) ||
		    (weave_exists(wp->file[i], step - 1, &name) && str_eq(name, path)))
			return wp->file[i];
	}
	return NULL;
}

static void trace(struct maker *m, struct patch *p, uint32_t step, struct made *made)
{
	const struct patch *old = m->series.patches[step - 1];

	made->was = reorder_was(m->r, old);
	made->lines = NEW_ARRAY(m->s->a, p->diff.nlines, struct reorder_line);
	for (size_t i = 0; i < p->diff.nlines; i++)
		p->diff.lines[i].body_line = old->diff.files[0].body_line;
	for (size_t i = 0; i < p->diff.nfiles; i++) {
		const struct weave *w = weave_at(m, step, p->diff.files[i].new_path);

		p->diff.files[i].body_line = old->diff.files[0].body_line;
		if (w)
			trace_file(m, p, &p->diff.files[i], w, step, made);
	}
	for (size_t i = 0; i < p->diff.nlines; i++) {
		const struct reorder_line *from = &made->lines[i];

		if (from->patch == made->was)
			p->diff.lines[i].body_line = from->patch->diff.lines[from->at].body_line;
		else if (!from->patch)
			made->lines[i] = (struct reorder_line){ made->was, 0 };
	}
}

static bool touched(const struct maker *m, uint32_t step)
{
	const struct weave_patch *wp = &m->ws.patches[step - 1];
	const struct patch *p = m->series.patches[step - 1];

	for (size_t i = 0; i < p->diff.nfiles; i++)
		if (m->s->lines[wp->file[i]->index])
			return true;
	return false;
}

/* The same lines come and go as before. */
static bool same_lines(const struct diff *a, const struct diff *b)
{
	uint64_t sum = 0;

	for (int k = 0; k < 2; k++) {
		const struct diff *d = k ? b : a;

		for (size_t i = 0; i < d->nlines; i++) {
			uint64_t h = d->lines[i].op == ' ' ? 0 :
				str_hash(str_hash(STR_HASH, str_n(&d->lines[i].op, 1)),
					 d->lines[i].text);

			sum += k ? -h : h;
		}
	}
	return !sum && a->added == b->added && a->removed == b->removed;
}

static bool make_patch(struct maker *m, uint32_t step, struct series *out, struct err *err)
{
	struct patch *old = m->series.patches[step - 1], *p;
	struct stat_list stat = { 0 };
	struct buf text = BUF;
	struct made *made;
	bool ok = print_step(&text, &stat, &m->view, step, err);

	if (ok && text.n) {
		p = NEW(m->s->a, struct patch);
		*p = *old;
		diff_parse(&p->diff, m->s->a, str_dup(m->s->a, buf_str(&text)), 1);
		made = NEW(m->s->a, struct made);
		trace(m, p, step, made);
		made->changed = reorder_changed(m->r, old) || !same_lines(&old->diff, &p->diff);
		made->self = p;
		map_set(m->r->made, key_of(&made->self), made);
		out->patches[out->n++] = p;
	} else if (ok) {
		vec_add(m->s->a, &m->move->emptied, reorder_was(m->r, old));
	}
	buf_free(&text);
	return ok;
}

/* ---- what was done ---- */

static void note_line(struct maker *m, const struct weave *w, uint32_t i)
{
	const struct weave_line *l = &w->lines[i];
	uint32_t born = shift_born(m->s, w, i), died = shift_died(m->s, w, i);
	struct patch **patches = m->s->st->series->patches;

	if (born == SHIFT_NEVER && l->born != SHIFT_NEVER)
		vec_add(m->s->a, &m->move->spared, ((struct reorder_pair){
			line_from(m, w, i, true), line_from(m, w, i, false) }));
	else if (born != l->born)
		vec_add(m->s->a, &m->move->folded, ((struct reorder_fold){
			line_from(m, w, i, true), reorder_was(m->r, patches[born - 1]) }));
	else if (died != l->died)
		vec_add(m->s->a, &m->move->folded, ((struct reorder_fold){
			line_from(m, w, i, false), reorder_was(m->r, patches[died - 1]) }));
}

static void note_move(struct maker *m)
{
	const struct shift *s = m->s;
	struct patch **patches = s->st->series->patches;

	m->move->moved = true;
	m->move->patch = reorder_was(m->r, patches[s->m - 1]);
	m->move->behind = s->k > 1 ? reorder_was(m->r, patches[s->k - 2]) : NULL;
	for (size_t i = 0; i < s->st->weaves.n; i++)
		for (uint32_t k = 0; s->lines[i] && k < s->st->weaves.v[i]->nlines; k++)
			note_line(m, s->st->weaves.v[i], k);
}

bool reorder_try(const struct reorder *r, const struct shift *s, struct series *out,
		 struct reorder_move *move, struct err *err)
{
	struct maker m = { .r = r, .s = s, .move = move };
	uint32_t n = (uint32_t)r->series.n;

	*move = (struct reorder_move){ 0 };
	turn(&m.ws, &m.series, s);
	plan_open(&m.plan, s->a, &m.series, &m.ws, HALF_CURRENT);
	plan_close(&m.plan);
	view_open(&m.view, &m.plan, HALF_CURRENT);
	*out = m.series;
	out->patches = NEW_ARRAY(s->a, n, struct patch *);
	out->n = 0;
	note_move(&m);
	for (uint32_t step = 1; step <= n; step++) {
		if (step < s->k || step > s->m || !touched(&m, step))
			out->patches[out->n++] = m.series.patches[step - 1];
		else if (!make_patch(&m, step, out, err))
			return false;
	}
	return true;
}

void reorder_take(struct reorder *r, const struct series *s, const struct reorder_move *m)
{
	r->series = *s;
	r->spared += m->spared.n;
	vec_add(r->a, &r->moves, *m);
}
