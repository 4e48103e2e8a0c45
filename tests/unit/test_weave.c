// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"
#include "made.h"

#include "base/buf.h"

static void build(void)
{
	weave_build(&ws, a, &s, NULL, NULL);
}

/* The snapshot as "LINE:text" of each part; "-" for a file that is not there. */
static struct str after(size_t file, uint32_t n)
{
	struct snapshot snap;

	if (!weave_snapshot(&snap, a, ws.v[file], n))
		return STR("-");
	return snapshot_text(&snap);
}

TEST(a_new_file_is_whole_and_its_lines_come_and_go)
{
	begin();
	patch(NEW_FILE("f") "@@ -0,0 +1,4 @@\n+a\n+b\n+c\n+d\n");
	patch(HEAD("f") "@@ -1,4 +1,4 @@\n a\n-b\n+B\n c\n d\n");
	patch(HEAD("f") "@@ -1,4 +1,3 @@\n a\n-B\n c\n d\n");
	build();
	CHECK_NUM(ws.n, 1);
	CHECK_NUM(ws.problems.n, 0);
	CHECK(ws.v[0]->created);
	CHECK_STR(after(0, 0), "-");
	CHECK_STR(after(0, 1), "1:a\nb\nc\nd\n");
	CHECK_STR(after(0, 2), "1:a\nB\nc\nd\n");
	CHECK_STR(after(0, 3), "1:a\nc\nd\n");
	/* which line of which patch */
	{
		const struct weave_line *l = &ws.v[0]->lines[ws.patches[1].line[2]];

		CHECK_STR(l->text, "B");
		CHECK_NUM(l->born, 2);
		CHECK_NUM(l->born_at, 2);
		CHECK_NUM(l->died, 3);
		CHECK_NUM(l->died_at, 1);
	}
}

TEST(without_a_tree_the_base_grows_from_hunks)
{
	begin();
	patch(HEAD("f") "@@ -10,3 +10,4 @@ f(void)\n a\n b\n+new\n c\n");
	patch(HEAD("f") "@@ -30,3 +30,2 @@ g(void)\n x\n-y\n z\n");
	patch(HEAD("f") "@@ -8,3 +8,4 @@\n 8\n 9\n+9a\n a\n");
	build();
	CHECK_NUM(ws.problems.n, 0);
	CHECK_STR(after(0, 0), "8:8\n9\na\nb\nc\n29:x\ny\nz\n");
	CHECK_STR(after(0, 1), "8:8\n9\na\nb\nnew\nc\n30:x\ny\nz\n");
	CHECK_STR(after(0, 3), "8:8\n9\n9a\na\nb\nnew\nc\n31:x\nz\n");
}

TEST(a_part_knows_the_heading_of_its_hunk)
{
	struct snapshot snap;

	begin();
	patch(HEAD("f") "@@ -10,3 +10,4 @@ f(void)\n a\n b\n+new\n c\n");
	build();
	CHECK(weave_snapshot(&snap, a, ws.v[0], 1));
	CHECK(!snap.whole);
	CHECK_NUM(snap.n, 1);
	CHECK_STR(snap.parts[0].section, "f(void)");
	CHECK_NUM(snap.nknown, 4);
	CHECK_STR(ws.v[0]->lines[snap.line_of[2]].text, "new");
}

TEST(a_hunk_is_found_at_an_offset)
{
	begin();
	patch(NEW_FILE("f") "@@ -0,0 +1,8 @@\n+1\n+2\n+3\n+4\n+5\n+6\n+7\n+8\n");
	patch(HEAD("f") "@@ -2,3 +2,4 @@\n 5\n 6\n+6a\n 7\n");
	build();
	CHECK_NUM(ws.problems.n, 0);
	CHECK_NUM(ws.v[0]->events[1].offset, 3);
	CHECK_STR(after(0, 2), "1:1\n2\n3\n4\n5\n6\n6a\n7\n8\n");
}

