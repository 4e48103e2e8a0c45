// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "patch/trailer.h"

#define SOB "Signed-off-by: A <a@b>\n"

TEST(blocks)
{
	static const struct {
		const char *text;
		unsigned start, n;
	} rows[] = {
		{ "Text.\n\n" SOB, 3, 1 },
		{ "Text.\n\nFixes: 012345 (\"x\")\nCc: a\n" SOB "\n\n", 3, 3 },
		{ "Text.\n\n" SOB "[B: rebased]\nSigned-off-by: B <b@c>\n", 3, 2 },
		{ "Text.\n\n" SOB "[B: rebased,\n fixed]\nSigned-off-by: B <b@c>\n", 3, 2 },
		{ "Text.\n\nLink: https://x/\n  folded\n" SOB, 3, 2 },
		{ "Text.\n" SOB, 1, 1 },
		{ "One.\nTwo.\nThree.\nFour.\n" SOB, 0, 0 },
		{ "Text.\n\nnote: only prose\nhere\n", 0, 0 },
		{ "https://example.org/x\n", 0, 0 },
		{ "Text only.\n", 0, 0 },
		{ "", 0, 0 },
		{ "\n\n", 0, 0 },
		{ "Not-yet-signed-off-by: A\n", 1, 1 },
	};
	struct arena *a = arena_new();

	for (int i = 0; i < (int)(sizeof(rows) / sizeof(rows[0])); i++) {
		struct trailers t = { 0 };
		uint32_t start;

		trailers_parse(&t, a, str_of(rows[i].text), 1, &start);
		CHECK_AT(start == rows[i].start, i);
		CHECK_AT(t.n == rows[i].n, i);
	}
	arena_free(a);
}

TEST(values_and_lines)
{
	struct arena *a = arena_new();
	struct trailers t = { 0 };
	uint32_t start;

	trailers_parse(&t, a, STR("Text.\n\nLink: one\n  two \nAcked-by : B <b@c>\n" SOB),
		       10, &start);
	CHECK_NUM(start, 12);
	if (CHECK(t.n == 3)) {
		CHECK_STR(t.v[0].value, "one\n  two");
		CHECK_STR(t.v[1].name, "Acked-by");
		CHECK_NUM(t.v[1].line, 14);
	}
	arena_free(a);
}

TEST(base_lines)
{
	struct arena *a = arena_new();
	struct trailers t = { 0 };

	trailers_base(&t, a, STR("x\nbase-commit: 0123\nprerequisite-patch-id: 45\n"
				 "  base-commit: no\nDepends-on: <a@b>\nDate: no\n-- \n"), 7);
	if (CHECK(t.n == 3)) {
		CHECK_STR(t.v[0].value, "0123");
		CHECK_NUM(t.v[0].line, 8);
		CHECK_STR(t.v[2].value, "<a@b>");
	}
	arena_free(a);
}
