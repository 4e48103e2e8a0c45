// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/prose.h"

#include "base/buf.h"

/* A paragraph while it is gathered: its joined text and where lines begin. */
struct gather {
	struct arena *a;
	struct prose *out;
	struct buf text;
	VEC(struct gather_line) lines;
	enum prose_kind kind;
	uint32_t paragraph;
	bool history;		/* a changelog began; lasts to the next heading */
};

struct gather_line {
	uint32_t at, line;
};

/* ---- sentences ---- */

static bool ends_sentence(struct str s, size_t i)
{
	if (s.p[i] != '.' && s.p[i] != '!' && s.p[i] != '?' && s.p[i] != ';')
		return false;
	if (i + 1 < s.n && s.p[i + 1] != ' ' && s.p[i + 1] != '"' && s.p[i + 1] != ')')
		return false;
	/* e.g. i.e. etc. vs. v1. are no ends */
	if (s.p[i] == '.' && i >= 2 && (s.p[i - 2] == '.' || s.p[i - 2] == ' '))
		return false;
	if (s.p[i] == '.' && i >= 3 && str_eq(str_sub(s, i - 2, 2), STR("vs")))
		return false;
	return true;
}

static void add_sentence(struct gather *g, size_t from, size_t to)
{
	struct str whole = buf_str(&g->text);
	struct sentence *s;
	size_t first = 0, n = 0;

	while (from < to && whole.p[from] == ' ')
		from++;
	if (from >= to)
		return;
	s = vec_push(g->a, g->out);
	s->kind = g->kind;
	s->paragraph = g->paragraph;
	s->text = str_dup(g->a, str_sub(whole, from, to - from));
	for (size_t i = 0; i < g->lines.n; i++) {
		if (g->lines.v[i].at <= from)
			first = i;
		if (g->lines.v[i].at < to)
			n = i + 1;
	}
	n -= first;
	s->lines = arena_array(g->a, n, sizeof(*s->lines));
	s->nlines = n;
	for (size_t i = 0; i < n; i++) {
		uint32_t at = g->lines.v[first + i].at;

		s->lines[i].at = at > from ? at - (uint32_t)from : 0;
		s->lines[i].line = g->lines.v[first + i].line;
	}
	s->line = s->lines[0].line;
	s->end_line = s->lines[n - 1].line;
}

static void end_paragraph(struct gather *g)
{
	struct str s = buf_str(&g->text);
	size_t from = 0;

	if (!s.n)
		return;
	for (size_t i = 0; i < s.n; i++) {
		if (!ends_sentence(s, i))
			continue;
		add_sentence(g, from, i + 1);
		from = i + 1;
	}
	add_sentence(g, from, s.n);
	g->paragraph++;
	buf_clear(&g->text);
	g->lines.n = 0;
}

static void add_line(struct gather *g, enum prose_kind kind, struct str line,
		     uint32_t number)
{
	struct str word;

	if (kind != g->kind)
		end_paragraph(g);
	g->kind = kind;
	if (g->text.n)
		buf_chr(&g->text, ' ');
	vec_add(g->a, &g->lines,
		((struct gather_line){ (uint32_t)g->text.n, number }));
	for (bool first = true; str_word(&line, &word); first = false) {
		if (!first)
			buf_chr(&g->text, ' ');
		buf_add(&g->text, word);
	}
}

/* ---- classes ---- */

static bool is_url_line(struct str line)
{
	struct str s = str_trim(line), inside;
	uint64_t n;

	if (str_eat_chr(&s, '[') && str_until(&s, ']', &inside)) {
		if (!str_num(&inside, &n, 999) || inside.n)
			return false;
		str_eat_chr(&s, ':');
		s = str_trim(s);
	} else {
		s = str_trim(line);
	}
	return str_starts(s, STR("http://")) || str_starts(s, STR("https://"));
}

static bool is_trailer(struct str line)
{
	struct str name;

	if (!str_until(&line, ':', &name) || !name.n || name.n > 40)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!chr_alpha(name.p[i]) && name.p[i] != '-')
			return false;
	return (name.n > 3 && str_eq_nocase(str_from(name, name.n - 3), STR("-by"))) ||
	       str_eq_nocase(name, STR("Fixes")) ||
	       str_eq_nocase(name, STR("Link")) || str_eq_nocase(name, STR("Closes")) ||
	       str_eq_nocase(name, STR("Cc")) || str_eq_nocase(name, STR("Change-Id")) ||
	       str_eq_nocase(name, STR("base-commit"));
}

