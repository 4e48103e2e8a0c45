// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines that hang in the air without a line that fell: later patches put them into
 * a function, a block, a struct, an entry of a Kconfig that is throwaway, but
 * stands in a file that is not. */
#include "base/buf.h"
#include "source/region.h"
#include "triage/fall.h"

/* Times that a line is looked at for the regions around it: people nest no
 * deeper. */
#define DEPTH_MAX 64

/* What stood there before line `head` was put round it needs no such line: base
 * lines in an #if 0 of a hack. */
static bool holds_older(const struct closure *c, const struct study_file *f,
			const struct region *r, const struct weave_line *head)
{
	const struct weave *w = f->weave;
	const struct weave_line *last = study_line(f, r->last), *l = head;

	if (!last || last->born < head->born)
		return true;
	if (r->first == r->last)
		return false;
	while (l != last && l->next != WEAVE_NONE) {
		l = &w->lines[l->next];
		if (l->gap || (l->born < head->born && l->died > head->born &&
			       str_trim(l->text).n &&
			       triage_at_line(c->t, f, l)->class < LINE_ENTANGLED))
			return true;
	}
	return false;
}

/* Is there a line in it that has not fallen yet? An empty one that was there before
 * the head need not. */
static bool any_stands(const struct closure *c, const struct study_file *f,
		       const struct region *r, const struct weave_line *head)
{
	for (uint32_t i = r->first; i <= r->last; i++) {
		const struct weave_line *l = study_line(f, i);

		if (l && l->born && triage_at_line(c->t, f, l)->class < LINE_ENTANGLED &&
		    (l->born >= head->born || str_trim(l->text).n))
			return true;
	}
	return false;
}

/* A part of a file, how often its lines may still be looked at, and the last head. */
struct sweep {
	struct closure *c;
	const struct study_file *f;
	const struct snapshot_part *part;
	size_t budget;
	uint32_t head, why;
};

/* Of the lines that fell as many brackets open as close: a run that goes may begin
 * with the end of what stays, and end with the head of the next. */
static bool balanced(const struct sweep *s, uint32_t first, uint32_t last)
{
	struct region_balance sum;
	struct buf b = BUF;

	for (uint32_t i = first; i <= last; i++) {
		const struct weave_line *l = study_line(s->f, i);

		if (!l || triage_at_line(s->c->t, s->f, l)->class < LINE_ENTANGLED)
			continue;
		buf_add(&b, l->text);
		buf_chr(&b, '\n');
	}
	sum = region_weigh(s->f->diff->new_path, buf_str(&b));
	buf_free(&b);
	return region_balanced(&sum);
}

/* The head stands for another one: a throwaway line took its place. */
static bool slid(struct sweep *s, const struct region *r)
{
	const struct weave_line *last = study_line(s->f, r->last);
	uint32_t end = s->part->first_line + (uint32_t)str_count(s->part->text, '\n');
	size_t cost = end - s->part->first_line;

	if (!r->bracket || !last || triage_at_line(s->c->t, s->f, last)->class >= LINE_ENTANGLED)
		return false;
	if (cost > s->budget)
		return true;
	s->budget -= cost;
	return balanced(s, s->part->first_line, end);
}

/* An #if has a region for each of its directives: they share a reason. */
static uint32_t reason_of(struct sweep *s, const struct region *r, uint32_t because)
{
	if (s->head == r->head)
		return s->why;
	s->head = r->head;
	s->why = fall_reason(s->c, s->f, r->first, because, STR(""),
			     str_printf(s->c->a, "belongs to line %u, which goes", r->head));
	return s->why;
}

/* The patch that adds the line takes nothing out there that stays. */
static bool only_adds(const struct sweep *s, const struct weave_line *l)
{
	const struct diff *d = &s->c->st->patches[l->born - 1].patch->diff;
	const uint32_t *line = s->c->st->weaves.patches[l->born - 1].line;
	const struct diff_hunk *h;
	size_t first, end;

	if (l->born_at == WEAVE_NONE)
		return false;
	h = diff_hunk_of(d, l->born_at);
	first = l->born_at - h->first > DEPTH_MAX ? l->born_at - DEPTH_MAX : h->first;
	end = diff_run(d, l->born_at, h->first + h->n);
	for (size_t j = diff_run_start(d, first, l->born_at); j < end; j++)
		if (d->lines[j].op == '-' && line[j] < s->f->weave->nlines &&
		    triage_at(s->c->t, s->f->weave, line[j])->class < LINE_ENTANGLED)
			return false;
	return true;
}

