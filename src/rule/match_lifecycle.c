// SPDX-License-Identifier: GPL-2.0-or-later
/* ADDED_THEN_REMOVED and ORDER: code that one patch of the series adds and a
 * later one takes out again, read off the weaves. */
#include "rule/matcher.h"

#include "base/map.h"

/* ---- runs ---- */

/* Lines that stand together, born in one patch and removed by one other. */
struct run {
	struct weave *weave;
	uint32_t before;	/* index of the line before it, WEAVE_NONE */
	uint32_t first, last;	/* indices in weave->lines */
	uint32_t born, died;
	uint32_t lines;		/* that are not empty */
};

typedef void run_fn(void *ctx, const struct run *r);

static bool continues(const struct run *r, const struct weave_line *l)
{
	return r->lines && l->born == r->born && l->died == r->died && !l->gap;
}

/* Runs of lines that one patch adds and one later patch takes away again. */
static void each_run(struct weave *w, run_fn *fn, void *ctx)
{
	struct run r = { .weave = w };
	uint32_t before = WEAVE_NONE, now = WEAVE_NONE;

	weave_for(i, w) {
		const struct weave_line *l = &w->lines[i];
		bool churn = l->born && l->died != WEAVE_ALIVE && !l->gap;

		before = now;
		now = i;

		/* lines of other patches between do not part a run: they came
		 * or went at other times */
		if (!churn || !continues(&r, l)) {
			if (!churn && (l->died <= r.born || l->born > r.born))
				continue;
			if (r.lines)
				fn(ctx, &r);
			r = (struct run){ .weave = w };
		}
		if (!churn)
			continue;
		if (!r.lines)
			r = (struct run){ w, before, i, i, l->born, l->died, 0 };
		r.last = i;
		r.lines += str_trim(l->text).n != 0;
	}
	if (r.lines)
		fn(ctx, &r);
}

/* ---- rewritten in place ---- */

