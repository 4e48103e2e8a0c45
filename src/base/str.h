/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/str.h - byte slices, cursors that eat from the front, numbers.
 *
 * A slice owns nothing and is not NUL-terminated. Cursors take a pointer to a
 * slice, move its front past what they matched and say whether they matched;
 * when they did not, the slice is unchanged. So a header is read in one line:
 *
 *	str_eat(&s, STR("@@ -")) && str_num(&s, &start, UINT32_MAX)
 *
 * This is a primitive: it knows nothing of mail, patches or C.
 */
#ifndef WINNOW_BASE_STR_H
#define WINNOW_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct arena;

struct str {
	const char *p;
	size_t n;
};

#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
/* For printf: "%.*s", STR_FMT(s) */
#define STR_FMT(s) (int)((s).n > 1000000 ? 1000000 : (s).n), ((s).p ? (s).p : "")

static inline struct str str_of(const char *z)
{
	return (struct str){ z, z ? strlen(z) : 0 };
}

static inline struct str str_n(const char *p, size_t n)
{
	return (struct str){ p, n };
}

static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && memcmp(s.p, prefix.p, prefix.n) == 0;
}

static inline bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n &&
	       memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0;
}

/* From `at` (clamped) to the end; `n` bytes (clamped) from `at`. */
static inline struct str str_from(struct str s, size_t at)
{
	if (at > s.n)
		at = s.n;
	return str_n(s.p + at, s.n - at);
}

static inline struct str str_sub(struct str s, size_t at, size_t n)
{
	s = str_from(s, at);
	if (n < s.n)
		s.n = n;
	return s;
}

bool str_eq_nocase(struct str a, struct str b);		/* ASCII */
bool str_starts_nocase(struct str s, struct str prefix);
int str_cmp(struct str a, struct str b);		/* bytewise, as strcmp */

/* Offset of the first match, or SIZE_MAX. */
size_t str_find(struct str s, struct str needle);
size_t str_find_nocase(struct str s, struct str needle);
size_t str_find_chr(struct str s, char c);
size_t str_rfind_chr(struct str s, char c);
size_t str_count(struct str s, char c);

static inline bool str_has(struct str s, struct str needle)
{
	return str_find(s, needle) != SIZE_MAX;
}

/* Whether the identifier stands in the text, not as part of a longer one. */
bool str_has_ident(struct str s, struct str ident);

bool str_is_ascii(struct str s);

/* Blanks are space, tab, CR, LF, VT, FF. */
struct str str_trim(struct str s);
struct str str_ltrim(struct str s);
struct str str_rtrim(struct str s);

/* A NUL-terminated copy, for the doors to foreign libraries. */
char *str_z(struct arena *a, struct str s);
struct str str_dup(struct arena *a, struct str s);
struct str str_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* FNV-1a, 64 bits, chained through `h` (start with STR_HASH). */
#define STR_HASH 0xcbf29ce484222325ull
uint64_t str_hash(uint64_t h, struct str s);

/* ---- cursors ---- */

/* The next line without its LF or CRLF; false at the end. A last line without
 * LF counts. */
bool str_line(struct str *s, struct str *line);
/* The next that is not blank. */
bool str_text_line(struct str *s, struct str *line);
/* As str_line(), the line keeps its line end. */
bool str_line_raw(struct str *s, struct str *line);

static inline bool str_eat(struct str *s, struct str lit)
{
	if (!str_starts(*s, lit))
		return false;
	*s = str_n(s->p + lit.n, s->n - lit.n);
	return true;
}

/* The same at the end. */
static inline bool str_eat_end(struct str *s, struct str end)
{
	if (!str_ends(*s, end))
		return false;
	s->n -= end.n;
	return true;
}

static inline bool str_eat_chr(struct str *s, char c)
{
	if (!s->n || s->p[0] != c)
		return false;
	*s = str_n(s->p + 1, s->n - 1);
	return true;
}

size_t str_eat_blanks(struct str *s);		/* spaces and tabs; how many */

/* Everything up to (not including) `c`, which is eaten; false if absent. */
bool str_until(struct str *s, char c, struct str *out);
/* The next run of non-blank bytes; false when only blanks are left. */
bool str_word(struct str *s, struct str *word);
/* A C identifier. */
bool str_ident(struct str *s, struct str *ident);

/* Decimal digits, at most `max`; false on none or overflow. */
bool str_num(struct str *s, uint64_t *out, uint64_t max);
/* Hexadecimal digits without a prefix. */
bool str_hex(struct str *s, uint64_t *out, uint64_t max);

/* The whole slice as a number: decimal, or hexadecimal behind 0x. */
bool str_to_num(struct str s, uint64_t *out);

static inline bool chr_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool chr_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool chr_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool chr_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || chr_upper(c);
}

/* A byte of a C identifier. */
static inline bool chr_ident(char c)
{
	return chr_alpha(c) || chr_digit(c) || c == '_';
}

/* The n bytes at `at` are no part of a longer identifier. */
static inline bool str_word_at(struct str s, size_t at, size_t n)
{
	return (!at || !chr_ident(s.p[at - 1])) &&
	       (at + n >= s.n || !chr_ident(s.p[at + n]));
}

static inline char chr_lower(char c)
{
	return chr_upper(c) ? (char)(c + 32) : c;
}

/* 0..15, or -1. */
int chr_hex(char c);

#endif
