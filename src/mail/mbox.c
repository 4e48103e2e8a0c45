// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail/mbox.h"

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

/* Length of the message at the front, up to the next separator. */
static size_t message_length(struct str s, size_t *lines)
{
	const char *p = s.p, *end = s.p + s.n;
	bool empty = false;

	*lines = 0;
	while (p < end) {
		const char *nl;

		if (*p == 'F' && p > s.p &&
		    begins_message(str_n(p, (size_t)(end - p)), empty))
			break;
		nl = memchr(p, '\n', (size_t)(end - p));
		++*lines;
		if (!nl)
			return s.n;
		empty = nl == p || (nl == p + 1 && *p == '\r');
		p = nl + 1;
	}
	return (size_t)(p - s.p);
}

bool mbox_next(struct mbox *m, struct mbox_raw *out)
{
	size_t lines = 0, n;
	struct str line, s;

	if (!m->started)
		skip_empty_lines(m);
	if (!m->rest.n)
		return false;
	s = m->rest;
	str_line(&s, &line);
	out->from_line = m->started || mbox_separator(line);
	m->started = true;
	n = out->from_line ? message_length(m->rest, &lines) : m->rest.n;
	out->text = str_sub(m->rest, 0, n);
	out->line = m->line;
	m->line += lines;
	m->rest = str_from(m->rest, n);
	return true;
}
