/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/line.h - where a line ends.
 *
 * Lines of mail and of code are short, and there are many of them: most ends
 * are found without a loop and without a call.
 */
#ifndef WINNOW_BASE_LINE_H
#define WINNOW_BASE_LINE_H

#include "base/str.h"

#ifdef __SSE2__
#include <emmintrin.h>

static inline uint64_t line_feeds16(const char *p)
{
	__m128i v = _mm_loadu_si128((const __m128i *)p);

	return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
}

/* Looks at 64 bytes at once: the offset of the first LF among them, or 64. */
static inline size_t line_feed64(const char *p)
{
	uint64_t bits = line_feeds16(p) | line_feeds16(p + 16) << 16 |
			line_feeds16(p + 32) << 32 | line_feeds16(p + 48) << 48;

	return bits ? (size_t)__builtin_ctzll(bits) : 64;
}
#else
static inline size_t line_feed64(const char *p)
{
	const char *lf = memchr(p, '\n', 64);

	return lf ? (size_t)(lf - p) : 64;
}
#endif

/* Bytes before the first LF; all of them where there is none. */
static inline size_t line_length(struct str s)
{
	size_t n, from = 0;
	const char *lf;

	for (; s.n - from >= 64; from += 64) {
		n = line_feed64(s.p + from);
		if (n < 64)
			return from + n;
	}
	lf = s.n > from ? memchr(s.p + from, '\n', s.n - from) : NULL;
	return lf ? (size_t)(lf - s.p) : s.n;
}

/* The front line with its LF, if it has one; empty at the end. */
static inline struct str line_front(struct str s)
{
	size_t n = line_length(s);

	return str_n(s.p, n + (n < s.n));
}

/* `s` behind it. */
static inline struct str line_behind(struct str s, struct str front)
{
	return str_n(s.p + front.n, s.n - front.n);
}

#endif
