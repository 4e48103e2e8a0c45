// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "mail/words.h"

/* NULL: left to the library. */
static const struct {
	const char *in, *out;
} rows[] = {
	{ "=?utf-8?q?J=C3=B6rg?= <j@x>", "J\xc3\xb6rg <j@x>" },
	{ "=?UTF-8?Q?a_b=2c?=", "a b," },
	{ "[PATCH] =?utf-8?q?f=C3=BCr?= =?utf-8?q?_alle?= (x)", "[PATCH] f\xc3\xbcr alle (x)" },
	{ "=?utf-8?B?w6TDtsO8?=", "\xc3\xa4\xc3\xb6\xc3\xbc" },
	{ "=?utf-8?B?w6Q=?= =?utf-8?b?w6Q=?=", "\xc3\xa4\xc3\xa4" },
	/* a character parted between two words */
	{ "=?utf-8?q?=C3?= =?utf-8?q?=A4?=", "\xc3\xa4" },
	{ "plain = ? words", "plain = ? words" },
	{ "=?iso-8859-1?q?J=F6rg?=", NULL },
	{ "=?utf-8*de?q?x?=", NULL },
	{ "=?utf-8?q?a=0Ab?=", NULL },
	{ "=?utf-8?q?a=00?=", NULL },
	{ "=?utf-8?b?Cg==?=", NULL },
	{ "=?utf-8?b?w6Q?=", NULL },
	{ "=?utf-8?q?a=4?=", NULL },
	{ "=?utf-8?q?a?b?=", NULL },
	{ "=?utf-8?q?" "?=", NULL },
	{ "=?utf-8?x?a?=", NULL },
	{ "=?utf-8?q?a", NULL },
	{ "=?utf-8?q?a?=x", NULL },
	{ "\"=?utf-8?q?a?=\"", NULL },
	{ "=?utf-8?q?a?=  b", NULL },
	{ "a\t=?utf-8?q?b?=", NULL },
};

TEST(usual_words_are_decoded_and_others_left)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str out = { 0 };
		bool ok = words_decode(a, str_of(rows[i].in), &out);

		CHECK_AT(ok == !!rows[i].out, i);
		if (ok)
			CHECK_STR(out, rows[i].out);
	}
	arena_free(a);
}
