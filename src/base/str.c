// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/line.h"

#define HIGH_BITS 0x8080808080808080ull

/* Sixteen counters, each of which holds 255 at most. */
typedef unsigned char block __attribute__((vector_size(16)));

#define BLOCKS 4		/* at a time */

static block equal_to(const char *p, char c)
{
	block v;

	memcpy(&v, p, sizeof(v));
	return (block)(v == (unsigned char)c);
}

static size_t total(block sum)
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof(sum); i++)
		n += sum[i];
	return n;
}

size_t str_count(struct str s, char c)
{
	const char *p = s.p, *end = p + s.n;
	block rest = { 0 };
	size_t n = 0;

	while (end - p >= BLOCKS * (ptrdiff_t)sizeof(block)) {
		block sum[BLOCKS] = { { 0 } };

		for (int k = 0; k < 255 && end - p >= (ptrdiff_t)sizeof(sum); k++)
			for (int i = 0; i < BLOCKS; i++, p += sizeof(block))
				sum[i] -= equal_to(p, c);
		for (int i = 0; i < BLOCKS; i++)
			n += total(sum[i]);
	}
	for (; end - p >= (ptrdiff_t)sizeof(block); p += sizeof(block))
		rest -= equal_to(p, c);
	for (; p < end; p++)
		n += *p == c;
	return n + total(rest);
}

bool str_starts_nocase(struct str s, struct str prefix)
{
	if (s.n < prefix.n)
		return false;
	for (size_t i = 0; i < prefix.n; i++)
		if (chr_lower(s.p[i]) != chr_lower(prefix.p[i]))
			return false;
	return true;
}

bool str_eq_nocase(struct str a, struct str b)
{
	return a.n == b.n && str_starts_nocase(a, b);
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int d = n ? memcmp(a.p, b.p, n) : 0;

	if (d)
		return d;
	return a.n < b.n ? -1 : a.n > b.n;
}

