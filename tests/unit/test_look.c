// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/line.h"
#include "base/look.h"

static char text[20000];

/* Letters with an LF here and there, and one odd byte. */
static struct str made(size_t n, size_t step, size_t odd_at, char odd)
{
	for (size_t i = 0; i < n; i++)
		text[i] = i % step == step - 1 ? '\n' : (char)('a' + i % 26);
	if (odd_at < n)
		text[odd_at] = odd;
	return str_n(text, n);
}

TEST_EACH_MACHINE(feeds_are_counted_at_any_length)
{
	for (size_t n = 0; n < 300; n++) {
		struct look l = look_at(made(n, 7, SIZE_MAX, 0));

		CHECK_AT(l.feeds == n / 7 && l.plain, n);
	}
	CHECK(look_at(made(sizeof(text), 1, SIZE_MAX, 0)).feeds == sizeof(text));
}

TEST_EACH_MACHINE(one_odd_byte_is_seen_anywhere)
{
	static const char odd[] = { '\0', '\r', '\x80', '\xff' };

	for (size_t at = 0; at < 200; at++)
		for (size_t i = 0; i < sizeof(odd); i++)
			CHECK_AT(!look_at(made(200, 50, at, odd[i])).plain, at);
	CHECK(look_at(made(200, 50, 70, '\x7f')).plain);
	CHECK(look_at(made(200, 50, 70, '\x01')).plain);
}

TEST_EACH_MACHINE(a_word_is_found_behind_others)
{
	struct str word = STR("From ");

	for (size_t at = 1; at < 400; at++) {
		struct str s = made(500, 9, SIZE_MAX, 0);
		size_t n = 0, feeds;

		memcpy(text + at, word.p, word.n);
		text[at - 1] = 'x';
		CHECK_AT(look_behind(s, 0, word, '\n', '>', &n) == SIZE_MAX, at);
		text[at - 1] = at % 2 ? '\n' : '>';
		feeds = look_at(str_n(s.p, at)).feeds;
		for (size_t from = 0; from <= at; from += at) {
			n = 0;
			CHECK_AT(look_behind(s, from, word, '\n', '>', &n) == at, at);
			CHECK_AT(n == (from ? at % 2 : feeds), at);
		}
		CHECK_AT(look_behind(s, at + 1, word, '\n', '>', &n) == SIZE_MAX, at);
		CHECK_AT(look_behind(str_n(s.p, at + 4), 0, word, '\n', '>', &n) ==
			 SIZE_MAX, at);
	}
}

TEST_EACH_MACHINE(many_lines_are_counted_on_the_way)
{
	struct str word = STR("From ");
	struct str s = made(sizeof(text), 2, SIZE_MAX, 0);
	size_t n = 0;

	memcpy(text + sizeof(text) - 50, word.p, word.n);
	CHECK(look_behind(s, 0, word, '\n', '>', &n) == sizeof(text) - 50);
	CHECK_NUM(n, sizeof(text) / 2 - 25);
	CHECK(look_behind(STR(""), 0, word, '\n', '>', &n) == SIZE_MAX);
	CHECK(look_behind(STR("From "), 0, word, '\n', '>', &n) == SIZE_MAX);
}

TEST(a_line_ends_at_its_first_feed)
{
	for (size_t n = 0; n < 300; n++) {
		struct str s = made(300, 1000, n, '\n');

		text[299] = '\n';
		CHECK_AT(line_length(s) == n, n);
		CHECK_AT(line_length(str_n(s.p, n)) == n, n);
	}
}

TEST(short_texts_are_plain_or_not)
{
	for (size_t n = 0; n < 70; n++) {
		CHECK_AT(look_is_plain(made(n, 1000, SIZE_MAX, 0), '\n', '?'), n);
		for (size_t at = 0; at < n; at++) {
			static const char odd[] = { '\0', '\x80', '\n', '?' };

			for (size_t i = 0; i < sizeof(odd); i++)
				CHECK_AT(!look_is_plain(made(n, 1000, at, odd[i]), '\n', '?'), n);
			CHECK_AT(look_is_plain(made(n, 1000, at, '\r'), '\n', '?'), n);
		}
	}
}
