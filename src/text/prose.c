// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/prose.h"

#include "base/buf.h"

/* A paragraph while it is gathered: its joined text and where lines begin. */
struct gather {
	struct arena *a;
	struct prose *out;
	struct buf text;
	VEC(struct gather_line) lines;
	size_t at_line;		/* of lines: where the next sentence begins */
	enum prose_kind kind;
	uint32_t paragraph;
	bool history;		/* a changelog began; lasts to the next heading */
};

struct gather_line {
	uint32_t at, line;
};

/* ---- sentences ---- */

static bool closes(char c)
{
	return c == '"' || c == '\'' || c == ')' || c == ']';
}

/* What may begin a sentence; a name in lower case may too, but then a full
 * stop is no better than the one of an abbreviation. */
static bool opens(char c)
{
	return chr_upper(c) || chr_digit(c) || c == '"' || c == '\'' ||
	       c == '(' || c == '[' || c == '*' || c == '`' || c == '@';
}

/* "e.g." "i.e." "J. Doe" "vs." "etc." "cf." before the full stop at `i` */
static bool is_abbreviation(struct str s, size_t i)
{
	static const struct str known[] = {
		STR("vs"), STR("etc"), STR("cf"), STR("approx"), STR("resp"),
		STR("incl"), STR("al"), STR("fig"), STR("sec"), STR("no"),
	};
	size_t from = i;

	while (from > 0 && chr_alpha(s.p[from - 1]))
		from--;
	if (i - from == 1)
		return true;
	for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++)
		if (str_eq_nocase(str_sub(s, from, i - from), known[k]))
			return true;
	return false;
}

/* "Note: This is ..." at the front of a paragraph; not "Some-Trailer: Words". */
static bool is_lead_in(struct str s, size_t from, size_t i)
{
	size_t blanks = 0, dashes = 0;

	for (size_t k = from; k < i && k < from + 40; k++) {
		blanks += s.p[k] == ' ';
		dashes += s.p[k] == '-';
	}
	return i - from < 40 && blanks < 3 && (blanks || !dashes) &&
	       i + 2 < s.n && s.p[i + 1] == ' ' && chr_upper(s.p[i + 2]);
}

/* Length of what ends the sentence that begins at `from`, 0 if none does. */
static size_t sentence_end(struct str s, size_t from, size_t i)
{
	size_t end = i;

	if (s.p[i] == ':')
		return is_lead_in(s, from, i) ? 1 : 0;
	while (end < s.n && (s.p[end] == '.' || s.p[end] == '!' || s.p[end] == '?'))
		end++;
	if (end == i || (end == i + 1 && s.p[i] == '.' && is_abbreviation(s, i)))
		return 0;
	while (end < s.n && closes(s.p[end]))
		end++;
	if (end == s.n)
		return end - i;
	if (s.p[end] != ' ')
		return 0;
	return s.p[i] != '.' || opens(s.p[end + 1]) ? end - i : 0;
}

static void add_sentence(struct gather *g, size_t from, size_t to)
{
	struct str whole = buf_str(&g->text);
	struct sentence *s;
	size_t first = g->at_line, n;

	while (from < to && whole.p[from] == ' ')
		from++;
	if (from >= to)
		return;
	s = vec_push(g->a, g->out);
	s->kind = g->kind;
	s->paragraph = g->paragraph;
	s->text = str_dup(g->a, str_sub(whole, from, to - from));
	while (first + 1 < g->lines.n && g->lines.v[first + 1].at <= from)
		first++;
	n = first;
	while (n < g->lines.n && g->lines.v[n].at < to)
		n++;
	g->at_line = first;
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
	bool cut = g->kind == PROSE_OWN || g->kind == PROSE_HISTORY ||
		   g->kind == PROSE_QUOTE;
	struct str s = buf_str(&g->text);
	size_t from = 0;

	if (!s.n)
		return;
	for (size_t i = 0; i < s.n; i++) {
		size_t end = cut ? sentence_end(s, from, i) : 0;

		if (!end)
			continue;
		add_sentence(g, from, i + end);
		from = i + end;
		i = from - 1;
	}
	add_sentence(g, from, s.n);
	g->paragraph++;
	buf_clear(&g->text);
	g->lines.n = 0;
	g->at_line = 0;
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
	static const struct str known[] = {
		STR("Fixes"), STR("Link"), STR("Links"), STR("Closes"), STR("Cc"),
		STR("Change-Id"), STR("base-commit"), STR("Bugzilla"), STR("BugLink"),
		STR("References"), STR("Depends-on"), STR("URL"), STR("From"),
		STR("Message-Id"),
	};
	struct str name;

	if (!str_until(&line, ':', &name) || !name.n || name.n > 40)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (!chr_alpha(name.p[i]) && name.p[i] != '-')
			return false;
	if (name.n > 3 && str_eq_nocase(str_from(name, name.n - 3), STR("-by")))
		return true;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (str_eq_nocase(name, known[i]))
			return true;
	return false;
}

static bool eat_word(struct str *s, struct str word)
{
	if (!str_starts_nocase(*s, word))
		return false;
	*s = str_ltrim(str_from(*s, word.n));
	return true;
}

/* "v3", "v 3", "v3.1", "RFC", "RFC v2" */
static bool eat_version(struct str *s)
{
	struct str rest = *s;
	uint64_t n;
	bool rfc = eat_word(&rest, STR("rfc"));

	if (!eat_word(&rest, STR("v")) && !eat_word(&rest, STR("patchset "))) {
		*s = rest;
		return rfc;
	}
	if (!str_num(&rest, &n, 99))
		return false;
	if (rest.n > 1 && rest.p[0] == '.' && chr_digit(rest.p[1]))
		rest = str_from(rest, 2);
	*s = str_ltrim(rest);
	return true;
}

