// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "base/buf.h"

TEST(cursors_leave_what_they_do_not_match)
{
	struct str s = STR("@@ -12,x"), t;
	uint64_t n = 99;

	CHECK(!str_eat(&s, STR("@@ +")));
	CHECK(str_eat(&s, STR("@@ -")) && str_num(&s, &n, UINT32_MAX));
	CHECK_NUM(n, 12);
	CHECK_STR(s, ",x");
	CHECK(!str_num(&s, &n, 5));
	CHECK(str_eat_chr(&s, ',') && !str_eat_chr(&s, ','));
	CHECK(str_ident(&s, &t) && str_eq(t, STR("x")) && !s.n);
	CHECK(!str_ident(&s, &t) && !str_word(&s, &t) && !str_line(&s, &t));
}

TEST(numbers_stop_at_their_limit)
{
	static const struct {
		const char *text;
		uint64_t max;
		bool ok;
		uint64_t want;
		const char *rest;
	} rows[] = {
		{ "0", 9, true, 0, "" },
		{ "9a", 9, true, 9, "a" },
		{ "10", 9, false, 0, "10" },
		{ "18446744073709551615", UINT64_MAX, true, UINT64_MAX, "" },
		{ "18446744073709551616", UINT64_MAX, false, 0, "18446744073709551616" },
		{ "99999999999999999999999", UINT64_MAX, false, 0, "99999999999999999999999" },
		{ "-1", 9, false, 0, "-1" },
		{ "", 9, false, 0, "" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str s = str_of(rows[i].text);
		uint64_t n = 0;

		CHECK_AT(str_num(&s, &n, rows[i].max) == rows[i].ok, i);
		if (rows[i].ok)
			CHECK_NUM(n, rows[i].want);
		CHECK_STR(s, rows[i].rest);
	}
}

TEST(a_whole_slice_is_decimal_or_hexadecimal)
{
	static const struct { const char *text; bool ok; uint64_t want; } rows[] = {
		{ "0", true, 0 }, { "42", true, 42 }, { "0x2a", true, 42 },
		{ "0xC4000150", true, 0xC4000150 }, { "0x", false, 0 },
		{ "2a", false, 0 }, { "0x1g", false, 0 }, { "", false, 0 },
		{ " 1", false, 0 }, { "0x10000000000000000", false, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint64_t n = 0;

		CHECK_AT(str_to_num(str_of(rows[i].text), &n) == rows[i].ok, i);
		if (rows[i].ok)
			CHECK_NUM(n, rows[i].want);
	}
}

TEST(lines_end_in_lf_or_crlf_and_the_last_needs_none)
{
	struct str s = STR("a\r\n\nb\rc\nlast"), line;

	CHECK(str_line(&s, &line) && str_eq(line, STR("a")));
	CHECK(str_line(&s, &line) && line.n == 0);
	CHECK(str_line(&s, &line) && str_eq(line, STR("b\rc")));
	CHECK(str_line(&s, &line) && str_eq(line, STR("last")));
	CHECK(!str_line(&s, &line));
	s = STR("a\r\nb");
	CHECK(str_line_raw(&s, &line) && str_eq(line, STR("a\r\n")));
	CHECK(str_line_raw(&s, &line) && str_eq(line, STR("b")));
}

TEST(slices_are_clamped)
{
	struct str s = STR("abc");

	CHECK_STR(str_from(s, 1), "bc");
	CHECK_STR(str_from(s, 9), "");
	CHECK_STR(str_sub(s, 1, 99), "bc");
	CHECK_STR(str_sub(s, 2, SIZE_MAX), "c");
	CHECK_STR(str_trim(STR(" \t x y\r\n")), "x y");
	CHECK_STR(str_trim(STR(" \t")), "");
}

TEST(finding_and_comparing)
{
	CHECK_NUM(str_find(STR("aabaab"), STR("ab")), 1);
	CHECK(str_find(STR("aaa"), STR("b")) == SIZE_MAX);
	CHECK(str_find(STR("a"), STR("aa")) == SIZE_MAX);
	CHECK_NUM(str_find_nocase(STR("xDoNotMerge"), STR("NOTM")), 3);
	CHECK_NUM(str_rfind_chr(STR("a/b/c"), '/'), 3);
	CHECK(str_find_chr(STR(""), 'x') == SIZE_MAX);
	CHECK(str_cmp(STR("a"), STR("b")) < 0 && str_cmp(STR("ab"), STR("a")) > 0);
	CHECK(str_cmp(STR("\xff"), STR("a")) > 0);
	CHECK(str_eq_nocase(STR("FixMe"), STR("FIXME")) && !str_eq_nocase(STR("a"), STR("ab")));
	CHECK(str_starts_nocase(STR("Re: x"), STR("RE:")));
	CHECK(str_eq(str_n(NULL, 0), STR("")));
}

/* As many digits as fit eight bytes, and more, with anything behind them. */
TEST(numbers_of_every_length)
{
	static const char behind[] = " ,:/;<0@~a\n\x80\xb0\xff";
	char text[32];

	for (size_t n = 0; n < 18; n++) {
		for (size_t k = 0; k < sizeof(behind) - 1; k++) {
			uint64_t want = 0, got = 99, max = UINT64_MAX;
			size_t digits = n;
			struct str s;

			memset(text, behind[k], sizeof(text));
			for (size_t i = 0; i < n; i++)
				text[i] = (char)('0' + (i * 7 + k + 3) % 10);
			if (behind[k] == '0')
				text[digits = n + 1] = 'x';
			for (size_t i = 0; i < digits; i++)
				want = want * 10 + (uint64_t)(text[i] - '0');
			s = str_n(text, sizeof(text));
			CHECK_AT(str_num(&s, &got, max) == (digits > 0), n);
			CHECK_AT(!digits || (got == want && s.p == text + digits), n);
			s = str_n(text, digits);
			CHECK_AT(str_num(&s, &got, max) == (digits > 0), n);
			CHECK_AT(!digits || (got == want && !s.n), n);
			s = str_n(text, sizeof(text));
			CHECK_AT(!want || !str_num(&s, &got, want - 1), n);
			CHECK_AT(s.p == text || !want, n);
		}
	}
}

TEST(buffers_grow_while_they_are_printed_to)
{
	struct buf b = BUF, want = BUF;

	buf_num(&b, 0);
	buf_chr(&b, ' ');
	buf_num(&b, UINT64_MAX);
	CHECK_STR(buf_str(&b), "0 18446744073709551615");
	buf_clear(&b);
	for (unsigned i = 0; i < 2000; i++) {
		buf_printf(&b, "%u%s,", i, i % 100 ? "" : " and a longer text");
		buf_num(&want, i);
		buf_add(&want, i % 100 ? STR(",") : STR(" and a longer text,"));
		CHECK_AT(b.n == want.n && b.p[b.n] == '\0', i);
	}
	CHECK_STR(buf_str(&b), buf_str(&want));
	buf_free(&b);
	buf_printf(&b, "%s", "");
	CHECK_STR(buf_str(&b), "");
	buf_free(&b);
	buf_free(&want);
}