static size_t common_prefix(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

static size_t common_suffix(struct str a, struct str b, size_t keep)
{
	size_t n = 0;

	while (n + keep < a.n && n + keep < b.n &&
	       a.p[a.n - 1 - n] == b.p[b.n - 1 - n])
		n++;
	return n;
}

static bool similar(struct str a, struct str b)
{
	size_t most = a.n > b.n ? a.n : b.n, pre;

	a = str_trim(a);
	b = str_trim(b);
	pre = common_prefix(a, b);
	return (pre + common_suffix(a, b, pre)) * 2 >= most;
}

/* The removing patch puts a line beside it that is nearly the same: a list
 * made longer, an argument added. That is how series grow. */
static bool rewritten(const struct run *r)
{
	const struct weave *w = r->weave;
	uint32_t i = w->lines[r->last].next;

	if (r->lines > 2)
		return false;
	for (int look = 0; look < 4 && i != WEAVE_NONE; look++, i = w->lines[i].next)
		if (w->lines[i].born == r->died &&
		    similar(w->lines[r->first].text, w->lines[i].text))
			return true;
	return r->before != WEAVE_NONE && w->lines[r->before].born == r->died &&
	       similar(w->lines[r->first].text, w->lines[r->before].text);
}

/* ---- ADDED_THEN_REMOVED ---- */

struct churn {
	struct study *st;
	const struct rule *r;
	struct map **added;	/* by patch: texts of its added lines; NULL not yet */
};

static const struct map *added_by(struct churn *c, uint32_t n)
{
	const struct diff *d = &c->st->patches[n - 1].patch->diff;
	struct map *m = c->added[n - 1];

	if (m)
		return m;
	c->added[n - 1] = m = map_new(c->st->a);
	for (size_t i = 0; i < d->nlines; i++)
		if (d->lines[i].op == '+')
			map_set(m, str_trim(d->lines[i].text), c);
	return m;
}

/* The patch that takes the lines out puts each of them somewhere else. */
static bool moved(struct churn *c, const struct run *r)
{
	const struct map *added = added_by(c, r->died);
	const struct weave *w = r->weave;

	for (uint32_t i = r->first; ; i = w->lines[i].next) {
		const struct weave_line *l = &w->lines[i];
		struct str text = str_trim(l->text);

		if (l->born == r->born && l->died == r->died && text.n &&
		    !map_get(added, text))
			return false;
		if (i == r->last)
			return true;
	}
}

static struct study_file *file_of(struct study *st, uint32_t n, const struct weave *w)
{
	struct study_patch *p = &st->patches[n - 1];

	for (size_t i = 0; i < p->nfiles; i++)
		if (p->files[i].weave == w)
			return &p->files[i];
	return NULL;
}

static uint32_t line_number(const struct study *st, const struct weave *w,
			    uint32_t index)
{
	const struct weave_line *l = &w->lines[index];
	const struct diff *d = &st->patches[l->born - 1].patch->diff;

	return l->born_at < d->nlines ? d->lines[l->born_at].new_line : 0;
}

static void say_churn(void *ctx, const struct run *r)
{
	struct churn *c = ctx;
	struct study_file *f = file_of(c->st, r->born, r->weave);
	struct finding *out;

	if (!f || !r->lines || rewritten(r) || moved(c, r))
		return;
	out = study_find_code(c->st, c->r, f,
			      line_number(c->st, r->weave, r->first),
			      line_number(c->st, r->weave, r->last));
	if (r->lines < 3)
		out->level = LEVEL_CHECK;
	out->resolved_by = c->st->patches[r->died - 1].patch->number;
	rule_message(c->st->a, out, c->r, "lines", r->lines == 1 ? "this line" :
		     arena_printf(c->st->a, "these %u lines", r->lines),
		     "by", arena_printf(c->st->a, "%u", out->resolved_by), NULL);
}

void match_added_then_removed(struct study *st, const struct rule *r)
{
	struct churn c = { st, r, NEW_ARRAY(st->a, st->n, struct map *) };

	for (size_t i = 0; i < st->weaves.n; i++)
		if (!st->weaves.v[i]->binary)
			each_run(st->weaves.v[i], say_churn, &c);
}

/* ---- ORDER ---- */

struct undo {
	uint32_t lines;		/* that this patch takes out again */
	uint32_t patches;	/* of so many earlier patches */
	uint32_t last;		/* the last of them counted */
};

static void count_undo(struct undo *all, const struct weave *w)
{
	for (size_t i = 0; i < w->nlines; i++) {
		const struct weave_line *l = &w->lines[i];
		struct undo *u;

		if (!l->born || l->died == WEAVE_ALIVE || !str_trim(l->text).n)
			continue;
		u = &all[l->died - 1];
		u->lines++;
		if (u->last != l->born) {
			u->last = l->born;
			u->patches++;
		}
	}
}

/* Distinct patches: the count above counts changes of patch, which is at least
 * that; look again where it matters. */
static uint32_t distinct(struct study *st, uint32_t n)
{
	bool *seen = NEW_ARRAY(st->a, st->n + 1, bool);
	uint32_t count = 0;

	for (size_t i = 0; i < st->weaves.n; i++) {
		const struct weave *w = st->weaves.v[i];

		for (size_t k = 0; k < w->nlines; k++) {
			const struct weave_line *l = &w->lines[k];

			if (l->died != n || !l->born || seen[l->born] ||
			    !str_trim(l->text).n)
				continue;
			seen[l->born] = true;
			count++;
		}
	}
	return count;
}

void match_order(struct study *st, const struct rule *r)
{
	struct undo *all = NEW_ARRAY(st->a, st->n + 1, struct undo);
	uint64_t min_lines = 20, min_patches = 3;

	json_num(r->params, "lines", &min_lines, UINT32_MAX);
	json_num(r->params, "patches", &min_patches, UINT32_MAX);
	for (size_t i = 0; i < st->weaves.n; i++)
		count_undo(all, st->weaves.v[i]);
	for (uint32_t n = 1; n <= st->n; n++) {
		struct finding *f;
		uint32_t patches;

		if (all[n - 1].lines < min_lines || all[n - 1].patches < min_patches)
			continue;
		patches = distinct(st, n);
		if (patches < min_patches)
			continue;
		f = study_find_text(st, r, st->patches[n - 1].patch, 0, 0);
		rule_message(st->a, f, r, "lines",
			     arena_printf(st->a, "%u", all[n - 1].lines), "patches",
			     arena_printf(st->a, "%u", patches), NULL);
	}
}
