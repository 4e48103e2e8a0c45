// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail/mbox.h"

#include "base/look.h"

#define SEPARATOR_MAX 1000

static bool in_table(struct str word, const char *table)
{
	for (; word.n == 3 && *table; table += 3)
		if (!memcmp(word.p, table, 3))
			return true;
	return false;
}

static bool ctime_at(struct str s)
{
	struct str word;
	uint64_t n;

	if (!str_word(&s, &word) || !in_table(word, "MonTueWedThuFriSatSun"))
		return false;
	if (!str_word(&s, &word) ||
	    !in_table(word, "JanFebMarAprMayJunJulAugSepOctNovDec"))
		return false;
	s = str_ltrim(s);
	if (!str_num(&s, &n, 31))
		return false;
	s = str_ltrim(s);
	return str_num(&s, &n, 23) && str_eat_chr(&s, ':') &&
	       str_num(&s, &n, 59);
}

bool mbox_separator(struct str line)
{
	struct str word, at;

	if (line.n > SEPARATOR_MAX || !str_eat(&line, STR("From ")))
		return false;
	/* Archives write "user at host", so the date is not the third word. */
	for (at = line; str_word(&line, &word); at = line)
		if (word.n == 3 && ctime_at(at))
			return true;
	return false;
}

static bool starts_field(struct str s)
{
	size_t i = 0;

	while (i < s.n && s.p[i] > ' ' && s.p[i] < 0x7f && s.p[i] != ':')
		i++;
	return i && i < s.n && s.p[i] == ':';
}

static bool begins_message(struct str s, bool after_empty)
{
	struct str line;

	if (!str_starts(s, STR("From ")))
		return false;
	str_line(&s, &line);
	return mbox_separator(line) && (after_empty || starts_field(s));
}

void mbox_open(struct mbox *m, struct str text)
{
	*m = (struct mbox){ .rest = text, .line = 1 };
}

static void skip_empty_lines(struct mbox *m)
{
	struct str s = m->rest, line;

	while (str_line(&s, &line) && !line.n) {
		m->rest = s;
		m->line++;
	}
}

static bool quoted_at(const char *from, const char *start)
{
	while (from > start && from[-1] == '>')
		from--;
	return *from == '>' && (from == start || from[-1] == '\n');
}

static bool after_empty(const char *p, const char *start)
{
	if (p - start >= 2 && p[-2] == '\r')
		p--;
	return p - start < 2 || p[-2] == '\n';
}

/* Length of the message at the front, up to the next separator, and the line
 * ends in it if there is one. */
static size_t message_length(struct str s, bool *quoted, size_t *lines)
{
	struct str from = STR("From ");
	size_t at = 0;

	while ((at = look_behind(s, at + 1, from, '\n', '>', lines)) != SIZE_MAX) {
		struct str rest = str_from(s, at);
		const char *p = rest.p;

		if (p[-1] == '>')
			*quoted |= quoted_at(p, s.p);
		else if (begins_message(rest, after_empty(p, s.p)))
			return at;
	}
	return s.n;
}

bool mbox_next(struct mbox *m, struct mbox_raw *out)
{
	struct str line, s;
	size_t lines = 0;

	if (!m->started)
		skip_empty_lines(m);
	if (!m->rest.n)
		return false;
	s = m->rest;
	str_line(&s, &line);
	*out = (struct mbox_raw){ .line = m->line, .text = m->rest };
	out->from_line = m->started || mbox_separator(line);
	m->started = true;
	if (out->from_line)
		out->text.n = message_length(m->rest, &out->quoted, &lines);
	out->quoted &= !str_has(line, STR(MBOX_GIT_DATE));
	m->rest = str_from(m->rest, out->text.n);
	m->line += lines;
	return true;
}
