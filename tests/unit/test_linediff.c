// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "patch/linediff.h"

static size_t letters(uint64_t *out, const char *s)
{
	size_t n = strlen(s);

	for (size_t i = 0; i < n; i++)
		out[i] = (uint64_t)s[i];
	return n;
}

TEST(edits_and_what_a_diff_shows)
{
	static const struct {
		const char *x, *y;
		size_t edits, shown;
	} rows[] = {
		{ "", "", 0, 0 },
		{ "abc", "abc", 0, 0 },
		{ "", "abc", 3, 4 },
		{ "abc", "", 3, 4 },
		{ "abc", "axc", 2, 1 + 1 + 2 + 1 },
		{ "abcabba", "cbabac", 5, 0 },
		/* three lines around, one @@ */
		{ "0123456789", "01234x56789", 1, 1 + 3 + 1 + 3 },
		/* runs of six join, of seven do not */
		{ "x123456y", "123456", 2, 1 + 2 + 6 },
		{ "x1234567y", "1234567", 2, 2 + 2 + 6 },
		{ "abcdef", "ghijkl", 12, 13 },
	};
	struct arena *a = arena_new();

	for (int i = 0; i < (int)(sizeof(rows) / sizeof(rows[0])); i++) {
		uint64_t x[20], y[20];
		size_t nx = letters(x, rows[i].x), ny = letters(y, rows[i].y);
		struct linediff d;

		CHECK_AT(linediff(&d, a, x, nx, y, ny, 100), i);
		CHECK_NUM(d.edits, rows[i].edits);
		if (rows[i].shown)
			CHECK_NUM(d.shown, rows[i].shown);
		if (rows[i].edits)
			CHECK_AT(!linediff(&d, a, x, nx, y, ny, rows[i].edits - 1), i);
	}
	arena_free(a);
}

TEST(bound_is_below)
{
	uint64_t x[] = { 1, 2, 2, 5 }, y[] = { 2, 3, 5, 5 };

	CHECK_NUM(linediff_bound(x, 4, y, 4), 4);
	CHECK_NUM(linediff_bound(x, 0, y, 4), 4);
	CHECK_NUM(linediff_bound(x, 4, x, 4), 0);
}
