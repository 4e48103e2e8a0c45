// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/extent.h"
#include "triage/shape.h"

#include <string.h>

#define LONGEST 40		/* lines of a statement */
#define LONGEST_BEFORE 12	/* lines of it before one of them */
#define TEST_LINES 3		/* lines of "if (ret) return ret;" */

struct scan {
	int parens, braces;
	bool block;		/* a brace was opened */
};

static struct str code_of(const struct side *s, uint32_t i)
{
	return str_trim(s->lines[i].code);
}

static bool same_part(const struct side *s, uint32_t a, uint32_t b)
{
	return b < s->n && s->lines[a].part == s->lines[b].part;
}

static uint32_t directive_end(const struct side *s, uint32_t i)
{
	while (str_ends(str_rtrim(s->lines[i].text), STR("\\")) &&
	       same_part(s, i, i + 1))
		i++;
	return i;
}

static bool else_follows(const struct side *s, uint32_t i, struct str rest)
{
	rest = str_ltrim(rest);
	if (rest.n)
		return str_starts(rest, STR("else"));
	return same_part(s, i, i + 1) &&
	       str_starts(code_of(s, i + 1), STR("else"));
}

enum step { STEP_ON, STEP_END, STEP_BEFORE };

/* Reads one line; STEP_BEFORE: the end was on the line before it. */
static enum step step_line(const struct side *s, uint32_t i, struct scan *c)
{
	struct str code = s->lines[i].code;

	for (size_t k = 0; k < code.n; k++) {
		char ch = code.p[k];

		if (ch == '(' || ch == '[') {
			c->parens++;
		} else if (ch == ')' || ch == ']') {
			c->parens--;
		} else if (ch == '{') {
			c->braces++;
			c->block = true;
		} else if (ch == '}') {
			if (--c->braces < 0)
				return STEP_BEFORE;
			if (!c->braces && c->parens <= 0 && c->block &&
			    !else_follows(s, i, str_from(code, k + 1)))
				return STEP_END;
		} else if (ch == ';' && c->parens <= 0 && !c->braces) {
			return STEP_END;
		}
	}
	return STEP_ON;
}

/* Of an initialiser, an enum, a table: "FOO(a, b),", ".x = 1,". A declaration
 * has two words where it has one. */
static bool is_element(const struct side *s, struct str t)
{
	struct str word;

	if (!str_eq(str_of(s->lang), STR("c")))
		return str_ends(t, STR(","));

	if (!str_ident(&t, &word))
		return t.n && strchr(".[{&\"0123456789", t.p[0]);
	t = str_ltrim(t);
	return !t.n || strchr("(,=", t.p[0]);
}

uint32_t extent_end(const struct side *s, uint32_t i)
{
	bool element = is_element(s, code_of(s, i));
	struct scan c = { 0 };

	if (str_starts(code_of(s, i), STR("#")))
		return directive_end(s, i);
	for (uint32_t j = i; same_part(s, i, j) && j < i + LONGEST; j++) {
		switch (step_line(s, j, &c)) {
		case STEP_END:
			/* "if (x) return; else ...": one statement */
			if (same_part(s, j, j + 1) && c.block == false &&
			    str_starts(code_of(s, j + 1), STR("else")))
				break;
			return j;
		case STEP_BEFORE:
			return j > i ? j - 1 : i;
		case STEP_ON:
			if (element && c.parens <= 0 && !c.braces &&
			    str_ends(code_of(s, j), STR(",")))
				return j;
			break;
		}
	}
	return i;
}

/* What stands at the end of a line above, read from behind. */
enum above { ABOVE_ENDS, ABOVE_OPENS, ABOVE_PART };

static enum above read_above(struct str code, int *depth)
{
	bool opens = false;

	for (size_t k = code.n; k-- > 0; ) {
		char ch = code.p[k];

		if (ch == ')' || ch == ']') {
			++*depth;
		} else if (ch == '(' || ch == '[') {
			opens |= !*depth;
			*depth -= *depth > 0;
		} else if (!*depth && (ch == ';' || ch == '{' || ch == '}')) {
			return opens ? ABOVE_OPENS : ABOVE_ENDS;
		}
	}
	return opens ? ABOVE_OPENS : ABOVE_PART;
}

uint32_t extent_start(const struct side *s, uint32_t i)
{
	uint32_t start = i;
	int depth = 0;

	for (uint32_t j = i; j-- > 0 && same_part(s, i, j) && i - j <= LONGEST_BEFORE; ) {
		struct str t = code_of(s, j);

		if (!depth && (!t.n || str_starts(t, STR("#")) || str_ends(t, STR(":"))))
			break;
		switch (read_above(t, &depth)) {
		case ABOVE_ENDS:
			return start;
		case ABOVE_OPENS:
			start = j;
			break;
		case ABOVE_PART:
			if (!depth && !str_ends(t, STR(",")))
				start = j;
			break;
		}
	}
	return start;
}

static bool at_margin(const struct side *s, uint32_t i)
{
	struct str t = s->lines[i].text;

	return t.n && !chr_blank(t.p[0]);
}

/* The next line defines or declares something more of the same kind. */
static bool defines_more(const struct side *s, uint32_t i, uint32_t next)
{
	struct str t;

	if (!same_part(s, i, next) || !s->lines[next].added || !at_margin(s, next))
		return false;
	t = code_of(s, next);
	return str_starts(t, STR("#define")) || str_starts(t, STR("# define")) ||
	       (str_ends(t, STR(");")) && chr_ident(t.p[0])) ||
	       (str_starts(t, STR("extern ")) && str_ends(t, STR(";")));
}

