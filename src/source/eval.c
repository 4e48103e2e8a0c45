// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/eval.h"

#include "source/builtin.h"
#include "source/macro.h"

#define MAX_DEPTH 200
#define MAX_ARGS 8

/* What C makes of a value: only 32 unsigned bits behave otherwise. */
enum width { WIDTH_INT, WIDTH_U32, WIDTH_64 };

struct value {
	uint64_t v;
	enum width width;
};

struct eval {
	const struct macro_token *at;
	uint32_t depth;
	struct str missing;
};

static struct value unary(struct eval *e, bool *ok);
static struct value ternary(struct eval *e, bool *ok);

static bool eat(struct eval *e, char c)
{
	if (!macro_is(e->at, c))
		return false;
	e->at = e->at->next;
	return true;
}

static struct value fail(struct eval *e, bool *ok, struct str name)
{
	if (*ok)
		e->missing = name;
	*ok = false;
	return (struct value){ 0 };
}

static struct value make(uint64_t v, enum width width)
{
	if (width == WIDTH_U32)
		v = (uint32_t)v;
	return (struct value){ v, width };
}

/* ---- primary expressions ---- */

static bool digits(struct str *s, uint64_t *v, unsigned base)
{
	size_t n = 0;

	*v = 0;
	while (n < s->n) {
		int d = chr_hex(s->p[n]);

		if (d < 0 || (unsigned)d >= base)
			break;
		if (__builtin_mul_overflow(*v, base, v) ||
		    __builtin_add_overflow(*v, (uint64_t)d, v))
			return false;
		n++;
	}
	*s = str_from(*s, n);
	return n > 0;
}

static struct value number(struct eval *e, bool *ok, struct str s)
{
	bool hex = str_eat(&s, STR("0x")) || str_eat(&s, STR("0X"));
	bool bin = !hex && (str_eat(&s, STR("0b")) || str_eat(&s, STR("0B")));
	bool oct = !hex && !bin && s.n > 1 && s.p[0] == '0' && chr_digit(s.p[1]);
	bool is_u = false, is_l = false;
	uint64_t v;

	if (!digits(&s, &v, hex ? 16 : bin ? 2 : oct ? 8 : 10))
		return fail(e, ok, STR(""));
	for (; s.n; s = str_from(s, 1)) {
		char c = chr_lower(s.p[0]);

		is_u |= c == 'u';
		is_l |= c == 'l';
		if (c != 'u' && c != 'l')
			return fail(e, ok, STR(""));
	}
	if (is_l || v > UINT32_MAX)
		return make(v, WIDTH_64);
	if (is_u || ((hex || oct) && v > INT32_MAX))
		return make(v, WIDTH_U32);
	return make(v, v > INT32_MAX ? WIDTH_64 : WIDTH_INT);
}

static struct value character(struct eval *e, bool *ok, struct str s)
{
	static const char from[] = "abfnrtv0\\'\"", to[] = "\a\b\f\n\r\t\v\0\\'\"";
	const char *at;

	if (s.n == 3 && s.p[1] != '\\')
		return make((unsigned char)s.p[1], WIDTH_INT);
	if (s.n != 4 || !(at = memchr(from, s.p[2], sizeof(from) - 1)))
		return fail(e, ok, STR(""));
	return make((unsigned char)to[at - from], WIDTH_INT);
}

static struct value call(struct eval *e, bool *ok, struct str name)
{
	uint64_t args[MAX_ARGS], out;
	size_t n = 0;

	e->at = e->at->next;
	if (builtin_first_only(name)) {
		int depth = 1;

		args[n++] = ternary(e, ok).v;
		for (; *ok && e->at && depth; e->at = e->at->next)
			depth += macro_is(e->at, '(') - macro_is(e->at, ')');
		if (depth)
			return fail(e, ok, STR(""));
	} else {
		do {
			if (n == MAX_ARGS)
				return fail(e, ok, STR(""));
			args[n++] = ternary(e, ok).v;
		} while (*ok && eat(e, ','));
		if (*ok && !eat(e, ')'))
			return fail(e, ok, STR(""));
	}
	if (!*ok || !builtin_call(name, args, n, &out))
		return fail(e, ok, STR(""));
	return make(out, WIDTH_64);
}

