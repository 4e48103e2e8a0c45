// SPDX-License-Identifier: GPL-2.0-or-later
/* Signs in the prints that a patch adds: what only its author wants to see. */
#include "base/buf.h"
#include "triage/evidence_rules.h"
#include "triage/extent.h"
#include "triage/removed.h"

#define JOIN 6			/* lines of a call that are looked at */
#define PRINT_MIN 16		/* bytes of a print before a conversion, and its word */

/* Cuts what follows the closing parenthesis of the first call. */
static void cut_call(struct buf *all)
{
	int depth = 0;
	bool in = false;

	for (size_t i = 0; i < all->n; i++) {
		char c = all->p[i];

		if (c == '\\')
			i++;
		else if (c == '"')
			in = !in;
		else if (!in && c == '(')
			depth++;
		else if (!in && c == ')' && --depth == 0)
			all->n = i + 1;
	}
}

/* The call on one line, and its string literals joined. */
static void join(struct buf *all, struct buf *strings, const struct side *s,
		 uint32_t first, uint32_t last)
{
	bool in = false;

	for (uint32_t i = first; i <= last && i < first + JOIN; i++) {
		buf_add(all, str_trim(s->lines[i].code));
		buf_chr(all, ' ');
	}
	cut_call(all);
	for (size_t i = 0; i < all->n; i++) {
		if (all->p[i] == '\\' && in && i + 1 < all->n) {
			buf_chr(strings, ' ');
			i++;
		} else if (all->p[i] == '"') {
			in = !in;
		} else if (in) {
			buf_chr(strings, all->p[i]);
		}
	}
}

/* Words of a format that tell a reader something. */
static unsigned telling_words(struct evidence_rules *er, struct str s)
{
	unsigned n = 0;
	struct str word;

	/* "[NAME] fun = %s": a signature, not a word */
	if (str_starts(str_ltrim(s), STR("[")) && str_find_chr(s, ']') < 20)
		s = str_from(s, str_find_chr(s, ']'));
	while (s.n) {
		if (s.p[0] == '%') {
			s = str_from(s, 1);
			while (s.n && !chr_alpha(s.p[0]) && s.p[0] != '%')
				s = str_from(s, 1);
			while (s.n && strchr("hlzLtjp", s.p[0]) && s.p[0])
				s = str_from(s, 1);
			s = str_from(s, 1);
		} else if (chr_alpha(s.p[0])) {
			word = s;
			while (s.n && chr_ident(s.p[0]))
				s = str_from(s, 1);
			word.n -= s.n;
			n += word.n > 1 && !phrase_any(&er->debug_noise, word);
		} else {
			s = str_from(s, 1);
		}
	}
	return n;
}

/* "##args" or "## args", in the body of somebody's print macro; no "###" of a format */
static bool pastes(struct str s)
{
	for (size_t at = str_find(s, STR("##")); at != SIZE_MAX; at = str_find(s, STR("##"))) {
		s = str_ltrim(str_from(s, at + 2));
		if (s.n && chr_ident(s.p[0]))
			return true;
	}
	return false;
}

static bool only_where(struct evidence_rules *er, struct str all, struct str format)
{
	size_t conversions = 0;

	/* an error and where it is */
	if (pastes(all) || str_has(all, STR("__VA_ARGS__")) ||
	    phrase_any(&er->debug_tells, format))
		return false;
	if (str_has(all, STR("__LINE__")))
		return telling_words(er, format) <= 1;
	if (!str_has(all, STR("__func__)")) && !str_has(all, STR("__FUNCTION__)")))
		return false;
	for (size_t i = 0; i < format.n; i++)
		conversions += format.p[i] == '%';
	return conversions == 1 && !telling_words(er, format);
}

static bool is_debug(struct evidence_rules *er, const struct side *s, uint32_t i,
		     uint32_t *end)
{
	struct buf all = BUF, strings = BUF;
	struct str code = str_trim(s->lines[i].code), name;
	bool found;

	if (!str_ident(&code, &name) || !str_starts(str_ltrim(code), STR("(")) ||
	    str_ends(str_rtrim(s->lines[i].text), STR("\\")))
		return false;
	found = phrase_any(&er->debug_call, name);
	if (!found && !phrase_any(&er->debug_print, name))
		return false;
	*end = extent_end(s, i);
	join(&all, &strings, s, i, *end);
	if (!found)
		found = phrase_any(&er->debug_shout, buf_str(&strings)) ||
			only_where(er, buf_str(&all), buf_str(&strings));
	buf_free(&all);
	buf_free(&strings);
	return found;
}

/* The same print stood there with another conversion or another value. */
static bool was_there(struct collect *c, struct str line)
{
	struct str s = str_trim(line);
	size_t n = PRINT_MIN;

	while (n < s.n && s.p[n] != '%')
		n++;
	while (n > PRINT_MIN && n < s.n && s.p[n - 1] != ' ' && s.p[n - 1] != '"')
		n--;
	if (n > PRINT_MIN && n < s.n &&
	    removed_starts(collect_removed(c), str_sub(s, 0, n)))
		return true;
	return removed_line(collect_removed(c), line);
}

void evidence_debug(struct collect *c, const struct side *s, size_t file)
{
	uint32_t end;

	for (uint32_t i = 0; i < s->n; i++) {
		if (!s->lines[i].added || !is_debug(c->er, s, i, &end) ||
		    was_there(c, s->lines[i].text))
			continue;
		evidence_lines(c, &c->er->debug, c->er->debug.strength, s, file, i,
			       end, WHERE_CODE);
		i = end;
	}
}
