// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/shift.h"

#include "series/uses.h"
#include "split/shift_names.h"

static uint32_t most(uint32_t a, uint32_t b)
{
	return a > b ? a : b;
}

uint32_t shift_born(const struct shift *s, const struct weave *w, uint32_t i)
{
	const struct shift_lines *l = s->lines[w->index];

	return l ? l->born[i] : w->lines[i].born;
}

uint32_t shift_died(const struct shift *s, const struct weave *w, uint32_t i)
{
	const struct shift_lines *l = s->lines[w->index];

	return l ? l->died[i] : w->lines[i].died;
}

/* ---- the runs of lines that m changes ---- */

static bool is_c(const struct study_file *f)
{
	return f->src && f->src->lang == LANG_C;
}

/* Where a neighbour belongs to a passed patch the run belongs to it too; lines
 * of a Makefile stand alone unless they are continued. */
static void lean_on(struct shift *s, struct shift_group *g, const struct weave *w,
		    uint32_t i, bool ahead)
{
	const struct weave_line *l = i == WEAVE_NONE ? NULL : &w->lines[i];

	if (!l || l->born >= s->m)
		return;
	if (!uses_is_makefile(w) || (ahead && str_ends(str_rtrim(l->text), STR("\\"))))
		g->host = most(g->host, l->born);
}

/* A run being read. */
struct run {
	struct shift_group *g;
	uint32_t before;	/* the line before it that stays; WEAVE_NONE */
	uint32_t gone;		/* the last patch that took a line away here */
	uint32_t first;		/* that added one of those m takes away */
};

/* What one patch adds and m only takes away is never added. Of several patches
 * it goes with the last: a diff may show an older bracket as the one that is
 * taken away. */
static void end_run(struct shift *s, struct run *r, const struct study_file *f, uint32_t next)
{
	struct shift_group *g = r->g;

	if (g) {
		g->gone = r->gone;
		g->inside = !is_c(f);
	}
	if (g && !g->added && r->first == g->host)
		g->host = 0;
	if (g && g->added && g->inside) {
		lean_on(s, g, f->weave, r->before, true);
		lean_on(s, g, f->weave, next, false);
	}
	*r = (struct run){ .before = next, .first = UINT32_MAX };
}

static void take_line(struct shift *s, struct run *r, const struct study_file *f, uint32_t i)
{
	const struct weave_line *l = &f->weave->lines[i];
	uint32_t line;

	if (!r->g) {
		r->g = vec_push(s->a, &s->groups);
		r->g->weave = f->weave;
	}
	s->lines[f->weave->index]->group[i] = (uint32_t)s->groups.n;
	if (l->born != s->m) {
		r->g->removed++;
		r->g->rewrites |= l->born > 0;
		r->g->host = most(r->g->host, l->born);
		r->first = l->born < r->first ? l->born : r->first;
		return;
	}
	r->g->added++;
	if (l->born_at == WEAVE_NONE)
		return;
	line = s->st->patches[s->m - 1].patch->diff.lines[l->born_at].new_line;
	r->g->line = r->g->line ? r->g->line : line;
	r->g->end_line = line;
}

static void read_runs(struct shift *s, const struct study_file *f)
{
	const struct weave *w = f->weave;
	struct run r = { .before = WEAVE_NONE, .first = UINT32_MAX };

	weave_for(i, w) {
		const struct weave_line *l = &w->lines[i];
		bool before = weave_alive(l, s->m - 1), after = weave_alive(l, s->m);

		if (before && after)
			end_run(s, &r, f, i);
		else if (before || after)
			take_line(s, &r, f, i);
		else if (l->died < s->m)
			r.gone = most(r.gone, l->died);
	}
	end_run(s, &r, f, WEAVE_NONE);
}

/* ---- what they stand in ---- */

static bool encloses(const struct fact *f)
{
	return f->end_line > f->line &&
	       (f->kind == FACT_FUNC || f->kind == FACT_TYPE || f->kind == FACT_VAR ||
		f->kind == FACT_MACRO || f->kind == FACT_PROTO || f->kind == FACT_STMT ||
		f->kind == FACT_COMMENT);
}

