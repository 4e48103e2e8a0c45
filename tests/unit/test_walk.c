// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"
#include "made.h"

#include "base/buf.h"
#include "series/walk.h"

/* Every known line of every state stands where the whole state has it. */
static void check_places(void)
{
	struct snapshot snap;
	struct walk k;

	weave_build(&ws, a, &s, NULL, NULL);
	walk_open(&k, a, ws.v[0], NULL, (uint32_t)s.n);
	for (uint32_t n = 0; n <= s.n; n++) {
		size_t at = 0;

		walk_to(&k, n);
		if (!weave_snapshot(&snap, a, ws.v[0], n))
			continue;
		for (size_t i = 0; i < snap.n; i++) {
			struct str text = snap.parts[i].text, line;

			for (uint32_t no = snap.parts[i].first_line; str_line(&text, &line); no++) {
				uint64_t first;

				CHECK_NUM(walk_place(&k, snap.line_of[at]), no);
				CHECK_NUM(walk_line(&k, no, &first), snap.line_of[at]);
				CHECK_NUM(first, no);
				at++;
			}
		}
	}
}

/* What the walk shows of state n: "LINE:text" of each part. */
static struct str shown(uint32_t n)
{
	struct snapshot snap;
	struct walk k;

	weave_build(&ws, a, &s, NULL, NULL);
	walk_open(&k, a, ws.v[0], NULL, (uint32_t)s.n);
	if (!walk_snapshot(&snap, a, &k, n))
		return STR("-");
	CHECK(snap.part);
	return snapshot_text(&snap);
}

TEST(places_are_those_of_the_whole_state)
{
	begin();
	patch(NEW_FILE("f") "@@ -0,0 +1,4 @@\n+a\n+b\n+c\n+d\n");
	patch(HEAD("f") "@@ -1,4 +1,5 @@\n a\n-b\n+B\n+B2\n c\n d\n");
	patch(HEAD("f") "@@ -1,5 +1,3 @@\n-a\n-B\n B2\n c\n d\n");
	patch(HEAD("f") "@@ -1,3 +1,4 @@\n B2\n c\n d\n+e\n");
	check_places();
}

TEST(gaps_take_their_lines)
{
	begin();
	patch(HEAD("f") "@@ -10,3 +10,4 @@ f(void)\n a\n b\n+new\n c\n");
	patch(HEAD("f") "@@ -30,3 +30,2 @@ g(void)\n x\n-y\n z\n");
	patch(HEAD("f") "@@ -8,3 +8,4 @@\n 8\n 9\n+9a\n a\n");
	check_places();
}

TEST(only_the_declarations_around_a_change_are_shown)
{
	begin();
	patch(NEW_FILE("f.c") "@@ -0,0 +1,14 @@\n+#define A 1\n+\n+int f(void)\n+{\n+\treturn 1;\n+}\n"
	      "+\n+/* g */\n+int g(void)\n+{\n+\tf();\n+\n+\treturn 2;\n+}\n");
	patch(HEAD("f.c") "@@ -9,6 +9,6 @@\n int g(void)\n {\n \tf();\n \n-\treturn 2;\n+\treturn 3;\n }\n");
	patch(HEAD("f.c") "@@ -1,3 +1,2 @@\n-#define A 1\n \n int f(void)\n");
	patch(HEAD("f.c") "@@ -11,3 +11,6 @@ int g(void)\n \n \treturn 3;\n }\n+\n+static int h;\n+static int i;\n");
	CHECK_STR(shown(2), "8:/* g */\nint g(void)\n{\n\tf();\n\n\treturn 3;\n}\n");
	CHECK_STR(shown(3), "1:\n");
	CHECK_STR(shown(4), "14:\nstatic int h;\nstatic int i;\n");
}

TEST(a_file_that_is_gone_is_not_shown)
{
	begin();
	patch(NEW_FILE("f") "@@ -0,0 +1,1 @@\n+a\n");
	patch("diff --git a/f b/f\ndeleted file mode 100644\n--- a/f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n");
	CHECK_STR(shown(2), "-");
}
