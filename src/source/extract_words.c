// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/extract.h"

#include <string.h>

#include "source/word.h"

static struct str word_at(const struct extract *x, uint32_t i)
{
	return i < x->n ? token_str(&x->tok[i], x->text) : STR("");
}

static struct fact *add_over(struct extract *x, enum fact_kind kind, uint32_t first,
			     uint32_t last, struct str name)
{
	return extract_add(x, kind, x->tok[first].start, x->tok[last].end, name);
}

/* The token before i that is no comment, UINT32_MAX if there is none. */
static uint32_t before(const struct extract *x, uint32_t i)
{
	while (i-- > 0)
		if (x->tok[i].kind != TOK_COMMENT)
			return i;
	return UINT32_MAX;
}

static uint32_t after(const struct extract *x, uint32_t i)
{
	for (i++; i < x->n && x->tok[i].kind == TOK_COMMENT; i++)
		;
	return i;
}

static bool is(const struct extract *x, uint32_t i, char punct)
{
	return i < x->n && token_is(&x->tok[i], punct);
}

static bool is_member(const struct extract *x, uint32_t i)
{
	uint32_t p = before(x, i), q;

	if (p == UINT32_MAX)
		return false;
	if (is(x, p, '.'))
		return true;
	q = before(x, p);
	return is(x, p, '>') && q != UINT32_MAX && is(x, q, '-') &&
	       x->tok[q].end == x->tok[p].start;
}

/* "= value" from token i on, with or without an operator before it. */
static bool is_assignment(const struct extract *x, uint32_t i)
{
	if (i < x->n && x->tok[i].kind == TOK_PUNCT && strchr("+-*/%&|^", x->tok[i].c))
		i++;
	return is(x, i, '=') && !is(x, i + 1, '=');
}

/* A word without a tree: a call, a member or a use. */
static struct fact *loose_word(struct extract *x, uint32_t i)
{
	struct str name = word_at(x, i);
	uint32_t next = after(x, i);
	bool member = is_member(x, i);
	struct fact *f;

	if (is(x, next, '(') && !member) {
		f = add_over(x, FACT_CALL, i, i, name);
		f->end = extract_args(x, f, next);
		return f;
	}
	f = add_over(x, member ? FACT_ACCESS : FACT_USE, i, i, name);
	f->write = member && is_assignment(x, next);
	return f;
}

static void string(struct extract *x, uint32_t i)
{
	struct str s = word_at(x, i);

	if (s.n && (s.p[0] == '"' || s.p[0] == '\''))
		s = str_from(s, 1);
	if (!(x->tok[i].flags & TOKEN_OPEN) && s.n)
		s.n--;
	add_over(x, FACT_STRING, i, i, s);
}

/* ---- directives ---- */

/* Tokens of one directive: name at `name`, the last that is no comment. */
struct directive {
	uint32_t hash, name, end, last;
};

static struct directive directive_at(const struct extract *x, uint32_t i)
{
	struct directive d = { .hash = i, .name = i + 1, .last = i };

	for (i++; i < x->n && (x->tok[i].flags & TOKEN_PP) && x->tok[i].kind != TOK_HASH; i++)
		if (x->tok[i].kind != TOK_COMMENT)
			d.last = i;
	d.end = i;
	return d;
}

static struct str rest_of(const struct extract *x, uint32_t first, uint32_t last)
{
	if (first > last || first >= x->n)
		return (struct str){ 0 };
	return str_n(x->text.p + x->tok[first].start, x->tok[last].end - x->tok[first].start);
}

/* Words of a macro's body or of an #if; the macro's own parameters are none. */
static void loose_words(struct extract *x, uint32_t from, uint32_t to,
			uint32_t params, uint32_t params_end, bool in_macro)
{
	for (uint32_t i = from; i < to; i++) {
		struct str s = word_at(x, i);
		struct fact *f = NULL;
		bool param = false;

		if (x->tok[i].kind == TOK_STRING)
			string(x, i);
		if (x->tok[i].kind != TOK_IDENT || word_is_keyword(s) ||
		    str_eq(s, STR("defined")) || word_is_annotation(s))
			continue;
		if (!is_member(x, i))
			for (uint32_t p = params; p < params_end && !param; p++)
				param = x->tok[p].kind == TOK_IDENT &&
					str_eq(word_at(x, p), s);
		if (!param)
			f = loose_word(x, i);
		if (f)
			f->in_macro = in_macro;
	}
}