/* Words up to the matching ): a type's size, 0 when it is none that we know.
 * The cursor stands behind the ( and moves only when it is a type. */
static uint32_t type_in_parens(struct eval *e, bool *is_signed)
{
	struct str words[6];
	size_t n = 0;
	uint32_t size;
	bool pointer = false;
	const struct macro_token *t = e->at;

	for (; t && !macro_is(t, ')'); t = t->next) {
		if (macro_is(t, '*') && n)
			pointer = true;
		else if (t->kind != TOK_IDENT || n == 6 || pointer)
			return 0;
		else
			words[n++] = t->s;
	}
	if (!t || n == 0)
		return 0;
	size = pointer ? 8 : builtin_words_size(words, n, is_signed);
	if (pointer)
		*is_signed = false;
	if (size)
		e->at = t->next;
	return size;
}

static struct value size_of(struct eval *e, bool *ok)
{
	bool is_signed;
	uint32_t size;
	struct str name = STR("sizeof");

	if (!eat(e, '('))
		return fail(e, ok, name);
	if (e->at && e->at->kind == TOK_IDENT)
		name = e->at->s;
	size = type_in_parens(e, &is_signed);
	return size ? make(size, WIDTH_64) : fail(e, ok, name);
}

static struct value name(struct eval *e, bool *ok)
{
	struct str s = e->at->s;
	uint64_t v;

	e->at = e->at->next;
	if (str_eq(s, STR("sizeof")))
		return size_of(e, ok);
	if (builtin_number(s, &v))
		return make(v, WIDTH_64);
	if (macro_is(e->at, '(') && builtin_known(s))
		return call(e, ok, s);
	if (str_eq(s, STR("true")) || str_eq(s, STR("false")))
		return make(s.n == 4, WIDTH_INT);
	return fail(e, ok, s);
}

static struct value cast(struct value v, uint32_t size, bool is_signed)
{
	unsigned drop = 64 - 8 * (size < 8 ? size : 8);

	if (drop && is_signed)
		v.v = (uint64_t)((int64_t)(v.v << drop) >> drop);
	else if (drop)
		v.v = v.v << drop >> drop;
	if (size >= 8)
		v.width = WIDTH_64;
	else
		v.width = size == 4 && !is_signed ? WIDTH_U32 : WIDTH_INT;
	return v;
}

static struct value parens(struct eval *e, bool *ok)
{
	bool is_signed;
	uint32_t size = type_in_parens(e, &is_signed);
	struct value v;

	if (size) {
		v = unary(e, ok);
		return *ok ? cast(v, size, is_signed) : v;
	}
	v = ternary(e, ok);
	if (*ok && !eat(e, ')'))
		return fail(e, ok, STR(""));
	return v;
}

static struct value primary(struct eval *e, bool *ok)
{
	const struct macro_token *t = e->at;

	if (!t)
		return fail(e, ok, STR(""));
	if (t->kind == TOK_IDENT)
		return name(e, ok);
	e->at = t->next;
	if (t->kind == TOK_NUMBER)
		return number(e, ok, t->s);
	if (t->kind == TOK_CHAR)
		return character(e, ok, t->s);
	if (macro_is(t, '('))
		return parens(e, ok);
	return fail(e, ok, STR(""));
}

static struct value unary(struct eval *e, bool *ok)
{
	struct value v = { 0 };

	if (++e->depth > MAX_DEPTH) {
		fail(e, ok, STR(""));
	} else if (eat(e, '-')) {
		v = unary(e, ok);
		v = make(-v.v, v.width);
	} else if (eat(e, '~')) {
		v = unary(e, ok);
		v = make(~v.v, v.width);
	} else if (eat(e, '!')) {
		v = make(!unary(e, ok).v, WIDTH_INT);
	} else if (eat(e, '+')) {
		v = unary(e, ok);
	} else {
		v = primary(e, ok);
	}
	e->depth--;
	return v;
}

/* ---- binary operators ---- */

