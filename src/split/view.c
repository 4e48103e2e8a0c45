// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/view.h"

#include <stdlib.h>

#include "base/vec.h"

/* The patch that deletes the file in the first half after patch n: it takes
 * along what the second half would have removed before. */
static uint32_t deleted_after(const struct view *v, const struct weave *w, uint32_t n)
{
	for (size_t i = 0; i < w->nodd; i++) {
		const struct weave_event *ev = &w->events[w->odd[i]];

		if (ev->patch > n && ev->file->status == DIFF_DELETE &&
		    plan_event(v->plan, w, w->odd[i]) == v->plan->first)
			return ev->patch;
	}
	return WEAVE_ALIVE;
}

static struct walk_span span_of(const struct view *v, const struct weave *w,
				const struct weave_line *l)
{
	enum half first = v->plan->first;
	bool mine = v->half == first;
	enum half birth;
	uint32_t died;

	if (plan_is_stub(l))
		return mine ? (struct walk_span){ l->born, WEAVE_ALIVE } :
			      (struct walk_span){ 0, l->born };
	birth = plan_birth(v->plan, w, l);
	if (birth == HALF_NEITHER)
		return (struct walk_span){ WEAVE_ALIVE, WEAVE_ALIVE };
	if (birth != first)
		return mine ? (struct walk_span){ WEAVE_ALIVE, WEAVE_ALIVE } :
			      (struct walk_span){ l->born, l->died };
	if (l->died == WEAVE_ALIVE)
		return (struct walk_span){ mine ? l->born : 0, WEAVE_ALIVE };
	died = l->died;
	if (plan_death(v->plan, w, l) != first)
		died = deleted_after(v, w, l->died);
	if (died != WEAVE_ALIVE)
		return mine ? (struct walk_span){ l->born, died } :
			      (struct walk_span){ WEAVE_ALIVE, WEAVE_ALIVE };
	return mine ? (struct walk_span){ l->born, WEAVE_ALIVE } :
		      (struct walk_span){ 0, l->died };
}

void view_open(struct view *v, const struct plan *plan, enum half half)
{
	*v = (struct view){
		.plan = plan, .half = half,
		.spans = NEW_ARRAY(plan->a, plan->ws->n, struct walk_span *),
		.walks = NEW_ARRAY(plan->a, plan->ws->n, struct walk *),
		.strange = NEW_ARRAY(plan->a, plan->ws->n, struct view_strange),
		.ids = NEW(plan->a, struct view_ids),
	};
	v->ids->last = NEW_ARRAY(plan->a, plan->ws->n, struct view_id);
}

const struct walk_span *view_lines(const struct view *v, const struct weave *w)
{
	struct walk_span **spans = &v->spans[w->index];

	if (*spans)
		return *spans;
	*spans = NEW_ARRAY(v->plan->a, w->nlines + 1, struct walk_span);
	for (size_t i = 0; i < w->nlines; i++)
		(*spans)[i] = span_of(v, w, &w->lines[i]);
	return *spans;
}

struct walk *view_walk(const struct view *v, const struct weave *w)
{
	struct walk **k = &v->walks[w->index];

	if (!*k) {
		*k = NEW(v->plan->a, struct walk);
		walk_open(*k, v->plan->a, w, view_lines(v, w), (uint32_t)v->plan->s->n);
	}
	return *k;
}

/* One more line from a step on, or one less. */
struct change {
	uint32_t step, by;
};

struct changes {
	struct change *v;
	size_t n, cap;
};

static void add_span(struct changes *c, struct arena *a, uint32_t born, uint32_t died,
		     uint32_t by)
{
	if (born >= died)
		return;
	vec_add(a, c, ((struct change){ born, by }));
	vec_add(a, c, ((struct change){ died, 0 - by }));
}

static int by_step(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	return x->step < y->step ? -1 : x->step > y->step;
}

static struct changes strange_lines(const struct view *v, const struct weave *w,
				    struct arena *a)
{
	const struct walk_span *spans = view_lines(v, w);
	struct changes c = { 0 };

	weave_for(i, w) {
		const struct weave_line *l = &w->lines[i];
		struct walk_span s = spans[i];

		if (s.born == l->born && s.died == l->died)
			continue;
		add_span(&c, a, s.born, s.died, 1);
		add_span(&c, a, l->born, l->died, 1);
		add_span(&c, a, s.born > l->born ? s.born : l->born,
			 s.died < l->died ? s.died : l->died, 0 - 2u);
	}
	if (c.n)
		qsort(c.v, c.n, sizeof(*c.v), by_step);
	return c;
}