/* Braces that were put round what stood there go with their head, and what needs
 * them does. */
static void fall_braces(struct sweep *s, const struct region *r,
			const struct weave_line *head, uint32_t because)
{
	const struct weave_line *last = study_line(s->f, r->last);

	if (!r->bracket || !last || last->born < head->born)
		return;
	for (uint32_t i = r->first; i <= r->last; i++) {
		const struct weave_line *l = study_line(s->f, i);

		if (l && l->born >= head->born && l->died > s->f->n &&
		    triage_at_line(s->c->t, s->f, l)->class < LINE_ENTANGLED &&
		    (l == last || only_adds(s, l)))
			fall_line(s->c, s->f->weave, weave_index(s->f->weave, l),
				  reason_of(s, r, because));
	}
}

static void fall_region(struct sweep *s, const struct region *r)
{
	const struct weave_line *head = study_line(s->f, r->head);
	const struct triage_line *because = fall_cause(s->c, s->f, head);
	size_t cost = r->last - r->first + 1;

	if (!because || !head->born || cost > s->budget)
		return;
	s->budget -= cost;
	if (!any_stands(s->c, s->f, r, head) || slid(s, r))
		return;
	if (holds_older(s->c, s->f, r, head))
		fall_braces(s, r, head, because->why);
	else
		fall_lines(s->c, s->f, r->first, r->last, reason_of(s, r, because->why));
}

/* "else if": what follows it follows the one before, too. */
static bool in_chain(const struct weave_line *l)
{
	struct str t = str_trim(l->text);

	str_eat_chr(&t, '}');
	return str_starts(str_ltrim(t), STR("else"));
}

/* It took the place of another "if", which is there without it. */
static bool stands_for_if(const struct closure *c, const struct weave *w,
			  const struct weave_line *l)
{
	return str_starts(str_trim(fall_stands_for(c, w, weave_index(w, l))), STR("if"));
}

static bool is_else(const struct fact *f, const struct weave_line *l)
{
	return str_eq(f->value, STR("else")) && l && l->born &&
	       str_starts(str_trim(l->text), STR("else"));
}

/* An "else" of which the "if" fell, and stood in place of none. */
static void fall_elses(struct closure *c, struct study_file *f)
{
	source_for(x, f->src, FACT_STMT) {
		const struct weave_line *own = study_line(f, x->line), *head;
		const struct triage_line *because;

		if (!is_else(x, own) || x->parent >= f->src->n ||
		    triage_at_line(c->t, f, own)->class >= LINE_ENTANGLED)
			continue;
		head = study_line(f, f->src->facts[x->parent].line);
		because = head == own ? NULL : fall_cause(c, f, head);
		if (because && !in_chain(head) && !stands_for_if(c, f->weave, head))
			fall_lines(c, f, x->line, x->end_line,
				   fall_reason(c, f, x->line, because->why, STR(""),
					       STR("its \"if\" goes")));
	}
}

static bool any_fell(const struct closure *c, const struct weave *w)
{
	for (size_t i = 0; i < w->nlines; i++)
		if (c->t->lines[w->index][i].class >= LINE_ENTANGLED)
			return true;
	return false;
}

static void fall_in_file(struct closure *c, const struct study_file *f)
{
	struct sweep s = { .c = c, .f = f, .budget = f->snap.nknown * DEPTH_MAX };

	for (size_t i = 0; i < f->snap.n; i++) {
		const struct snapshot_part *p = &f->snap.parts[i];
		struct regions found = { 0 };

		s.part = p;
		arena_reset(c->scratch);
		region_read(&found, c->scratch, f->diff->new_path, p->text, p->first_line);
		vec_for(const struct region, r, &found)
			fall_region(&s, r);
	}
}

void fall_enclosed(struct closure *c)
{
	for (size_t i = 0; i < c->st->weaves.n; i++) {
		const struct file_states *files = fall_files(c, c->st->weaves.v[i]);

		if (!any_fell(c, c->st->weaves.v[i]))
			continue;
		for (size_t k = 0; k < files->n; k++)
			fall_in_file(c, files->v[k]);
		for (size_t k = 0; k < files->n; k++)
			fall_elses(c, files->v[k]);
	}
}