static int16_t count_params(const struct extract *x, uint32_t from, uint32_t to)
{
	int n = 0;

	for (uint32_t i = from; i < to; i++)
		n += x->tok[i].kind == TOK_IDENT || (is(x, i, '.') && is(x, i + 1, '.') &&
						     is(x, i + 2, '.') &&
						     (i == from || is(x, i - 1, ',')));
	return n > INT16_MAX ? INT16_MAX : (int16_t)n;
}

static void define(struct extract *x, const struct directive *d)
{
	uint32_t name = after(x, d->name), open = name + 1, body = name + 1;
	uint32_t params = 0, params_end = 0;
	struct fact *f;
	size_t at = x->out->n;

	if (name > d->last || x->tok[name].kind != TOK_IDENT)
		return;
	f = add_over(x, FACT_MACRO, d->hash, d->last, word_at(x, name));
	if (open <= d->last && is(x, open, '(') && x->tok[open].start == x->tok[name].end) {
		params = params_end = open + 1;
		while (params_end < d->last && !is(x, params_end, ')'))
			params_end++;
		f->params = count_params(x, params, params_end);
		body = params_end + 1;
	}
	while (body <= d->last && x->tok[body].kind == TOK_COMMENT)
		body++;
	x->out->facts[at].value = rest_of(x, body, d->last);
	/* A huge parameter list is no macro: its words count as words. */
	if (params_end - params > 256)
		params_end = params;
	loose_words(x, body, d->last + 1, params, params_end, true);
}

static void condition(struct extract *x, const struct directive *d, struct str name)
{
	uint32_t first = after(x, d->name);
	struct fact *f = add_over(x, FACT_CONDITION, d->hash, d->last, name);

	f->value = rest_of(x, first, d->last);
	loose_words(x, first, d->last + 1, 0, 0, false);
}

static void include(struct extract *x, const struct directive *d)
{
	uint32_t first = after(x, d->name);
	struct str s = rest_of(x, first, d->last);

	if (s.n > 1 && (s.p[0] == '<' || s.p[0] == '"'))
		s = str_sub(s, 1, s.n - 2);
	add_over(x, FACT_INCLUDE, d->hash, d->last, s)->value = s;
}

static void directive(struct extract *x, const struct directive *d)
{
	struct str name = d->name < d->end ? word_at(x, d->name) : STR("");
	uint32_t arg = after(x, d->name);

	if (str_eq(name, STR("define")))
		define(x, d);
	else if (str_eq(name, STR("undef")) && arg <= d->last)
		add_over(x, FACT_UNDEF, d->hash, d->last, word_at(x, arg));
	else if (str_starts(name, STR("include")))
		include(x, d);
	else if (str_starts(name, STR("if")) || str_starts(name, STR("el")) ||
		 str_eq(name, STR("endif")))
		condition(x, d, name);
}

/* ---- the rest ---- */

/* name: at the head of a line of assembly or devicetree. */
static bool is_label(const struct extract *x, uint32_t i)
{
	return x->mode == CHUNK_WORDS && (x->tok[i].flags & TOKEN_BOL) &&
	       is(x, i + 1, ':') && x->tok[i + 1].start == x->tok[i].end;
}

static void plain_word(struct extract *x, uint32_t i)
{
	struct str s = word_at(x, i);
	struct fact *f;

	if (x->taken[i] || word_is_keyword(s) || word_is_annotation(s))
		return;
	if (is_label(x, i)) {
		add_over(x, FACT_LABEL, i, i, s);
		return;
	}
	if (x->mode == CHUNK_WORDS) {
		add_over(x, FACT_USE, i, i, s);
		return;
	}
	f = loose_word(x, i);
	f->in_error = x->mode != CHUNK_MACRO && !x->plain;
	f->in_macro = x->mode == CHUNK_MACRO;
}

void extract_words(struct extract *x)
{
	if (x->mode == CHUNK_COMMENT) {
		extract_add(x, FACT_COMMENT, 0, (uint32_t)x->text.n, comment_inner(x->text));
		return;
	}
	for (uint32_t i = 0; i < x->n; i++) {
		const struct token *t = &x->tok[i];

		if (t->kind == TOK_COMMENT) {
			add_over(x, FACT_COMMENT, i, i, comment_inner(word_at(x, i)));
		} else if (t->kind == TOK_HASH) {
			struct directive d = directive_at(x, i);

			directive(x, &d);
		} else if (t->flags & TOKEN_PP) {
			continue;
		} else if (t->kind == TOK_STRING) {
			string(x, i);
		} else if (t->kind == TOK_IDENT) {
			plain_word(x, i);
		}
	}
}