static const struct {
	const char *text;
	uint8_t level;		/* higher binds tighter */
	char code;
} operators[] = {
	{ "<<", 8, 'l' }, { ">>", 8, 'r' }, { "<=", 7, 'L' }, { ">=", 7, 'G' },
	{ "==", 6, '=' }, { "!=", 6, '!' }, { "&&", 2, 'A' }, { "||", 1, 'O' },
	{ "*", 10, '*' }, { "/", 10, '/' }, { "%", 10, '%' }, { "+", 9, '+' },
	{ "-", 9, '-' }, { "<", 7, '<' }, { ">", 7, '>' }, { "&", 5, '&' },
	{ "^", 4, '^' }, { "|", 3, '|' },
};

/* The operator at the cursor: index, or -1. */
static int operator_at(const struct macro_token *t)
{
	if (!t || t->kind != TOK_PUNCT)
		return -1;
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		const char *s = operators[i].text;

		if (s[0] == t->s.p[0] &&
		    (!s[1] || (macro_is(t->next, s[1]) && t->next->s.p == t->s.p + 1)))
			return (int)i;
	}
	return -1;
}

static struct value apply(struct eval *e, bool *ok, char op, struct value a,
			  struct value b)
{
	enum width w = a.width > b.width ? a.width : b.width;

	switch (op) {
	case '*': return make(a.v * b.v, w);
	case '+': return make(a.v + b.v, w);
	case '-': return make(a.v - b.v, w);
	case '&': return make(a.v & b.v, w);
	case '^': return make(a.v ^ b.v, w);
	case '|': return make(a.v | b.v, w);
	case 'l': return b.v < 64 ? make(a.v << b.v, a.width) : fail(e, ok, STR(""));
	case 'r': return b.v < 64 ? make(a.v >> b.v, a.width) : fail(e, ok, STR(""));
	case '/': return b.v ? make(a.v / b.v, w) : fail(e, ok, STR(""));
	case '%': return b.v ? make(a.v % b.v, w) : fail(e, ok, STR(""));
	case '<': return make(a.v < b.v, WIDTH_INT);
	case '>': return make(a.v > b.v, WIDTH_INT);
	case 'L': return make(a.v <= b.v, WIDTH_INT);
	case 'G': return make(a.v >= b.v, WIDTH_INT);
	case '=': return make(a.v == b.v, WIDTH_INT);
	case '!': return make(a.v != b.v, WIDTH_INT);
	case 'A': return make(a.v && b.v, WIDTH_INT);
	default: return make(a.v || b.v, WIDTH_INT);
	}
}

/* Precedence climbing; deep only by parentheses, which unary() counts. */
static struct value binary(struct eval *e, bool *ok, uint8_t level)
{
	struct value a = unary(e, ok);

	while (*ok) {
		int op = operator_at(e->at);
		struct value b;

		if (op < 0 || operators[op].level < level)
			break;
		e->at = e->at->next;
		if (operators[op].text[1])
			e->at = e->at->next;
		b = binary(e, ok, operators[op].level + 1);
		if (*ok)
			a = apply(e, ok, operators[op].code, a, b);
	}
	return a;
}

static struct value ternary(struct eval *e, bool *ok)
{
	struct value v, yes, no;

	if (++e->depth > MAX_DEPTH) {
		e->depth--;
		return fail(e, ok, STR(""));
	}
	v = binary(e, ok, 1);
	if (*ok && eat(e, '?')) {
		yes = ternary(e, ok);
		if (*ok && !eat(e, ':'))
			fail(e, ok, STR(""));
		no = *ok ? ternary(e, ok) : v;
		v = v.v ? yes : no;
	}
	e->depth--;
	return v;
}

bool eval_expr(const struct macro_table *t, struct str expr, uint64_t *out,
	       struct str *missing)
{
	struct eval e = { 0 };
	struct macro_token *tokens;
	bool ok = true;
	struct value v;

	if (missing)
		*missing = (struct str){ 0 };
	if (!macro_expand(t, expr, &tokens) || !tokens)
		return false;
	e.at = tokens;
	v = ternary(&e, &ok);
	if (ok && e.at)
		fail(&e, &ok, e.at->kind == TOK_IDENT ? e.at->s : STR(""));
	if (!ok) {
		if (missing)
			*missing = e.missing;
		return false;
	}
	*out = v.v;
	return true;
}
