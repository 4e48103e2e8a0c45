// SPDX-License-Identifier: GPL-2.0-or-later
/* Places and escaping; whole reports are cases, see tests/cases/check/. */
#include "test.h"

#include "base/arena.h"
#include "report/report.h"

static const struct finding code = {
	.rule = STR("FID_REMOVED"), .group = STR("spec"), .level = LEVEL_ERROR,
	.patch = 5, .message_id = STR("5@x"), .subject = STR("[PATCH 5/9] a: b"),
	.source = "s.mbox", .source_line = 100, .file = STR("a/b,c:d.h"), .line = 33,
	.end_line = 34, .mail_line = 22, .where = WHERE_CODE,
	.text = STR("#define A\t1"), .symbol = STR("A"), .message = STR("50% gone\nfor good"),
	.resolved_by = 7, .fingerprint = "0123456789abcdef",
};

static const struct finding text = {
	.rule = STR("PROSE"), .group = STR("throwaway"), .level = LEVEL_CHECK,
	.message_id = STR("0@x"), .subject = STR("[PATCH 0/9] a"), .line = 4, .end_line = 5,
	.source_line = 1, .mail_line = 12, .where = WHERE_COVER, .text = STR("Do not merge."),
	.message = STR("not for merging"), .fingerprint = "0123456789abcdee",
};

static void check_report(const char *format, struct report_options opt,
			 const struct finding *f, const char *want, int line)
{
	const struct report_writer *w = report_writer_of(format);
	struct finding one = *f;
	struct findings fs = { &one, 1, 1 };
	struct rules rules = { 0 };
	struct report r = { .opt = opt };
	struct buf out = BUF;

	opt.no_summary = true;
	r.opt = opt;
	if (!CHECK(w != NULL))
		return;
	report_begin(&r, w, &out, &rules);
	report_findings(&r, &fs);
	report_end(&r);
	if (!CHECK_STR(buf_str(&out), want))
		printf("\t%s, called in line %d\n", format, line);
	buf_free(&out);
}

#define REPORT(format, opt, f, want) check_report(format, opt, f, want, __LINE__)

static const struct report_options plain, strict = { .strict = true },
	terse = { .terse = true }, emacs = { .emacs = true },
	all_terse = { .terse = true, .strict = true, .show_types = true };

TEST(terse_lines_begin_with_mail_or_file)
{
	REPORT("text", terse, &code,
	       "s.mbox:121: ERROR: 50% gone\nfor good (undone by patch 7)\n");
	REPORT("text", emacs, &code,
	       "a/b,c:d.h:33: ERROR: 50% gone\nfor good (undone by patch 7)\n");
	REPORT("text", terse, &text, "");
	REPORT("text", all_terse, &text,
	       "-:12: CHECK:PROSE: not for merging\n");
}

TEST(the_long_form_shows_place_and_text)
{
	REPORT("text", strict, &text,
	       "[PATCH 0/9] a\nCHECK: not for merging\n#12:\n  Do not merge.\n\n");
	REPORT("text", plain, &code,
	       "[PATCH 5/9] a: b\nERROR: 50% gone\nfor good (undone by patch 7)\n"
	       "#22: FILE: a/b,c:d.h:33:\n+#define A\t1\n\n");
}

TEST(a_long_chain_is_told_by_its_ends)
{
	static const struct report_options verbose = { .verbose = true };
	struct evidence links[] = {
		{ STR("a.c"), STR("line 1"), STR("uses b") },
		{ STR("b.c"), STR("line 2"), STR("uses c") },
		{ STR("c.c"), STR(""), STR("uses d") },
		{ STR("d@x"), STR("subject"), STR("HACK") },
	};
	struct finding chain = code;

	chain.resolved_by = 0;
	chain.message = STR("m");
	chain.evidence = links;
	chain.nevidence = 4;
	REPORT("text", plain, &chain,
	       "[PATCH 5/9] a: b\nERROR: m\n#22: FILE: a/b,c:d.h:33:\n+#define A\t1\n"
	       "   a.c, line 1: uses b\n   ... 2 more (-v shows them)\n"
	       "   d@x, subject: HACK\n\n");
	REPORT("text", verbose, &chain,
	       "[PATCH 5/9] a: b\nERROR: m\n#22: FILE: a/b,c:d.h:33:\n+#define A\t1\n"
	       "   a.c, line 1: uses b\n   b.c, line 2: uses c\n   c.c: uses d\n"
	       "   d@x, subject: HACK\n\n");
}

TEST(github_commands_are_escaped)
{
	REPORT("github", plain, &code,
	       "::error file=a/b%2Cc%3Ad.h,line=33,endLine=34,title=FID_REMOVED::"
	       "50%25 gone%0Afor good\n");
	REPORT("github", plain, &text,
	       "::notice title=PROSE::not for merging\n");
}

TEST(reviewdog_gets_no_findings_without_a_file)
{
	REPORT("rdjsonl", plain, &text, "");
	REPORT("rdjsonl", plain, &code,
	       "{\"message\":\"50% gone\\nfor good\",\"location\":{\"path\":\"a/b,c:d.h\","
	       "\"range\":{\"start\":{\"line\":33},\"end\":{\"line\":34}}},"
	       "\"severity\":\"ERROR\",\"source\":{\"name\":\"winnow\"},"
	       "\"code\":{\"value\":\"FID_REMOVED\"}}\n");
}

TEST(b4_gets_an_array_even_of_nothing)
{
	struct report r = { 0 };
	struct rules rules = { 0 };
	struct buf out = BUF;

	report_begin(&r, report_writer_of("b4"), &out, &rules);
	report_end(&r);
	CHECK_STR(buf_str(&out), "[]\n");
	buf_free(&out);
	REPORT("b4", plain, &text,
	       "[{\"tool\":\"winnow\",\"status\":\"warn\",\"summary\":\"not for merging\","
	       "\"details\":\"Do not merge.\"}]\n");
}

TEST(an_unknown_format_is_no_writer)
{
	CHECK(!report_writer_of("tea") && !report_writer_of(""));
}
