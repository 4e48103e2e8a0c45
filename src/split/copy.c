// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/copy.h"

#include "split/view.h"

static bool is_copied(const struct weave *w, const struct weave_line *l)
{
	return weave_from_copy(w, l) && !plan_is_stub(l);
}

/* Both have the lines that the source had before the patch, in the same places,
 * though gaps may have been cut otherwise since. */
static void match(const struct weave *w, struct plan_copy *c)
{
	const struct weave *from = w->from;
	uint32_t before = w->events[0].patch - 1, k = from->head;
	uint64_t at = 0, there = 0;

	weave_for (i, w) {
		const struct weave_line *l = &w->lines[i];

		if (!is_copied(w, l))
			continue;
		for (; k != WEAVE_NONE && there < at; k = from->lines[k].next)
			if (weave_alive(&from->lines[k], before))
				there += weave_span(&from->lines[k]);
		while (k != WEAVE_NONE && !weave_alive(&from->lines[k], before))
			k = from->lines[k].next;
		if (k != WEAVE_NONE && there == at && !l->gap && !from->lines[k].gap)
			c->from[i] = k + 1;
		at += weave_span(l);
	}
}

void copy_open(struct plan *p)
{
	p->copies = NEW_ARRAY(p->a, p->ws->n, struct plan_copy);
	for (size_t i = 0; i < p->ws->n; i++) {
		const struct weave *w = p->ws->v[i];

		if (!w->from || w->binary || !w->nevents)
			continue;
		p->copies[i].n = w->nlines;
		p->copies[i].from = NEW_ARRAY(p->a, w->nlines, uint32_t);
		match(w, &p->copies[i]);
	}
}

/* Has the first half the file that w was copied from? */
static bool has_source(const struct plan *p, const struct weave *w)
{
	const struct weave *from = w->from;
	bool there = true;

	for (size_t i = 0; i < from->nodd; i++) {
		const struct weave_event *ev = &from->events[from->odd[i]];

		if (ev->patch >= w->events[0].patch)
			break;
		if (diff_makes(ev->file))
			there = plan_event(p, from, from->odd[i]) == p->first;
	}
	return there;
}

static bool follows(const struct plan *p, const struct weave *w)
{
	return p->copies[w->index].from && plan_event(p, w, 0) == p->first && has_source(p, w);
}

const struct weave_line *copy_source(const struct plan *p, const struct weave **w,
				     const struct weave_line *l)
{
	const struct plan_copy *c = &p->copies[(*w)->index];
	size_t i = (size_t)(l - (*w)->lines);
	uint32_t k = i < c->n ? c->from[i] : 0;

	if (!k || !follows(p, *w))
		return NULL;
	*w = (*w)->from;
	return &(*w)->lines[k - 1];
}

static void fill(struct plan *p, struct weave *w, const struct walk_span *spans)
{
	const struct weave *from = w->from;
	uint32_t n = w->events[0].patch, prev = WEAVE_NONE, next = w->head;
	uint64_t at = 0, there = 0;

	weave_for (i, from) {
		const struct weave_line *l = &from->lines[i];

		if (weave_alive(l, n - 1)) {
			there += weave_span(l);
			continue;
		}
		if (!view_has(spans[i], n - 1))
			continue;
		for (; next != WEAVE_NONE; next = w->lines[next].next) {
			bool copied = is_copied(w, &w->lines[next]);

			if (copied && at >= there)
				break;
			at += copied ? weave_span(&w->lines[next]) : 0;
			prev = next;
		}
		prev = weave_insert(w, p->a, prev, (struct weave_line){
			.text = l->text, .no_eol = l->no_eol, .born = n, .died = n,
			.born_at = WEAVE_NONE, .died_at = WEAVE_NONE,
		});
	}
}

/* A source comes before its copies. */
void copy_fill(struct plan *p)
{
	struct view v;

	view_open(&v, p, p->first);
	for (size_t i = 0; i < p->ws->n; i++) {
		struct weave *w = p->ws->v[i];

		if (!follows(p, w))
			continue;
		fill(p, w, view_lines(&v, w->from));
		p->copies[i].whole = true;
	}
}
