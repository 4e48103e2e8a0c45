// SPDX-License-Identifier: GPL-2.0-or-later
/* Macros at file scope. Their arguments are whatever the macro makes of them:
 * declarations (TP_PROTO()), types, lists. A C parser only stumbles there. */
#include "source/extract.h"
#include "source/made.h"
#include "source/word.h"

static bool is(const struct extract *x, uint32_t i, char punct)
{
	return i < x->n && token_is(&x->tok[i], punct);
}

static uint32_t code_from(const struct extract *x, uint32_t i)
{
	while (i < x->n && (x->tok[i].kind == TOK_COMMENT || (x->tok[i].flags & TOKEN_PP)))
		i++;
	return i;
}

static bool is_storage(struct str s)
{
	return str_eq(s, STR("static")) || str_eq(s, STR("const")) ||
	       str_eq(s, STR("extern"));
}

/* The token behind the ) of the group at `open`, x->n when it has none. */
static uint32_t past_group(const struct extract *x, uint32_t open)
{
	uint32_t depth = 0;

	for (uint32_t i = open; i < x->n; i = code_from(x, i + 1)) {
		depth += is(x, i, '(');
		if (is(x, i, ')') && --depth == 0)
			return code_from(x, i + 1);
	}
	return UINT32_MAX;
}

static void declare(struct extract *x, size_t call, uint32_t first, uint32_t end)
{
	bool defines;
	struct str name = made_name(x->a, x->out, &x->out->facts[call], &defines);
	struct fact *var;

	if (!name.n)
		return;
	var = extract_add(x, FACT_VAR, x->tok[first].start, end, name);
	var->value = str_n(x->text.p + var->start, x->out->facts[call].end - var->start);
	var->write = defines;
}

bool extract_file_macro(struct extract *x)
{
	uint32_t first = code_from(x, 0), name = first, open, after, end;
	struct str s;
	struct fact *f;

	while (name < x->n && x->tok[name].kind == TOK_IDENT &&
	       is_storage(token_str(&x->tok[name], x->text)))
		name = code_from(x, name + 1);
	open = code_from(x, name + 1);
	if (name >= x->n || x->tok[name].kind != TOK_IDENT || !is(x, open, '('))
		return false;
	s = token_str(&x->tok[name], x->text);
	if (word_is_keyword(s) || word_is_annotation(s))
		return false;
	after = past_group(x, open);
	if (after == UINT32_MAX || (after < x->n && !is(x, after, ';')) ||
	    (after < x->n && code_from(x, after + 1) < x->n))
		return false;
	end = after < x->n ? x->tok[after].end : 0;
	f = extract_add(x, FACT_CALL, x->tok[name].start, x->tok[name].end, s);
	f->end = extract_args(x, f, open);
	if (!end)
		end = f->end;
	x->taken[name] = true;
	declare(x, x->out->n - 1, first, end);
	f = extract_add(x, FACT_STMT, x->tok[first].start, end, STR(""));
	f->value = STR("expr");
	return true;
}
