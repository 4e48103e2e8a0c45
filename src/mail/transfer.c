// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail/transfer.h"

#include "base/line.h"
#include "base/vec.h"

/* ---- lines of the result ---- */

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

/* ---- base64 ---- */

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

bool transfer_base64(struct arena *a, struct str in, uint32_t line,
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

/* ---- quoted-printable ---- */

/* What the "=" at the front of the rest of a line stands for goes to `out`;
 * how many bytes that takes. */
static size_t unescape(struct str s, struct decoder *d)
{
	int high, low;

	if (s.n < 3)		/* "=\n", or the text ends in it */
		return s.n;
	if (s.p[1] == '\n')
		return 2;
	high = chr_hex(s.p[1]);
	low = chr_hex(s.p[2]);
	if (high >= 0 && low >= 0) {
		d->out[d->n++] = (char)(high << 4 | low);
	} else if (s.p[1] != '\r' || s.p[2] != '\n') {
		memcpy(d->out + d->n, s.p, 3);
		d->n += 3;
	}
	return 3;
}

static void unquote_line(struct decoder *d, struct str s)
{
	while (s.n) {
		size_t n = str_find_chr(s, '=');
		struct str plain = str_sub(s, 0, n);

		memcpy(d->out + d->n, plain.p, plain.n);
		d->n += plain.n;
		s = str_from(s, plain.n);
		if (s.n)
			s = str_from(s, unescape(s, d));
	}
}

static bool well_quoted(struct str line)
{
	struct str s = str_rtrim(line), plain;

	while (str_until(&s, '=', &plain))
		if (s.n && (s.n < 2 || chr_hex(s.p[0]) < 0 || chr_hex(s.p[1]) < 0))
			return false;
	return true;
}

bool transfer_quoted(struct arena *a, struct str in, uint32_t line,
		     struct text *out, uint32_t *bad_line)
{
	struct decoder d = { .out = arena_raw(a, in.n) };
	struct line_map map = { 0 };
	struct str raw, rest = in;
	bool ok = true;

	*out = (struct text){ .first = line };
	for (; rest.n; rest = line_behind(rest, raw), line++) {
		size_t from = d.n;

		raw = line_front(rest);
		if (ok && !well_quoted(raw)) {
			*bad_line = line;
			ok = false;
		}
		unquote_line(&d, raw);
		map_lines(a, &map, str_n(d.out + from, d.n - from), line);
	}
	out->s = str_n(d.out, d.n);
	out->lines = map.v;
	out->nlines = map.n;
	return ok;
}