/* Only the steps in which it changes: a series of many patches has many files. */
static struct view_strange count_strange(const struct view *v, const struct weave *w)
{
	struct arena *scratch = arena_new();
	struct changes c = strange_lines(v, w, scratch);
	struct view_strange out = { .known = true };
	uint32_t lines = 0;

	out.v = NEW_ARRAY(v->plan->a, c.n, struct view_strange_at);
	for (size_t i = 0; i < c.n; i++) {
		lines += c.v[i].by;
		if (i + 1 == c.n || c.v[i + 1].step != c.v[i].step)
			out.v[out.n++] = (struct view_strange_at){ c.v[i].step, lines };
	}
	arena_free(scratch);
	return out;
}

bool view_same(const struct view *v, const struct weave *w, uint32_t step)
{
	struct view_strange *s = &v->strange[w->index];
	size_t lo = 0, hi;

	if (!s->known)
		*s = count_strange(v, w);
	for (hi = s->n; lo < hi; ) {
		size_t mid = lo + (hi - lo) / 2;

		if (s->v[mid].step <= step)
			lo = mid + 1;
		else
			hi = mid;
	}
	return !lo || !s->v[lo - 1].lines;
}

static struct str path_after(const struct weave *w, uint32_t n)
{
	struct str path;

	weave_exists(w, n, &path);
	return path;
}

/* When the file last got what it is, as far as one half has seen. */
struct naming {
	bool exists;
	uint32_t name, mode;	/* patch that gave it its name, its mode; 0 the base */
	uint32_t made;		/* patch that made it */
};

static uint32_t later(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

static struct naming first_naming(const struct view *v, const struct weave *w,
				  uint32_t step)
{
	struct naming at = { .exists = weave_exists(w, 0, NULL) };

	for (size_t i = 0; i < w->nodd; i++) {
		size_t e = w->odd[i];
		const struct weave_event *ev = &w->events[e];
		uint32_t made = v->plan->made[w->index][e];

		if (diff_makes(ev->file) && made <= step) {
			at.exists = true;
			at.name = later(at.name, made);
			at.mode = later(at.mode, made);
			at.made = later(at.made, made);
		}
		if (ev->patch > step || plan_event(v->plan, w, e) != v->plan->first)
			continue;
		if (ev->file->status == DIFF_DELETE)
			at.exists = false;
		if (ev->file->status == DIFF_RENAME)
			at.name = later(at.name, ev->patch);
		if (diff_chmods(ev->file))
			at.mode = later(at.mode, ev->patch);
	}
	return at;
}

static struct view_file named(const struct weave *w, const struct naming *at)
{
	return (struct view_file){
		.exists = at->exists,
		.path = path_after(w, at->name),
		.mode = weave_mode(w, at->mode),
	};
}

/* On top of a file that the first half leaves behind. */
static struct view_file second_on(const struct view *v, const struct weave *w,
				  uint32_t step, struct naming at)
{
	uint32_t name = at.name, mode = at.mode;
	bool made;

	for (size_t i = 0; i < w->nodd && w->events[w->odd[i]].patch <= step; i++) {
		const struct weave_event *ev = &w->events[w->odd[i]];

		if (plan_event(v->plan, w, w->odd[i]) == v->plan->first)
			continue;
		if (ev->file->status == DIFF_DELETE && ev->patch > at.made)
			at.exists = false;
		made = diff_makes(ev->file) && ev->patch > at.made;
		at.exists |= made;
		if ((made || ev->file->status == DIFF_RENAME) && ev->patch > name)
			at.name = ev->patch;
		if ((made || diff_chmods(ev->file)) && ev->patch > mode)
			at.mode = ev->patch;
	}
	return named(w, &at);
}

static bool any_line(const struct view *v, const struct weave *w, uint32_t step)
{
	const struct walk_span *spans = view_lines(v, w);

	weave_for (i, w)
		if (view_has(spans[i], step))
			return true;
	return false;
}

struct view_file view_file(const struct view *v, const struct weave *w,
			   uint32_t step)
{
	bool mine = v->half == v->plan->first;
	struct naming at = first_naming(v, w, mine ? step : (uint32_t)v->plan->s->n);
	struct view_file f = { .path = path_after(w, step), .mode = weave_mode(w, step) };

	if (mine)
		return named(w, &at);
	if (at.exists)
		return second_on(v, w, step, at);
	for (size_t i = 0; i < w->nodd && w->events[w->odd[i]].patch <= step; i++) {
		const struct diff_file *odd = w->events[w->odd[i]].file;

		if (diff_makes(odd))
			f.exists = plan_event(v->plan, w, w->odd[i]) == v->half;
		else if (odd->status == DIFF_DELETE)
			f.exists = false;
	}
	if (!f.exists)
		f.exists = any_line(v, w, step);
	return f;
}
