// SPDX-License-Identifier: GPL-2.0-or-later
/* One pass into a buffer, no tree to build and free for every line of output,
 * and any bytes accepted. */
#include "base/json.h"

static void newline(struct jw *w)
{
	if (!w->indent)
		return;
	buf_chr(w->out, '\n');
	buf_fill(w->out, ' ', (size_t)(w->indent * w->depth));
}

static void before_value(struct jw *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->comma)
		buf_chr(w->out, ',');
	if (w->depth)
		newline(w);
}

void jw_begin(struct jw *w, char open)
{
	before_value(w);
	buf_chr(w->out, open);
	w->depth++;
	w->comma = false;
}

void jw_end(struct jw *w, char close)
{
	w->depth--;
	if (w->comma)
		newline(w);
	buf_chr(w->out, close);
	w->comma = true;
}

size_t utf8_len(struct str s)
{
	static const unsigned min[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c;
	unsigned code;
	size_t n;

	if (!s.n)
		return 0;
	c = (unsigned char)s.p[0];
	if (c < 0x80)
		return 1;
	n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 0;
	if (!n || c > 0xf4 || s.n < n)
		return 0;
	code = c & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		unsigned char d = (unsigned char)s.p[i];

		if ((d & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (d & 0x3f);
	}
	if (code < min[n] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	return n;
}

static void escape(struct buf *b, unsigned char c)
{
	switch (c) {
	case '"':
	case '\\':
		buf_chr(b, '\\');
		buf_chr(b, (char)c);
		break;
	case '\n':
		buf_add(b, STR("\\n"));
		break;
	case '\r':
		buf_add(b, STR("\\r"));
		break;
	case '\t':
		buf_add(b, STR("\\t"));
		break;
	default:
		buf_printf(b, "\\u%04x", c);
	}
}

static void put_string(struct buf *b, struct str s)
{
	buf_chr(b, '"');
	for (size_t i = 0; i < s.n;) {
		unsigned char c = (unsigned char)s.p[i];
		size_t run = i;

		while (run < s.n && s.p[run] >= ' ' && s.p[run] < 0x7f &&
		       s.p[run] != '"' && s.p[run] != '\\')
			run++;
		if (run > i) {
			buf_add(b, str_sub(s, i, run - i));
			i = run;
			continue;
		}
		if (c >= 0x80) {
			size_t n = utf8_len(str_from(s, i));

			if (n) {
				buf_add(b, str_sub(s, i, n));
				i += n;
				continue;
			}
			buf_chr(b, (char)(0xc0 | c >> 6));
			buf_chr(b, (char)(0x80 | (c & 0x3f)));
		} else {
			escape(b, c);
		}
		i++;
	}
	buf_chr(b, '"');
}

void jw_key(struct jw *w, const char *key)
{
	before_value(w);
	put_string(w->out, str_of(key));
	buf_add(w->out, w->indent ? STR(": ") : STR(":"));
	w->after_key = true;
	w->comma = true;
}

void jw_str(struct jw *w, struct str s)
{
	before_value(w);
	put_string(w->out, s);
	w->comma = true;
}

static void put_number(struct buf *b, uint64_t n)
{
	char digits[20], *p = digits + sizeof(digits);

	do
		*--p = (char)('0' + n % 10);
	while (n /= 10);
	buf_add(b, str_n(p, (size_t)(digits + sizeof(digits) - p)));
}

void jw_num(struct jw *w, uint64_t n)
{
	before_value(w);
	put_number(w->out, n);
	w->comma = true;
}

void jw_int(struct jw *w, int64_t n)
{
	before_value(w);
	if (n < 0)
		buf_chr(w->out, '-');
	put_number(w->out, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
	w->comma = true;
}

void jw_bool(struct jw *w, bool b)
{
	before_value(w);
	buf_add(w->out, b ? STR("true") : STR("false"));
	w->comma = true;
}

void jw_null(struct jw *w)
{
	before_value(w);
	buf_add(w->out, STR("null"));
	w->comma = true;
}