/* The first group from `from` on whose lines end behind `line`. */
static size_t group_behind(const struct shift *s, size_t from, uint32_t line)
{
	size_t lo = from, hi = s->groups.n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (s->groups.v[mid].end_line <= line)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Group g stands in the thing whose head is `head`; a statement beside one of
 * a passed patch is taken to go on from it. */
static void stand_in(struct shift *s, size_t at, const struct fact *f,
		     const struct study_file *file, const struct weave_line *head)
{
	struct shift_group *g = &s->groups.v[at];
	uint32_t above = s->lines[file->weave->index]->group[head - file->weave->lines];

	if (above == at + 1)
		return;
	if (f->kind != FACT_COMMENT)
		g->inside = true;
	if (above)
		g->above = above;
	else if (head->born < s->m)
		g->host = most(g->host, head->born);
	if (f->kind != FACT_FUNC && f->kind != FACT_STMT)
		return;
	for (int k = 0; k < 2; k++) {
		const struct weave_line *l = study_line(file, k ? g->end_line + 1 : g->line - 1);

		if (l && l->born < s->m)
			g->host = most(g->host, l->born);
	}
}

/* Groups without added lines have no place after the patch: their end_line is
 * filled in for the search, and taken back. */
static void find_frames(struct shift *s, const struct study_file *file, size_t from)
{
	uint32_t last = 0;

	for (size_t i = from; i < s->groups.n; i++) {
		last = most(last, s->groups.v[i].end_line);
		s->groups.v[i].end_line = last;
	}
	for (const struct fact *f = file->src->facts; f < file->src->facts + file->src->n; f++) {
		const struct weave_line *head;

		if (!encloses(f) || !(head = study_line(file, f->line)))
			continue;
		for (size_t i = group_behind(s, from, f->line);
		     i < s->groups.n && s->groups.v[i].line <= f->end_line; i++)
			if (s->groups.v[i].line)
				stand_in(s, i, f, file, head);
	}
	for (size_t i = from; i < s->groups.n; i++)
		if (!s->groups.v[i].line)
			s->groups.v[i].end_line = 0;
}

/* ---- what no place can change ---- */

static void raise_floor(struct shift *s, uint32_t n, struct str why)
{
	if (n <= s->floor)
		return;
	s->floor = n;
	s->floor_why = why;
}

static bool plain(const struct weave_event *ev)
{
	const struct diff_file *f = ev->file;

	return f->status == DIFF_MODIFY && !f->binary &&
	       (!f->old_mode || !f->new_mode || f->old_mode == f->new_mode);
}

static bool copied_from(const struct weave_set *ws, const struct weave *w, uint32_t n)
{
	for (size_t i = 0; i < ws->n; i++)
		if (ws->v[i]->from == w && ws->v[i]->nevents &&
		    ws->v[i]->events[0].patch == n)
			return true;
	return false;
}

/* The patch that makes the file, 0 the base or m itself. */
static uint32_t maker(const struct shift *s, const struct weave *w)
{
	uint32_t n = w->nevents && !weave_exists(w, 0, NULL) ? w->events[0].patch : 0;

	return n < s->m ? n : 0;
}

static void file_floor(struct shift *s, const struct weave *w)
{
	bool odd = w->binary;

	for (size_t e = 0; e < w->nevents; e++)
		odd |= w->events[e].patch == s->m && !plain(&w->events[e]);
	for (size_t e = 0; e < w->nevents && w->events[e].patch < s->m; e++) {
		const struct weave_event *ev = &w->events[e];
		bool made = e == 0 && ev->file->status == DIFF_ADD && !ev->file->binary;

		if (!plain(ev) && !made)
			raise_floor(s, ev->patch, str_printf(s->a,
				"patch %u makes, moves or deletes %.*s",
				shift_number(s, ev->patch), STR_FMT(ev->file->new_path)));
		else if (odd)
			raise_floor(s, ev->patch, str_printf(s->a,
				"it makes, moves or deletes %.*s, which patch %u changes",
				STR_FMT(ev->file->new_path), shift_number(s, ev->patch)));
	}
	for (uint32_t n = s->m - 1; n > s->floor; n--)
		if (copied_from(&s->st->weaves, w, n))
			raise_floor(s, n, str_printf(s->a, "patch %u copies %.*s",
						     shift_number(s, n), STR_FMT(w->path)));
}

/* m makes or moves files: none of a passed patch may have come or gone. */
static void names_floor(struct shift *s)
{
	const struct diff *d = &s->st->patches[s->m - 1].patch->diff;
	bool odd = false;

	for (size_t i = 0; i < d->nfiles; i++)
		odd |= d->files[i].status != DIFF_MODIFY;
	for (uint32_t n = s->m - 1; odd && n > s->floor; n--) {
		const struct diff *o = &s->st->patches[n - 1].patch->diff;

		for (size_t i = 0; i < o->nfiles; i++)
			if (o->files[i].status == DIFF_RENAME || o->files[i].status == DIFF_DELETE)
				raise_floor(s, n, str_printf(s->a,
					"patch %u renames or deletes %.*s", shift_number(s, n),
					STR_FMT(o->files[i].old_path)));
	}
}

/* ---- all of them ---- */

/* New code in a file needs the file; what rewrites code goes where that is. */
static void settle(struct shift *s, struct shift_group *g)
{
	uint32_t made = maker(s, g->weave);

	if (g->removed || g->inside)
		g->host = most(g->host, g->gone);
	if (g->above)
		g->host = most(g->host, s->groups.v[g->above - 1].host);
	if (!made)
		return;
	if (!g->inside && !g->rewrites && g->added)
		raise_floor(s, made, str_printf(s->a, "patch %u makes %.*s, to which it adds",
						shift_number(s, made), STR_FMT(g->weave->path)));
	else if (g->added)
		g->host = most(g->host, made);
}

static void open_file(struct shift *s, const struct study_file *f)
{
	struct shift_lines *l;
	size_t n = f->weave ? f->weave->nlines + 1 : 0, from = s->groups.n;

	if (!n || s->lines[f->weave->index])
		return;
	l = NEW(s->a, struct shift_lines);
	*l = (struct shift_lines){
		NEW_ARRAY(s->a, n, uint32_t), NEW_ARRAY(s->a, n, uint32_t),
		NEW_ARRAY(s->a, n, uint32_t),
	};
	s->lines[f->weave->index] = l;
	file_floor(s, f->weave);
	read_runs(s, f);
	if (is_c(f))
		find_frames(s, f, from);
}

static uint32_t *rank_lines(struct arena *a, const struct weave *w)
{
	uint32_t *rank = NEW_ARRAY(a, w->nlines + 1, uint32_t), at = 0;

	weave_for(i, w)
		rank[i] = at++;
	return rank;
}

void shift_open(struct shift *s, struct arena *a, const struct study *st, uint32_t m)
{
	const struct study_patch *p = &st->patches[m - 1];

	*s = (struct shift){ .a = a, .st = st, .m = m, .k = m };
	s->lines = NEW_ARRAY(a, st->weaves.n + 1, struct shift_lines *);
	s->files = uses_made(a, &st->weaves);
	s->rank = NEW_ARRAY(a, st->weaves.n + 1, uint32_t *);
	for (size_t i = 0; i < st->weaves.n; i++)
		s->rank[i] = rank_lines(a, st->weaves.v[i]);
	/* A file that is named twice was read with the last of the two. */
	for (size_t i = p->nfiles; i-- > 0; )
		open_file(s, &p->files[i]);
	names_floor(s);
	vec_for(struct shift_group, g, &s->groups)
		settle(s, g);
}

/* ---- one place ---- */

static void shift_line(struct shift *s, const struct weave *w, uint32_t i)
{
	const struct weave_line *l = &w->lines[i];
	struct shift_lines *to = s->lines[w->index];
	uint32_t host = to->group[i] ? s->groups.v[to->group[i] - 1].host : 0;
	bool folds = host >= s->k;

	to->born[i] = l->born;
	to->died[i] = l->died;
	if (!to->group[i])
		return;
	if (l->born != s->m && (folds ? l->born == host : l->born >= s->k)) {
		to->born[i] = to->died[i] = SHIFT_NEVER;
		s->spared++;
		return;
	}
	if (l->born == s->m)
		to->born[i] = folds ? host : s->m;
	else
		to->died[i] = folds ? host : s->m;
	if (folds)
		s->folded++;
	else
		s->left++;
}

bool shift_to(struct shift *s, uint32_t k, uint32_t *next, struct str *why)
{
	s->k = k;
	s->spared = s->folded = s->left = 0;
	if (k <= s->floor) {
		*next = s->floor + 1;
		*why = s->floor_why;
		return false;
	}
	for (size_t i = 0; i < s->st->weaves.n; i++)
		for (uint32_t j = 0; s->lines[i] && j < s->st->weaves.v[i]->nlines; j++)
			shift_line(s, s->st->weaves.v[i], j);
	if (!s->left) {
		*next = k + 1;
		*why = STR("all of it rewrites what the patches before it add");
		return false;
	}
	*next = k;
	return shift_names_hold(s, next, why) && shift_files_hold(s, next, why);
}
