// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/around.h"

#include "triage/shape.h"

#define BETWEEN_MAX 256		/* lines of comments between two of code */
#define HEAD_LINES 5		/* of a function, up to its brace */
#define HEAD_MIN 3		/* lines more in a comment that tells of the file */

/* Goes to the next line up or down that holds more than comments: whether there
 * is one in the hunk, and the patch adds it. */
static bool next_code(const struct side *s, uint32_t *i, bool down)
{
	uint32_t k = *i;

	while (down ? k + 1 < s->n : k > 0) {
		k = down ? k + 1 : k - 1;
		if (s->lines[k].part != s->lines[*i].part ||
		    (down ? k - *i : *i - k) > BETWEEN_MAX)
			return false;
		if (!str_trim(s->lines[k].code).n)
			continue;
		*i = k;
		return s->lines[k].added;
	}
	return false;
}

/* "{" on a line of its own, or "fn probe() -> Result {" */
static bool opens_function(struct str code)
{
	struct str s = str_rtrim(code);

	return str_eq(s, STR("{")) || (str_ends(s, STR("{")) &&
				       str_starts(str_ltrim(s), STR("fn ")));
}

/* A method of Rust ends further in. */
static bool closes_function(const struct side *s, uint32_t i)
{
	struct str code = s->lines[i].code;

	code = str_eq(str_of(s->lang), STR("rust")) ? str_trim(code) : str_rtrim(code);
	return str_eq(code, STR("}"));
}

bool around_is_body(const struct side *s, const struct side_comment *com)
{
	uint32_t up = com->first, down = com->last;

	if (!com->alone || !next_code(s, &up, false) || !next_code(s, &down, true) ||
	    !opens_function(s->lines[up].code))
		return false;
	if (shape_returns_constant(s->lines[down].code) && !next_code(s, &down, true))
		return false;
	return closes_function(s, down);
}

bool around_heads_stub(const struct side *s, const struct side_comment *com)
{
	uint32_t i = com->last;
	bool open = false;

	if (!com->alone || i + 1 >= s->n || !s->lines[i + 1].text.n ||
	    !chr_ident(s->lines[i + 1].text.p[0]) ||
	    str_starts(s->lines[i + 1].text, STR("static inline ")))
		return false;
	for (int n = 0; n < HEAD_LINES && !open; n++) {
		if (!next_code(s, &i, true))
			return false;
		open = str_ends(str_rtrim(s->lines[i].code), STR("{"));
	}
	return open && next_code(s, &i, true) && shape_returns_constant(s->lines[i].code) &&
	       next_code(s, &i, true) && closes_function(s, i);
}

bool around_heads_file(const struct side *s, const struct side_comment *com)
{
	uint32_t down = com->last;

	if (!com->alone || com->last - com->first < HEAD_MIN)
		return false;
	next_code(s, &down, true);
	return str_starts(str_trim(s->lines[down].code), STR("#include"));
}

struct str around_below(const struct side *s, const struct side_comment *com)
{
	uint32_t i = com->last + 1;

	while (i < s->n && s->lines[i].added && side_only_comment(&s->lines[i]))
		i++;
	return i < s->n && s->lines[i].part == s->lines[com->last].part && s->lines[i].added &&
	       s->lines[i].text.n && chr_blank(s->lines[i].text.p[0]) ?
	       s->lines[i].code : STR("");
}
