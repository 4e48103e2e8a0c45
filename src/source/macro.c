// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/macro.h"

#include "base/arena.h"
#include "base/vec.h"
#include "source/builtin.h"

#define POOL_TOKENS 8192
#define POOL_BYTES 16384
#define MAX_DEPTH 48
#define MAX_PARAMS 32

struct pool {
	struct macro_token v[POOL_TOKENS];
	size_t n;
	char bytes[POOL_BYTES];		/* pasted words */
	size_t used;
};

struct macro_table {
	struct arena *a;
	struct map *macros;
	struct pool *pool;
};

struct macro_table *macro_table_new(struct arena *a)
{
	struct macro_table *t = NEW(a, struct macro_table);

	t->a = a;
	t->macros = map_new(a);
	t->pool = arena_raw(a, sizeof(*t->pool));
	t->pool->n = t->pool->used = 0;
	return t;
}

const struct macro *macro_get(const struct macro_table *t, struct str name)
{
	return map_get(t->macros, name);
}

void macro_define_value(struct macro_table *t, struct str name, struct str body)
{
	struct macro *m = NEW(t->a, struct macro);

	*m = (struct macro){ .name = name, .body = body };
	map_set(t->macros, name, m);
}

static bool next_word(struct lexer *l, struct token *t)
{
	while (lex_next(l, t))
		if (t->kind != TOK_COMMENT)
			return true;
	return false;
}

/* Parameters up to ); a comma, an ellipsis, `name...` as gcc has it. */
static bool read_params(struct macro_table *t, struct macro *m, struct lexer *l,
			struct str text, uint32_t *end)
{
	VEC(struct str) params = { 0 };
	struct token tok;

	while (next_word(l, &tok)) {
		struct str s = token_str(&tok, text);

		if (token_is(&tok, ')')) {
			m->params = params.v;
			m->nparams = params.n;
			*end = tok.end;
			return true;
		}
		if (tok.kind == TOK_IDENT)
			vec_add(t->a, &params, s);
		else if (token_is(&tok, '.') && (params.n == 0 || tok.start == 0 ||
						 text.p[tok.start - 1] != '.'))
			vec_add(t->a, &params, STR("__VA_ARGS__"));
		if (params.n > MAX_PARAMS)
			return false;
	}
	return false;
}

bool macro_define(struct macro_table *t, struct str text)
{
	struct macro *m = NEW(t->a, struct macro);
	struct lexer l;
	struct token tok;
	uint32_t from;

	if (str_eat_chr(&text, '#')) {
		str_eat_blanks(&text);
		if (!str_eat(&text, STR("define")))
			return false;
	}
	text = str_trim(text);
	lex_init(&l, &lex_style_c, text, 1);
	if (!next_word(&l, &tok) || tok.kind != TOK_IDENT)
		return false;
	m->name = token_str(&tok, text);
	from = tok.end;
	if (from < text.n && text.p[from] == '(') {
		m->function_like = true;
		next_word(&l, &tok);
		if (!read_params(t, m, &l, text, &from))
			return false;
	}
	m->body = str_trim(str_from(text, from));
	map_set(t->macros, m->name, m);
	return true;
}

/* ---- lists of tokens ---- */

static void list_init(struct macro_list *l)
{
	l->head = NULL;
	l->tail = &l->head;
}

static struct macro_token *put(const struct macro_table *t, struct macro_list *l,
			       struct str s, uint8_t kind)
{
	struct pool *p = t->pool;
	struct macro_token *tok;

	if (p->n == POOL_TOKENS)
		return NULL;
	tok = &p->v[p->n++];
	*tok = (struct macro_token){ .s = s, .kind = kind };
	*l->tail = tok;
	l->tail = &tok->next;
	return tok;
}

static bool put_copy(const struct macro_table *t, struct macro_list *l,
		     const struct macro_token *from)
{
	struct macro_token *tok = put(t, l, from->s, from->kind);

	if (tok)
		tok->hidden = from->hidden;
	return tok;
}

static bool put_words(const struct macro_table *t, struct macro_list *out, struct str text)
{
	struct lexer l;
	struct token tok;

	lex_init(&l, &lex_style_c, text, 1);
	/* A body that begins with # is no directive. */
	l.bol = false;
	while (next_word(&l, &tok)) {
		uint8_t kind = tok.kind == TOK_HASH ? TOK_PUNCT : tok.kind;

		if (!put(t, out, token_str(&tok, text), kind))
			return false;
	}
	return true;
}

static bool is_paste(const struct macro_token *t)
{
	return macro_is(t, '#') && macro_is(t->next, '#') && t->s.p + 1 == t->next->s.p;
}

/* ---- expansion ---- */

struct frame {
	const struct macro_table *t;
	const struct frame *up;
	const struct macro *macro;	/* being expanded; NULL at the top */
	uint32_t depth;
};

struct args {
	struct macro_list raw[MAX_PARAMS + 1], expanded[MAX_PARAMS + 1];
	bool is_expanded[MAX_PARAMS + 1];
	size_t n;
};

static bool active(const struct frame *f, const struct macro *m)
{
	for (; f; f = f->up)
		if (f->macro == m)
			return true;
	return false;
}

static bool expand(const struct frame *f, const struct macro_token *in,
		   struct macro_list *out);

/* From the ( on; *rest is behind the ). The last parameter takes commas when
 * it is __VA_ARGS__. */
