// SPDX-License-Identifier: GPL-2.0-or-later
/* What a patch brings again: lines that a throwaway patch took out, which without
 * that patch are there already, and lines that fell, in another place or deeper
 * indented. */
#include "source/word.h"
#include "triage/fall.h"

#define PLACE_MAX 1024		/* lines of a place, dead ones too */
#define MOVED_MIN 3		/* lines in a row that were moved to another hunk */

bool fall_telling(struct str text)
{
	struct str word;

	while (text.n) {
		if (!str_ident(&text, &word))
			text = str_from(text, 1);
		else if (word.n > 2 && !word_is_keyword(word))
			return true;
	}
	return false;
}

/* ---- what was taken out ---- */

/* Between two lines that stay: what the patch adds, and what a throwaway patch took
 * out. */
struct place {
	VEC(uint32_t) added, gone;	/* indices in the weave */
	uint32_t *match;		/* of each added line the gone one + 1; 0 none */
};

static bool read_place(struct place *out, struct closure *c, const struct study_file *f,
		       uint32_t from)
{
	const struct weave *w = f->weave;
	size_t n = 0;

	*out = (struct place){ 0 };
	for (uint32_t i = from; i != WEAVE_NONE && n++ < PLACE_MAX; i = w->lines[i].next) {
		const struct weave_line *l = &w->lines[i];

		if (l->gap || (l->born < f->n && l->died > f->n))
			break;
		if (l->born == f->n)
			vec_add(c->scratch, &out->added, i);
		else if (l->died < f->n && fall_hides(c, w, i))
			vec_add(c->scratch, &out->gone, i);
	}
	return out->added.n && out->gone.n;
}

static bool same_text(const struct study_file *f, uint32_t a, uint32_t b)
{
	return str_eq(f->weave->lines[a].text, f->weave->lines[b].text);
}

/* Lines that tell nothing match where those beside them do. */
static void widen(const struct place *p, const struct study_file *f)
{
	for (size_t i = 1; i < p->added.n; i++) {
		uint32_t m = p->match[i - 1];

		if (m && !p->match[i] && m < p->gone.n &&
		    same_text(f, p->added.v[i], p->gone.v[m]))
			p->match[i] = m + 1;
	}
	for (size_t i = p->added.n - 1; i > 0; i--) {
		uint32_t m = p->match[i];

		if (m > 1 && !p->match[i - 1] &&
		    same_text(f, p->added.v[i - 1], p->gone.v[m - 2]))
			p->match[i - 1] = m - 1;
	}
}

static void match_place(struct place *p, struct closure *c, const struct study_file *f)
{
	size_t from = 0;

	p->match = NEW_ARRAY(c->scratch, p->added.n, uint32_t);
	for (size_t i = 0; i < p->added.n; i++) {
		if (!fall_telling(f->weave->lines[p->added.v[i]].text))
			continue;
		for (size_t k = from; k < p->gone.n; k++)
			if (same_text(f, p->added.v[i], p->gone.v[k])) {
				p->match[i] = (uint32_t)k + 1;
				from = k + 1;
				break;
			}
	}
	widen(p, f);
}

static void fall_place(struct closure *c, const struct study_file *f, uint32_t from)
{
	struct place p;
	uint32_t why = REASON_NONE, of = 0;

	if (!read_place(&p, c, f, from))
		return;
	match_place(&p, c, f);
	for (size_t i = 0; i < p.added.n; i++) {
		const struct weave_line *l = &f->weave->lines[p.added.v[i]];
		uint32_t by;

		if (!p.match[i] ||
		    triage_at(c->t, f->weave, p.added.v[i])->class >= LINE_ENTANGLED)
			continue;
		by = f->weave->lines[p.gone.v[p.match[i] - 1]].died;
		if (by != of)
			why = fall_reason(c, f, fall_diff(c, f)->lines[l->born_at].new_line,
				c->t->patches[by - 1].why, STR(""),
				str_printf(c->a, "brings back what patch %u took out",
					   c->st->patches[by - 1].patch->number));
		of = by;
		fall_line(c, f->weave, p.added.v[i], why);
	}
}