static uint32_t definitions_end(const struct side *s, uint32_t i)
{
	uint32_t end = extent_end(s, i);
	struct str t = code_of(s, i);

	if (str_starts(t, STR("#if")) || str_starts(t, STR("#e")) ||
	    str_starts(t, STR("#include")))
		return end;
	while (defines_more(s, i, end + 1))
		end = extent_end(s, end + 1);
	return end;
}

/* "ret = f(); if (ret) return ret;" */
static uint32_t with_test(const struct side *s, uint32_t i, uint32_t end)
{
	struct str t = code_of(s, i), var, test;
	uint32_t last;

	if (!str_ident(&t, &var) || !same_part(s, end, end + 1))
		return end;
	t = str_ltrim(t);
	if (!str_eat_chr(&t, '=') || !str_has(t, STR("(")))
		return end;
	test = code_of(s, end + 1);
	if (!str_eat(&test, STR("if (")))
		return end;
	str_eat_chr(&test, '!');
	if (!str_starts(test, var))
		return end;
	last = extent_end(s, end + 1);
	return last - end <= TEST_LINES ? last : end;
}

/* "a->x = 0;", no declaration: the place up to the first "." or "->" in *base */
static bool reads_setting(struct str t, struct str *base, struct str *to, struct str *value)
{
	struct str rest;

	if (!shape_assignment(t, to, value))
		return false;
	rest = *to;
	str_eat_chr(&rest, '*');
	return str_ident(&rest, base) && !(rest.n && chr_blank(rest.p[0]));
}

/* "a->x = 0;" and "a->y = 0;", or "a->x |= 1;" and "a->x &= ~2;" */
static bool sets_more(struct str t, struct str next)
{
	struct str base[2], to[2], value[2];

	return reads_setting(t, &base[0], &to[0], &value[0]) &&
	       reads_setting(next, &base[1], &to[1], &value[1]) &&
	       str_eq(base[0], base[1]) &&
	       (str_eq(value[0], value[1]) ? !str_eq(to[0], base[0]) : str_eq(to[0], to[1]));
}

/* With the lines right below that set more of the same, and an early return. */
static uint32_t row_end(const struct side *s, uint32_t i)
{
	struct str t = code_of(s, i);
	uint32_t end = i;

	while (same_part(s, i, end + 1) && s->lines[end + 1].added &&
	       sets_more(t, code_of(s, end + 1)) && extent_end(s, end + 1) == end + 1)
		end++;
	if (same_part(s, i, end + 1) && s->lines[end + 1].added && shape_assigns(t) &&
	    shape_returns_early(s->lines[end + 1].code))
		end++;
	return end;
}

static bool is_case(struct str t)
{
	return str_starts(t, STR("case ")) || str_starts(t, STR("default:"));
}

static bool is_label(struct str t)
{
	struct str name = t;

	if (str_starts(t, STR("}")) || is_case(t))
		return true;
	return str_ident(&name, &t) && str_eq(str_trim(name), STR(":"));
}

bool extent_is_function(const struct side *s, uint32_t i)
{
	struct str t = code_of(s, i);

	return t.n && at_margin(s, i) && chr_ident(t.p[0]) &&
	       str_eq(str_of(s->lang), STR("c")) && !str_ends(t, STR(":"));
}

/* "else if (x)" without braces, and another else behind what hangs on it */
static bool is_else_if(struct str t)
{
	return str_starts(t, STR("else if (")) && str_ends(t, STR(")"));
}

static bool else_if_end(const struct side *s, uint32_t i, uint32_t *last)
{
	if (!same_part(s, i, i + 2) || !str_ends(code_of(s, i + 1), STR(";")) ||
	    !str_starts(code_of(s, i + 2), STR("else")))
		return false;
	*last = i + 1;
	return true;
}

bool extent_branch(const struct side *s, uint32_t i, uint32_t *last)
{
	bool is_else = str_starts(code_of(s, i), STR("}")) && str_ends(code_of(s, i), STR("{"));
	int depth = 0;

	if (is_else_if(code_of(s, i)))
		return else_if_end(s, i, last);
	if (!is_else && !(is_case(code_of(s, i)) && str_ends(code_of(s, i), STR(":"))))
		return false;
	*last = i;
	if (!is_else && i && same_part(s, i, i - 1) && is_case(code_of(s, i - 1)))
		return true;		/* what follows is that one's, too */
	for (uint32_t j = i + 1; same_part(s, i, j) && j < i + LONGEST; j++) {
		struct str code = s->lines[j].code;
		bool ends = !depth && ((is_else && str_starts(code_of(s, j), STR("}"))) ||
				       (!is_else && is_case(code_of(s, j))));

		for (size_t k = 0; !ends && k < code.n; k++) {
			depth += (code.p[k] == '{') - (code.p[k] == '}');
			ends = depth < 0;
		}
		if (ends) {
			*last = j - 1;
			return true;
		}
	}
	return false;
}

enum extent_kind extent_behind(const struct side *s, uint32_t before,
			       uint32_t i, uint32_t *end)
{
	struct str t;

	if (!same_part(s, before, i) || !str_trim(s->lines[i].text).n)
		return EXTENT_NONE;
	t = code_of(s, i);
	if (!t.n)
		return EXTENT_NONE;
	if (str_starts(t, STR("#")) ||
	    (at_margin(s, i) && str_ends(t, STR(";")) && chr_ident(t.p[0]))) {
		*end = definitions_end(s, i);
		return EXTENT_DEFINITION;
	}
	if (extent_is_function(s, i)) {
		*end = extent_end(s, i);
		return EXTENT_FUNCTION;
	}
	if (is_label(t))
		return EXTENT_NONE;
	*end = extent_end(s, i);
	*end = *end == i ? row_end(s, i) : *end;
	*end = with_test(s, i, *end);
	return EXTENT_STATEMENT;
}
