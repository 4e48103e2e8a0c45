// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail/base64.h"

#include "base/line.h"
#include "base/vec.h"

/* The value of a digit and one; 0 for every other byte. */
static const unsigned char values[256] = {
	['A'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
	20, 21, 22, 23, 24, 25, 26,
	['a'] = 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
	44, 45, 46, 47, 48, 49, 50, 51, 52,
	['0'] = 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, ['+'] = 63, ['/'] = 64,
};

struct decoder {
	char *out;
	size_t n;
	uint32_t bits;		/* of the group begun, */
	unsigned have;		/* which has so many digits */
};

/* Negative where there is no digit. */
static int value(struct str s, size_t i)
{
	return values[(unsigned char)s.p[i]] - 1;
}

static void add(struct decoder *d, int digit)
{
	d->bits = d->bits << 6 | (uint32_t)digit;
	if (++d->have < 4)
		return;
	d->have = 0;
	d->out[d->n++] = (char)(d->bits >> 16);
	d->out[d->n++] = (char)(d->bits >> 8);
	d->out[d->n++] = (char)d->bits;
}

/* Whole groups at the front; how many digits they were. */
static size_t add_groups(struct decoder *d, struct str s)
{
	char *to = d->out + d->n;
	size_t i = 0;

	for (; i + 4 <= s.n; i += 4) {
		int a = value(s, i), b = value(s, i + 1);
		int c = value(s, i + 2), e = value(s, i + 3);

		if ((a | b | c | e) < 0)
			break;
		*to++ = (char)(a << 2 | b >> 4);
		*to++ = (char)(b << 4 | c >> 2);
		*to++ = (char)(c << 6 | e);
	}
	d->n = (size_t)(to - d->out);
	return i;
}

/* Behind padding: what the digits of the last group hold. */
static void end_group(struct decoder *d)
{
	uint32_t bits = d->bits << 6 * (4 - d->have);

	if (d->have >= 2)
		d->out[d->n++] = (char)(bits >> 16);
	if (d->have == 3)
		d->out[d->n++] = (char)(bits >> 8);
}

/* False, and nothing added, when anything but digits and padding is there. */
static bool add_line(struct decoder *d, struct str s, bool *padded)
{
	struct decoder was = *d;
	size_t i = d->have ? 0 : add_groups(d, s), end;

	for (; i < s.n && value(s, i) >= 0; i++)
		add(d, value(s, i));
	for (end = i; end < s.n && s.p[end] == '='; end++)
		;
	if (end < s.n) {
		*d = was;
		return false;
	}
	*padded = end > i;
	if (*padded)
		end_group(d);
	return true;
}

/* Lists append their footer in plain text behind the last line of base64. */
static bool only_footer(struct str s)
{
	struct str line;

	while (str_line(&s, &line))
		if (str_trim(line).n)
			return str_starts(line, STR("____")) ||
			       str_starts(line, STR("--"));
	return true;
}

struct line_map {
	uint32_t *v;
	size_t n, cap;
	bool open;		/* its last line has no end yet */
};

/* Text that was decoded from the raw line `line`. */
static void map_lines(struct arena *a, struct line_map *m, struct str text, uint32_t line)
{
	for (struct str front; text.n; text = line_behind(text, front)) {
		front = line_front(text);
		if (!m->open)
			vec_add(a, m, line);
		m->open = front.p[front.n - 1] != '\n';
	}
}

bool base64_decode(struct arena *a, struct str in, uint32_t line,
		   struct text *out, uint32_t *bad_line)
{
	struct decoder d = { .out = arena_raw(a, in.n / 4 * 3 + 3) };
	struct line_map map = { 0 };
	struct str raw, rest = in;
	bool padded = false;

	*out = (struct text){ .first = line };
	for (; !padded && rest.n; rest = line_behind(rest, raw), line++) {
		size_t from = d.n;

		raw = line_front(rest);
		if (!add_line(&d, str_rtrim(raw), &padded))
			break;
		map_lines(a, &map, str_n(d.out + from, d.n - from), line);
	}
	out->s = str_n(d.out, d.n);
	out->lines = map.v;
	out->nlines = map.n;
	*bad_line = line;
	return (padded || !d.have) && only_footer(rest);
}