/* "v3:", "v2 -> v3", "v3 (date)", "RFC -> v1"; not "RFC: please ..." */
static bool opens_with_version(struct str s)
{
	bool rfc = str_starts_nocase(s, STR("rfc"));

	if (!eat_version(&s))
		return false;
	if (rfc)
		return str_starts(s, STR("->")) || str_starts(s, STR("=>"));
	return !s.n || s.p[0] == ':' || s.p[0] == '-' || s.p[0] == '=' ||
	       s.p[0] == ']' || s.p[0] == '(' || s.p[0] == '>' ||
	       str_starts_nocase(s, STR("to v"));
}

/* "Changes since v12:", "Changelog", "Change in v4", "New in v3", "Since v2" */
static bool opens_history(struct str line)
{
	static const struct str what[] = {
		STR("major "), STR("main "), STR("changes"), STR("change"),
		STR("updates"), STR("differences"), STR("new"),
	};
	struct str s = str_trim(line), rest;

	while (s.n && (s.p[0] == '*' || s.p[0] == '-' || s.p[0] == '[' || s.p[0] == '='))
		s = str_ltrim(str_from(s, 1));
	if (s.n > 160)
		return false;
	if (str_starts_nocase(s, STR("changelog")) ||
	    str_starts_nocase(s, STR("change log")) ||
	    str_starts_nocase(s, STR("revision history")) ||
	    str_starts_nocase(s, STR("history")) || opens_with_version(s))
		return true;
	rest = s;
	for (size_t i = 0; i < sizeof(what) / sizeof(*what); i++)
		eat_word(&rest, what[i]);
	if (rest.n < s.n && str_eq(str_trim(rest), STR(":")))
		return true;
	if (!eat_word(&rest, STR("since ")) && !eat_word(&rest, STR("from ")) &&
	    !eat_word(&rest, STR("in ")) && !eat_word(&rest, STR("for ")) &&
	    !eat_word(&rest, STR("between ")) && !eat_word(&rest, STR("compared to ")) &&
	    rest.n == s.n)
		return false;
	eat_word(&rest, STR("the "));
	return eat_version(&rest) || eat_word(&rest, STR("previous ")) ||
	       eat_word(&rest, STR("last "));
}

/* " drivers/foo.c | 12 +++---", " 3 files changed, ...", " create mode ..." */
static bool is_stat(struct str line)
{
	size_t bar;
	struct str s;

	if (!str_starts(line, STR(" ")) || str_starts(line, STR("  ")))
		return false;
	s = str_from(line, 1);
	bar = str_find(s, STR(" | "));
	if (bar != SIZE_MAX) {
		s = str_ltrim(str_from(s, bar + 3));
		return s.n && (chr_digit(s.p[0]) || str_starts(s, STR("Bin")));
	}
	return str_has(s, STR(" changed, ")) || str_starts(s, STR("create mode ")) ||
	       str_starts(s, STR("delete mode ")) || str_starts(s, STR("rename "));
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

/* "---", "=====": it parts what stands above from what stands below. */
static bool is_rule_off(struct str line)
{
	struct str s = str_trim(line);

	if (s.n < 3 || !s.p[0] || !strchr("-=*~_#", s.p[0]))
		return false;
	for (size_t i = 1; i < s.n; i++)
		if (s.p[i] != s.p[0])
			return false;
	return true;
}

/* Whose words a line is decides, in this order; lines of one kind are gathered to a
 * paragraph until another kind, an item of a list or an empty line ends it. */
static void take_line(struct gather *g, struct str line, uint32_t number)
{
	if (!str_trim(line).n || (!g->history && is_rule_off(line))) {
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
	} else if (is_stat(line)) {
		end_paragraph(g);
		add_line(g, PROSE_CODE, line, number);
		end_paragraph(g);
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

/* git format-patch --notes puts "Notes:" and an indented text there. */
static struct str unindent(struct str line, bool *notes)
{
	struct str s = str_rtrim(line);

	if (str_starts(s, STR("Notes")) && str_ends(s, STR(":")) && s.n < 60)
		*notes = true;
	else if (s.n && !chr_blank(s.p[0]))
		*notes = false;
	return *notes && str_starts(line, STR("    ")) ? str_from(line, 4) : line;
}

/* Blanks in front of the first line, where it is indented as git log does it:
 * the margin of the whole text. */
static size_t margin_of(struct str text)
{
	struct str line;

	while (str_line(&text, &line)) {
		size_t blanks = 0;

		if (!str_trim(line).n)
			continue;
		while (blanks < line.n && line.p[blanks] == ' ')
			blanks++;
		return blanks == 4 ? blanks : 0;
	}
	return 0;
}

static struct str without_margin(struct str line, size_t margin)
{
	for (size_t i = 0; i < margin; i++)
		if (i >= line.n || line.p[i] != ' ')
			return line;
	return str_from(line, margin);
}

void prose_read(struct prose *out, struct arena *a, struct str text,
		uint32_t first_line)
{
	struct gather g = { .a = a, .out = out, .text = BUF };
	size_t margin = margin_of(text);
	struct str line;
	bool after_blank = false, notes = false;

	for (uint32_t n = first_line; str_line(&text, &line); n++) {
		line = unindent(without_margin(line, margin), &notes);
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
