// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/literal.h"

/* "once|until & merged": the sets, the rarest first */
static struct str sets_of(struct arena *a, const char *pattern)
{
	struct literals sets[LITERAL_SETS];
	size_t n = literal_needs(a, str_of(pattern), LITERAL_MAX, sets);
	struct buf b = BUF;
	struct str out;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sets[i].n; k++) {
			buf_add(&b, k ? STR("|") : i ? STR(" & ") : STR(""));
			buf_add(&b, sets[i].v[k]);
		}
	out = str_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}

TEST(words_that_a_match_cannot_do_without)
{
	static const struct { const char *pattern, *want; } rows[] = {
		{ "", "" },
		{ "temporary", "temporary" },
		{ "\\btemporar(?:y|ily)\\b", "temporary|temporarily" },
		{ "\\b(?:once|until)\\b[^.]*(?:merged|landed)", "merged|landed & once|until" },
		{ "(?:for now|hack) yes", "for now yes|hack yes" },
		{ "work-?around", "workaround|work-around" },
		{ "needs?\\b (?:an? |the )?fix", "need fix|need a fix|need an fix|need the fix|"
		  "needs fix|needs a fix|needs an fix|needs the fix" },
		{ "(?:a|(?:b|c)d)(?:efg)?hij", "ahij|aefghij|bdhij|bdefghij|cdhij|cdefghij" },
		{ "one(?:x|y\\w)two", "one & two" },
		{ "one(?!two)three", "onethree" },
		{ "[Tt]o[- ]do[^a]x[ab-]yz[a-c]end", "to-do|to do & end & xayz|xbyz|x-yz" },
		{ "landed?", "lande|landed" },
		{ "colou*rs", "colo" },
		{ "remov+ed", "remov & ved" },
		{ "ab{2}cdef", "bcdef" },
		{ "(abc|defg){0,2}xyz", "xyz" },
		{ "(abc|defg){1,2}", "abc|defg" },
		{ "(?:abc|x)", "" },
		{ "abc|", "" },
		{ "(?:abc|def)?", "" },
		{ "(?!never)(?<=after)this", "this" },
		{ "(?<!not )ready", "ready" },
		{ "a\\.b\\-c", "a.b-c" },
		{ "\\w+ded\\s+drop\\b", "drop & ded" },
		{ "\\w+ing\\s+drop\\b", "drop" },
		{ "this\\s+(?:the |all )\\s+drop\\b", "drop" },
		{ "\\w+ing\\b", "ing" },
		/* which end alike */
		{ "the (?:\\w+ )?hack", " hack" },
		{ "(?:the|a) (?:\\w+ ){0,3}?hacks?", " hack| hacks" },
		{ "the\\b(?:\\w+ )?hack", "hack" },
		{ "(?:the |of\\w )hack", " hack" },
		{ "(?:the |of\\w)hack", "hack" },
		{ "(?:\\w )+hack", " hack" },
		{ "(?:^|the )(?:\\w+ )?hack", "hack" },
		{ "[a-z\\]]+end", "end" },
		{ "[]x]end", "]end|xend" },
		{ "[^x]end", "end" },
		{ "[\\w]end", "end" },
		{ "^.*$", "" },
		/* not read: nothing is known */
		{ "(?i)hack", "" },
		{ "(?<name>hack)", "" },
		{ "(*UTF)hack", "" },
		{ "\\Qhack\\E", "" },
		{ "[[:alpha:]]hack", "" },
		{ "(hack)\\1", "" },
		{ "\\x41hack", "" },
		{ "hack)", "" },
		{ "(hack", "" },
		{ "[hack", "" },
		{ "hack\\", "" },
		{ "hack{,2}", "" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		CHECK_STR(sets_of(a, rows[i].pattern), rows[i].want);
	arena_free(a);
}

TEST(nesting_and_size_are_bounded)
{
	struct arena *a = arena_new();
	struct buf deep = BUF, wide = BUF;

	for (int i = 0; i < 5000; i++)
		buf_chr(&deep, '(');
	buf_add(&deep, STR("hack"));
	CHECK_STR(sets_of(a, str_z(a, buf_str(&deep))), "");
	for (int i = 0; i < 500; i++)
		buf_printf(&wide, "%sword%d", i ? "|" : "", i);
	CHECK_STR(sets_of(a, str_z(a, buf_str(&wide))), "");
	buf_free(&deep);
	buf_free(&wide);
	arena_free(a);
}
