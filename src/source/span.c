// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE		/* memrchr */
#include "source/span.h"

#include "base/machine.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

/* The first of three bytes at or after `at`. */
typedef size_t find3_fn(struct str s, size_t at, char a, char b, char c);

#define INLINE static inline __attribute__((always_inline))

INLINE size_t find3_plain(struct str s, size_t at, char a, char b, char c)
{
	for (; at < s.n; at++)
		if (s.p[at] == a || s.p[at] == b || s.p[at] == c)
			break;
	return at;
}

#if defined(__x86_64__)

__attribute__((target("avx2")))
static inline size_t find3_avx2(struct str s, size_t at, char a, char b, char c)
{
	const __m256i va = _mm256_set1_epi8(a), vb = _mm256_set1_epi8(b),
		      vc = _mm256_set1_epi8(c);

	for (; at + 32 <= s.n; at += 32) {
		__m256i v = _mm256_loadu_si256((const __m256i *)(s.p + at));
		__m256i hit = _mm256_or_si256(_mm256_cmpeq_epi8(v, va),
			_mm256_or_si256(_mm256_cmpeq_epi8(v, vb), _mm256_cmpeq_epi8(v, vc)));
		uint32_t bits = (uint32_t)_mm256_movemask_epi8(hit);

		if (bits)
			return at + (size_t)__builtin_ctz(bits);
	}
	return find3_plain(s, at, a, b, c);
}

INLINE size_t find3_sse2(struct str s, size_t at, char a, char b, char c)
{
	const __m128i va = _mm_set1_epi8(a), vb = _mm_set1_epi8(b), vc = _mm_set1_epi8(c);

	for (; at + 16 <= s.n; at += 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(s.p + at));
		__m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, va),
			_mm_or_si128(_mm_cmpeq_epi8(v, vb), _mm_cmpeq_epi8(v, vc)));
		uint32_t bits = (uint32_t)_mm_movemask_epi8(hit);

		if (bits)
			return at + (size_t)__builtin_ctz(bits);
	}
	return find3_plain(s, at, a, b, c);
}

#elif defined(__aarch64__)

INLINE size_t find3_neon(struct str s, size_t at, char a, char b, char c)
{
	const uint8x16_t va = vdupq_n_u8((uint8_t)a), vb = vdupq_n_u8((uint8_t)b),
			 vc = vdupq_n_u8((uint8_t)c);

	for (; at + 16 <= s.n; at += 16) {
		uint8x16_t v = vld1q_u8((const uint8_t *)s.p + at);
		uint8x16_t hit = vorrq_u8(vceqq_u8(v, va),
					  vorrq_u8(vceqq_u8(v, vb), vceqq_u8(v, vc)));

		if (vmaxvq_u8(hit))
			break;
	}
	return find3_plain(s, at, a, b, c);
}

#endif

/* Length of a backslash-newline at `at`, 0 if there is none. */
static size_t splice_at(struct str s, size_t at)
{
	size_t i = at + 1;

	if (at >= s.n || s.p[at] != '\\')
		return 0;
	while (i < s.n && s.p[i] != '\n' && chr_blank(s.p[i]))
		i++;
	return i < s.n && s.p[i] == '\n' ? i + 1 - at : 0;
}

static bool followed_by(struct str s, size_t at, char c, size_t *end)
{
	size_t n;

	while (at < s.n && s.p[at] == '\\' && (n = splice_at(s, at)))
		at += n;
	if (at >= s.n || s.p[at] != c)
		return false;
	*end = at + 1;
	return true;
}

/* Stars head every line of a comment, slashes hardly stand in one: the slash is
 * looked for. Splices may stand between the two. */
static bool star_before(struct str s, size_t slash, size_t from)
{
	size_t i = slash;

	while (i > from && s.p[i - 1] == '\n') {
		i--;
		while (i > from && s.p[i - 1] != '\n' && chr_blank(s.p[i - 1]))
			i--;
		if (i == from || s.p[i - 1] != '\\')
			return false;
		i--;
	}
	return i > from && s.p[i - 1] == '*';
}

static size_t block_end(struct str s, size_t from)
{
	for (size_t at = from; at < s.n; at++) {
		const char *slash = memchr(s.p + at, '/', s.n - at);

		if (!slash)
			break;
		at = (size_t)(slash - s.p);
		if (star_before(s, at, from))
			return at + 1;
	}
	return s.n;
}