/* The place of a run of changes begins behind the line before it. */
static void fall_restored(struct closure *c, const struct study_file *f)
{
	const struct diff *d = fall_diff(c, f);

	for (size_t h = 0; h < f->diff->n; h++) {
		const struct diff_hunk *hunk = &d->hunks[f->diff->first + h];
		size_t end = hunk->first + hunk->n;

		for (size_t j = hunk->first; j < end; j++) {
			uint32_t before;

			if (d->lines[j].op == ' ' || fall_weave_line(c, f, j) == WEAVE_NONE ||
			    (j > hunk->first && d->lines[j - 1].op != ' '))
				continue;
			before = j > hunk->first ? fall_weave_line(c, f, j - 1) : WEAVE_NONE;
			fall_place(c, f, before == WEAVE_NONE ? fall_weave_line(c, f, j) :
					 f->weave->lines[before].next);
		}
	}
}

/* ---- what was moved ---- */

/* Lines of one text, blanks aside, that a patch takes out. */
struct twin {
	uint32_t fell, stood;
	size_t hunk;			/* of the last that fell */
	uint32_t why;
};

struct twins {
	struct closure *c;
	struct study_patch *p;
	struct map *v;
	const struct study_file *file;	/* of the last that was moved, */
	uint32_t because, why;		/* and its reasons */
};

static struct str without_blanks(struct arena *a, struct str text)
{
	char *out = arena_alloc(a, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++)
		if (!chr_blank(text.p[i]))
			out[n++] = text.p[i];
	return str_n(out, n);
}

static struct twin *twin_of(const struct twins *t, struct str text, bool make)
{
	struct str key = without_blanks(t->c->scratch, text);
	void **slot;

	if (!make)
		return map_get(t->v, key);
	slot = map_at(t->v, key);
	if (!*slot)
		*slot = NEW(t->c->scratch, struct twin);
	return *slot;
}

static void note_removed(struct twins *t, const struct study_file *f, size_t hunk, size_t j)
{
	const struct diff_line *l = &fall_diff(t->c, f)->lines[j];
	uint32_t i = fall_weave_line(t->c, f, j);
	const struct triage_line *cause;
	struct twin *twin;

	if (l->op != '-' || i == WEAVE_NONE || !fall_telling(l->text))
		return;
	cause = fall_cause(t->c, f, &f->weave->lines[i]);
	twin = twin_of(t, l->text, true);
	if (!cause) {
		twin->stood++;
		return;
	}
	twin->fell++;
	twin->hunk = hunk;
	twin->why = cause->why;
}

static bool moved_here(const struct twins *t, const struct study_file *f, size_t j,
		       struct twin **out)
{
	*out = twin_of(t, fall_diff(t->c, f)->lines[j].text, false);
	return *out && (*out)->fell && !(*out)->stood;
}

static void fall_moved(struct twins *t, const struct study_file *f, size_t j,
		       struct twin *twin)
{
	uint32_t i = fall_standing(t->c, f, j);

	twin->fell--;
	if (i == WEAVE_NONE)
		return;
	if (t->file != f || t->because != twin->why) {
		t->file = f;
		t->because = twin->why;
		t->why = fall_reason(t->c, f, fall_diff(t->c, f)->lines[j].new_line, twin->why,
				     STR(""), STR("moves what goes"));
	}
	fall_line(t->c, f->weave, i, t->why);
}

/* So many added lines from j on that were moved here, those that tell nothing
 * aside. */
static size_t row_from(const struct twins *t, const struct study_file *f, size_t j,
		       size_t end)
{
	const struct diff *d = fall_diff(t->c, f);
	struct twin *twin;
	size_t n = 0;

	for (; j < end && d->lines[j].op == '+'; j++) {
		if (!fall_telling(d->lines[j].text))
			continue;
		if (!moved_here(t, f, j, &twin))
			break;
		n++;
	}
	return n;
}

