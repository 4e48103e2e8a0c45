// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/learn.h"

/* Goes through the lines that the source had before the copying patch. */
struct source {
	struct arena *a;
	struct weave *w;
	uint32_t n;		/* the patch before it */
	uint32_t prev, cur;	/* WEAVE_NONE: the start, the end */
	uint64_t at;		/* lines before cur */
};

/* To the entry in which line `at` (from 0) stands. */
static struct weave_line *seek(struct source *s, uint64_t at)
{
	while (s->cur != WEAVE_NONE) {
		struct weave_line *l = &s->w->lines[s->cur];

		if (weave_alive(l, s->n)) {
			if (at < s->at + weave_span(l))
				return l;
			s->at += weave_span(l);
		}
		s->prev = s->cur;
		s->cur = l->next;
	}
	return NULL;
}

/* The gap that cur is gets shorter in front, by lines that are put before it. */
static void cut(struct source *s, uint32_t n, const struct weave_line *shown)
{
	struct weave_line *gap = &s->w->lines[s->cur], l = *gap;

	if (!n)
		return;
	if (gap->gap != UINT32_MAX)
		gap->gap -= n;
	l.gap = shown ? 0 : n;
	l.text = shown ? shown->text : (struct str){ 0 };
	l.no_eol = shown && shown->no_eol;
	s->at += n;
	s->prev = weave_insert(s->w, s->a, s->prev, l);
}

static void drop(struct source *s)
{
	struct weave_line *gap = &s->w->lines[s->cur];

	s->cur = gap->next;
	*(s->prev == WEAVE_NONE ? &s->w->head : &s->w->lines[s->prev].next) = gap->next;
}

static void show(struct source *s, uint64_t at, const struct weave_line *shown)
{
	const struct weave_line *l = seek(s, at);

	if (!l || !l->gap || at - s->at > UINT32_MAX - 2)
		return;
	cut(s, (uint32_t)(at - s->at), NULL);
	cut(s, 1, shown);
	if (!s->w->lines[s->cur].gap)
		drop(s);
}

/* The file has `n` lines. */
static void end(struct source *s, uint64_t n)
{
	struct weave_line *l = seek(s, n);

	if (!l || l->gap != UINT32_MAX || n - s->at > UINT32_MAX - 2)
		return;
	if (n == s->at)
		drop(s);
	else
		l->gap = (uint32_t)(n - s->at);
}

/* `from` is w->from. */
static void learn(struct weave *from, const struct weave *w, struct arena *a)
{
	struct source s = {
		.a = a, .w = from, .n = w->events[0].patch - 1,
		.prev = WEAVE_NONE, .cur = from->head,
	};
	uint64_t at = 0;

	weave_for (i, w) {
		const struct weave_line *l = &w->lines[i];

		if (!weave_from_copy(w, l))
			continue;
		if (l->gap == UINT32_MAX)
			return;
		if (!l->gap)
			show(&s, at, l);
		at += weave_span(l);
	}
	end(&s, at);
}

/* Copies of copies first. */
void learn_from_copies(struct weave_set *ws, struct arena *a)
{
	for (size_t i = ws->n; i-- > 0; ) {
		const struct weave *w = ws->v[i];

		if (w->from && w->nevents && !w->from->base_known)
			learn(ws->v[w->from->index], w, a);
	}
}
