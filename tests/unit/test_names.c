// SPDX-License-Identifier: GPL-2.0-or-later
/* Names in a tree whose files are longer than what is read at a time. */
#include "test.h"
#include "folder.h"

#include "base/buf.h"
#include "scan/names.h"

static void write_file(struct buf *b)
{
	struct err err;

	CHECK(file_write(arena_printf(a, "%s/all.h", top), buf_str(b), &err));
	buf_free(b);
}

#define NUMBERS 120000		/* of ten bytes each: more than a megabyte */

static struct names_tree tree(void)
{
	return (struct names_tree){ .root = top, .workers = 2 };
}

/* Names one behind the other, so that some stand wherever pieces meet; halves of
 * them are no words. */
TEST(words_are_found_whole_wherever_pieces_meet)
{
	struct str names[602], v[2];
	struct names_tree t = tree();
	bool have[602];
	struct err err;

	start();
	for (size_t shift = 0; shift < 10; shift++) {
		struct buf b = BUF;

		buf_fill(&b, ' ', shift);
		for (size_t i = 0; i < NUMBERS; i++)
			buf_printf(&b, "N%08zu%s", i, i + 1 < NUMBERS ? " " : "");
		write_file(&b);
		/* Around 512 KiB and twice that, and at the ends. */
		for (size_t i = 0; i < 600; i++)
			names[i] = str_printf(a, "N%08zu", (i < 300 ? 52200 : 104400) + i % 300);
		names[600] = STR("N00000000");
		names[601] = str_printf(a, "N%08u", NUMBERS - 1);
		CHECK(names_find(&t, names, 602, have, &err));
		for (size_t i = 0; i < 602; i++)
			CHECK_AT(have[i], i);
		for (size_t i = 52420; i < 52430; i++) {
			v[0] = str_printf(a, "%08zu", i);
			v[1] = str_printf(a, "N%07zu", i / 10);
			CHECK(names_find(&t, v, 2, have, &err));
			CHECK_AT(!have[0] && !have[1], i);
		}
	}
}

/* Cut at any place, a word is still no other. */
TEST(parts_of_words_are_not_found)
{
	struct str parts[4] = { STR("AAAA"), STR("AAAAAAAA"), STR("BBB"), STR("AAB") };
	struct names_tree t = tree();
	bool have[4] = { 0 };
	struct err err;
	struct buf b = BUF;

	start();
	buf_fill(&b, 'A', 2u << 20);
	buf_fill(&b, 'B', 700u << 10);
	write_file(&b);
	CHECK(names_find(&t, parts, 4, have, &err));
	for (size_t i = 0; i < 4; i++)
		CHECK_AT(!have[i], i);
}

/* A file may be as long as a buffer, or a few bytes more or less. */
TEST(the_last_word_is_found_whatever_the_length)
{
	struct str names[1] = { STR("last_word") };
	struct names_tree t = tree();
	struct err err;

	start();
	for (size_t n = (512u << 10) - 180; n < (512u << 10) + 20; n++) {
		struct buf b = BUF;
		bool have[1] = { 0 };

		buf_fill(&b, '\n', n - names[0].n);
		buf_add(&b, names[0]);
		write_file(&b);
		CHECK(names_find(&t, names, 1, have, &err));
		CHECK_AT(have[0], n);
	}
}

TEST(a_name_longer_than_any_overlap_is_found)
{
	struct buf name = BUF, b = BUF;
	struct names_tree t = tree();
	struct str names[1];
	bool have[1] = { 0 };
	struct err err;

	start();
	buf_fill(&name, 'n', 100u << 10);
	buf_fill(&b, ' ', 480u << 10);
	buf_add(&b, buf_str(&name));
	write_file(&b);
	names[0] = buf_str(&name);
	CHECK(names_find(&t, names, 1, have, &err));
	CHECK(have[0]);
	buf_free(&name);
}
