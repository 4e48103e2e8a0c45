// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/sieve.h"

#include "base/machine.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

struct sieve_bytes sieve_byte(char c, bool nocase)
{
	uint8_t u = (uint8_t)c;
	struct sieve_bytes b = { (uint16_t)(1u << (u & 15)), (uint16_t)(1u << (u >> 4)) };

	if (nocase && chr_alpha(c))
		b.hi |= (uint16_t)(1u << ((u ^ 0x20) >> 4));
	return b;
}

void sieve_allow(struct sieve *s, unsigned b, unsigned k, struct sieve_bytes which)
{
	uint8_t bit = (uint8_t)(1u << b);

	for (uint32_t his = which.hi; his; his &= his - 1)
		for (uint32_t los = which.lo; los; los &= los - 1) {
			int hi = __builtin_ctz(his), lo = __builtin_ctz(los);

			s->lo[k][lo] |= bit;
			s->hi[k][hi] |= bit;
			s->low[k][(hi << 4 | lo) & 63] |= bit;
		}
}

static uint64_t next_plain(const struct sieve *s, struct str text, size_t *at)
{
	size_t left = *at < text.n ? text.n - *at : 0;

	(void)s;
	return left < SIEVE_STEP ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
}

/* ---- many places at a time ---- */

#define INLINE static inline __attribute__((always_inline))

/* Of as many places as the machine looks at a time: its width. */
typedef uint64_t bits_fn(const struct sieve *s, const char *p);

/* Of 64 places, of which `left` count at least. */
INLINE uint64_t bits_by(const struct sieve *s, const char *p, size_t left, bits_fn *bits_of,
			size_t width)
{
	uint64_t bits = bits_of(s, p);

	for (size_t i = width; i < SIEVE_STEP && i < left; i += width)
		bits |= bits_of(s, p + i) << i;
	return bits;
}

INLINE uint64_t next_by(const struct sieve *s, struct str text, size_t *at, bits_fn *bits_of,
			size_t width)
{
	uint64_t bits = 0;
	size_t i;

	for (i = *at; i < text.n; i += SIEVE_STEP) {
		bits = bits_by(s, text.p + i, text.n - i, bits_of, width);
		if (bits)
			break;
	}
	*at = i;
	return bits;
}

#if defined(__x86_64__)

#define VBMI __attribute__((target("avx512vbmi,avx512bw")))

VBMI INLINE __m512i look_up(const struct sieve *s, const char *p, int k)
{
	return _mm512_permutexvar_epi8(_mm512_loadu_si512(p + k),
				       _mm512_loadu_si512(s->low[k]));
}

/* Looks bytes up by their lower six bits, which tell letters, digits and signs
 * from each other as good as always: one instruction where others take five. */
VBMI INLINE uint64_t bits64(const struct sieve *s, const char *p)
{
	return _mm512_test_epi8_mask(
		_mm512_and_si512(look_up(s, p, 0), look_up(s, p, 1)),
		_mm512_and_si512(look_up(s, p, 2), look_up(s, p, 3)));
}

VBMI static uint64_t next_vbmi(const struct sieve *s, struct str text, size_t *at)
{
	return next_by(s, text, at, bits64, 64);
}

#define AVX2 __attribute__((target("avx2")))

AVX2 INLINE __m256i twice(const uint8_t *table)
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
}

AVX2 INLINE uint64_t bits32(const struct sieve *s, const char *p)
{
	const __m256i low = _mm256_set1_epi8(15), zero = _mm256_setzero_si256();
	__m256i all = _mm256_set1_epi8(-1);

#pragma GCC unroll 4
	for (int k = 0; k < SIEVE_WIDTH; k++) {
		__m256i v = _mm256_loadu_si256((const __m256i *)(p + k));
		__m256i h = _mm256_and_si256(_mm256_srli_epi16(v, 4), low);

		all = _mm256_and_si256(all, _mm256_and_si256(
			_mm256_shuffle_epi8(twice(s->lo[k]), _mm256_and_si256(v, low)),
			_mm256_shuffle_epi8(twice(s->hi[k]), h)));
	}
	return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(all, zero));
}

AVX2 static uint64_t next_avx2(const struct sieve *s, struct str text, size_t *at)
{
	return next_by(s, text, at, bits32, 32);
}

#define SSSE3 __attribute__((target("ssse3")))

SSSE3 INLINE uint64_t bits16(const struct sieve *s, const char *p)
{
	const __m128i low = _mm_set1_epi8(15), zero = _mm_setzero_si128();
	__m128i all = _mm_set1_epi8(-1);

#pragma GCC unroll 4
	for (int k = 0; k < SIEVE_WIDTH; k++) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + k));
		__m128i h = _mm_and_si128(_mm_srli_epi16(v, 4), low);
		__m128i lo = _mm_loadu_si128((const __m128i *)s->lo[k]);
		__m128i hi = _mm_loadu_si128((const __m128i *)s->hi[k]);

		all = _mm_and_si128(all, _mm_and_si128(
			_mm_shuffle_epi8(lo, _mm_and_si128(v, low)),
			_mm_shuffle_epi8(hi, h)));
	}
	return 0xffff & ~(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(all, zero));
}

SSSE3 static uint64_t next_ssse3(const struct sieve *s, struct str text, size_t *at)
{
	return next_by(s, text, at, bits16, 16);
}

static sieve_fn *fastest(void)
{
	if (machine_can(MACHINE_VBMI))
		return next_vbmi;
	if (machine_can(MACHINE_AVX2))
		return next_avx2;
	return machine_can(MACHINE_SSSE3) ? next_ssse3 : next_plain;
}

#elif defined(__aarch64__)

INLINE uint64_t bits16(const struct sieve *s, const char *p)
{
	uint8x16_t all = vdupq_n_u8(255);
	uint64_t bits = 0;

	for (int k = 0; k < SIEVE_WIDTH; k++) {
		uint8x16_t v = vld1q_u8((const uint8_t *)p + k);

		all = vandq_u8(all, vandq_u8(
			vqtbl1q_u8(vld1q_u8(s->lo[k]), vandq_u8(v, vdupq_n_u8(15))),
			vqtbl1q_u8(vld1q_u8(s->hi[k]), vshrq_n_u8(v, 4))));
	}
	for (int k = 0; k < 16 && vmaxvq_u8(all); k++)
		bits |= (uint64_t)!!((uint8_t *)&all)[k] << k;
	return bits;
}

static uint64_t next_neon(const struct sieve *s, struct str text, size_t *at)
{
	return next_by(s, text, at, bits16, 16);
}

static sieve_fn *fastest(void)
{
	return machine_can(MACHINE_NEON) ? next_neon : next_plain;
}

#else

static sieve_fn *fastest(void)
{
	return next_plain;
}

#endif

void sieve_init(struct sieve *s)
{
	*s = (struct sieve){ .next = fastest() };
}
