// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/sha1.h"

#include <stdio.h>
#include <string.h>

static uint32_t rol(uint32_t v, unsigned n)
{
	return v << n | v >> (32 - n);
}

static uint32_t be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* Sixteen words in a ring: word i >= 16 replaces word i - 16. */
static uint32_t schedule(uint32_t w[16], unsigned i)
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

	for (i = 0; i < 16; i++) {
		w[i] = be32(p + 4 * i);
		ROUND((b & c) | (~b & d), 0x5a827999, w[i]);
	}
	for (; i < 20; i++)
		ROUND((b & c) | (~b & d), 0x5a827999, schedule(w, i));
	for (; i < 40; i++)
		ROUND(b ^ c ^ d, 0x6ed9eba1, schedule(w, i));
	for (; i < 60; i++)
		ROUND((b & c) | (b & d) | (c & d), 0x8f1bbcdc, schedule(w, i));
	for (; i < 80; i++)
		ROUND(b ^ c ^ d, 0xca62c1d6, schedule(w, i));
	h[0] += a;
	h[1] += b;
	h[2] += c;
	h[3] += d;
	h[4] += e;
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
		compress(s->h, s->block);
	}
	for (; n >= 64; p += 64, n -= 64)
		compress(s->h, p);
	memcpy(s->block, p, n);
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

void sha1_blob(char out[41], struct str text)
{
	char head[40];
	unsigned char hash[20];
	struct sha1 s;

	/* The NUL belongs to it. */
	sha1_init(&s);
	sha1_update(&s, head, (size_t)snprintf(head, sizeof(head), "blob %zu", text.n) + 1);
	sha1_update(&s, text.p, text.n);
	sha1_final(&s, hash);
	sha1_hex(out, hash);
}
