// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/verdict.h"

#include "base/vec.h"

struct str verdict_why(struct arena *a, const struct triage *t, uint32_t why)
{
	const struct reason *r;

	if (why == REASON_NONE || why >= t->reasons.n)
		return STR("");
	r = &t->reasons.v[why];
	return str_printf(a, "%.*s: %.*s", STR_FMT(r->rule), STR_FMT(r->message));
}

/* Many lines have one reason: each is worded once. */
struct words {
	struct arena *a;
	const struct triage *t;
	struct str *v;
};

static struct str word(struct words *w, uint32_t why)
{
	if (why == REASON_NONE || why >= w->t->reasons.n)
		return STR("");
	if (!w->v[why].n)
		w->v[why] = verdict_why(w->a, w->t, why);
	return w->v[why];
}

static bool goes(const struct plan *p, enum line_class c)
{
	return c == LINE_THROWAWAY || (c == LINE_ENTANGLED && p->first == HALF_CURRENT);
}

static void plan_lines(struct plan *p, struct words *w, const struct study_file *f)
{
	const struct diff *d = &p->s->patches[f->n - 1]->diff;

	for (size_t k = f->diff->first; k < f->diff->first + f->diff->n; k++) {
		const struct diff_hunk *h = &d->hunks[k];

		for (size_t j = h->first; j < h->first + h->n; j++) {
			struct triage_line l;

			if (d->lines[j].op == ' ')
				continue;
			l = triage_of(w->t, f, j);
			if (goes(p, l.class))
				plan_set(p, f->n, j, HALF_THROWAWAY, word(w, l.why));
		}
		plan_removals(p, f->n, h);
	}
}

static struct str join(struct arena *a, const struct str *v, size_t n)
{
	struct str out = STR("");

	for (size_t i = 0; i < n; i++)
		out = str_printf(a, "%.*s%s%.*s", STR_FMT(out), i ? ", " : "", STR_FMT(v[i]));
	return out;
}

/* What goes between two runs with one hint is part of the same hole. */
#define HOLE_GAP 10

static bool widen_hole(struct plan *p, const struct triage_range *r, struct str hint)
{
	struct plan_hole *h = p->holes.n ? vec_last(&p->holes) : NULL;

	if (!h || h->patch != r->file->n || !str_eq(h->file, r->file->diff->new_path) ||
	    !str_eq(h->hint, hint) || r->start > h->end_line + HOLE_GAP)
		return false;
	h->end_line = r->end;
	return true;
}

/* The weave line of the first line of the hole. */
static void place_hole(struct plan_hole *h, const struct study_file *f)
{
	const struct weave_line *l = study_line(f, h->line);

	if (!l || !f->weave)
		return;
	h->weave = f->weave;
	h->at = weave_index(f->weave, l);
}

/* A run of lines that current needs something in place of. */
static void note_hole(struct plan *p, const struct triage *t,
		      const struct triage_range *r)
{
	const struct reason *why;
	struct plan_hole *h;
	struct str hint;

	if (r->why == REASON_NONE || !goes(p, r->class))
		return;
	why = &t->reasons.v[r->why];
	if (why->fate != FATE_REPLACE)
		return;
	hint = join(p->a, why->replacement, why->nreplacement);
	if (widen_hole(p, r, hint))
		return;
	h = vec_push(p->a, &p->holes);
	*h = (struct plan_hole){
		.patch = r->file->n, .file = r->file->diff->new_path,
		.line = r->start, .end_line = r->end, .what = why->message,
		.hint = hint,
	};
	place_hole(h, r->file);
}

void verdict_plan(struct plan *p, const struct triage *t)
{
	struct words w = {
		.a = p->a, .t = t, .v = NEW_ARRAY(p->a, t->reasons.n + 1, struct str),
	};

	for (size_t i = 0; i < t->n; i++) {
		const struct triage_patch *tp = &t->patches[i];
		uint32_t n = (uint32_t)i + 1;

		if (tp->whole) {
			plan_set_patch(p, n, HALF_THROWAWAY, word(&w, tp->why));
			continue;
		}
		for (size_t k = 0; k < tp->p->nfiles; k++)
			plan_lines(p, &w, &tp->p->files[k]);
		vec_for(const struct triage_range, r, &tp->ranges)
			note_hole(p, t, r);
	}
}

