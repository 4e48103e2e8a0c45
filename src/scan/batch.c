// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/batch.h"

#include <stdlib.h>

#define COPY_MAX (64u << 10)	/* bytes of a comment that are worth copying */
#define KEPT_MAX (256u << 10)	/* of all that wait */
#define CODE_MAX 200		/* of a line before and behind a comment */
#define SHOWN_MAX 6144		/* of a line */

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
	struct str path;	/* of the last one */
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

struct str batch_line(struct str text, size_t start)
{
	struct str rest = str_sub(text, start, SHOWN_MAX), line = { 0 };

	str_line(&rest, &line);
	return line;
}

/* ---- those that wait ---- */

static struct str keep_path(struct batch *b, struct str path)
{
	if (!b->path.n || !str_eq(b->path, path))
		b->path = str_dup(b->kept, path);
	return b->path;
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
	size_t end = c->at.end + batch_line(c->text, c->at.end).n;
	struct waiting *w = &b->waiting[b->n];
	struct lone_comment *lone = &b->lone[b->n++];
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
	if (!copied || b->n == BATCH_MAX || arena_used(b->kept) > KEPT_MAX)
		batch_judge(b);
}

void batch_drop(struct batch *b)
{
	arena_reset(b->kept);
	b->path = (struct str){ 0 };
	b->n = 0;
}

/* ---- judging ---- */

/* What a finding is told with, kept for the next one in the same place. */
struct told {
	struct str path, file;	/* as it waits, and as findings have it */
	const struct waiting *w;
	size_t at;		/* where the line begins */
	struct str line;
};

/* Where the line of the sign begins; they count from the comment's first. */
static size_t line_of(const struct waiting *w, const struct sign *s)
{
	struct str rest = w->text, line;

	for (uint32_t i = 0; i < s->line && str_line(&rest, &line); i++)
		;
	return (size_t)(rest.p - w->text.p);
}

static void tell(struct batch *b, struct told *t, const struct waiting *w, const struct sign *s)
{
	struct finding *f = rule_finding(b->a, b->out, s->rule);
	size_t at = line_of(w, s);

	if (t->w != w || t->at != at)
		t->line = str_dup(b->a, batch_line(w->text, at));
	t->w = w;
	t->at = at;
	f->file = t->file;
	f->text = t->line;
	f->line = w->line + s->line;
	f->end_line = w->line + s->end_line;
	f->where = s->where;
	f->message = str_dup(b->a, s->message);
}

static void tell_signs(struct batch *b, struct told *t, size_t i)
{
	const struct lone_comment *lone = &b->lone[i];

	vec_for(const struct sign, s, &lone->signs) {
		if (!s->rule->on || s->shadowed)
			continue;
		if (t->path.p != lone->path.p)
			t->file = str_dup(b->a, lone->path);
		t->path = lone->path;
		tell(b, t, &b->waiting[i], s);
	}
}

void batch_judge(struct batch *b)
{
	struct told t = { .w = NULL };

	evidence_of_comments(b->lone, b->n, b->kept, b->rules);
	for (size_t i = 0; i < b->n; i++)
		tell_signs(b, &t, i);
	batch_drop(b);
}
