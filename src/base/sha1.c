// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/sha1.h"

#include <stdio.h>
#include <string.h>
#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#endif

static uint32_t rol(uint32_t v, unsigned n)
{
	return v << n | v >> (32 - n);
}

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* Sixteen words in a ring: word i >= 16 replaces word i - 16. The loops below
 * are unrolled, which makes the places of the ring constant. */
static inline uint32_t schedule(uint32_t w[16], unsigned i)
{
	uint32_t v = w[(i + 13) & 15] ^ w[(i + 8) & 15] ^ w[(i + 2) & 15] ^ w[i & 15];

	return w[i & 15] = rol(v, 1);
}

#define ROUND(F, K, W) do {						\
		uint32_t t = rol(a, 5) + (F) + e + (K) + (W);		\
		e = d;							\
		d = c;							\
		c = rol(b, 30);						\
		b = a;							\
		a = t;							\
	} while (0)

static void compress(uint32_t h[5], const unsigned char *p)
{
	uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
	uint32_t w[16];
	unsigned i;

#pragma GCC unroll 16
	for (i = 0; i < 16; i++) {
		w[i] = be32(p + 4 * i);
		ROUND((b & c) | (~b & d), 0x5a827999, w[i]);
	}
#pragma GCC unroll 20
	for (; i < 20; i++)
		ROUND((b & c) | (~b & d), 0x5a827999, schedule(w, i));
#pragma GCC unroll 20
	for (; i < 40; i++)
		ROUND(b ^ c ^ d, 0x6ed9eba1, schedule(w, i));
#pragma GCC unroll 20
	for (; i < 60; i++)
		ROUND((b & c) | (b & d) | (c & d), 0x8f1bbcdc, schedule(w, i));
#pragma GCC unroll 20
	for (; i < 80; i++)
		ROUND(b ^ c ^ d, 0xca62c1d6, schedule(w, i));
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
}

static void plain_blocks(uint32_t h[5], const unsigned char *p, size_t n)
{
	for (; n; n--, p += 64)
		compress(h, p);
}

#ifdef __x86_64__

static bool has_sha(void)
{
	unsigned a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA) &&
	       __builtin_cpu_supports("sse4.1");
}

/* Rounds 4i to 4i + 3 with their four words, which those of rounds 4i + 16 on
 * then replace. K: which constant. */
#define FOUR_ROUNDS(i, K) do {						\
		__m128i was = abcd;					\
		e = (i) ? _mm_sha1nexte_epu32(e, w[(i) & 3]) :		\
			  _mm_add_epi32(e, w[0]);			\
		abcd = _mm_sha1rnds4_epu32(abcd, e, K);			\
		e = was;						\
		was = _mm_sha1msg1_epu32(w[(i) & 3], w[((i) + 1) & 3]);	\
		was = _mm_xor_si128(was, w[((i) + 2) & 3]);		\
		w[(i) & 3] = _mm_sha1msg2_epu32(was, w[((i) + 3) & 3]);	\
	} while (0)

#define TWENTY_ROUNDS(i, K) do {					\
		FOUR_ROUNDS(i, K);					\
		FOUR_ROUNDS((i) + 1, K);				\
		FOUR_ROUNDS((i) + 2, K);				\
		FOUR_ROUNDS((i) + 3, K);				\
		FOUR_ROUNDS((i) + 4, K);				\
	} while (0)

__attribute__((target("sha,sse4.1")))
static void sha_blocks(uint32_t h[5], const unsigned char *p, size_t n)
{
	const __m128i swap = _mm_set_epi64x(0x0001020304050607, 0x08090a0b0c0d0e0f);
	__m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const void *)h), 0x1b);
	__m128i e = _mm_set_epi32((int)h[4], 0, 0, 0), w[4];

	for (; n; n--, p += 64) {
		__m128i abcd_was = abcd, e_was = e;

		for (int i = 0; i < 4; i++)
			w[i] = _mm_shuffle_epi8(
				_mm_loadu_si128((const void *)(p + 16 * i)), swap);
		TWENTY_ROUNDS(0, 0);
		TWENTY_ROUNDS(5, 1);
		TWENTY_ROUNDS(10, 2);
		TWENTY_ROUNDS(15, 3);
		e = _mm_sha1nexte_epu32(e, e_was);
		abcd = _mm_add_epi32(abcd, abcd_was);
	}
	_mm_storeu_si128((void *)h, _mm_shuffle_epi32(abcd, 0x1b));
	h[4] = (uint32_t)_mm_extract_epi32(e, 3);
}

#else

static bool has_sha(void)
{
	return false;
}

#define sha_blocks plain_blocks

#endif

static void blocks(uint32_t h[5], const unsigned char *p, size_t n)
{
	static _Atomic int known;	/* 1 no, 2 yes; threads agree on it */

	if (!known)
		known = 1 + has_sha();
	(known == 2 ? sha_blocks : plain_blocks)(h, p, n);
}

void sha1_init(struct sha1 *s)
{
	*s = (struct sha1){
		.h = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 },
	};
}

void sha1_update(struct sha1 *s, const void *data, size_t n)
{
	const unsigned char *p = data;
	size_t have = s->total & 63;

	if (!n)
		return;
	s->total += n;
	if (have) {
		size_t take = 64 - have < n ? 64 - have : n;

		memcpy(s->block + have, p, take);
		p += take;
		n -= take;
		if (have + take < 64)
			return;
		blocks(s->h, s->block, 1);
	}
	if (n >= 64)
		blocks(s->h, p, n / 64);
	memcpy(s->block, p + n / 64 * 64, n % 64);
}

void sha1_final(struct sha1 *s, unsigned char out[20])
{
	uint64_t bits = s->total * 8;
	unsigned char pad[72] = { 0x80 };
	size_t n = 64 - (s->total + 8) % 64;	/* 1..64 */

	for (unsigned i = 0; i < 8; i++)
		pad[n + i] = (unsigned char)(bits >> (56 - 8 * i));
	sha1_update(s, pad, n + 8);
	for (unsigned i = 0; i < 20; i++)
		out[i] = (unsigned char)(s->h[i / 4] >> (24 - 8 * (i % 4)));
}

void sha1(unsigned char out[20], const void *p, size_t n)
{
	struct sha1 s;

	sha1_init(&s);
	sha1_update(&s, p, n);
	sha1_final(&s, out);
}

void sha1_hex(char out[41], const unsigned char hash[20])
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned i = 0; i < 20; i++) {
		out[2 * i] = digits[hash[i] >> 4];
		out[2 * i + 1] = digits[hash[i] & 15];
	}
	out[40] = '\0';
}

void sha1_object(char out[41], const char *type, struct str text)
{
	unsigned char hash[20];
	char head[40];
	struct sha1 s;

	/* The NUL belongs to it. */
	sha1_init(&s);
	sha1_update(&s, head, (size_t)snprintf(head, sizeof(head), "%s %zu", type, text.n) + 1);
	sha1_update(&s, text.p, text.n);
	sha1_final(&s, hash);
	sha1_hex(out, hash);
}

void sha1_blob(char out[41], struct str text)
{
	sha1_object(out, "blob", text);
}
