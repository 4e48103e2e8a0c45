// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "mail/transfer.h"

struct row {
	const char *in, *out, *lines;
	bool ok;
	unsigned bad_line;
};

static const struct row base64[] = {
	{ "", "", "", true, 0 },
	{ "QUJD", "ABC", "5", true, 0 },
	{ "QUJDQQ==\n", "ABCA", "5", true, 0 },
	{ "QUJDQUI=\r\n", "ABCAB", "5", true, 0 },
	{ "QQpCCkMK\nRA==\n", "A\nB\nC\nD", "5 5 5 6", true, 0 },
	{ "QUJD\nCkFC\n\nQwo=\n", "ABC\nABC\n", "5 6", true, 0 },
	/* groups over line ends */
	{ "QU\nJDQ\nUI=\n", "ABCAB", "6", true, 0 },
	{ "QQ==\n____\nlist\n", "A", "5", true, 0 },
	{ "QUJD\n-- \nlist\n", "ABC", "5", true, 0 },
	{ "QQ==\nlist\n", "A", "5", false, 6 },
	{ "QUJD\nno base64\n", "ABC", "5", false, 6 },
	{ "QUJDQ\n--\n", "ABC", "5", false, 6 },
	{ "QUJDQUJ\n", "ABC", "5", false, 6 },
	/* padding that is not what the digits ask for */
	{ "QUJDQ===\n", "ABC", "5", true, 0 },
	{ "QUJDQQ=\n", "ABCA", "5", true, 0 },
	{ "QUJD==\n", "ABC", "5", true, 0 },
	{ "QUI=Q\n", "", "", false, 5 },
	{ "Q=", "", "", true, 0 },
};

static const struct row quoted[] = {
	{ "", "", "", true, 0 },
	{ "a=3Db\nc\n", "a=b\nc\n", "5 6", true, 0 },
	{ "a=\nb=\r\nc\nd", "abc\nd", "5 8", true, 0 },
	{ "=c3=B6=0A=0Ax\n", "\xc3\xb6\n\nx\n", "5 5 5", true, 0 },
	{ "x=\n=\n=41", "xA", "5", true, 0 },
	{ "a\nb=zz\n", "a\nb=zz\n", "5 6", false, 6 },
	{ "a= \nb\n", "a= \nb\n", "5 6", true, 0 },
	{ "a=", "a", "5", true, 0 },
	{ "a=4", "a", "5", false, 5 },
	{ "a==41\n", "a==41\n", "5", false, 5 },
};

static void check_rows(const struct row *rows, size_t n,
		       bool (*decode)(struct arena *, struct str, uint32_t,
				      struct text *, uint32_t *))
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < n; i++) {
		const struct row *r = &rows[i];
		struct buf lines = BUF;
		uint32_t bad = 0;
		struct text t;

		CHECK_AT(decode(a, str_of(r->in), 5, &t, &bad) == r->ok, i);
		CHECK_AT(r->ok || bad == r->bad_line, i);
		CHECK_STR(t.s, r->out);
		for (size_t k = 0; k < t.nlines; k++)
			buf_printf(&lines, "%s%u", k ? " " : "", t.lines[k]);
		CHECK_STR(buf_str(&lines), r->lines);
		buf_free(&lines);
	}
	arena_free(a);
}

TEST(lines_are_decoded_and_mapped)
{
	check_rows(base64, sizeof(base64) / sizeof(*base64), transfer_base64);
	check_rows(quoted, sizeof(quoted) / sizeof(*quoted), transfer_quoted);
}

TEST(every_digit_has_its_value)
{
	struct str all = STR("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
			     "0123456789+/");
	struct arena *a = arena_new();
	uint32_t bad;
	struct text t;

	CHECK(transfer_base64(a, all, 1, &t, &bad) && t.s.n == 48);
	for (unsigned i = 0; i < 64; i++) {
		const unsigned char *p = (const unsigned char *)t.s.p + i / 4 * 3;
		unsigned bits = (unsigned)p[0] << 16 | (unsigned)p[1] << 8 | p[2];

		CHECK_AT((bits >> (18 - 6 * (i % 4)) & 63) == i, i);
	}
	arena_free(a);
}