TEST(a_hunk_that_fits_nowhere_becomes_an_island)
{
	begin();
	patch(NEW_FILE("f") "@@ -0,0 +1,3 @@\n+1\n+2\n+3\n");
	patch(HEAD("f") "@@ -1,3 +1,3 @@\n 1\n-zwei\n+two\n 3\n");
	build();
	CHECK_NUM(ws.problems.n, 1);
	CHECK_NUM(ws.problems.v[0].patch, 2);
	CHECK(str_starts(ws.problems.v[0].text, STR("f: the hunk at line 1 does not fit")));
	CHECK(!ws.v[0]->events[1].applied);
	CHECK(str_has(after(0, 2), STR("two\n")));
	CHECK(!str_has(after(0, 2), STR("zwei\n")));
	CHECK_STR(after(0, 1), "1:1\nzwei\n3\n1\n2\n3\n");
}

TEST(an_island_in_a_gap_keeps_the_line_numbers_behind_it)
{
	begin();
	patch(HEAD("f") "@@ -10,3 +10,4 @@\n a\n b\n+new\n c\n");
	patch(HEAD("f") "@@ -50,3 +51,4 @@\n x\n y\n+z\n w\n");
	patch(HEAD("f") "@@ -11,3 +11,4 @@\n q\n+r\n s\n t\n");
	build();
	CHECK_NUM(ws.problems.n, 1);
	CHECK_STR(after(0, 3), "10:a\nq\nr\ns\nt\nb\nnew\nc\n51:x\ny\nz\nw\n");
}

TEST(renames_copies_and_deletes)
{
	begin();
	patch(NEW_FILE("a") "@@ -0,0 +1,2 @@\n+1\n+2\n");
	patch("diff --git a/a b/b\nsimilarity index 50%\nrename from a\nrename to b\n"
	      "--- a/a\n+++ b/b\n@@ -1,2 +1,3 @@\n 1\n 2\n+3\n");
	patch("diff --git a/b b/c\nsimilarity index 100%\ncopy from b\ncopy to c\n"
	      HEAD("b") "@@ -1,3 +1,2 @@\n 1\n-2\n 3\n");
	patch("diff --git a/b b/b\ndeleted file mode 100644\n--- a/b\n+++ /dev/null\n"
	      "@@ -1,2 +0,0 @@\n-1\n-3\n");
	patch(NEW_FILE("b") "@@ -0,0 +1 @@\n+again\n\\ No newline at end of file\n");
	build();
	CHECK_NUM(ws.problems.n, 0);
	CHECK_NUM(ws.n, 2);
	CHECK_STR(ws.v[0]->first_path, "a");
	CHECK_STR(ws.v[0]->path, "b");
	CHECK_STR(after(0, 2), "1:1\n2\n3\n");
	CHECK_STR(after(0, 3), "1:1\n3\n");
	CHECK_STR(after(0, 4), "-");
	CHECK_STR(after(0, 5), "1:again");
	CHECK_STR(after(1, 2), "-");
	/* the copy is of the file before the patch, also where the patch changed it */
	CHECK_STR(after(1, 3), "1:1\n2\n3\n");
}

TEST(two_files_may_swap_their_names)
{
	begin();
	patch(NEW_FILE("a") "@@ -0,0 +1 @@\n+A\n" NEW_FILE("b") "@@ -0,0 +1 @@\n+B\n");
	patch("diff --git a/a b/b\nsimilarity index 100%\nrename from a\nrename to b\n"
	      "diff --git a/b b/a\nsimilarity index 100%\nrename from b\nrename to a\n");
	patch(HEAD("a") "@@ -1 +1,2 @@\n B\n+b\n");
	build();
	CHECK_NUM(ws.problems.n, 0);
	CHECK_NUM(ws.n, 2);
	CHECK_STR(ws.v[0]->path, "b");
	CHECK_STR(after(1, 3), "1:B\nb\n");
}

TEST(no_newline_at_the_end)
{
	begin();
	patch(NEW_FILE("f") "@@ -0,0 +1,2 @@\n+1\n+2\n\\ No newline at end of file\n");
	patch(HEAD("f") "@@ -1,2 +1,3 @@\n 1\n-2\n\\ No newline at end of file\n+2\n+3\n");
	build();
	CHECK_NUM(ws.problems.n, 0);
	CHECK_STR(after(0, 1), "1:1\n2");
	CHECK_STR(after(0, 2), "1:1\n2\n3\n");
}

