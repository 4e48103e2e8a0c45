// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/extract.h"

#include <stdlib.h>

/* Brackets in the arguments of one call. A call in a call in ... is looked
 * through once a level, so this also bounds the work on hostile text. */
#define MAX_ARG_DEPTH 64

struct fact *extract_add(struct extract *x, enum fact_kind kind, uint32_t start,
			 uint32_t end, struct str name)
{
	struct fact *f;

	if (x->out->n == x->out->cap)
		x->out->facts = vec_grow(x->a, x->out->facts, x->out->n,
					 &x->out->cap, sizeof(*f));
	f = &x->out->facts[x->out->n++];
	*f = (struct fact){ .kind = kind, .start = start, .end = end,
			    .name = name, .params = -1, .parent = FACT_NONE,
			    .func = FACT_NONE };
	return f;
}

uint32_t extract_token_at(const struct extract *x, uint32_t byte)
{
	uint32_t low = 0, high = x->n;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (x->tok[mid].start < byte)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* One argument: tokens first to last. */
static void add_arg(struct extract *x, struct fact *call, uint32_t first, uint32_t last)
{
	const struct token *a = &x->tok[first], *b = &x->tok[last];
	struct source *s = x->out;
	struct fact_arg *arg;

	if (s->nargs == s->args_cap)
		s->args = vec_grow(x->a, s->args, s->nargs, &s->args_cap, sizeof(*arg));
	arg = &s->args[s->nargs++];
	*arg = (struct fact_arg){ .text = str_n(x->text.p + a->start, b->end - a->start) };
	if (first == last && a->kind == TOK_IDENT)
		arg->ident = arg->text;
	call->nargs++;
}

uint32_t extract_args(struct extract *x, struct fact *call, uint32_t open)
{
	uint32_t first = UINT32_MAX, last = open, depth = 0;
	bool pp = x->tok[open].flags & TOKEN_PP;

	call->args = (uint32_t)x->out->nargs;
	for (uint32_t i = open; i < x->n; i++) {
		const struct token *t = &x->tok[i];
		char p = t->kind == TOK_PUNCT ? t->c : '\0';

		if (t->kind == TOK_COMMENT)
			continue;
		if (pp != (bool)(t->flags & TOKEN_PP) || t->kind == TOK_HASH) {
			if (pp)
				break;
			continue;
		}
		if (p == ')' || p == ']' || p == '}')
			depth--;
		if (depth == 0 && i > open) {
			if (first != UINT32_MAX)
				add_arg(x, call, first, last);
			return t->end;
		}
		if (depth == 1 && p == ',') {
			if (first != UINT32_MAX)
				add_arg(x, call, first, last);
			first = UINT32_MAX;
			continue;
		}
		if (p == '(' || p == '[' || p == '{')
			if (++depth > MAX_ARG_DEPTH)
				break;
		if (i > open && first == UINT32_MAX)
			first = i;
		last = i;
	}
	return x->tok[last].end;
}

/* ---- order, lines, parents ---- */

static int rank(const struct fact *f)
{
	return f->kind == FACT_FUNC || f->kind == FACT_TYPE || f->kind == FACT_MACRO ? 0 :
	       f->kind == FACT_STMT ? 1 : 2;
}

static int by_place(const void *pa, const void *pb)
{
	const struct fact *a = pa, *b = pb;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (a->end != b->end)
		return a->end > b->end ? -1 : 1;
	if (rank(a) != rank(b))
		return rank(a) - rank(b);
	/* Kept by number of creation, which `parent` holds until now. */
	return a->parent < b->parent ? -1 : a->parent > b->parent;
}

static bool is_container(const struct fact *f)
{
	return rank(f) < 2;
}

static void set_lines(struct extract *x)
{
	const char *p = x->text.p, *end = p + x->text.n;
	uint32_t nlines = 1, low;
	uint32_t *at = NEW_ARRAY(x->scratch, (size_t)lex_lines(x->text) + 2, uint32_t);
	struct source *s = x->out;

	while ((p = memchr(p, '\n', (size_t)(end - p))))
		at[nlines++] = (uint32_t)(++p - x->text.p);
	low = 0;
	for (size_t i = 0; i < s->n; i++) {
		struct fact *f = &s->facts[i];
		uint32_t lo, hi = nlines;

		while (low + 1 < nlines && at[low + 1] <= f->start)
			low++;
		f->line = low;
		lo = low;
		while (lo + 1 < hi) {
			uint32_t mid = lo + (hi - lo) / 2;

			if (at[mid] < f->end)
				lo = mid;
			else
				hi = mid;
		}
		f->end_line = lo;
	}
}

static bool takes_type_owner(const struct fact *f)
{
	return f->kind == FACT_FIELD || f->kind == FACT_ENUMERATOR || f->kind == FACT_TYPE;
}

/* The nearest type with a name around parent `i`. */
static struct str type_owner(const struct source *s, uint32_t i)
{
	for (; i != FACT_NONE; i = s->facts[i].parent)
		if (s->facts[i].kind == FACT_TYPE && s->facts[i].name.n)
			return s->facts[i].name;
	return (struct str){ 0 };
}

static void set_parents(struct source *s)
{
	uint32_t top = FACT_NONE;

	for (size_t i = 0; i < s->n; i++) {
		struct fact *f = &s->facts[i];

		while (top != FACT_NONE && s->facts[top].end <= f->start)
			top = s->facts[top].parent;
		f->parent = top;
		if (top != FACT_NONE)
			f->func = s->facts[top].kind == FACT_FUNC ? top : s->facts[top].func;
		if (takes_type_owner(f) && !f->owner.n)
			f->owner = type_owner(s, top);
		else if (!f->owner.n && f->func != FACT_NONE)
			f->owner = s->facts[f->func].name;
		if (is_container(f) && f->end > f->start)
			top = (uint32_t)i;
	}
}

void extract_chunk(struct extract *x)
{
	struct source *s = x->out;

	x->taken = NEW_ARRAY(x->scratch, (size_t)x->n + 1, bool);
	x->plain = x->mode == CHUNK_TOP &&
		   (extract_file_macro(x) || (x->worth && !x->worth(x->worth_ctx, x->text)));
	if (x->mode < CHUNK_MACRO && !x->plain)
		extract_tree(x);
	extract_words(x);
	for (size_t i = 0; i < s->n; i++)
		s->facts[i].parent = (uint32_t)i;
	if (s->n)
		qsort(s->facts, s->n, sizeof(*s->facts), by_place);
	set_lines(x);
	set_parents(s);
}
