// SPDX-License-Identifier: GPL-2.0-or-later
/* Files that only throwaway code makes: without it later patches have nothing to
 * add to, to include or to build. */
#include "base/path.h"
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

/* Files that fell. */
struct orphans {
	struct map *files;	/* by the names by which others use them */
	uint32_t *why;		/* by weave; REASON_NONE: it stands */
};

static void find_orphans(struct orphans *o, const struct closure *c)
{
	const struct weave_set *ws = &c->st->weaves;

	o->files = map_new(c->a);
	o->why = NEW_ARRAY(c->a, ws->n + 1, uint32_t);
	for (size_t i = 0; i < ws->n; i++)
		if (closure_takes_file(c->t, ws->v[i], &o->why[i]))
			uses_add(o->files, c->a, ws->v[i]);
		else
			o->why[i] = REASON_NONE;
}

/* Nothing of what it was made of is left after patch n: it is another file. */
static bool rewritten(const struct weave *w, uint32_t n)
{
	weave_for(i, w) {
		const struct weave_line *l = &w->lines[i];

		if (l->born == w->events[0].patch && weave_alive(l, n) && str_trim(l->text).n)
			return false;
	}
	return true;
}

/* Of a Makefile or Kconfig, of which there are many, the path. */
static struct str name_of(const struct weave *file)
{
	struct str name = path_base(file->path);

	return str_find_chr(name, '.') == SIZE_MAX ? file->path : name;
}

/* `what`: "adds to", "needs" the file. */
static uint32_t reason_of(struct closure *c, const struct study_file *f, uint32_t line,
			  uint32_t because, const char *what, const struct weave *file)
{
	return fall_reason(c, f, line, because, STR(""),
			   str_printf(c->a, "%s %.*s", what, STR_FMT(name_of(file))));
}

/* "CONFIG_X=y" and the like, in files in which no other reader looks for names. */
static struct str option_of(const struct study_file *f, struct str line)
{
	struct str rest = line, name;

	if (source_lang_of(f->diff->new_path) != LANG_OTHER)
		return STR("");
	str_eat(&rest, STR("# "));
	return str_starts(rest, STR("CONFIG_")) && str_ident(&rest, &name) ? name : STR("");
}

static void fall_option(struct closure *c, const struct study_file *f,
			const struct diff_line *l, uint32_t i)
{
	struct str name = option_of(f, l->text);
	const struct dead *dead = name.n ? fall_dead(c, name) : NULL;

	if (dead)
		fall_line(c, f->weave, i, fall_reason(c, f, l->new_line, dead->why, name,
			  str_printf(c->a, "sets %.*s", STR_FMT(name))));
}

static void fall_in_file(struct closure *c, const struct study_file *f,
			 const struct orphans *o)
{
	const struct diff *d = fall_diff(c, f);
	uint32_t why = o->why[f->weave->index], added = REASON_NONE;
	bool gone = why != REASON_NONE && f->n != f->weave->events[0].patch &&
		    !rewritten(f->weave, f->n);

	if (!gone && !map_count(o->files) && !map_count(c->dead))
		return;
	diff_file_for(j, d, f->diff) {
		const struct diff_line *l = &d->lines[j];
		uint32_t i = fall_standing(c, f, j);
		const struct weave *file;

		if (i == WEAVE_NONE)
			continue;
		if (gone) {
			if (added == REASON_NONE)
				added = reason_of(c, f, l->new_line, why, "adds to", f->weave);
			fall_line(c, f->weave, i, added);
			continue;
		}
		file = uses_file(o->files, f->weave, l->text);
		if (file && file != f->weave && !rewritten(file, f->n))
			fall_line(c, f->weave, i, reason_of(c, f, l->new_line,
					o->why[file->index], "needs", file));
		else
			fall_option(c, f, l, i);
	}
}

void fall_orphans(struct closure *c)
{
	struct orphans o;

	find_orphans(&o, c);
	for (size_t i = 0; i < c->st->n; i++)
		for (size_t k = 0; k < c->st->patches[i].nfiles; k++)
			if (c->st->patches[i].files[k].weave)
				fall_in_file(c, &c->st->patches[i].files[k], &o);
}
