// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/whole.h"

static bool in_both(const struct plan *p, uint32_t n, const struct diff_hunk *h)
{
	const struct diff *d = &p->s->patches[n - 1]->diff;
	bool first = false, second = false;

	for (size_t j = h->first; j < h->first + h->n; j++) {
		if (d->lines[j].op == ' ')
			continue;
		if (p->patches[n - 1].line[j] == (uint8_t)p->first)
			first = true;
		else
			second = true;
	}
	return first && second;
}

static void move_hunk(struct plan *p, uint32_t n, const struct diff_hunk *h)
{
	const struct diff *d = &p->s->patches[n - 1]->diff;

	for (size_t j = h->first; j < h->first + h->n; j++)
		if (d->lines[j].op != ' ' && p->patches[n - 1].line[j] == (uint8_t)p->first)
			plan_set(p, n, j, half_other(p->first),
				 STR("does not match without what goes of its hunk"));
}

static void move_hunks(struct plan *p, const struct weave *w)
{
	for (size_t e = 0; e < w->nevents; e++) {
		const struct diff_file *f = w->events[e].file;
		uint32_t n = w->events[e].patch;

		for (size_t i = 0; i < f->n; i++) {
			const struct diff_hunk *h = &p->s->patches[n - 1]->diff.hunks[f->first + i];

			if (in_both(p, n, h))
				move_hunk(p, n, h);
		}
	}
}

/* The lines of the plan, to go back to. */
static struct plan_patch *copy_lines(struct plan *p)
{
	struct plan_patch *out = NEW_ARRAY(p->a, p->s->n, struct plan_patch);

	for (size_t i = 0; i < p->s->n; i++) {
		const struct diff *d = &p->s->patches[i]->diff;

		out[i] = p->patches[i];
		out[i].line = arena_alloc(p->a, d->nlines + 1);
		memcpy(out[i].line, p->patches[i].line, d->nlines);
		out[i].why = NEW_ARRAY(p->a, d->nlines, struct str);
		memcpy(out[i].why, p->patches[i].why, d->nlines * sizeof(*out[i].why));
	}
	return out;
}

void whole_hunks(struct plan *p, struct whole_files *out)
{
	for (size_t i = 0; i < p->ws->n; i++) {
		const struct weave *w = p->ws->v[i];
		enum dangle_tear tear = dangle_tear(p, w);
		struct plan_patch *before;

		if (tear == TEAR_NONE)
			continue;
		before = copy_lines(p);
		move_hunks(p, w);
		plan_close(p);
		if (dangle_tear(p, w) == TEAR_NONE) {
			vec_add(p->a, out, ((struct whole_file){ w, tear }));
			continue;
		}
		p->patches = before;
		plan_close(p);
	}
}
