// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/visible.h"

static bool is_control(unsigned char c)
{
	return c < ' ' || c == 0x7f;
}

void visible_name(struct buf *out, struct str name)
{
	static const char codes[] = "\a\b\t\n\v\f\r", names[] = "abtnvfr";

	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];
		const char *code = c ? strchr(codes, c) : NULL;

		if (!is_control(c))
			buf_chr(out, name.p[i]);
		else if (code)
			buf_printf(out, "\\%c", names[code - codes]);
		else
			buf_printf(out, "\\%03o", c);
	}
}

void visible_line(char *s)
{
	for (; *s; s++)
		if (is_control((unsigned char)*s) && *s != '\t')
			*s = '?';
}

/* ---- terminals ---- */

#define ESC 033
#define C1 0xc2		/* before 0x80 to 0x9f: the same in UTF-8 */

static void show(struct buf *out, unsigned char c)
{
	if (c == '\n' || c == '\t' || !is_control(c))
		buf_chr(out, (char)c);
	else
		buf_printf(out, "^%c", c ^ 0x40);
}

/* Could what is held, with c behind it, still become a colour? */
static bool goes_on(const struct visible_stream *v, unsigned char c)
{
	if (v->n == 1)
		return c == '[';
	return v->n < sizeof(v->held) - 1 && (chr_digit((char)c) || c == ';');
}

/* ESC [ 0, 1, 31 or 1;31; not what hides text. */
static bool is_colour(const struct visible_stream *v)
{
	struct str s = str_from(str_n(v->held, v->n), 2);

	if (str_eq(s, STR("0")) || str_eq(s, STR("1")))
		return true;
	str_eat(&s, STR("1;"));
	return s.n == 2 && s.p[0] == '3' && s.p[1] <= '7';
}

static void give_up(struct visible_stream *v, struct buf *out)
{
	for (size_t i = 0; i < v->n; i++)
		show(out, (unsigned char)v->held[i]);
	v->n = 0;
}

/* False when c has nothing to do with what is held. */
static bool take(struct visible_stream *v, struct buf *out, unsigned char c)
{
	if ((unsigned char)v->held[0] == C1) {
		v->n = 0;
		if (c >= 0x80 && c <= 0x9f)
			buf_printf(out, "M-^%c", c - 0x40);
		else
			buf_chr(out, (char)C1);
		return c >= 0x80 && c <= 0x9f;
	}
	if (v->n > 1 && c == 'm' && is_colour(v)) {
		buf_add(out, str_n(v->held, v->n));
		buf_chr(out, 'm');
		v->n = 0;
		return true;
	}
	if (!goes_on(v, c)) {
		give_up(v, out);
		return false;
	}
	v->held[v->n++] = (char)c;
	return true;
}

void visible_text(struct visible_stream *v, struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		if (v->n && take(v, out, c))
			continue;
		if (c == ESC || c == C1)
			v->held[v->n++] = (char)c;
		else
			show(out, c);
	}
}
