// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/sha1.h"

static const char *hex(const void *p, size_t n)
{
	static char out[41];
	unsigned char hash[20];

	sha1(hash, p, n);
	sha1_hex(out, hash);
	return out;
}

TEST(known_hashes)
{
	CHECK_STR(hex("", 0), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
	CHECK_STR(hex("abc", 3), "a9993e364706816aba3e25717850c26c9cd0d89d");
	CHECK_STR(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56),
		  "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
	/* git's empty blob */
	CHECK_STR(hex("blob 0", 7), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

TEST(million_a)
{
	static char a[1000000];

	memset(a, 'a', sizeof(a));
	CHECK_STR(hex(a, sizeof(a)), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

/* Every length around the block borders, fed in unequal pieces. */
TEST(pieces_make_the_whole)
{
	unsigned char data[300], whole[20], parts[20];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)(i * 7);
	for (size_t n = 0; n <= sizeof(data); n++) {
		struct sha1 s;

		sha1(whole, data, n);
		sha1_init(&s);
		for (size_t at = 0, step = 1; at < n; at += step, step = step * 3 % 67 + 1)
			sha1_update(&s, data + at, n - at < step ? n - at : step);
		sha1_final(&s, parts);
		CHECK_AT(memcmp(whole, parts, 20) == 0, n);
	}
}