TEST(lines_without_context_behind_them_end_the_file)
{
	begin();
	patch(HEAD("f") "@@ -40,3 +40,4 @@\n a\n b\n c\n+d\n");
	build();
	weave_for (i, ws.v[0])
		CHECK(ws.v[0]->lines[i].gap != UINT32_MAX);
}

TEST(the_index_line_names_the_text)
{
	begin();
	/* git hash-object of "1\n2\n" and of a text that is not there */
	patch("diff --git a/f b/f\nnew file mode 100644\nindex 0000000..1191247\n"
	      "--- /dev/null\n+++ b/f\n@@ -0,0 +1,2 @@\n+1\n+2\n");
	patch("diff --git a/f b/f\nindex 1191247..1234567 100644\n"
	      "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n 1\n 2\n+3\n");
	build();
	weave_ids(&ws);
	CHECK(ws.v[0]->events[0].id_known);
	CHECK(ws.v[0]->events[0].id_ok);
	CHECK(ws.v[0]->events[1].id_known);
	CHECK(!ws.v[0]->events[1].id_ok);
}

static bool base_of(void *ctx, struct str path, struct str *text)
{
	(void)ctx;
	*text = STR("1\n2\n3\n4\n5\n6");
	return str_eq(path, STR("f"));
}

TEST(a_tree_gives_the_base)
{
	begin();
	patch(HEAD("f") "@@ -3,3 +3,4 @@\n 3\n 4\n+neu\n 5\n");
	weave_build(&ws, a, &s, base_of, NULL);
	CHECK_NUM(ws.problems.n, 0);
	CHECK(ws.v[0]->base_known);
	CHECK_STR(after(0, 0), "1:1\n2\n3\n4\n5\n6");
	CHECK_STR(after(0, 1), "1:1\n2\n3\n4\nneu\n5\n6");
}

/* Long series on a long file: the blocks are cut, emptied and skipped, and a
 * plain array says what is right. */
TEST(any_edits_give_the_text_that_an_array_gives)
{
	static uint32_t file[20000];
	size_t n = 3000;
	uint32_t seed = 12345, name = 3000;
	struct buf b = BUF;

	begin();
	buf_printf(&b, NEW_FILE("f") "@@ -0,0 +1,%zu @@\n", n);
	for (uint32_t i = 0; i < n; i++) {
		file[i] = i;
		buf_printf(&b, "+%u\n", i);
	}
	patch(arena_strdup(a, b.p));
	for (int k = 0; k < 600; k++) {
		size_t at, del, add;

		seed = seed * 1103515245 + 12345;
		at = k % 3 ? (seed >> 8) % (n - 8) : 5;
		del = (seed >> 4) % 5;
		add = (seed >> 12) % 6;
		if (del + add == 0)
			add = 1;
		buf_clear(&b);
		buf_printf(&b, HEAD("f") "@@ -%zu,%zu +%zu,%zu @@\n", at + 1,
			   del + 2, at + 1, add + 2);
		buf_printf(&b, " %u\n", file[at]);
		for (size_t i = 0; i < del; i++)
			buf_printf(&b, "-%u\n", file[at + 1 + i]);
		for (size_t i = 0; i < add; i++)
			buf_printf(&b, "+%u\n", name + (uint32_t)i);
		buf_printf(&b, " %u\n", file[at + 1 + del]);
		patch(arena_strdup(a, b.p));
		memmove(file + at + 1 + add, file + at + 1 + del,
			(n - at - 1 - del) * sizeof(*file));
		for (size_t i = 0; i < add; i++)
			file[at + 1 + i] = name++;
		n = n - del + add;
	}
	build();
	CHECK_NUM(ws.problems.n, 0);
	buf_clear(&b);
	buf_printf(&b, "1:");
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%u\n", file[i]);
	CHECK(str_eq(after(0, (uint32_t)s.n), buf_str(&b)));
	buf_free(&b);
}
