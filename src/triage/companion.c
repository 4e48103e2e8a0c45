// SPDX-License-Identifier: GPL-2.0-or-later
/* What a patch that is throwaway itself rewrites together with fallen lines is
 * bound to them: the form that it replaces and the one that it brings belong to
 * the same detour. */
#include "triage/fall.h"

/* For each patch the reason of a fallen line that it takes out. */
static uint32_t *undone_by(const struct closure *c)
{
	uint32_t *why = NEW_ARRAY(c->a, c->t->n + 1, uint32_t);

	for (size_t n = 0; n <= c->t->n; n++)
		why[n] = REASON_NONE;
	for (size_t w = 0; w < c->st->weaves.n; w++) {
		const struct weave *wv = c->st->weaves.v[w];

		for (size_t i = 0; i < wv->nlines; i++) {
			const struct weave_line *l = &wv->lines[i];

			if (l->born && l->died != WEAVE_ALIVE &&
			    c->t->lines[w][i].class >= LINE_ENTANGLED &&
			    why[l->died] == REASON_NONE && str_trim(l->text).n)
				why[l->died] = c->t->lines[w][i].why;
		}
	}
	return why;
}

/* The patch defines the same name anew: it betters the line, and without the
 * patch the line is needed. */
static bool defined_anew(const struct closure *c, const struct weave *w,
			 uint32_t index, uint32_t n)
{
	struct str line = w->lines[index].text, word;
	const struct symbol *sym;

	if (!str_eat(&line, STR("#define")))
		return false;
	line = str_ltrim(line);
	if (!str_ident(&line, &word))
		return false;
	sym = study_symbol(c->st, word);
	for (size_t i = 0; sym && i < sym->defs.n; i++)
		if (sym->defs.v[i].line->born == n)
			return true;
	return false;
}

/* The share of the unit's lines that patch n takes out. */
static bool share_taken(const struct unit *u, uint32_t n, unsigned per_cent)
{
	uint32_t all = 0, gone = 0;

	for (uint32_t i = u->fact->line; i <= u->fact->end_line; i++) {
		const struct weave_line *w = study_line(u->file, i);

		if (!w || !str_trim(w->text).n)
			continue;
		all++;
		gone += w->died == n;
	}
	return all && gone * 100 >= all * per_cent;
}

/* A function of which patch n takes out most lines is replaced whole. */
static void fall_mostly_gone(struct closure *c, const struct weave *w, uint32_t n,
			     uint32_t why)
{
	const struct file_states *files = fall_files(c, w);
	struct map *later = map_new(c->a);

	for (size_t i = files->n; i-- > 0; ) {
		struct study_file *before = files->v[i];

		if (before->n >= n)
			continue;
		source_for(x, before->src, FACT_FUNC) {
			void **state = map_at(later, x->name);
			struct unit u;

			if (*state && *state != before)
				continue;
			*state = before;
			unit_whole(&u, before, x);
			if (share_taken(&u, n, FUNCTION_SHARE))
				fall_unit(c, &u, why);
		}
		/* What did not change is shown in a state before it. */
		if (!before->snap.part)
			return;
	}
}

/* One reason for all lines of a file that patch n replaces and one patch added;
 * it stands at line i of the weave, the first of them. */
static uint32_t replaced(struct closure *c, const struct weave *w, uint32_t n,
			 uint32_t i, uint32_t because)
{
	const struct weave_line *l = &w->lines[i];
	const struct diff *d = &c->st->patches[l->born - 1].patch->diff;

	return triage_reason(c->t, (struct reason){
		.rule = STR("ENTANGLED"), .n = l->born, .file = w->path,
		.line = l->born_at < d->nlines ? d->lines[l->born_at].new_line : 0,
		.because = because, .fate = FATE_REPLACE,
		.message = str_printf(c->a, "patch %u, itself throwaway, replaces it "
				      "together with throwaway code",
				      c->st->patches[n - 1].patch->number) });
}

/* The patch, as a whole throwaway, that takes the line out together with
 * fallen ones; 0 none. */
static uint32_t companion_of(const struct closure *c, const struct weave *w,
			     uint32_t i, const uint32_t *undone)
{
	uint32_t n = w->lines[i].died;

	if (!w->lines[i].born || n == WEAVE_ALIVE || undone[n] == REASON_NONE ||
	    !c->t->patches[n - 1].whole || !str_trim(w->lines[i].text).n ||
	    defined_anew(c, w, i, n))
		return 0;
	return n;
}

/* `whys` has an entry a patch, all 0 before and behind. */
static void companions_in(struct closure *c, size_t index, const uint32_t *undone,
			  uint32_t *whys)
{
	struct weave *w = c->st->weaves.v[index];

	weave_for(i, w) {
		struct triage_line *l = &c->t->lines[index][i];
		uint32_t n = l->class >= LINE_ENTANGLED ? 0 :
			     companion_of(c, w, i, undone);

		if (!n)
			continue;
		if (!whys[n] || c->t->reasons.v[whys[n] - 1].n != w->lines[i].born)
			whys[n] = replaced(c, w, n, i, undone[n]) + 1;
		l->class = LINE_ENTANGLED;
		l->why = whys[n] - 1;
		c->changed = true;
	}
	for (size_t i = 0; i < w->nevents; i++) {
		uint32_t n = w->events[i].patch, why = whys[n];

		whys[n] = 0;
		if (why)
			fall_mostly_gone(c, w, n, why - 1);
	}
}

void fall_companions(struct closure *c)
{
	uint32_t *undone = undone_by(c);
	uint32_t *whys = NEW_ARRAY(c->a, c->t->n + 1, uint32_t);

	for (size_t i = 0; i < c->st->weaves.n; i++)
		companions_in(c, i, undone, whys);
}