static bool read_args(const struct frame *f, const struct macro *m,
		      const struct macro_token *in, struct args *args,
		      const struct macro_token **rest)
{
	bool variadic = m->nparams && str_eq(m->params[m->nparams - 1], STR("__VA_ARGS__"));
	int depth = 0;

	args->n = 0;
	list_init(&args->raw[0]);
	for (; in; in = in->next) {
		if (macro_is(in, ')') && --depth == 0) {
			args->n++;
			*rest = in->next;
			return true;
		}
		if (macro_is(in, ',') && depth == 1 &&
		    !(variadic && args->n + 1 >= m->nparams)) {
			if (++args->n >= MAX_PARAMS)
				return false;
			list_init(&args->raw[args->n]);
			continue;
		}
		if (depth > 0 && !put_copy(f->t, &args->raw[args->n], in))
			return false;
		depth += macro_is(in, '(');
	}
	return false;
}

static size_t param_index(const struct macro *m, const struct macro_token *tok)
{
	if (tok && tok->kind == TOK_IDENT)
		for (size_t i = 0; i < m->nparams; i++)
			if (str_eq(m->params[i], tok->s))
				return i;
	return SIZE_MAX;
}

static bool put_list(const struct frame *f, struct macro_list *out,
		     const struct macro_token *from)
{
	for (; from; from = from->next)
		if (!put_copy(f->t, out, from))
			return false;
	return true;
}

/* Joins the last word of `out` with the first of `right`. */
static bool paste(const struct frame *f, struct macro_list *out,
		  const struct macro_token *right)
{
	struct pool *p = f->t->pool;
	struct macro_token *last = out->head;
	struct str joined;

	if (!right)
		return true;
	if (!last)
		return put_list(f, out, right);
	while (last->next)
		last = last->next;
	if (last->s.n + right->s.n > POOL_BYTES - p->used)
		return false;
	joined = str_n(p->bytes + p->used, last->s.n + right->s.n);
	memcpy(p->bytes + p->used, last->s.p, last->s.n);
	memcpy(p->bytes + p->used + last->s.n, right->s.p, right->s.n);
	p->used += joined.n;
	last->s = joined;
	return put_list(f, out, right->next);
}

static bool put_arg(const struct frame *f, struct args *args, size_t i,
		    struct macro_list *out)
{
	if (i >= args->n)
		return true;
	if (!args->is_expanded[i]) {
		list_init(&args->expanded[i]);
		if (!expand(f, args->raw[i].head, &args->expanded[i]))
			return false;
		args->is_expanded[i] = true;
	}
	return put_list(f, out, args->expanded[i].head);
}

/* The body with its parameters replaced. */
static bool substitute(const struct frame *f, const struct macro *m,
		       struct args *args, struct macro_list *out)
{
	struct macro_list body;

	list_init(&body);
	list_init(out);
	if (!put_words(f->t, &body, m->body))
		return false;
	for (const struct macro_token *t = body.head; t; t = t->next) {
		size_t i = param_index(m, t);
		bool raw = is_paste(t->next);

		if (is_paste(t)) {
			const struct macro_token *right = t->next->next;

			i = param_index(m, right);
			if (!right)
				return true;
			if (i != SIZE_MAX) {
				if (i < args->n && !paste(f, out, args->raw[i].head))
					return false;
			} else {
				struct macro_token one = *right;

				one.next = NULL;
				if (!paste(f, out, &one))
					return false;
			}
			t = right;
		} else if (i != SIZE_MAX && raw) {
			if (i < args->n && !put_list(f, out, args->raw[i].head))
				return false;
		} else if (i != SIZE_MAX) {
			if (!put_arg(f, args, i, out))
				return false;
		} else if (!put_copy(f->t, out, t)) {
			return false;
		}
	}
	return true;
}

/* The macro whose name is at *in; *in moves to its last token. */
static bool expand_macro(const struct frame *f, const struct macro *m,
			 const struct macro_token **in, struct macro_list *out)
{
	struct frame inner = { f->t, f, m, f->depth + 1 };
	struct args args = { 0 };
	struct macro_list body;
	const struct macro_token *rest = (*in)->next;

	if (f->depth == MAX_DEPTH)
		return false;
	if (m->function_like && !read_args(f, m, rest, &args, &rest))
		return false;
	if (!substitute(f, m, &args, &body) || !expand(&inner, body.head, out))
		return false;
	*in = rest;
	return true;
}

static bool expand(const struct frame *f, const struct macro_token *in,
		   struct macro_list *out)
{
	while (in) {
		const struct macro *m = in->kind == TOK_IDENT && !in->hidden &&
			!builtin_known(in->s) ? macro_get(f->t, in->s) : NULL;

		if (m && active(f, m)) {
			struct macro_token *tok = put(f->t, out, in->s, in->kind);

			if (!tok)
				return false;
			tok->hidden = true;
		} else if (m && (!m->function_like || macro_is(in->next, '('))) {
			if (!expand_macro(f, m, &in, out))
				return false;
			continue;
		} else if (!put_copy(f->t, out, in)) {
			return false;
		}
		in = in->next;
	}
	return true;
}

bool macro_expand(const struct macro_table *t, struct str text,
		  struct macro_token **out)
{
	struct frame top = { .t = t };
	struct macro_list words, result;

	t->pool->n = t->pool->used = 0;
	list_init(&words);
	list_init(&result);
	if (!put_words(t, &words, text) || !expand(&top, words.head, &result))
		return false;
	*out = result.head;
	return true;
}
