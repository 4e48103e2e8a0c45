// SPDX-License-Identifier: GPL-2.0-or-later
/* Signs in comments that are code: what a patch puts behind a comment sign, or
 * writes there at once. */
#include "base/map.h"
#include "triage/evidence_rules.h"
#include "triage/removed.h"
#include "triage/shape.h"

#define CODE_MAX 4096		/* bytes of a line with a value and a comment */
#define FRAMED_MAX 8		/* lines of a sketch in code */
#define SWITCHED_MIN 5		/* bytes of a line behind a "#" */
#define RUN_MAX 256		/* lines above that a line may stand in place of */

enum likeness { PROSE, BESIDE_CODE, CODE };

/* "a = 72; ... ticks ...": code that went with a comment of its own. */
static struct str without_remark(struct str s)
{
	size_t at = str_ends(s, STR("*/")) ? str_find(s, STR("/*")) :
					     str_find(s, STR("; //"));

	if (at == SIZE_MAX || !at)
		return s;
	return str_rtrim(str_sub(s, 0, at + (s.p[at] == ';')));
}

static enum likeness like_code(struct evidence_rules *er, struct str s)
{
	s = without_remark(s);
	if (phrase_any(&er->code, s))
		return phrase_any(&er->code_not, s) ? PROSE : CODE;
	return phrase_any(&er->code_weak, s) ? BESIDE_CODE : PROSE;
}

static struct str bare_line(const struct side_comment *com, uint32_t i)
{
	struct str s = str_trim(com->inner[i]);

	if (com->kind == SIDE_LINE)
		while (str_eat_chr(&s, '/'))
			;
	else
		str_eat_chr(&s, '*');
	return str_trim(s);
}

struct group {
	uint32_t first, last;	/* side lines */
	uint32_t n, old;	/* lines with text; of them removed as comments */
	bool code;
	bool sure;		/* code that the patch switches off, or that was
				 * written as code: no blank behind the opener */
};

/* In place of code that was commented out already: whatever is converted, that
 * code is, too. */
static bool was_commented_out(const struct collect *c, const struct side *s, uint32_t line)
{
	const struct diff_line *lines = c->p->diff.lines;
	size_t at = s->lines[line].at, least = at > RUN_MAX ? at - RUN_MAX : 0;

	while (at > least && lines[at - 1].op == '+')
		at--;
	for (; at > least && lines[at - 1].op == '-'; at--) {
		struct str was = str_trim(lines[at - 1].text);

		if (!str_eat(&was, STR("//")) && !str_eat(&was, STR("/*")))
			continue;
		if (str_ends(was, STR("*/")))
			was.n -= 2;
		if (like_code(c->er, str_trim(was)) == CODE)
			return true;
	}
	return false;
}

static void group_end(struct collect *c, const struct side *s, size_t file,
		      const struct side_comment *com, struct group *g)
{
	struct marker_rule *m = &c->er->commented_out;

	if (g->code && g->old * 2 < g->n && !was_commented_out(c, s, g->first))
		evidence_lines(c, m, g->n >= 2 || g->sure || !com->alone ?
			       m->strength : STRENGTH_WEAK, s, file, g->first, g->last,
			       WHERE_COMMENT);
	*g = (struct group){ 0 };
}

/* Prose has one blank behind its opener; what an editor comments out has none
 * or, behind a //, the indent of the code. */
static bool written_as_code(const struct side_comment *com, uint32_t i)
{
	struct str s = com->inner[i];

	if (s.n < 2 || s.p[0] == '*' || s.p[0] == '/')
		return false;
	return !chr_blank(s.p[0]) ||
	       (com->kind == SIDE_LINE && (s.p[0] == '\t' || chr_blank(s.p[1])));
}

/* Words stand above it: the code is there to show what they speak of. */
static bool is_explained(const struct side *s, uint32_t line)
{
	const struct side_line *above = line ? &s->lines[line - 1] : NULL;

	return above && above->part == s->lines[line].part && side_only_comment(above);
}

/* The name that it begins with; empty when that is none. */
static struct str first_name(struct str s)
{
	struct str name = STR("");

	str_ident(&s, &name);
	return name;
}