size_t str_find(struct str s, struct str needle)
{
	const char *hit;

	if (!needle.n)
		return 0;
	if (!s.n)
		return SIZE_MAX;
	hit = memmem(s.p, s.n, needle.p, needle.n);
	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t str_find_nocase(struct str s, struct str needle)
{
	char first = needle.n ? chr_lower(needle.p[0]) : '\0';

	for (size_t i = 0; i + needle.n <= s.n; i++)
		if (!needle.n || (chr_lower(s.p[i]) == first &&
				  str_starts_nocase(str_from(s, i), needle)))
			return i;
	return SIZE_MAX;
}

size_t str_find_chr(struct str s, char c)
{
	const char *hit = s.n ? memchr(s.p, c, s.n) : NULL;

	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t str_rfind_chr(struct str s, char c)
{
	const char *hit = s.n ? memrchr(s.p, c, s.n) : NULL;

	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

bool str_has_ident(struct str s, struct str ident)
{
	for (size_t at = 0; ident.n; ) {
		size_t hit = str_find(str_from(s, at), ident);

		if (hit == SIZE_MAX)
			return false;
		hit += at;
		at = hit + ident.n;
		if ((!hit || !chr_ident(s.p[hit - 1])) &&
		    (at == s.n || !chr_ident(s.p[at])))
			return true;
	}
	return false;
}

bool str_is_ascii(struct str s)
{
	uint64_t all = 0, word;
	size_t i = 0;

	for (; i + 32 <= s.n && !(all & HIGH_BITS); i += 32) {
		uint64_t four[4];

		memcpy(four, s.p + i, 32);
		all |= four[0] | four[1] | four[2] | four[3];
	}
	for (; i + 8 <= s.n; i += 8) {
		memcpy(&word, s.p + i, 8);
		all |= word;
	}
	for (; i < s.n; i++)
		all |= (unsigned char)s.p[i] & 0x80;
	return !(all & HIGH_BITS);
}

struct str str_ltrim(struct str s)
{
	while (s.n && chr_blank(s.p[0]))
		s = str_from(s, 1);
	return s;
}

struct str str_rtrim(struct str s)
{
	while (s.n && chr_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str str_trim(struct str s)
{
	return str_ltrim(str_rtrim(s));
}

char *str_z(struct arena *a, struct str s)
{
	return arena_strndup(a, s.p, s.n);
}

struct str str_dup(struct arena *a, struct str s)
{
	return str_n(arena_strndup(a, s.p, s.n), s.n);
}

struct str str_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *z;

	va_start(ap, fmt);
	z = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return str_of(z);
}

uint64_t str_hash(uint64_t h, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3ull;
	return h;
}

bool str_line_raw(struct str *s, struct str *line)
{
	size_t n = line_length(*s);

	if (!s->n)
		return false;
	n += n < s->n;
	*line = str_n(s->p, n);
	*s = str_n(s->p + n, s->n - n);
	return true;
}

bool str_line(struct str *s, struct str *line)
{
	if (!str_line_raw(s, line))
		return false;
	if (line->p[line->n - 1] == '\n')
		line->n--;
	if (line->n && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

bool str_text_line(struct str *s, struct str *line)
{
	while (str_line(s, line))
		if (str_trim(*line).n)
			return true;
	return false;
}

size_t str_eat_blanks(struct str *s)
{
	size_t i = 0;

	while (i < s->n && (s->p[i] == ' ' || s->p[i] == '\t'))
		i++;
	*s = str_from(*s, i);
	return i;
}

bool str_until(struct str *s, char c, struct str *out)
{
	size_t at = str_find_chr(*s, c);

	if (at == SIZE_MAX)
		return false;
	*out = str_sub(*s, 0, at);
	*s = str_from(*s, at + 1);
	return true;
}

bool str_word(struct str *s, struct str *word)
{
	struct str rest = str_ltrim(*s);
	size_t i = 0;

	while (i < rest.n && !chr_blank(rest.p[i]))
		i++;
	if (!i)
		return false;
	*word = str_sub(rest, 0, i);
	*s = str_from(rest, i);
	return true;
}

bool str_ident(struct str *s, struct str *ident)
{
	size_t i = 0;

	if (!s->n || chr_digit(s->p[0]))
		return false;
	while (i < s->n && chr_ident(s->p[i]))
		i++;
	if (!i)
		return false;
	*ident = str_sub(*s, 0, i);
	*s = str_from(*s, i);
	return true;
}

int chr_hex(char c)
{
	if (chr_digit(c))
		return c - '0';
	c = chr_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static inline bool digits(struct str *s, uint64_t *out, uint64_t max, unsigned base)
{
	uint64_t v = 0;
	size_t i = 0;

	for (; i < s->n; i++) {
		int d = base == 10 ? s->p[i] - '0' : chr_hex(s->p[i]);

		if (d < 0 || (unsigned)d >= base)
			break;
		if (__builtin_mul_overflow(v, base, &v) ||
		    __builtin_add_overflow(v, (unsigned)d, &v) || v > max)
			return false;
	}
	if (!i)
		return false;
	*out = v;
	*s = str_from(*s, i);
	return true;
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
/* Seven digits at most, eight bytes at once: numbers of patches are short, and
 * their lengths not to be foreseen. How many digits; 0 where there are more. */
static size_t short_num(const char *p, uint64_t *out)
{
	const uint64_t low = 0x000000ff000000ff;
	uint64_t v, odd;
	size_t n;

	memcpy(&v, p, 8);
	v ^= 0x3030303030303030;		/* digits become 0 to 9 */
	odd = (v | ((v & ~HIGH_BITS) + 0x7676767676767676)) & HIGH_BITS;
	n = odd ? (size_t)__builtin_ctzll(odd) / 8 : 0;
	if (!n)
		return 0;
	v <<= 64 - 8 * n;			/* zeroes in front */
	v = v * 10 + (v >> 8);			/* pairs, then fours, then all */
	*out = ((v & low) * (100 + (1000000ull << 32)) +
		(v >> 16 & low) * (1 + (10000ull << 32))) >> 32;
	return n;
}
#else
static size_t short_num(const char *p, uint64_t *out)
{
	(void)p;
	(void)out;
	return 0;
}
#endif

bool str_num(struct str *s, uint64_t *out, uint64_t max)
{
	uint64_t v;
	size_t n = s->n >= 8 ? short_num(s->p, &v) : 0;

	if (!n)
		return digits(s, out, max, 10);
	if (v > max)
		return false;
	*out = v;
	*s = str_from(*s, n);
	return true;
}

bool str_hex(struct str *s, uint64_t *out, uint64_t max)
{
	return digits(s, out, max, 16);
}

bool str_to_num(struct str s, uint64_t *out)
{
	uint64_t v;

	if (str_eat(&s, STR("0x")) || str_eat(&s, STR("0X"))) {
		if (!str_hex(&s, &v, UINT64_MAX) || s.n)
			return false;
	} else if (!str_num(&s, &v, UINT64_MAX) || s.n) {
		return false;
	}
	*out = v;
	return true;
}
