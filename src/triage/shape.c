// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/shape.h"

#define CODE_MAX 4096		/* bytes of a line that are looked at */

static struct str line_of(struct str code)
{
	return code.n > CODE_MAX ? STR("") : str_trim(code);
}

bool shape_returns_constant(struct str code)
{
	struct str s = line_of(code);

	if (str_eq(s, STR("Ok(())")))
		return true;
	if (!str_eat(&s, STR("return ")) || !str_ends(s, STR(";")))
		return false;
	str_eat_chr(&s, '-');
	for (size_t i = 0; i + 1 < s.n; i++)
		if (!chr_upper(s.p[i]) && !chr_digit(s.p[i]) && s.p[i] != '_')
			return str_eq(s, STR("true;")) || str_eq(s, STR("false;"));
	return true;
}

bool shape_returns_early(struct str code)
{
	struct str s = str_trim(code);
	size_t indent = 0;

	if (!shape_returns_constant(code))
		return false;
	while (indent < code.n && chr_blank(code.p[indent]))
		indent++;
	return str_starts(s, STR("return -E")) || indent > 4 ||
	       (indent > 1 && code.p[0] == '\t');
}

/* "buf[4096]" of "char buf[4096];" */
static bool literal_size(struct str s)
{
	size_t open = str_rfind_chr(s, '[');

	return open != SIZE_MAX && str_ends(s, STR("]")) && !str_has(s, STR("=")) &&
	       chr_digit(s.p[open + 1]);
}

/* " SIZE_MAX 4096": a name and a number */
static bool is_literal_of(struct str s)
{
	struct str name;

	s = str_ltrim(s);
	if (!str_ident(&s, &name) || !s.n || !chr_blank(s.p[0]))
		return false;
	s = str_trim(s);
	for (size_t i = 0; i < s.n; i++)
		if (!chr_ident(s.p[i]))
			return false;
	return s.n && chr_digit(s.p[0]);
}

bool shape_constant(struct str code)
{
	struct str s = line_of(code);
	size_t eq;

	if (str_eat(&s, STR("#define")) && chr_blank(s.p[0]))
		return is_literal_of(s);
	if (!str_ends(s, STR(";")) && !str_ends(s, STR(",")))
		return false;
	s = str_rtrim(str_sub(s, 0, s.n - 1));
	if (literal_size(s))
		return true;
	eq = str_rfind_chr(s, '=');
	if (eq != SIZE_MAX)
		s = str_ltrim(str_from(s, eq + 1));
	else if (!str_eat(&s, STR("return ")) || str_starts(s, STR("-E")))
		return false;
	if (str_starts(s, STR("<")) && str_ends(s, STR(">")))
		return !str_has(s, STR("&"));
	if (str_eq(s, STR("\"\"")))
		return true;
	str_eat_chr(&s, '-');
	for (size_t i = 0; i < s.n; i++)
		if (!chr_upper(s.p[i]) && !chr_digit(s.p[i]) && s.p[i] != '_' &&
		    !(chr_digit(s.p[0]) && chr_ident(s.p[i])))
			return str_eq(s, STR("true")) || str_eq(s, STR("false"));
	return s.n;
}

bool shape_sets_constant(struct str code)
{
	static const char *const first[] = { "0", "false", "NULL" };
	struct str s = str_trim(code);
	size_t eq;

	if (!shape_constant(code) || str_starts(s, STR("return")))
		return false;
	eq = str_rfind_chr(s, '=');
	s = eq == SIZE_MAX ? s : str_trim(str_sub(s, eq + 1, s.n - eq - 2));
	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++)
		if (str_eq(s, str_of(first[i])))
			return false;
	return true;
}

/* "foo", "foo->bar", "*foo[2]" */
static struct str place_of(struct str *s)
{
	struct str from = *s;

	while (s->n && (chr_ident(s->p[0]) || strchr("->.[]*#,", s->p[0])))
		*s = str_from(*s, 1);
	return str_sub(from, 0, from.n - s->n);
}

bool shape_assigns(struct str code)
{
	struct str s = line_of(code);
	size_t eq = str_find_chr(s, '=');

	return eq != SIZE_MAX && eq + 1 < s.n && s.p[eq + 1] != '=' &&
	       (str_ends(s, STR(";")) || str_ends(s, STR(",")) || str_ends(s, STR("{")));
}

bool shape_assignment(struct str code, struct str *to, struct str *value)
{
	struct str s = line_of(code);
	size_t eq = str_find_chr(s, '=');

	if (!shape_assigns(code) || !str_ends(s, STR(";")))
		return false;
	*value = str_trim(str_from(s, eq + 1));
	*to = str_sub(s, 0, eq && strchr("|&+-^", s.p[eq - 1]) ? eq - 1 : eq);
	*to = str_rtrim(*to);
	return true;
}

bool shape_drops_result(struct str code)
{
	struct str s = line_of(code), name;

	name = place_of(&s);
	return name.n && chr_ident(name.p[0]) && !chr_digit(name.p[0]) &&
	       str_starts(s, STR("(")) && (str_ends(s, STR(");")) || str_ends(s, STR(",")));
}

bool shape_acts(struct str code)
{
	static const char *const words[] = {
		"if", "for", "while", "switch", "do", "return", "goto", "break", "continue", "let",
	};
	struct str s = line_of(code), name;

	name = place_of(&s);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_eq(name, str_of(words[i])))
			return true;
	if (!name.n || !s.n)
		return false;
	if (s.p[0] == '(')
		return true;
	s = str_ltrim(s);
	return str_starts(s, STR("=")) || (s.n > 1 && s.p[1] == '=') ||
	       str_starts(s, STR("<<=")) || str_starts(s, STR(">>="));
}
