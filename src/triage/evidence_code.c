// SPDX-License-Identifier: GPL-2.0-or-later
/* Signs in the code that a patch adds: code switched off by #if, empty comments.
 * For commented-out code and prints see evidence_commented_out.c, evidence_debug.c. */
#include "triage/evidence_rules.h"
#include "triage/removed.h"

#define NEST 64			/* #if levels followed */
#define QUOTE_MAX 120		/* bytes of a line that are quoted */

static struct str quote(struct str s)
{
	s = str_trim(s);
	return str_sub(s, 0, s.n > QUOTE_MAX ? QUOTE_MAX : s.n);
}

void evidence_lines(struct collect *c, const struct marker_rule *m,
		    enum strength strength, const struct side *s, size_t file,
		    uint32_t first, uint32_t last, enum where where)
{
	uint32_t *lines = NEW_ARRAY(c->a, last - first + 1, uint32_t);
	struct sign *sign;
	size_t n = 0;

	for (uint32_t i = first; i <= last; i++)
		if (s->lines[i].added)
			lines[n++] = i;
	if (!n)
		return;
	sign = sign_add(c, m->rule, strength, quote(s->lines[lines[0]].text));
	sign->where = where;
	sign_message(c, sign, STR(""));
	sign_cover(c, sign, s, file, lines, n);
}

/* ---- #if 0 ---- */

struct condition {
	uint32_t line;
	bool zero;		/* an #if 0 or the like that the patch adds */
};

bool line_is_if(struct str s, char digit)
{
	if (!str_eat_chr(&s, '#'))
		return false;
	s = str_ltrim(s);
	if (!str_eat(&s, STR("if")) || !s.n || !chr_blank(s.p[0]))
		return false;
	s = str_ltrim(s);
	return str_eat_chr(&s, digit) && (!s.n || !chr_ident(s.p[0]));
}

/* "#ifdef NOTYET", "#if defined(TODO)": names that nobody ever defines */
static bool is_if_never(struct evidence_rules *er, struct str s)
{
	struct str name;

	if (!str_eat_chr(&s, '#'))
		return false;
	s = str_ltrim(s);
	if (!str_eat(&s, STR("ifdef"))) {
		if (!str_eat(&s, STR("if")))
			return false;
		s = str_ltrim(s);
		if (!str_eat(&s, STR("defined")))
			return false;
	}
	s = str_ltrim(s);
	if (str_eat_chr(&s, '('))
		s = str_ltrim(s);
	if (!str_ident(&s, &name))
		return false;
	s = str_ltrim(s);
	str_eat_chr(&s, ')');
	return !str_trim(s).n && phrase_any(&er->never, name);
}

/* "#if 1" that stands where a condition was. */
static bool is_forced(const struct collect *c, const struct side *s, uint32_t i)
{
	const struct diff_line *lines = c->p->diff.lines;
	size_t at = s->lines[i].at;

	if (!line_is_if(str_trim(s->lines[i].code), '1'))
		return false;
	while (at > 0 && lines[at - 1].op == '+')
		at--;
	for (; at > 0 && lines[at - 1].op == '-'; at--) {
		struct str was = str_trim(lines[at - 1].text);

		if (str_starts(was, STR("#if")) && !line_is_if(was, '0') &&
		    !line_is_if(was, '1'))
			return true;
	}
	return false;
}

/* "#if 0 ... kernel-doc ..." shows prototypes to those who read comments. */
static bool is_documentation(struct str line)
{
	return str_find_nocase(line, STR("doc")) != SIZE_MAX;
}

/* An added condition that switches code off, or that the patch forced. */
static bool switches_off(struct collect *c, const struct side *s, uint32_t i)
{
	struct str code = str_trim(s->lines[i].code);

	if (!s->lines[i].added)
		return false;
	if (line_is_if(code, '0'))
		return !is_documentation(s->lines[i].text) &&
		       !removed_starts(collect_removed(c), STR("#if 0"));
	return is_forced(c, s, i) ||
	       (is_if_never(c->er, code) &&
		!removed_line(collect_removed(c), s->lines[i].text));
}

