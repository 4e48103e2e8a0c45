// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "text/side.h"
#include "triage/extent.h"

static void take(struct side *s, struct arena *a, const char *path,
		 const char *hunk, struct diff *d)
{
	struct str text = str_printf(a, "diff --git a/%s b/%s\n--- a/%s\n+++ b/%s\n%s",
				     path, path, path, path, hunk);

	CHECK(diff_parse(d, a, text, 1));
	side_read(s, a, d, &d->files[0]);
}

TEST(comments_are_found_with_their_lines)
{
	struct arena *a = arena_new();
	struct diff d = { 0 };
	struct side s;

	take(&s, a, "x.c",
	     "@@ -1,4 +1,10 @@\n"
	     "  * tail of a comment */\n"
	     "+int a; /* b */\n"
	     "+// one\n"
	     "+// two\n"
	     "+/*\n"
	     "+ * three\n"
	     "+ */\n"
	     "-gone\n"
	     "+char *c = \"/* no */\"; //\n"
	     " int d;\n"
	     " /* open\n", &d);
	CHECK_STR(str_of(s.lang), "c");
	CHECK_NUM(s.n, 10);
	CHECK_NUM(s.ncomments, 6);
	if (s.ncomments != 6)
		return;
	CHECK(s.comments[0].headless && s.comments[0].first == 0);
	CHECK(!s.comments[1].alone);
	CHECK_STR(side_inner(&s.comments[1], 0), "b");
	CHECK(s.comments[2].first == 2 && s.comments[2].last == 3);
	CHECK_STR(side_inner(&s.comments[2], 1), "two");
	CHECK(s.comments[3].first == 4 && s.comments[3].last == 6);
	CHECK_STR(side_inner(&s.comments[3], 1), "three");
	CHECK_STR(side_inner(&s.comments[4], 0), "");
	CHECK_NUM(s.comments[5].last, 9);
	CHECK_STR(str_trim(s.lines[1].code), "int a;");
	arena_free(a);
}

TEST(a_line_of_nothing_but_comments_is_read_once)
{
	struct arena *a = arena_new();
	struct buf b = BUF;
	struct diff d = { 0 };
	struct side s;

	buf_add(&b, STR("@@ -0,0 +1 @@\n+"));
	for (int i = 0; i < 200000; i++)
		buf_add(&b, STR("/* a */ "));
	buf_add(&b, STR("int b; /* c */\n"));
	take(&s, a, "x.c", str_z(a, buf_str(&b)), &d);
	CHECK_NUM(s.ncomments, 200001);
	if (s.ncomments == 200001) {
		CHECK(s.comments[199999].alone);
		CHECK(!s.comments[200000].alone);
	}
	buf_free(&b);
	arena_free(a);
}

TEST(a_line_comment_may_go_over_several_lines)
{
	struct arena *a = arena_new();
	struct diff d = { 0 };
	struct side s;

	take(&s, a, "x.c",
	     "@@ -0,0 +1,5 @@\n"
	     "+// one \\\n"
	     "+two\n"
	     "+// three\n"
	     "+// four \\\n"
	     "+five\n", &d);
	CHECK_NUM(s.ncomments, 1);
	if (s.ncomments == 1) {
		CHECK_NUM(s.comments[0].last, 4);
		CHECK_STR(side_inner(&s.comments[0], 1), "two");
		CHECK_STR(side_inner(&s.comments[0], 2), "three");
		CHECK_STR(side_inner(&s.comments[0], 4), "five");
	}
	arena_free(a);
}

TEST(the_thing_behind_a_comment_has_an_end)
{
	static const struct {
		const char *code;	/* added lines, from the one asked for */
		enum extent_kind kind;
		uint32_t end;
	} rows[] = {
		{ "\tmsleep(5);\n", EXTENT_STATEMENT, 0 },
		{ "\tif (a) {\n\t\tb();\n\t} else {\n\t\tc();\n\t}\n\td();\n", EXTENT_STATEMENT, 4 },
		{ "\tif (a)\n\t\tb();\n\telse\n\t\tc();\n\td();\n", EXTENT_STATEMENT, 3 },
		{ "\tret = f(a,\n\t\tb);\n\tif (ret)\n\t\treturn ret;\n\tg();\n", EXTENT_STATEMENT, 3 },
		{ "\tret = f();\n\tif (other)\n\t\treturn 0;\n", EXTENT_STATEMENT, 0 },
		{ "#define A 1\n#define B 2\n\n#define C 3\n", EXTENT_DEFINITION, 1 },
		{ "#define A \\\n\t1\nint x;\n", EXTENT_DEFINITION, 1 },
		{ "#ifdef A\nint x;\n#endif\n", EXTENT_DEFINITION, 0 },
		{ "int f(void);\nint g(void);\nint h;\n", EXTENT_DEFINITION, 1 },
		{ "extern char a[];\nextern char b[];\nint h;\n", EXTENT_DEFINITION, 1 },
		{ "static int f(void)\n{\n\treturn 0;\n}\nint g;\n", EXTENT_FUNCTION, 3 },
		{ "\t}\n", EXTENT_NONE, 0 },
		{ "out:\n", EXTENT_NONE, 0 },
		{ "\n\tmsleep(5);\n", EXTENT_NONE, 0 },
		{ "\tif (a) {\n\t\tb();\n", EXTENT_STATEMENT, 0 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *a = arena_new();
		struct diff d = { 0 };
		struct str rest = str_of(rows[i].code), line;
		struct str text = STR("+/* c */\n");
		uint32_t n = 1, end = 1;
		struct side s;

		for (; str_line(&rest, &line); n++)
			text = str_printf(a, "%.*s+%.*s\n", STR_FMT(text), STR_FMT(line));
		take(&s, a, "x.c", str_z(a, str_printf(a, "@@ -0,0 +1,%u @@\n%.*s", n,
						       STR_FMT(text))), &d);
		CHECK_AT(extent_behind(&s, 0, 1, &end) == rows[i].kind, i);
		CHECK_NUM(end - 1, rows[i].end);
		arena_free(a);
	}
}
