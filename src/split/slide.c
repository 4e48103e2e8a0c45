// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/slide.h"

#include "base/vec.h"

/* Lines that one patch adds to a file, next to each other when it does. */
struct lines {
	uint32_t *v;
	size_t n, cap;
};

struct slide {
	struct plan *p;
	const struct weave *w;
	uint32_t born;
	struct lines lines;
};

static const struct weave_line *at(const struct slide *s, size_t i)
{
	return &s->w->lines[s->lines.v[i]];
}

static bool goes(const struct slide *s, size_t i)
{
	return s->p->patches[s->born - 1].line[at(s, i)->born_at] != (uint8_t)s->p->first;
}

/* `out` leaves the run, its equal `in` comes in. */
static bool swap(struct slide *s, size_t out, size_t in, uint32_t died)
{
	struct str why = s->p->patches[s->born - 1].why[at(s, out)->born_at];

	if (goes(s, in) || at(s, out)->died == died || at(s, in)->died != died ||
	    !str_eq(at(s, out)->text, at(s, in)->text))
		return false;
	plan_set(s->p, s->born, at(s, out)->born_at, s->p->first, STR(""));
	plan_set(s->p, s->born, at(s, in)->born_at, half_other(s->p->first), why);
	return true;
}

/* Lines [from, to) go. */
static void slide_run(struct slide *s, size_t from, size_t to)
{
	while (to < s->lines.n && to - from > 1 && swap(s, from, to, at(s, from + 1)->died)) {
		from++;
		to++;
	}
	while (from > 0 && to - from > 1 && swap(s, to - 1, from - 1, at(s, to - 2)->died)) {
		from--;
		to--;
	}
}

static void slide_lines(struct slide *s)
{
	for (size_t i = 0, to; i < s->lines.n; i = to + 1) {
		for (to = i; to < s->lines.n && goes(s, to); )
			to++;
		if (to > i)
			slide_run(s, i, to);
	}
	s->lines.n = 0;
}

/* In the order of the weave, without the lines of other patches between: what
 * is older or gone by then does not part a run. */
static void slide_patch(struct slide *s)
{
	weave_for(i, s->w) {
		const struct weave_line *l = &s->w->lines[i];

		if (l->born == s->born && l->born_at != WEAVE_NONE)
			vec_add(s->p->a, &s->lines, i);
		else if (weave_alive(l, s->born))
			slide_lines(s);
	}
	slide_lines(s);
}

enum { STAYS = 1, GOES = 2, DIES = 4 };

/* Only a patch that is in both halves has runs that can slide, and only where
 * lines of it die. */
static void slide_weave(struct plan *p, const struct weave *w, uint8_t *seen)
{
	memset(seen, 0, p->s->n + 1);
	for (size_t i = 0; i < w->nlines; i++) {
		const struct weave_line *l = &w->lines[i];

		if (!l->born || l->born_at == WEAVE_NONE)
			continue;
		seen[l->born] |= p->patches[l->born - 1].line[l->born_at] == (uint8_t)p->first ?
				 STAYS : GOES;
		if (l->died != WEAVE_ALIVE)
			seen[l->born] |= DIES;
	}
	for (uint32_t n = 1; n <= p->s->n; n++) {
		struct slide s = { .p = p, .w = w, .born = n };

		if (seen[n] == (STAYS | GOES | DIES))
			slide_patch(&s);
	}
}

void slide_runs(struct plan *p)
{
	uint8_t *seen = NEW_ARRAY(p->a, p->s->n + 1, uint8_t);

	for (size_t i = 0; i < p->ws->n; i++)
		slide_weave(p, p->ws->v[i], seen);
}