static void fall_in_hunk(struct twins *t, const struct study_file *f, size_t hunk)
{
	const struct diff *d = fall_diff(t->c, f);
	size_t end = d->hunks[hunk].first + d->hunks[hunk].n, row = 0;

	for (size_t j = d->hunks[hunk].first; j < end; j++) {
		struct twin *twin;

		if (d->lines[j].op != '+' || !fall_telling(d->lines[j].text))
			continue;
		if (!moved_here(t, f, j, &twin)) {
			row = 0;
			continue;
		}
		if (!row)
			row = row_from(t, f, j, end);
		if (twin->hunk == hunk || row >= MOVED_MIN)
			fall_moved(t, f, j, twin);
	}
}

/* Why the first line of the function that fell did. */
static uint32_t first_why(const struct closure *c, const struct study_file *f,
			  const struct fact *func)
{
	for (uint32_t i = func->line; i <= func->end_line; i++) {
		const struct weave_line *l = study_line(f, i);
		const struct triage_line *t = l ? triage_at_line(c->t, f, l) : NULL;

		if (t && t->class >= LINE_ENTANGLED)
			return t->why;
	}
	return REASON_NONE;
}

/* Of a function the lines that tell something, and those of them that fell. */
static bool mostly_fell(const struct closure *c, const struct study_file *f,
			const struct fact *func)
{
	uint32_t all = 0, fell = 0;

	for (uint32_t i = func->line; i <= func->end_line; i++) {
		const struct weave_line *l = study_line(f, i);

		if (!l || l->born != f->n)
			return false;
		if (!fall_telling(l->text))
			continue;
		all++;
		fell += triage_at_line(c->t, f, l)->class >= LINE_ENTANGLED;
	}
	return fell < all && fell * 100 >= all * FUNCTION_SHARE;
}

/* A function that is moved need not have the same head. */
static void fall_functions(struct closure *c, struct study_file *f)
{
	if (!f->src)
		return;
	source_for(x, f->src, FACT_FUNC) {
		uint32_t why;
		struct unit u;

		if (!study_added(f, x->line, x->line) || !mostly_fell(c, f, x))
			continue;
		why = fall_reason(c, f, x->line, first_why(c, f, x), x->name,
				  str_printf(c->a, "moves most of %.*s", STR_FMT(x->name)));
		unit_whole(&u, f, x);
		fall_unit(c, &u, why);
	}
}

typedef void hunk_fn(struct twins *t, const struct study_file *f, size_t hunk);

static void note_hunk(struct twins *t, const struct study_file *f, size_t hunk)
{
	const struct diff_hunk *h = &fall_diff(t->c, f)->hunks[hunk];

	for (size_t j = h->first; j < h->first + h->n; j++)
		note_removed(t, f, hunk, j);
}

static void each_hunk(struct twins *t, hunk_fn *fn)
{
	for (size_t k = 0; k < t->p->nfiles; k++) {
		const struct study_file *f = &t->p->files[k];

		for (size_t h = 0; f->weave && h < f->diff->n; h++)
			fn(t, f, f->diff->first + h);
	}
}

static bool any_fell(const struct twins *t)
{
	size_t at = 0;
	struct str name;
	void *twin;

	while (map_next(t->v, &at, &name, &twin))
		if (((struct twin *)twin)->fell)
			return true;
	return false;
}

void fall_again(struct closure *c)
{
	for (size_t n = 0; n < c->st->n; n++) {
		struct twins t = { .c = c, .p = &c->st->patches[n] };

		if (c->t->patches[n].whole || !t.p->patch->diff.added)
			continue;
		arena_reset(c->scratch);
		for (size_t k = 0; n && k < t.p->nfiles; k++)
			if (t.p->files[k].weave)
				fall_restored(c, &t.p->files[k]);
		if (!t.p->patch->diff.removed)
			continue;
		t.v = map_new(c->scratch);
		each_hunk(&t, note_hunk);
		if (!any_fell(&t))
			continue;
		each_hunk(&t, fall_in_hunk);
		for (size_t k = 0; k < t.p->nfiles; k++)
			fall_functions(c, &t.p->files[k]);
	}
}