static size_t line_end(struct str s, size_t at)
{
	for (;;) {
		const char *lf = at < s.n ? memchr(s.p + at, '\n', s.n - at) : NULL;
		size_t end = lf ? (size_t)(lf - s.p) : s.n, i = end;

		if (!lf)
			return end;
		while (i > at && s.p[i - 1] != '\n' && chr_blank(s.p[i - 1]))
			i--;
		if (i == at || s.p[i - 1] != '\\')
			return end;
		at = end + 1;
	}
}

/* As lex.c: an escape takes two bytes, an open one ends with its line. */
INLINE size_t quote_end(struct str s, size_t start, char quote, find3_fn *find3)
{
	size_t at = start + 1;

	while (at < s.n) {
		size_t n;

		at = find3(s, at, quote, '\\', '\n');
		if (at >= s.n || s.p[at] == '\n')
			break;
		if (s.p[at] == quote)
			return at + 1;
		n = splice_at(s, at);
		if (n)
			at += n;
		else if (at + 1 < s.n && s.p[at + 1] != '\n')
			at += 2;
		else
			at++;
	}
	if (at > s.n)
		at = s.n;
	return at > start + 1 && s.p[at - 1] == '\r' ? at - 1 : at;
}

/* Is `at` in the <path> of an #include, whose line begins at `lead`? Then *end
 * is behind it. */
static bool in_header_name(struct str s, struct str lead, size_t at, size_t *end)
{
	const char *close, *lf;
	size_t open;

	str_eat_chr(&lead, '#');
	str_eat_blanks(&lead);
	if (!str_starts(lead, STR("include")))
		return false;
	open = str_find_chr(lead, '<');
	if (open == SIZE_MAX || str_find_chr(lead, '>') != SIZE_MAX)
		return false;
	lf = memchr(s.p + at, '\n', s.n - at);
	close = memchr(s.p + at, '>', lf ? (size_t)(lf - s.p) - at : s.n - at);
	if (!close)
		return false;
	*end = (size_t)(close - s.p) + 1;
	return true;
}

/* What stands before `at` in its line, if that is a directive: lines that begin
 * before `from` hold another span, and are none. */
INLINE bool in_directive(struct str s, size_t from, size_t at, struct str *lead)
{
	const char *lf = at > from ? memrchr(s.p + from, '\n', at - from) : NULL;
	const char *p = lf ? lf + 1 : s.p;

	if (!lf && from > 0)
		return false;
	while (chr_blank(*p))
		p++;
	*lead = str_n(p, (size_t)(s.p + at - p));
	return *p == '#';
}

bool span_comment(struct str s, size_t at, struct span *out)
{
	size_t end;

	out->start = at;
	if (followed_by(s, at + 1, '*', &end)) {
		out->kind = SPAN_BLOCK;
		out->end = block_end(s, end);
	} else if (followed_by(s, at + 1, '/', &end)) {
		out->kind = SPAN_LINE;
		out->end = line_end(s, end);
	} else {
		return false;
	}
	return true;
}

INLINE bool next(struct spans *s, struct span *out, find3_fn *find3)
{
	size_t from = s->at, at = from, end;
	struct str lead;

	for (;;) {
		at = find3(s->text, at, '/', '"', '\'');
		if (at >= s->text.n)
			break;
		out->start = at;
		if (s->text.p[at] == '/') {
			if (!span_comment(s->text, at, out)) {
				at++;
				continue;
			}
		} else {
			out->kind = s->text.p[at] == '"' ? SPAN_STRING : SPAN_CHAR;
			out->end = quote_end(s->text, at, s->text.p[at], find3);
		}
		if (in_directive(s->text, from, at, &lead) &&
		    in_header_name(s->text, lead, at, &end)) {
			from = at = end;
			continue;
		}
		s->at = out->end;
		return true;
	}
	s->at = s->text.n;
	return false;
}

#if defined(__x86_64__)

__attribute__((target("avx2")))
static bool next_avx2(struct spans *s, struct span *out)
{
	return next(s, out, find3_avx2);
}

bool spans_next(struct spans *s, struct span *out)
{
	return machine_can(MACHINE_AVX2) ? next_avx2(s, out) : next(s, out, find3_sse2);
}

#elif defined(__aarch64__)

bool spans_next(struct spans *s, struct span *out)
{
	return next(s, out, find3_neon);
}

#else

bool spans_next(struct spans *s, struct span *out)
{
	return next(s, out, find3_plain);
}

#endif
