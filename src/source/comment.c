// SPDX-License-Identifier: GPL-2.0-or-later
/* spans_next_comment() of source/span.h. A slash with a star, a slash or a
 * splice behind it is looked for 64 bytes at a time, and believed where the
 * bytes before it in its line hold nothing that could make it part of a text;
 * in doubt the line is read by spans_next(). */
#include "source/span.h"

#include "base/machine.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define BLOCK 64
#define INLINE static inline __attribute__((always_inline))

/* A set of characters that differ in their lower four bits, by these. No other
 * byte is in it: 0 stands at 1 to 15 for nothing, and 1 at 0. */
struct set {
	_Alignas(16) char v[16];
};

static const struct set slash = { { 1, [0xf] = '/' } };
static const struct set behind_slash = { { 1, [0xa] = '*', [0xc] = '\\', [0xf] = '/' } };
static const struct set newline = { { 1, [0xa] = '\n' } };
static const struct set doubtful = { { 1, [2] = '"', [3] = '#', [7] = '\'' } };

/* A bit for each of the 64 bytes that is in the set. */
typedef uint64_t bits_fn(const char *p, const struct set *set);

INLINE uint64_t bits_plain(const char *p, const struct set *set)
{
	uint64_t out = 0;

	for (int i = 0; i < BLOCK; i++)
		out |= (uint64_t)(set->v[p[i] & 15] == p[i]) << i;
	return out;
}

#if defined(__x86_64__)

__attribute__((target("avx512bw")))
static inline uint64_t bits_avx512(const char *p, const struct set *set)
{
	__m512i v = _mm512_loadu_si512(p);
	__m512i table = _mm512_broadcast_i32x4(_mm_load_si128((const __m128i *)set->v));

	return _mm512_cmpeq_epi8_mask(v, _mm512_shuffle_epi8(table, v));
}

__attribute__((target("avx2")))
static inline uint64_t bits_avx2(const char *p, const struct set *set)
{
	__m256i table = _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)set->v));
	__m256i a = _mm256_loadu_si256((const __m256i *)p);
	__m256i b = _mm256_loadu_si256((const __m256i *)(p + 32));
	__m256i hit_a = _mm256_cmpeq_epi8(a, _mm256_shuffle_epi8(table, a));
	__m256i hit_b = _mm256_cmpeq_epi8(b, _mm256_shuffle_epi8(table, b));

	return (uint32_t)_mm256_movemask_epi8(hit_a) |
	       (uint64_t)(uint32_t)_mm256_movemask_epi8(hit_b) << 32;
}

#elif defined(__aarch64__)

INLINE uint64_t bits_neon(const char *p, const struct set *set)
{
	static const uint8_t each[16] = { 1, 2, 4, 8, 16, 32, 64, 128,
					  1, 2, 4, 8, 16, 32, 64, 128 };
	uint8x16_t table = vld1q_u8((const uint8_t *)set->v), hit[4], sum;

	for (int i = 0; i < 4; i++) {
		uint8x16_t v = vld1q_u8((const uint8_t *)p + 16 * i);
		uint8x16_t same = vceqq_u8(v, vqtbl1q_u8(table, vandq_u8(v, vdupq_n_u8(15))));

		hit[i] = vandq_u8(same, vld1q_u8(each));
	}
	sum = vpaddq_u8(vpaddq_u8(hit[0], hit[1]), vpaddq_u8(hit[2], hit[3]));
	return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(sum, sum)), 0);
}

#endif

/* Of the block at `at`; nothing stands behind the text. */
INLINE uint64_t bits_at(struct str s, size_t at, const struct set *set, bits_fn *bits)
{
	char last[BLOCK] = { 0 };

	if (at + BLOCK <= s.n)
		return bits(s.p + at, set);
	if (at < s.n)
		memcpy(last, s.p + at, s.n - at);
	return bits(last, set);
}