/* ---- what a person says ---- */

#define TOLD STR("told so")

struct target_line {
	uint32_t n;			/* the patch; all of it where w is NULL */
	const struct weave *w;
	uint32_t line;			/* in w */
};

static bool find_line(struct target_line *out, const struct weave_set *ws, uint32_t n,
		      struct str path, uint64_t line, const char *what, struct err *err)
{
	for (size_t i = 0; i < ws->n; i++) {
		const struct weave *w = ws->v[i];
		uint64_t at = 0;
		struct str name;

		if (!weave_exists(w, n, &name) || !str_eq(name, path))
			continue;
		weave_for (k, w) {
			const struct weave_line *l = &w->lines[k];

			if (!weave_alive(l, n))
				continue;
			at += l->gap ? l->gap : 1;
			if (at < line)
				continue;
			if (l->gap || l->born_at == WEAVE_NONE)
				return err_set(err, "%s: not a line that the series adds", what);
			*out = (struct target_line){ l->born, w, k };
			return true;
		}
	}
	return err_set(err, "%s: no such line in the series", what);
}

static uint32_t place_of(const struct series *s, uint64_t number)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->patches[i]->number == number)
			return (uint32_t)i + 1;
	return 0;
}

static bool find_target(struct target_line *out, const struct series *series,
			const struct weave_set *ws, const char *what, struct err *err)
{
	struct str s = str_of(what), rest = s;
	uint32_t n = (uint32_t)series->n;
	uint64_t number, line;
	size_t colon;

	if (str_num(&rest, &number, UINT32_MAX) && (!rest.n || rest.p[0] == ':')) {
		n = place_of(series, number);
		if (!n)
			return err_set(err, "%s: no patch of that number", what);
		*out = (struct target_line){ .n = n };
		if (!rest.n)
			return true;
		s = str_from(rest, 1);
	}
	colon = str_rfind_chr(s, ':');
	rest = colon == SIZE_MAX ? STR("") : str_from(s, colon + 1);
	if (!str_num(&rest, &line, INT32_MAX) || rest.n || !line)
		return err_set(err, "%s: not PATCH, FILE:LINE or PATCH:FILE:LINE", what);
	return find_line(out, ws, n, str_sub(s, 0, colon), line, what, err);
}

static void overrule_patch(struct triage *t, uint32_t n, struct triage_line to)
{
	const struct weave_patch *wp = &t->st->weaves.patches[n - 1];
	const struct diff *d = &t->st->series->patches[n - 1]->diff;
	struct triage_patch *p = &t->patches[n - 1];

	p->whole = to.class == LINE_THROWAWAY;
	p->why = to.why;
	for (size_t i = 0; i < d->nfiles; i++)
		diff_file_for(j, d, &d->files[i])
			if (d->lines[j].op == '+' && wp->line[j] != WEAVE_NONE)
				*triage_at(t, wp->file[i], wp->line[j]) = to;
}

bool verdict_overrule(struct triage *t, const char *what, enum half to,
		      struct err *err)
{
	struct target_line at;
	struct triage_line l = { LINE_CURRENT, REASON_NONE };

	if (!find_target(&at, t->st->series, &t->st->weaves, what, err))
		return false;
	if (to == HALF_THROWAWAY)
		l = (struct triage_line){ LINE_THROWAWAY, triage_reason(t, (struct reason){
			.rule = STR("MOVE"), .n = at.n, .message = TOLD,
			.because = REASON_NONE,
		}) };
	if (at.w)
		*triage_at(t, at.w, at.line) = l;
	else
		overrule_patch(t, at.n, l);
	return true;
}

bool verdict_override(struct plan *p, const char *what, enum half to,
		      struct err *err)
{
	struct target_line at;

	if (!find_target(&at, p->s, p->ws, what, err))
		return false;
	if (at.w)
		plan_set(p, at.n, at.w->lines[at.line].born_at, to, TOLD);
	else
		plan_set_patch(p, at.n, to, TOLD);
	return true;
}