/* "v3:", "v2 -> v3", "Changes since v12:", "Changelog", "Changes in v4" */
static bool opens_history(struct str line)
{
	struct str s = str_trim(line), rest;
	uint64_t n;

	while (str_eat_chr(&s, '*') || str_eat_chr(&s, '-') || str_eat_chr(&s, '['))
		s = str_ltrim(s);
	if (str_starts_nocase(s, STR("changelog")) ||
	    str_starts_nocase(s, STR("change log")) ||
	    str_starts_nocase(s, STR("changes since")) ||
	    str_starts_nocase(s, STR("changes from")) ||
	    str_starts_nocase(s, STR("changes in v")) ||
	    str_starts_nocase(s, STR("changes v")) ||
	    str_starts_nocase(s, STR("since v")) ||
	    str_starts_nocase(s, STR("major changes")) ||
	    str_starts_nocase(s, STR("history")))
		return true;
	rest = s;
	if (str_starts_nocase(rest, STR("rfc")))
		rest = str_ltrim(str_from(rest, 3));
	if (!str_starts_nocase(rest, STR("v")))
		return false;
	rest = str_from(rest, 1);
	if (!str_num(&rest, &n, 99))
		return false;
	rest = str_ltrim(rest);
	return !rest.n || rest.p[0] == ':' || str_starts(rest, STR("->")) ||
	       str_starts(rest, STR("=>")) || str_starts_nocase(rest, STR("to v")) ||
	       rest.p[0] == '-' || rest.p[0] == ']';
}

static bool is_sample(struct str line)
{
	struct str s = line;
	size_t blanks = str_eat_blanks(&s);

	if (!s.n)
		return false;
	if (str_starts(line, STR("\t")) || blanks >= 4)
		return true;
	return str_starts(s, STR("$ ")) || str_starts(s, STR("# ")) ||
	       (s.p[0] == '[' && s.n > 8 && chr_digit(str_ltrim(str_from(s, 1)).p[0]) &&
		str_find_chr(str_sub(s, 0, 20), '.') != SIZE_MAX);
}

static bool is_list_item(struct str line)
{
	struct str s = str_ltrim(line);
	uint64_t n;

	if (str_starts(s, STR("- ")) || str_starts(s, STR("* ")) ||
	    str_starts(s, STR("o ")) || str_starts(s, STR("+ ")))
		return true;
	return str_num(&s, &n, 99) && (str_starts(s, STR(". ")) || str_starts(s, STR(") ")));
}

static void take_line(struct gather *g, struct str line, uint32_t number)
{
	if (!str_trim(line).n) {
		end_paragraph(g);
		return;
	}
	if (line.p[0] == '>') {
		add_line(g, PROSE_QUOTE, line, number);
	} else if (is_trailer(line)) {
		end_paragraph(g);
		add_line(g, PROSE_TRAILER, line, number);
	} else if (is_url_line(line)) {
		end_paragraph(g);
		add_line(g, g->history ? PROSE_HISTORY : PROSE_LINK, line, number);
		end_paragraph(g);
	} else if (opens_history(line)) {
		end_paragraph(g);
		g->history = true;
		add_line(g, PROSE_HISTORY, line, number);
		end_paragraph(g);
	} else if (g->history) {
		if (is_list_item(line))
			end_paragraph(g);
		add_line(g, PROSE_HISTORY, line, number);
	} else if (is_sample(line) && !(g->text.n && g->kind == PROSE_OWN)) {
		end_paragraph(g);
		add_line(g, PROSE_CODE, line, number);
	} else {
		if (is_list_item(line))
			end_paragraph(g);
		add_line(g, PROSE_OWN, line, number);
	}
}

/* A changelog ends where a line stands at the margin after an empty line and
 * opens neither an item nor a version. */
static void maybe_end_history(struct gather *g, struct str line, bool after_blank)
{
	if (g->history && after_blank && line.n && !chr_blank(line.p[0]) &&
	    !is_list_item(line) && !opens_history(line) && line.p[0] != '[')
		g->history = false;
}

void prose_read(struct prose *out, struct arena *a, struct str text,
		uint32_t first_line)
{
	struct gather g = { .a = a, .out = out, .text = BUF };
	struct str line;
	bool after_blank = false;

	for (uint32_t n = first_line; str_line(&text, &line); n++) {
		maybe_end_history(&g, line, after_blank);
		take_line(&g, line, n);
		after_blank = !str_trim(line).n;
	}
	end_paragraph(&g);
	buf_free(&g.text);
}

static struct str bare_comment_line(struct str line)
{
	line = str_ltrim(line);
	while (str_eat(&line, STR("/*")) || str_eat(&line, STR("//")) ||
	       (!str_starts(line, STR("*/")) && str_eat_chr(&line, '*')))
		;
	if (str_ends(line, STR("*/")))
		line.n -= 2;
	return str_trim(line);
}

void prose_comment(struct prose *out, struct arena *a, struct str comment,
		   uint32_t first_line)
{
	struct gather g = { .a = a, .out = out, .text = BUF };
	struct str line;

	for (uint32_t n = first_line; str_line(&comment, &line); n++) {
		line = bare_comment_line(line);
		if (!line.n) {
			end_paragraph(&g);
			continue;
		}
		if (is_url_line(line) || is_list_item(line))
			end_paragraph(&g);
		add_line(&g, is_url_line(line) ? PROSE_LINK : PROSE_OWN, line, n);
	}
	end_paragraph(&g);
	buf_free(&g.text);
}

uint32_t prose_line(const struct sentence *s, size_t at)
{
	uint32_t line = s->line;

	for (size_t i = 0; i < s->nlines && s->lines[i].at <= at; i++)
		line = s->lines[i].line;
	return line;
}
