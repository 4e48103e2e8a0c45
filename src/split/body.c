// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/body.h"

/* Bodies within bodies. */
#define ROUNDS_MAX 16

enum { AT_BIRTH = 1, AT_END = 2 };

struct bodies {
	struct plan *p;
	const struct study *st;
	uint8_t **flags;	/* by weave, line: of the first line of a body, whether
				 * its head was in the second half */
	bool moved;
};

/* A head and the statement below it, on lines of their own. */
struct pair {
	const struct study_file *file;
	const struct fact *head, *body;
};

static const char *const heads[] = { "if", "else", "for", "while", "do" };

static bool is_head(const struct fact *f)
{
	if (f->kind != FACT_STMT)
		return false;
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (str_eq(f->value, str_of(heads[i])))
			return true;
	return false;
}

static bool pair_at(struct pair *out, const struct study_file *file, size_t i)
{
	const struct source *src = file->src;
	const struct fact *f = &src->facts[i];

	if (f->kind != FACT_STMT || f->parent >= src->n || f->in_error ||
	    str_eq(f->value, STR("block")) || str_eq(f->value, STR("else")))
		return false;
	*out = (struct pair){ file, &src->facts[f->parent], f };
	return is_head(out->head) && f->line > out->head->line;
}

static const struct weave_line *line_at(const struct pair *b, uint32_t line)
{
	return study_line(b->file, line);
}

static bool in_second(const struct bodies *b, const struct weave *w,
		      const struct weave_line *l)
{
	return l && l->born && plan_birth(b->p, w, l) == half_other(b->p->first);
}

static uint8_t *flag_of(struct bodies *b, const struct pair *at)
{
	const struct weave *w = at->file->weave;

	return &b->flags[w->index][line_at(at, at->body->line) - w->lines];
}

/* Later versions of the file overwrite what the earlier said of the end. */
static void note(struct bodies *b, const struct pair *at)
{
	const struct weave_line *l = line_at(at, at->body->line);
	bool gone = in_second(b, at->file->weave, line_at(at, at->head->line));
	uint8_t *flag;

	if (!l)
		return;
	flag = flag_of(b, at);
	if (l->born == at->file->n)
		*flag = gone ? AT_BIRTH : 0;
	*flag = (uint8_t)((*flag & AT_BIRTH) | (gone ? AT_END : 0));
}

static void move_range(struct bodies *b, const struct pair *at, uint32_t from, uint32_t to,
		       struct str why)
{
	enum half second = half_other(b->p->first);

	for (uint32_t i = from; i <= to; i++) {
		const struct weave_line *l = line_at(at, i);

		if (!l || !l->born || l->born_at == WEAVE_NONE ||
		    plan_birth(b->p, at->file->weave, l) != b->p->first)
			continue;
		plan_set(b->p, l->born, l->born_at, second, why);
		b->moved = true;
	}
}

/* One patch wrote both, and all of the body is in the second half. */
static bool head_is_bare(struct bodies *b, const struct pair *at)
{
	const struct weave *w = at->file->weave;
	const struct weave_line *head = line_at(at, at->head->line);

	if (!head || head->born != at->file->n || in_second(b, w, head))
		return false;
	for (uint32_t i = at->body->line; i <= at->body->end_line; i++)
		if (!in_second(b, w, line_at(at, i)))
			return false;
	return !str_eq(at->head->value, STR("do"));
}

/* The head stands in place of one that the first half keeps: `if (a)` was made
 * `if (a && hack)`. */
static bool head_is_kept(struct bodies *b, const struct pair *at)
{
	const struct weave *w = at->file->weave;
	const struct weave_line *head = line_at(at, at->head->line);
	const struct weave_patch *wp;
	const struct diff *d;
	size_t begin;

	if (!head || !head->born || head->born_at == WEAVE_NONE)
		return false;
	wp = &b->p->ws->patches[head->born - 1];
	d = &b->p->s->patches[head->born - 1]->diff;
	begin = diff_hunk_of(d, head->born_at)->first;
	for (size_t j = head->born_at; j-- > begin && d->lines[j].op != ' '; ) {
		const struct weave_line *was = d->lines[j].op == '-' && wp->line[j] < w->nlines ?
					       &w->lines[wp->line[j]] : NULL;

		if (was && was->died == head->born && plan_birth(b->p, w, was) == b->p->first &&
		    plan_death(b->p, w, was) != b->p->first &&
		    str_starts(str_trim(was->text), at->head->value))
			return true;
	}
	return false;
}

static void settle(struct bodies *b, const struct pair *at)
{
	const struct weave_line *l = line_at(at, at->body->line);

	if (!l || l->born != at->file->n)
		return;
	if (*flag_of(b, at) == (AT_BIRTH | AT_END) && !head_is_kept(b, at))
		move_range(b, at, at->body->line, at->body->end_line,
			   STR("its head goes"));
	else if (head_is_bare(b, at))
		move_range(b, at, at->head->line, at->body->line - 1,
			   STR("what it is the head of goes"));
}

static void for_all(struct bodies *b, void (*each)(struct bodies *, const struct pair *))
{
	for (size_t n = 0; n < b->st->n; n++) {
		const struct study_patch *sp = &b->st->patches[n];

		for (size_t k = 0; k < sp->nfiles; k++) {
			const struct study_file *f = &sp->files[k];
			struct pair at;

			for (size_t i = 0; f->src && f->weave && i < f->src->n; i++)
				if (pair_at(&at, f, i))
					each(b, &at);
		}
	}
}

static bool anything_second(const struct plan *p)
{
	for (uint32_t n = 1; n <= p->s->n; n++) {
		size_t added, removed;

		plan_count(p, n, half_other(p->first), &added, &removed);
		if (added)
			return true;
	}
	return false;
}

void body_follow(struct plan *p, const struct study *st)
{
	struct bodies b = { .p = p, .st = st };

	if (!anything_second(p))
		return;
	b.flags = NEW_ARRAY(p->a, p->ws->n, uint8_t *);
	for (size_t i = 0; i < p->ws->n; i++)
		b.flags[i] = NEW_ARRAY(p->a, p->ws->v[i]->nlines, uint8_t);
	for (int round = 0; round < ROUNDS_MAX; round++) {
		b.moved = false;
		for_all(&b, note);
		for_all(&b, settle);
		if (!b.moved)
			return;
		plan_close(p);
	}
}