/* "cmd[1] = 2;" stands above a comment of "cmd[2] = 3;", or "a = in(1);" above one of
 * "b = in(2);": it is left out of a row. */
static bool in_row(const struct side *s, uint32_t line, struct str text)
{
	const struct side_line *above = line ? &s->lines[line - 1] : NULL;
	struct str to[2], value[2], a, b, from;

	if (!above || above->part != s->lines[line].part ||
	    !shape_assignment(above->code, &to[0], &value[0]) ||
	    !shape_assignment(text, &to[1], &value[1]))
		return false;
	a = first_name(to[0]);
	b = first_name(to[1]);
	from = first_name(value[0]);
	return a.n && b.n &&
	       (str_eq(a, b) || (from.n && str_eq(from, first_name(value[1]))));
}

/* "//struct foo *next;", and also with a blank before it what nobody writes so in
 * words: "foo_put(foo);" in a function, an assignment in a row, a property in a node
 * of a device tree. */
static bool is_sure(const struct collect *c, const struct side *s,
		    const struct side_comment *com, uint32_t line, struct str text,
		    enum likeness like)
{
	if (com->first != com->last)
		return false;
	if (written_as_code(com, line - com->first))
		return like == CODE || phrase_any(&c->er->code_declares, text);
	if (like != CODE || !chr_blank(s->lines[line].text.p[0]))
		return false;
	if (in_row(s, line, text))
		return true;
	return str_eq(str_of(s->lang), STR("dts")) ? str_has(text, STR("=")) :
	       !is_explained(s, line) && phrase_any(&c->er->code_calls, text);
}

static void group_add(struct collect *c, struct group *g, const struct side *s,
		      const struct side_comment *com, uint32_t line,
		      struct str text, enum likeness like)
{
	bool sure = is_sure(c, s, com, line, text, like);

	if (!g->n)
		g->first = line;
	g->last = line;
	g->n++;
	g->code |= like == CODE || sure;
	g->old += removed_as_comment(collect_removed(c), text);
	g->sure |= sure || (like == CODE && removed_as_code(collect_removed(c), text));
}

/* An opener and a closer put around lines that stay: both are added, alone on their
 * lines, and what stands between them is not. */
static bool wraps(const struct side *s, const struct side_comment *com)
{
	if (com->last - com->first < 2 || !s->lines[com->first].added ||
	    !s->lines[com->last].added || bare_line(com, 0).n ||
	    bare_line(com, com->last - com->first).n)
		return false;
	for (uint32_t i = com->first + 1; i < com->last; i++)
		if (s->lines[i].added)
			return false;
	return true;
}

static bool begins_with_prose(struct evidence_rules *er, const struct side_comment *com)
{
	for (uint32_t i = 0; i <= com->last - com->first; i++) {
		struct str line = bare_line(com, i);

		if (line.n)
			return like_code(er, line) == PROSE;
	}
	return false;
}

/* Every line of a comment that is short or begins in words begins with a star:
 * somebody wrote it so. */
static bool is_framed(struct evidence_rules *er, const struct side_comment *com)
{
	uint32_t lines = com->last - com->first + 1;

	for (uint32_t i = 1; i + 1 < lines; i++)
		if (!str_starts(str_ltrim(com->inner[i]), STR("*")))
			return false;
	return lines > 2 && (lines <= FRAMED_MAX || begins_with_prose(er, com));
}

/* A block comment is code as a whole or not at all. */
static void read_block(struct collect *c, const struct side *s, size_t file,
		       const struct side_comment *com)
{
	bool around = wraps(s, com);
	struct group g = { 0 };
	uint32_t n = 0, like_n = 0;

	if (is_framed(c->er, com))
		return;
	for (uint32_t i = 0; i <= com->last - com->first; i++) {
		struct str line = bare_line(com, i);
		enum likeness like;

		if (!line.n)
			continue;
		if (!s->lines[com->first + i].added && !around)
			return;
		like = like_code(c->er, line);
		n++;
		like_n += like != PROSE;
		group_add(c, &g, s, com, com->first + i, line, like);
	}
	if (like_n * 5 < n * 4)
		return;
	g.first = com->first;
	g.last = com->last;
	g.sure |= around;
	group_end(c, s, file, com, &g);
}

