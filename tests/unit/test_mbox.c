// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "mail/mbox.h"

#define SEP "From mboxrd@z Thu Jan  1 00:00:00 1970\n"
#define GIT "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n"

TEST(separators_end_in_a_date)
{
	static const struct { const char *line; bool yes; } rows[] = {
		{ "From mboxrd@z Thu Jan  1 00:00:00 1970", true },
		{ "From 0123456789012345678901234567890123456789 "
		  "Mon Sep 17 00:00:00 2001", true },
		{ "From user at example.org  Fri Nov 20 09:01:02 2026", true },
		{ "From a@b Sat Feb  3 4:05:06 2001 +0100", true },
		{ "From - Tue Mar 04 10:11:12 2025", true },
		{ "From Mon to Fri Jan was closed", false },
		{ "From the manual: the granule is delegated", false },
		{ "From a@b Thu Jan 41 00:00:00 1970", false },
		{ ">From a@b Thu Jan  1 00:00:00 1970", false },
		{ "From: a@b Thu Jan  1 00:00:00 1970", false },
		{ "From ", false },
		{ "", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		CHECK_AT(mbox_separator(str_of(rows[i].line)) == rows[i].yes, i);
}

TEST(messages_are_cut_at_separators)
{
	static const struct { const char *text, *lines; } rows[] = {
		/* Lines at which messages begin, as one string. */
		{ "", "" },
		{ "\n\n\n", "" },
		{ "Subject: one\n\nFrom a Mon Sep 17 00:00:00 2001\n", "1" },
		{ SEP "Subject: a\n\nx\n\n" SEP "Subject: b\n\ny\n", "1 6" },
		{ "\n\n" SEP "A: b\n\nx\n\n" GIT "A: b\n", "3 8" },
		{ SEP "A: b\n\nno empty line here\n" GIT "From: a@b\n\ny\n", "1 5" },
		{ SEP "A: b\n\ntext\n" GIT "text again\n", "1" },
		{ SEP "A: b\n\n\nFrom here on it is text\n", "1" },
		{ SEP "A: b\n\n\n>" SEP "A: c\n", "1" },
		{ SEP "A: b\r\n\r\nx\r\n\r\n" SEP "A: c\r\n", "1 6" },
		{ SEP SEP "A: b\n", "1 2" },
		{ SEP "\n" SEP "\n" SEP, "1 3 5" },
		{ SEP, "1" },
		{ "From nobody\n\n" SEP "A: b\n", "1" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char got[64] = "";
		struct mbox m;
		struct mbox_raw r;
		size_t total = 0;

		mbox_open(&m, str_of(rows[i].text));
		while (mbox_next(&m, &r)) {
			snprintf(got + strlen(got), sizeof(got) - strlen(got),
				 "%s%zu", total ? " " : "", r.line);
			total += r.text.n;
		}
		if (!CHECK_STR(got, rows[i].lines))
			printf("\trow %zu\n", i);
		CHECK_AT(total <= strlen(rows[i].text), i);
	}
}

TEST(quoting_is_seen_and_taken_off)
{
	static const struct { const char *line, *want; } rows[] = {
		{ ">From the start", "From the start" },
		{ ">>From the start", ">From the start" },
		{ "> From the start", "> From the start" },
		{ ">Fromage", ">Fromage" },
		{ "From the start", "From the start" },
		{ ">", ">" },
		{ "", "" },
	};
	struct mbox m;
	struct mbox_raw r;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		CHECK_STR(mbox_unquote(str_of(rows[i].line)), rows[i].want);

	mbox_open(&m, STR(SEP "A: b\n\n>From x\n\n" SEP "A: b\n\na >From b\n\n"
			  SEP "A: b\n\n>>>From x"));
	CHECK(mbox_next(&m, &r) && r.quoted);
	CHECK(mbox_next(&m, &r) && !r.quoted);
	CHECK(mbox_next(&m, &r) && r.quoted);
	CHECK(!mbox_next(&m, &r));
}
