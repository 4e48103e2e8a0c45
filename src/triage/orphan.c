// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that only throwaway code makes: without it later patches have nothing to
 * add to, to include or to build. */
#include "base/file.h"
#include "series/uses.h"
#include "triage/closure.h"
#include "triage/fall.h"

static bool made_again(const struct weave *w)
{
	for (size_t e = 1; e < w->nevents; e++)
		if (w->events[e].file->status == DIFF_ADD)
			return true;
	return false;
}

bool closure_takes_file(const struct triage *t, const struct weave *w, uint32_t *why)
{
	*why = REASON_NONE;
	if (!w->nevents || w->events[0].file->status != DIFF_ADD || made_again(w))
		return false;
	weave_for(i, w) {
		const struct triage_line *l = triage_at(t, w, i);

		if (w->lines[i].born != w->events[0].patch)
			continue;
		if (l->class < LINE_ENTANGLED)
			return false;
		if (*why == REASON_NONE)
			*why = l->why;
	}
	return *why != REASON_NONE;
}

/* Those files, by the names by which others use them. */
static struct map *fallen_files(const struct closure *c)
{
	struct map *out = map_new(c->a);
	uint32_t why;

	for (size_t i = 0; i < c->st->weaves.n; i++) {
		struct weave *w = c->st->weaves.v[i];
		struct str name = uses_name(c->a, w);

		if (name.n && closure_takes_file(c->t, w, &why))
			map_set(out, name, w);
	}
	return out;
}

/* `what`: "adds to", "needs" the file. */
static uint32_t reason_of(struct closure *c, const struct study_file *f, uint32_t line,
			  uint32_t because, const char *what, const struct weave *file)
{
	return fall_reason(c, f, line, because, STR(""),
			   str_printf(c->a, "%s %.*s", what, STR_FMT(path_base(file->path))));
}

static void fall_in_file(struct closure *c, const struct study_file *f,
			 const struct map *files)
{
	const struct diff *d = &c->st->patches[f->n - 1].patch->diff;
	uint32_t why, added = REASON_NONE;
	bool gone = f->n != f->weave->events[0].patch && closure_takes_file(c->t, f->weave, &why);

	if (!gone && !map_count(files))
		return;
	diff_file_for(j, d, f->diff) {
		const struct diff_line *l = &d->lines[j];
		uint32_t i = c->st->weaves.patches[f->n - 1].line[j];
		const struct weave *file;

		if (l->op != '+' || i == WEAVE_NONE ||
		    triage_at(c->t, f->weave, i)->class >= LINE_ENTANGLED)
			continue;
		if (gone) {
			if (added == REASON_NONE)
				added = reason_of(c, f, l->new_line, why, "adds to", f->weave);
			fall_line(c, f->weave, i, added);
			continue;
		}
		file = uses_file(files, f->weave, l->text);
		if (!file || file == f->weave)
			continue;
		closure_takes_file(c->t, file, &why);
		fall_line(c, f->weave, i, reason_of(c, f, l->new_line, why, "needs", file));
	}
}

void fall_orphans(struct closure *c)
{
	struct map *files = fallen_files(c);

	for (size_t i = 0; i < c->st->n; i++)
		for (size_t k = 0; k < c->st->patches[i].nfiles; k++)
			if (c->st->patches[i].files[k].weave)
				fall_in_file(c, &c->st->patches[i].files[k], files);
}