/* A run of // lines may hold words and code. */
static void read_run(struct collect *c, const struct side *s, size_t file,
		     const struct side_comment *com)
{
	uint32_t n = 0, like_n = 0, lines = com->last - com->first + 1;
	struct group g = { 0 };

	for (uint32_t i = 0; i < lines; i++) {
		struct str line = bare_line(com, i);

		n += line.n > 0;
		like_n += line.n && like_code(c->er, line) != PROSE;
	}
	if (n > 3 && like_n * 2 < n)
		return;
	for (uint32_t i = 0; i < lines; i++) {
		struct str line = bare_line(com, i);
		enum likeness like = line.n ? like_code(c->er, line) : BESIDE_CODE;

		if (like == PROSE || !s->lines[com->first + i].added)
			group_end(c, s, file, com, &g);
		else if (line.n)
			group_add(c, &g, s, com, com->first + i, line, like);
	}
	group_end(c, s, file, com, &g);
}

/* "freq = 1000000; // clk_get_rate(clk);" */
static void read_behind(struct collect *c, const struct side *s, size_t file,
			const struct side_comment *com)
{
	struct str code = s->lines[com->first].code, line = bare_line(com, 0), value;
	struct group g = { 0 };
	size_t eq;

	if (code.n > CODE_MAX)
		return;
	code = str_trim(code);
	eq = str_rfind_chr(code, '=');
	if (eq == SIZE_MAX || com->first != com->last ||
	    !s->lines[com->first].added || !str_ends(code, STR(";")))
		return;
	value = str_trim(str_sub(code, eq + 1, code.n - eq - 2));
	if (!value.n || (!chr_digit(value.p[0]) && !str_eq(value, STR("NULL"))))
		return;
	if (!str_has(line, STR("(")) || like_code(c->er, line) != CODE)
		return;
	group_add(c, &g, s, com, com->first, line, CODE);
	group_end(c, s, file, com, &g);
}

void evidence_commented_out(struct collect *c, const struct side *s, size_t file)
{
	for (uint32_t i = 0; i < s->ncomments; i++) {
		const struct side_comment *com = &s->comments[i];

		if (com->kind == SIDE_DOC || com->headless)
			continue;
		if (!com->alone)
			read_behind(c, s, file, com);
		else if (com->kind == SIDE_BLOCK)
			read_block(c, s, file, com);
		else
			read_run(c, s, file, com);
	}
}

/* The lines of a comment that were live, run by run. */
static void read_live(struct collect *c, const struct side *s, size_t file,
		      const struct side_comment *com, const struct map *live)
{
	const struct marker_rule *m = &c->er->switched_off;
	uint32_t first = com->first, n = 0;

	for (uint32_t line = com->first; line <= com->last + 1; line++) {
		struct str was = line > com->last ? STR("") :
				 str_trim(com->inner[line - com->first]);

		if (was.n >= SWITCHED_MIN && s->lines[line].added && map_get(live, was)) {
			first = n++ ? first : line;
			continue;
		}
		if (n)
			evidence_lines(c, m, m->strength, s, file, first, line - 1,
				       WHERE_COMMENT);
		n = 0;
	}
}

/* Help of Kconfig is words, wherever it goes. */
static bool was_live(struct evidence_rules *er, const char *lang, struct str line)
{
	return !str_eq(str_of(lang), STR("kconfig")) || phrase_any(&er->code_kconfig, line);
}

/* Lines in whose place the patch puts the same behind a "#": in languages where
 * words and code look alike, this alone tells. */
void evidence_switched_off(struct collect *c, const struct side *s, size_t file)
{
	const struct diff *d = &c->p->diff;
	struct map *live = map_new(c->a);

	diff_file_for(i, d, &d->files[file]) {
		struct str line = str_trim(d->lines[i].text);

		if (d->lines[i].op == '-' && was_live(c->er, s->lang, line))
			map_set(live, line, live);
	}
	for (uint32_t i = 0; i < s->ncomments; i++)
		if (s->comments[i].alone)
			read_live(c, s, file, &s->comments[i], live);
}
