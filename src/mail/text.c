// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail/text.h"

#include "base/look.h"
#include "mail/mbox.h"

size_t text_nlines(struct str s)
{
	return look_at(s).feeds + (s.n && !str_ends(s, STR("\n")));
}

uint32_t text_line(const struct text *t, size_t i)
{
	return t->lines ? t->lines[i] : t->first + (uint32_t)i;
}

static void map_lines(struct arena *a, struct text *t)
{
	if (t->lines)
		return;
	t->lines = NEW_ARRAY(a, t->nlines, uint32_t);
	for (size_t i = 0; i < t->nlines; i++)
		t->lines[i] = t->first + (uint32_t)i;
}

static size_t first_quoted(struct str s)
{
	struct str rest = s, line;

	while (str_line_raw(&rest, &line))
		if (line.p[0] == '>' && mbox_unquote(line).n < line.n)
			return (size_t)(line.p - s.p);
	return SIZE_MAX;
}

void text_unquote(struct arena *a, struct text *t)
{
	size_t n = first_quoted(t->s);
	struct str rest, line;
	char *out;

	if (n == SIZE_MAX)
		return;
	out = arena_alloc(a, t->s.n);
	memcpy(out, t->s.p, n);
	rest = str_from(t->s, n);
	while (str_line_raw(&rest, &line)) {
		line = mbox_unquote(line);
		memcpy(out + n, line.p, line.n);
		n += line.n;
	}
	t->s = str_n(out, n);
}

static bool of_diff(struct str line)
{
	return str_starts(line, STR("diff --git ")) ||
	       str_starts(line, STR("@@ -")) || str_starts(line, STR("+++ "));
}

static bool transport_crlf(struct str s)
{
	struct str line;
	bool first = true, crlf = false;

	while (str_line_raw(&s, &line)) {
		if (of_diff(line))
			return str_ends(line, STR("\r\n"));
		if (first || !crlf)
			crlf = str_ends(line, STR("\r\n"));
		first = false;
	}
	return crlf;
}

void text_line_ends(struct arena *a, struct text *t)
{
	struct str rest = t->s, line;
	size_t n = 0;
	char *out;

	if (str_find_chr(t->s, '\r') == SIZE_MAX || !transport_crlf(t->s))
		return;
	out = arena_alloc(a, t->s.n);
	while (str_line_raw(&rest, &line)) {
		bool crlf = str_ends(line, STR("\r\n"));

		memcpy(out + n, line.p, line.n);
		n += line.n;
		if (crlf)
			out[--n - 1] = '\n';
	}
	t->s = str_n(out, n);
}

size_t text_diff(struct str s)
{
	struct str rest = s, line;

	while (str_line_raw(&rest, &line)) {
		if (str_starts(line, STR("diff --git ")) ||
		    (str_starts(line, STR("--- ")) &&
		     str_starts(rest, STR("+++ "))))
			return (size_t)(line.p - s.p);
	}
	return SIZE_MAX;
}

/* Every line of a stuffed diff that begins with a blank begins with two; a
 * context line with one blank before its text was not stuffed. */
static bool stuffed(struct str diff)
{
	struct str line;
	bool in_hunk = false;

	while (str_line(&diff, &line)) {
		if (str_starts(line, STR("-- ")))
			return true;
		in_hunk = (in_hunk || str_starts(line, STR("@@ -"))) &&
			  !str_starts(line, STR("diff --git "));
		if (in_hunk && line.n > 1 && line.p[0] == ' ' &&
		    line.p[1] != ' ')
			return false;
	}
	return true;
}

static bool soft(struct str line)
{
	return str_ends(line, STR(" ")) && !str_eq(line, STR("-- ")) &&
	       line.p[0] != '>';
}

uint32_t text_unflow(struct arena *a, struct text *t, bool delsp)
{
	size_t diff = text_diff(t->s), from = 0, to = 0, n = 0;
	bool unstuff = diff == SIZE_MAX || stuffed(str_from(t->s, diff));
	struct str rest = t->s, line;
	char *out = arena_alloc(a, t->s.n);
	uint32_t first_stuffed = 0;
	bool joined = false;

	map_lines(a, t);
	for (; str_line_raw(&rest, &line); from++) {
		bool in_diff = (size_t)(line.p - t->s.p) >= diff;
		bool end = str_ends(line, STR("\n"));
		struct str s = str_sub(line, 0, line.n - end);
		bool flows;

		if (unstuff && str_eat_chr(&s, ' ') && in_diff && !first_stuffed)
			first_stuffed = t->lines[from];
		flows = !in_diff && end && soft(s) &&
			!str_starts(rest, STR(">")) && !str_starts(rest, STR("\n"));
		if (!joined)
			t->lines[to++] = t->lines[from];
		joined = flows;
		if (flows && delsp)
			s.n--;
		memcpy(out + n, s.p, s.n);
		n += s.n;
		if (end && !flows)
			out[n++] = '\n';
	}
	t->s = str_n(out, n);
	/* A last line of a single blank is gone. */
	t->nlines = text_nlines(t->s);
	return first_stuffed;
}

void text_append(struct arena *a, struct text *t, const struct text *more)
{
	bool open = t->s.n && t->s.p[t->s.n - 1] != '\n';
	size_t gap = t->s.n ? 1 : 0, n = t->s.n;
	uint32_t *lines = NEW_ARRAY(a, t->nlines + more->nlines + 1, uint32_t);
	char *out = arena_alloc(a, t->s.n + more->s.n + 2);
	size_t k = 0;

	for (; k < t->nlines; k++)
		lines[k] = text_line(t, k);
	if (gap)
		lines[k++] = more->nlines ? text_line(more, 0) : 0;
	for (size_t i = 0; i < more->nlines; i++)
		lines[k++] = text_line(more, i);
	memcpy(out, t->s.p ? t->s.p : "", n);
	if (open)
		out[n++] = '\n';
	if (gap)
		out[n++] = '\n';
	memcpy(out + n, more->s.p ? more->s.p : "", more->s.n);
	*t = (struct text){
		.s = str_n(out, n + more->s.n), .lines = lines, .nlines = k,
	};
}