static bool is_directive(struct str code, struct str name)
{
	return str_eat_chr(&code, '#') && str_starts(str_ltrim(code), name);
}

static void if_zero_lines(struct collect *c, const struct side *s, size_t file,
			  uint32_t first, uint32_t last)
{
	evidence_lines(c, &c->er->if_zero, c->er->if_zero.strength, s, file, first, last,
		       WHERE_CODE);
}

static void read_if_zero(struct collect *c, const struct side *s, size_t file)
{
	struct condition open[NEST];
	uint32_t depth = 0, part = 0, begin = 0;
	bool carried = false;	/* one that an earlier hunk opens is open still */

	for (uint32_t i = 0; i <= s->n; i++) {
		bool end = i == s->n || s->lines[i].part != part;
		struct str code = i < s->n ? str_trim(s->lines[i].code) : STR("");

		/* What a hunk leaves open goes to its end. */
		for (; end && depth; depth--)
			if (depth <= NEST && open[depth - 1].zero) {
				if_zero_lines(c, s, file, open[depth - 1].line, i - 1);
				carried = true;
			}
		if (i == s->n)
			return;
		begin = end ? i : begin;
		part = s->lines[i].part;
		if (is_directive(code, STR("if"))) {
			if (depth < NEST)
				open[depth] = (struct condition){ i, switches_off(c, s, i) };
			depth++;
		} else if (is_directive(code, STR("endif")) && depth) {
			depth--;
			if (depth < NEST && open[depth].zero)
				if_zero_lines(c, s, file, open[depth].line, i);
		} else if (carried && s->lines[i].added &&
			   (is_directive(code, STR("else")) || is_directive(code, STR("endif")))) {
			if_zero_lines(c, s, file, begin, i);
			carried = is_directive(code, STR("else"));
		}
	}
}

static void read_bare(struct collect *c, const struct side *s, size_t file)
{
	for (uint32_t i = 0; i < s->ncomments; i++) {
		const struct side_comment *com = &s->comments[i];

		if (com->kind == SIDE_LINE && !com->alone &&
		    s->lines[com->first].added && !str_trim(com->inner[0]).n)
			evidence_lines(c, &c->er->bare, c->er->bare.strength, s, file,
				       com->first, com->first, WHERE_CODE);
	}
}

void evidence_from_code(struct collect *c, const struct side *s, size_t file)
{
	struct evidence_rules *er = c->er;

	if (marker_applies(&er->if_zero, s->lang, s->path))
		read_if_zero(c, s, file);
	if (marker_applies(&er->commented_out, s->lang, s->path))
		evidence_commented_out(c, s, file);
	if (marker_applies(&er->switched_off, s->lang, s->path))
		evidence_switched_off(c, s, file);
	if (marker_applies(&er->debug, s->lang, s->path))
		evidence_debug(c, s, file);
	if (marker_applies(&er->bare, s->lang, s->path))
		read_bare(c, s, file);
}

/* A comment, a directive, or a print. */
static bool line_worth(const struct evidence_rules *er, struct str line)
{
	struct str t = str_ltrim(line);
	size_t at = str_find_chr(t, '/');

	if (t.n && (t.p[0] == '*' || t.p[0] == '#'))
		return true;
	for (; at != SIZE_MAX && at + 1 < t.n; at++) {
		size_t next;

		if (t.p[at + 1] == '/' || t.p[at + 1] == '*')
			return true;
		next = str_find_chr(str_from(t, at + 1), '/');
		if (next == SIZE_MAX)
			break;
		at += next;
	}
	return str_has(t, STR("#")) || needles_find(er->code_needles, t);
}

bool evidence_worth(const struct diff *d, const struct diff_file *f,
		    const struct evidence_rules *er)
{
	diff_file_for(i, d, f)
		if (d->lines[i].op == '+' && line_worth(er, d->lines[i].text))
			return true;
	return false;
}