/* The first slash at or after `at` that may begin a comment. */
INLINE size_t find_opener(struct str s, size_t at, bits_fn *bits)
{
	for (; at < s.n; at += BLOCK) {
		uint64_t found = bits_at(s, at, &slash, bits) &
				 bits_at(s, at + 1, &behind_slash, bits);

		if (found)
			return at + (size_t)__builtin_ctzll(found);
	}
	return s.n;
}

/* Lines may go on behind a backslash and blanks. */
static bool may_go_on(char before_lf)
{
	return before_lf == '\\' || (before_lf != '\n' && chr_blank(before_lf));
}

/* Only a # at the beginning of its line matters, and #define are most. */
static bool no_include(const char *p, uint64_t odd)
{
	const char *first = p + __builtin_ctzll(odd);

	for (; odd; odd &= odd - 1)
		if (p[__builtin_ctzll(odd)] != '#')
			return false;
	return chr_alpha(first[1]) && (first[1] != 'i' || first[2] != 'n');
}

/* Whether nothing stands before `at` in its line, or behind `from`, that could
 * make it a part of a text or of the name of a header. False: it may. */
INLINE bool is_plain(struct str s, size_t from, size_t at, bits_fn *bits)
{
	uint64_t line = UINT64_MAX, lf, odd;
	const char *p = s.p + at - BLOCK;

	if (at < BLOCK)
		return false;
	if (at - from < BLOCK)
		line = at == from ? 0 : line << (BLOCK - (at - from));
	lf = bits(p, &newline) & line;
	if (!lf && at - from > BLOCK)
		return false;
	if (lf) {
		size_t last = 63 - (size_t)__builtin_clzll(lf);

		if (at - BLOCK + last > from && (!last || may_go_on(p[last - 1])))
			return false;
		line &= ~(UINT64_MAX >> (63 - last));
	}
	odd = bits(p, &doubtful) & line;
	return !odd || no_include(p, odd);
}

/* ---- with the eyes of spans_next() ---- */

/* The LF before the line of `at` that nothing goes on behind; `from` where there
 * is none. */
static size_t line_before(struct str s, size_t from, size_t at)
{
	size_t lf = str_rfind_chr(str_sub(s, from, at - from), '\n');

	return lf == SIZE_MAX || !lf || may_go_on(s.p[from + lf - 1]) ? from : from + lf;
}

/* The next comment, if it is found before the slash at `at` is read; else what
 * is behind that is what to search next. */
static bool read_line(struct spans *s, size_t at, struct span *out)
{
	s->at = line_before(s->text, s->at, at);
	while (s->at <= at && spans_next(s, out))
		if (out->kind == SPAN_BLOCK || out->kind == SPAN_LINE)
			return true;
	return false;
}

INLINE bool next(struct spans *s, struct span *out, bits_fn *bits)
{
	size_t at;

	while ((at = find_opener(s->text, s->at, bits)) < s->text.n) {
		if (is_plain(s->text, s->at, at, bits) && span_comment(s->text, at, out)) {
			s->at = out->end;
			return true;
		}
		if (read_line(s, at, out))
			return true;
	}
	s->at = s->text.n;
	return false;
}

#if defined(__x86_64__)

__attribute__((target("avx512bw")))
static bool next_avx512(struct spans *s, struct span *out)
{
	return next(s, out, bits_avx512);
}

__attribute__((target("avx2")))
static bool next_avx2(struct spans *s, struct span *out)
{
	return next(s, out, bits_avx2);
}

bool spans_next_comment(struct spans *s, struct span *out)
{
	if (machine_can(MACHINE_AVX512))
		return next_avx512(s, out);
	return machine_can(MACHINE_AVX2) ? next_avx2(s, out) : next(s, out, bits_plain);
}

#elif defined(__aarch64__)

bool spans_next_comment(struct spans *s, struct span *out)
{
	return machine_can(MACHINE_NEON) ? next(s, out, bits_neon) : next(s, out, bits_plain);
}

#else

bool spans_next_comment(struct spans *s, struct span *out)
{
	return next(s, out, bits_plain);
}

#endif
