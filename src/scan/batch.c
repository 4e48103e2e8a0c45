// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/batch.h"

#include <stdlib.h>

#include "scan/told.h"

#define COPY_MAX (64u << 10)	/* bytes of a comment that are worth copying */
#define KEPT_MAX (256u << 10)	/* of all that wait */
#define CODE_MAX 200		/* of a line before and behind a comment */

/* A comment that waits. */
struct waiting {
	struct str text;	/* of the lines it stands on */
	uint32_t line;		/* number of the first */
};

struct batch {
	struct evidence_rules *rules;
	struct arena *a;
	struct findings *out;
	struct arena *kept;	/* of those that wait */
	struct lone_comment lone[BATCH_MAX];
	struct waiting waiting[BATCH_MAX];
	size_t n;
};

struct batch *batch_new(struct evidence_rules *rules, struct arena *a,
			struct findings *out)
{
	struct batch *b = calloc(1, sizeof(*b));

	if (!b)
		die("out of memory");
	b->rules = rules;
	b->a = a;
	b->out = out;
	b->kept = arena_new();
	return b;
}

void batch_free(struct batch *b)
{
	if (!b)
		return;
	arena_free(b->kept);
	free(b);
}

/* ---- those that wait ---- */

/* Once for the comments of a file. */
static struct str keep_path(struct batch *b, struct str path)
{
	const struct lone_comment *last = b->n ? &b->lone[b->n - 1] : NULL;

	return last && str_eq(last->path, path) ? last->path : str_dup(b->kept, path);
}

/* The comment in its lines, of which the first begins the text. */
static void look_round(struct lone_comment *lone, struct arena *a, struct str text,
		       const struct span *com)
{
	lone->before = str_sub(text, 0, com->start);
	if (lone->before.n > CODE_MAX)
		lone->before = str_from(lone->before, lone->before.n - CODE_MAX);
	lone->behind = str_sub(text, com->end, CODE_MAX);
	side_comment_of(&lone->com, a, str_sub(text, com->start, com->end - com->start),
			com->kind == SPAN_LINE, 0);
	lone->com.alone = !str_trim(lone->before).n;
}

void batch_add(struct batch *b, const struct batch_comment *c)
{
	size_t end = c->at.end + told_line(c->text, c->at.end).n;
	struct waiting *w = &b->waiting[b->n];
	struct lone_comment *lone = &b->lone[b->n];
	struct span at = c->at;
	bool copied = end - c->line_start <= COPY_MAX;

	at.start -= c->line_start;
	at.end -= c->line_start;
	w->text = str_sub(c->text, c->line_start, end - c->line_start);
	w->line = c->line;
	if (copied)
		w->text = str_dup(b->kept, w->text);
	*lone = (struct lone_comment){ .path = keep_path(b, c->path), .lang = c->lang,
				       .bits = c->bits };
	look_round(lone, b->kept, w->text, &at);
	b->n++;
	if (!copied || b->n == BATCH_MAX || arena_used(b->kept) > KEPT_MAX)
		batch_judge(b);
}

void batch_drop(struct batch *b)
{
	arena_reset(b->kept);
	b->n = 0;
}

/* ---- judging ---- */

/* Where the line of the sign begins; they count from the comment's first. */
static size_t line_of(const struct waiting *w, const struct sign *s)
{
	struct str rest = w->text, line;

	for (uint32_t i = 0; i < s->line && str_line(&rest, &line); i++)
		;
	return (size_t)(rest.p - w->text.p);
}

static void tell(struct told *t, struct str path, const struct waiting *w,
		 const struct sign *s)
{
	struct finding *f = told_add(t, s->rule, path, w->text, line_of(w, s));

	f->line = w->line + s->line;
	f->end_line = w->line + s->end_line;
	f->where = s->where;
	f->message = str_dup(t->a, s->message);
}

void batch_judge(struct batch *b)
{
	struct told t = { .a = b->a, .out = b->out };

	evidence_of_comments(b->lone, b->n, b->kept, b->rules);
	for (size_t i = 0; i < b->n; i++)
		vec_for(const struct sign, s, &b->lone[i].signs)
			if (s->rule->on && !s->shadowed)
				tell(&t, b->lone[i].path, &b->waiting[i], s);
	batch_drop(b);
}
