// SPDX-License-Identifier: GPL-2.0-or-later
/* What later patches add to a file that only throwaway code makes: without that
 * there is no file to add to. */
#include "base/file.h"
#include "triage/fall.h"

static bool made_again(const struct weave *w)
{
	for (size_t e = 1; e < w->nevents; e++)
		if (w->events[e].file->status == DIFF_ADD)
			return true;
	return false;
}

/* All that its first patch puts there fell. *why: of the first line. */
static bool falls_as_made(const struct closure *c, const struct weave *w, uint32_t *why)
{
	*why = REASON_NONE;
	if (!w->nevents || w->events[0].file->status != DIFF_ADD || made_again(w))
		return false;
	weave_for(i, w) {
		const struct triage_line *l = &c->t->lines[w->index][i];

		if (w->lines[i].born != w->events[0].patch)
			continue;
		if (l->class < LINE_ENTANGLED)
			return false;
		if (*why == REASON_NONE)
			*why = l->why;
	}
	return *why != REASON_NONE;
}

static uint32_t line_in_file(const struct closure *c, const struct weave_line *l)
{
	return c->st->patches[l->born - 1].patch->diff.lines[l->born_at].new_line;
}

static void fall_with_file(struct closure *c, const struct study_file *f,
			   uint32_t because)
{
	uint32_t why = REASON_NONE;

	weave_for(i, f->weave) {
		const struct weave_line *l = &f->weave->lines[i];

		if (l->born != f->n || l->born_at == WEAVE_NONE ||
		    triage_at(c->t, f->weave, i)->class >= LINE_ENTANGLED)
			continue;
		if (why == REASON_NONE)
			why = fall_reason(c, f, line_in_file(c, l), because, STR(""),
				str_printf(c->a, "adds to %.*s",
					   STR_FMT(path_base(f->weave->path))));
		fall_line(c, f->weave, i, why);
	}
}

void fall_orphans(struct closure *c)
{
	for (size_t i = 0; i < c->st->n; i++)
		for (size_t k = 0; k < c->st->patches[i].nfiles; k++) {
			const struct study_file *f = &c->st->patches[i].files[k];
			uint32_t why;

			if (f->weave && f->n != f->weave->events[0].patch &&
			    falls_as_made(c, f->weave, &why))
				fall_with_file(c, f, why);
		}
}
