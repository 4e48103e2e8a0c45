// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "repo/pretty.h"

#include <stdio.h>
#include <time.h>

#define COLUMNS 78
#define WORD_COLUMNS 76
#define WORD_BEGIN "=?UTF-8?q?"

static bool is_ascii(char c)
{
	return (unsigned char)c < 0x80 && c != '\033';
}

static bool needs_words(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_ascii(s.p[i]) || s.p[i] == '\n' ||
		    (s.p[i] == '=' && i + 1 < s.n && s.p[i + 1] == '?'))
			return true;
	return false;
}

static size_t column(const struct buf *out)
{
	size_t nl = str_rfind_chr(buf_str(out), '\n');

	return nl == SIZE_MAX ? out->n : out->n - nl - 1;
}

static bool special(unsigned char c, bool address)
{
	if (c <= ' ' || c >= 0x7f || c == '=' || c == '?' || c == '_')
		return true;
	return address && !chr_alpha((char)c) && !chr_digit((char)c) &&
	       !strchr("!*+-/", c);
}

/* Bytes of the character at the front; 1 where it is no UTF-8. */
static size_t char_length(struct str s)
{
	unsigned char c = (unsigned char)s.p[0];
	size_t n = c < 0xc2 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 1;

	if (n > s.n)
		return 1;
	for (size_t i = 1; i < n; i++)
		if (((unsigned char)s.p[i] & 0xc0) != 0x80)
			return 1;
	return n;
}

static void add_words(struct buf *out, struct str s, bool address)
{
	size_t at = column(out) + strlen(WORD_BEGIN);

	buf_add(out, STR(WORD_BEGIN));
	while (s.n) {
		size_t n = char_length(s);
		bool encode = n > 1 || special((unsigned char)s.p[0], address);
		size_t wide = encode ? 3 * n : 1;

		if (at + wide + 2 > WORD_COLUMNS) {
			buf_add(out, STR("?=\n " WORD_BEGIN));
			at = strlen(WORD_BEGIN) + 1;
		}
		for (size_t i = 0; i < n; i++)
			buf_printf(out, encode ? "=%02X" : "%c",
				   (unsigned char)s.p[i]);
		at += wide;
		s = str_from(s, n);
	}
	buf_add(out, STR("?="));
}

/* Breaks before the word that would pass the last column, the blank there
 * becoming the line end; every line but the first begins with a blank. A word
 * that is too long for any line stands on one of its own. */
static void add_wrapped(struct buf *out, struct str s)
{
	size_t width = column(out), start = 0, blank = 0, i = 0;
	bool have_blank = true;		/* the place before the first word */
	bool indent = false;

	for (;;) {
		if (i < s.n && !chr_blank(s.p[i])) {
			width++;
			i++;
			continue;
		}
		if (width <= COLUMNS || !have_blank) {
			if (indent && !have_blank)
				buf_chr(out, ' ');
			if (have_blank)
				start = blank;
			buf_add(out, str_sub(s, start, i - start));
			if (i >= s.n)
				return;
			blank = i;
			have_blank = true;
			if (s.p[i] == '\t')
				width |= 7;
			width++;
			i++;
		} else {
			buf_chr(out, '\n');
			i = start = blank + (chr_blank(s.p[blank]) ? 1 : 0);
			have_blank = false;
			indent = true;
			width = 1;
		}
	}
}

static bool needs_quotes(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("()<>[]:;@\\,.\"", s.p[i]) && s.p[i])
			return true;
	return false;
}

static void add_quoted(struct buf *out, struct str s)
{
	struct buf q = BUF;

	buf_chr(&q, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			buf_chr(&q, '\\');
		buf_chr(&q, s.p[i]);
	}
	buf_chr(&q, '"');
	add_wrapped(out, buf_str(&q));
	buf_free(&q);
}

static void add_from(struct buf *out, const struct pretty *p)
{
	size_t limit = COLUMNS;

	buf_add(out, STR("From: "));
	if (needs_words(p->name)) {
		add_words(out, p->name, true);
		limit = WORD_COLUMNS;
	} else if (needs_quotes(p->name)) {
		add_quoted(out, p->name);
	} else {
		add_wrapped(out, p->name);
	}
	if (limit < column(out) + p->mail.n + 3)
		buf_chr(out, '\n');
	buf_printf(out, " <%.*s>\n", STR_FMT(p->mail));
}

static void add_date(struct buf *out, const struct pretty *p)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t t = (time_t)(p->time + (int64_t)p->zone * 60);
	int zone = p->zone < 0 ? -p->zone : p->zone;
	struct tm tm;

	if (!gmtime_r(&t, &tm))
		gmtime_r(&(time_t){ 0 }, &tm);
	buf_printf(out, "Date: %.3s, %d %.3s %d %02d:%02d:%02d %c%02d%02d\n",
		   days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon,
		   tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec,
		   p->zone < 0 ? '-' : '+', zone / 60, zone % 60);
}

static struct str skip_empty(struct str s)
{
	struct str rest = s, line;

	while (str_line_raw(&rest, &line) && !str_trim(line).n)
		s = rest;
	return s;
}

/* The lines of the first paragraph as one. */
static struct str title(struct buf *out, struct str s)
{
	struct str line;

	while (str_line_raw(&s, &line)) {
		line = str_rtrim(line);
		if (!line.n)
			break;
		if (out->n)
			buf_chr(out, ' ');
		buf_add(out, line);
	}
	return s;
}

static void add_subject(struct buf *out, const struct pretty *p, struct str t)
{
	char n[32];

	if (p->n > 1)
		buf_printf(out, "Subject: [PATCH %0*zu/%zu] ",
			   snprintf(n, sizeof(n), "%zu", p->n), p->k, p->n);
	else
		buf_add(out, STR("Subject: [PATCH] "));
	if (needs_words(t))
		add_words(out, t, false);
	else
		add_wrapped(out, t);
	buf_chr(out, '\n');
}

static bool all_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_ascii(s.p[i]))
			return false;
	return true;
}

static void add_rest(struct buf *out, struct str s)
{
	size_t begin = out->n;
	struct str line;

	s = skip_empty(s);
	while (str_line_raw(&s, &line)) {
		buf_add(out, str_rtrim(line));
		buf_chr(out, '\n');
	}
	/* The empty line behind the head goes too when there is no text. */
	out->n = str_rtrim(buf_str(out)).n;
	buf_chr(out, '\n');
	if (out->n <= begin)
		buf_chr(out, '\n');
}

void pretty_mail(struct buf *out, const struct pretty *p)
{
	struct buf t = BUF;
	struct str rest;

	add_from(out, p);
	add_date(out, p);
	rest = title(&t, skip_empty(p->message));
	add_subject(out, p, buf_str(&t));
	buf_free(&t);
	if (!all_ascii(p->message))
		buf_add(out, STR("MIME-Version: 1.0\n"
				 "Content-Type: text/plain; charset=UTF-8\n"
				 "Content-Transfer-Encoding: 8bit\n"));
	buf_chr(out, '\n');
	add_rest(out, rest);
}
