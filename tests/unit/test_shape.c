// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "triage/shape.h"

static const struct {
	const char *code;
	const char *is;		/* c: a constant, s: sets one, r: returns one, e: early,
				 * a: assigns, d: drops a result, t: a statement */
} rows[] = {
	{ "\tx = 12;", "csat" },
	{ "\tx = 0;", "cat" },
	{ "\t.size = POND_MAX,", "csat" },
	{ "\tchar buf[64];", "cs" },
	{ "\tdepth = <2 100>;", "csat" },
	{ "\tgate = <&pond 2>;", "at" },
	{ "#define SIZE 12", "cs" },
	{ "#define SIZE(x) 12", "" },
	{ "\treturn 0;", "crt" },
	{ "\t\treturn 0;", "cret" },
	{ "\treturn -EINVAL;", "ret" },
	{ "\t\treturn POND_NOT_FOUND;", "cret" },
	{ "\treturn x;", "t" },
	{ "\tlet depth = pond.depth();", "at" },
	{ "\tx->y = f(z);", "at" },
	{ "\t.ops = &pond_ops,", "at" },
	{ "\tint x = f(z);", "a" },
	{ "\tx |= POND;", "csat" },
	{ "\tif (x == y)", "t" },
	{ "\tf(x);", "dt" },
	{ "\tx->ops->f(x,", "dt" },
	{ "\tstruct pond *p;", "" },
	{ "}", "" },
	{ "", "" },
	{ "=", "" },
};

static char *letter(char *out, bool yes, char c)
{
	if (yes)
		*out++ = c;
	return out;
}

static const struct {
	const char *code;
	const char *to, *value;		/* NULL: is none */
} assignments[] = {
	{ "\tpond->depth = f(y);", "pond->depth", "f(y);" },
	{ "\tpond->depth |= POND;", "pond->depth", "POND;" },
	{ "\tint x = 12;", "int x", "12;" },
	{ "x=1;", "x", "1;" },
	{ "\t*p = a == b;", "*p", "a == b;" },
	{ "\t.size = POND_MAX,", NULL, NULL },
	{ "\tx == y;", NULL, NULL },
	{ "\tf(x);", NULL, NULL },
	{ "= 1;", "", "1;" },
	{ "=", NULL, NULL },
	{ "", NULL, NULL },
};

TEST(an_assignment_has_a_place_and_a_value)
{
	for (size_t i = 0; i < sizeof(assignments) / sizeof(*assignments); i++) {
		struct str to, value;
		bool is = shape_assignment(str_of(assignments[i].code), &to, &value);

		CHECK_AT(is == (assignments[i].to != NULL), i);
		CHECK_STR(is ? to : STR(""), assignments[i].to);
		CHECK_STR(is ? value : STR(""), assignments[i].value);
	}
}

TEST(a_line_of_code_has_a_shape)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str code = str_of(rows[i].code);
		char is[16] = "", *p = is;

		p = letter(p, shape_constant(code), 'c');
		p = letter(p, shape_sets_constant(code), 's');
		p = letter(p, shape_returns_constant(code), 'r');
		p = letter(p, shape_returns_early(code), 'e');
		p = letter(p, shape_assigns(code), 'a');
		p = letter(p, shape_drops_result(code), 'd');
		p = letter(p, shape_acts(code), 't');
		*p = '\0';
		CHECK_STR(is, rows[i].is);
		if (strcmp(is, rows[i].is))
			printf("in row %zu: %s\n", i, rows[i].code);
	}
}
