// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/err.h"
#include "base/visible.h"

static const struct {
	const char *in, *out;
} texts[] = {
	{ "a line\n\tand a tab\n", "a line\n\tand a tab\n" },
	{ "\033[1;31mERROR\033[0m", "\033[1;31mERROR\033[0m" },
	{ "\033[2J", "^[[2J" }, { "\033]52;c;eA==\a", "^[]52;c;eA==^G" },
	{ "hidden\rshown", "hidden^Mshown" }, { "\033\033[1m", "^[\033[1m" },
	{ "\033[1;31;1;31m", "^[[1;31;1;31m" }, { "\033[1", "" }, { "\033[38;5", "" },
	{ "\033[36m", "\033[36m" }, { "\033[8mgone", "^[[8mgone" }, { "\033[m", "^[[m" },
	{ "\b\x7f", "^H^?" }, { "caf\xc3\xa9 \xc2\xa7", "caf\xc3\xa9 \xc2\xa7" },
	{ "\xc2\x9b""2J", "M-^[2J" }, { "\xc2\033c", "\xc2^[c" }, { "\xff\x9b", "\xff\x9b" },
};

/* However it is cut. */
TEST(a_terminal_gets_nothing_but_text_and_colours)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		for (size_t cut = 0; cut <= strlen(texts[i].in); cut++) {
			struct visible_stream v = { .n = 0 };
			struct buf b = BUF;

			visible_text(&v, &b, str_n(texts[i].in, cut));
			visible_text(&v, &b, str_of(texts[i].in + cut));
			CHECK_STR(buf_str(&b), texts[i].out);
			buf_free(&b);
		}
}

TEST(names_and_messages_are_one_line)
{
	struct buf b = BUF;
	struct err err;

	visible_name(&b, STR("a\nb\033\"c\\ \xff\x7f"));
	CHECK_STR(buf_str(&b), "a\\nb\\033\"c\\ \xff\\177");
	buf_free(&b);
	err_set(&err, "%s: not found", "x\n\033[1mwinnow: all is well");
	CHECK_STR(str_of(err.msg), "x??[1mwinnow: all is well: not found");
}
