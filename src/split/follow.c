// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/follow.h"

#include "series/uses.h"
#include "split/view.h"

/* A file that goes may take lines of other files along, and so on. */
#define ROUNDS_MAX 16

/* Headers and objects that the first half never gets to have. */
static struct map *missing(const struct plan *p)
{
	struct map *out = map_new(p->a);
	struct view v;

	view_open(&v, p, p->first);
	for (size_t i = 0; i < p->ws->n; i++) {
		struct weave *w = p->ws->v[i];

		if (w->created && weave_exists(w, (uint32_t)p->s->n, NULL) &&
		    !view_file(&v, w, (uint32_t)p->s->n).exists)
			uses_add(out, p->a, w);
	}
	return out;
}

static void move_line(struct plan *p, const struct weave_line *l, const struct weave *to)
{
	const struct diff *d = &p->s->patches[l->born - 1]->diff;

	plan_set(p, l->born, l->born_at, half_other(p->first),
		 str_printf(p->a, "names %.*s, which is %s", STR_FMT(to->path),
			    half_name(half_other(p->first))));
	plan_removals(p, l->born, diff_hunk_of(d, l->born_at));
}

static bool move_lines(struct plan *p, const struct map *files)
{
	bool any = false;

	for (size_t i = 0; i < p->ws->n; i++) {
		const struct weave *w = p->ws->v[i];

		for (size_t k = 0; k < w->nlines; k++) {
			const struct weave_line *l = &w->lines[k];
			const struct weave *to;

			if (!l->born || l->born_at == WEAVE_NONE ||
			    plan_birth(p, w, l) != p->first)
				continue;
			to = uses_file(files, w, l->text);
			if (!to)
				continue;
			move_line(p, l, to);
			any = true;
		}
	}
	return any;
}

void follow_files(struct plan *p)
{
	for (int round = 0; round < ROUNDS_MAX; round++) {
		struct map *files = missing(p);

		if (!map_count(files) || !move_lines(p, files))
			return;
		plan_close(p);
	}
}
