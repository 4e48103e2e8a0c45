// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/buf.h"
#include "patch/diff.h"

#define HEAD "diff --git a/f.c b/f.c\nindex 1234567..89abcde 100644\n--- a/f.c\n+++ b/f.c\n"

/* Texts that print back to themselves, without a problem. */
static const struct sample {
	const char *text;
	enum diff_status status;
	const char *old_path, *new_path;
	unsigned nhunks, added, removed;
} clean[] = {
	{ HEAD "@@ -1,3 +1,4 @@ int f(void)\n a\n+b\n c\n d\n",
	  DIFF_MODIFY, "f.c", "f.c", 1, 1, 0 },
	{ HEAD "@@ -1 +1,2 @@\n a\n+b\n@@ -9,2 +10,1 @@\n a\n-b\n",
	  DIFF_MODIFY, "f.c", "f.c", 2, 1, 1 },
	{ HEAD "@@ -1,3 +1,3 @@\n-a\n+b\n\n c\n", DIFF_MODIFY, "f.c", "f.c", 1, 1, 1 },
	{ HEAD "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n",
	  DIFF_MODIFY, "f.c", "f.c", 1, 1, 1 },
	{ HEAD "@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n",
	  DIFF_MODIFY, "f.c", "f.c", 1, 1, 1 },
	{ HEAD "@@ -1,2 +1 @@\n--- \n x\n", DIFF_MODIFY, "f.c", "f.c", 1, 0, 1 },
	{ "diff --git a/n b/n\nnew file mode 100755\nindex 0000000..89abcde\n"
	  "--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+x\n", DIFF_ADD, "n", "n", 1, 1, 0 },
	{ "diff --git a/n b/n\nnew file mode 100644\nindex 0000000..e69de29\n",
	  DIFF_ADD, "n", "n", 0, 0, 0 },
	{ "diff --git a/n b/n\ndeleted file mode 100644\nindex 89abcde..0000000\n"
	  "--- a/n\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n", DIFF_DELETE, "n", "n", 1, 0, 1 },
	{ "diff --git a/o b/n\nsimilarity index 100%\nrename from o\nrename to n\n",
	  DIFF_RENAME, "o", "n", 0, 0, 0 },
	{ "diff --git a/o b/n\nsimilarity index 90%\ncopy from o\ncopy to n\n"
	  "index 1234567..89abcde 100644\n--- a/o\n+++ b/n\n@@ -1 +1 @@\n-x\n+y\n",
	  DIFF_COPY, "o", "n", 1, 1, 1 },
	{ "diff --git a/s b/s\nold mode 100644\nnew mode 100755\n",
	  DIFF_MODIFY, "s", "s", 0, 0, 0 },
	{ "diff --git a/b c b/b c\nindex 1234567..89abcde 100644\n--- a/b c\t\n"
	  "+++ b/b c\t\n@@ -1 +1 @@\n-x\n+y\n", DIFF_MODIFY, "b c", "b c", 1, 1, 1 },
	{ "diff --git \"a/\\303\\244\\\"\\t.c\" \"b/\\303\\244\\\"\\t.c\"\n"
	  "index 1234567..89abcde 100644\n--- \"a/\\303\\244\\\"\\t.c\"\n"
	  "+++ \"b/\\303\\244\\\"\\t.c\"\n@@ -1 +1 @@\n-x\n+y\n",
	  DIFF_MODIFY, "\303\244\"\t.c", "\303\244\"\t.c", 1, 1, 1 },
	{ "diff --git d/f.c d/f.c\nindex 1234567..89abcde 100644\n--- d/f.c\n"
	  "+++ d/f.c\n@@ -1 +1 @@\n-x\n+y\n", DIFF_MODIFY, "d/f.c", "d/f.c", 1, 1, 1 },
	{ "diff --git a/x.bin b/x.bin\nindex 1234567..89abcde 100644\n"
	  "GIT binary patch\nliteral 3\nKcmZQzU}OLQ0RRAt\n\nliteral 1\n"
	  "IcmZPo0000000001\n\n", DIFF_MODIFY, "x.bin", "x.bin", 0, 0, 0 },
	{ "diff --git a/x.bin b/x.bin\nindex 1234567..89abcde 100644\n"
	  "Binary files a/x.bin and b/x.bin differ\n",
	  DIFF_MODIFY, "x.bin", "x.bin", 0, 0, 0 },
	{ "--- linux-6.1/kernel/fork.c\t2023-01-01 00:00:00\n"
	  "+++ linux/kernel/fork.c\t2023-01-02 00:00:00\n@@ -1,1 +1,2 @@\n a\n+b\n",
	  DIFF_MODIFY, "kernel/fork.c", "kernel/fork.c", 1, 1, 0 },
	{ "diff --git a/f.c b/f.c\r\nindex 1234567..89abcde 100644\r\n--- a/f.c\r\n"
	  "+++ b/f.c\r\n@@ -1,2 +1,2 @@ x\r\n-a\r\n+b\r\n \r\n",
	  DIFF_MODIFY, "f.c", "f.c", 1, 1, 1 },
};

static bool parse(struct arena *a, struct diff *d, const char *text)
{
	return diff_parse(d, a, str_of(text), 1);
}

static void check_printed(const struct diff *d, const struct diff_file *f, int row)
{
	struct buf out = BUF;

	diff_print_file(&out, d, f);
	if (!CHECK_AT(str_eq(buf_str(&out), f->text), row))
		CHECK_STR(buf_str(&out), f->text);
	buf_free(&out);
}

TEST(clean_diffs_print_back_to_their_bytes)
{
	struct arena *a = arena_new();

	for (int i = 0; i < (int)(sizeof(clean) / sizeof(clean[0])); i++) {
		const struct sample *s = &clean[i];
		struct diff d;

		if (!CHECK_AT(parse(a, &d, s->text) && d.nfiles == 1, i))
			continue;
		CHECK_AT(d.problems.n == 0, i);
		CHECK_AT(d.files[0].status == s->status, i);
		CHECK_STR(d.files[0].old_path, s->old_path);
		CHECK_STR(d.files[0].new_path, s->new_path);
		CHECK_AT(d.nhunks == s->nhunks, i);
		CHECK_AT(d.added == s->added && d.removed == s->removed, i);
		CHECK_STR(d.files[0].text, s->text);
		check_printed(&d, &d.files[0], i);
	}
	arena_free(a);
}

/* What follows a diff in mail is no part of it. */
TEST(tails_are_left_alone)
{
	static const char *const tails[] = {
		"-- \n2.43.0\n", "-- \n2.43.0\n\n", "--\n2.43.0\n",
		"\nbase-commit: 0123456789012345678901234567890123456789\n-- \n2.43.0\n",
		"\n_______________________________________________\nlist mailing list\n",
		"-- \n2.43.0\n\nFrom someone\n+ not a line of it\n",
	};
	struct arena *a = arena_new();

	for (int i = 0; i < (int)(sizeof(clean) / sizeof(clean[0])); i++) {
		for (int j = 0; j < 6; j++) {
			struct diff d;
			char text[4096];

			snprintf(text, sizeof(text), "%s%s", clean[i].text, tails[j]);
			parse(a, &d, text);
			CHECK_AT(d.problems.n == 0, i * 10 + j);
			CHECK_NUM(d.end, strlen(clean[i].text));
			CHECK_STR(d.files[0].text, clean[i].text);
		}
	}
	arena_free(a);
}

TEST(all_samples_in_one_text)
{
	struct arena *a = arena_new();
	struct buf all = BUF;
	struct diff d;
	size_t n = sizeof(clean) / sizeof(clean[0]);

	for (size_t i = 0; i < n; i++)
		buf_add(&all, str_of(clean[i].text));
	CHECK(diff_parse(&d, a, buf_str(&all), 1));
	CHECK_NUM(d.nfiles, n);
	CHECK_NUM(d.problems.n, 0);
	for (size_t i = 0; i < d.nfiles && i < n; i++)
		CHECK_STR(d.files[i].text, clean[i].text);
	buf_free(&all);
	arena_free(a);
}

TEST(damage_is_kept_and_named)
{
	static const struct {
		const char *text;
		unsigned line, added, end_line;
	} rows[] = {
		/* cut off, with and without a signature */
		{ HEAD "@@ -1,3 +1,4 @@\n a\n+b\n c\n", 5, 1, 9 },
		{ HEAD "@@ -1,3 +1,4 @@\n a\n+b\n c\n-- \n2.43.0\n", 5, 1, 9 },
		/* wrapped by a mailer */
		{ HEAD "@@ -1,3 +1,4 @@\n a\n+b\nand more\n c\n d\n", 8, 1, 11 },
		/* longer than its counts */
		{ HEAD "@@ -1,2 +1,3 @@\n a\n c\n+b\n+d\n", 9, 2, 10 },
		/* the next hunk or file begins too early */
		{ HEAD "@@ -1,3 +1,4 @@\n a\n@@ -9 +9,2 @@\n a\n+b\n", 5, 1, 10 },
		{ HEAD "@@ -1,3 +1,4 @@\n a\n" HEAD "@@ -9 +9,2 @@\n a\n+b\n", 5, 1, 14 },
		{ "--- a/x\n+++ b/x\n@@ -1,3 +1,4 @@\n a\n--- a/y\n+++ b/y\n"
		  "@@ -9 +9,2 @@\n a\n+b\n",
		  3, 1, 10 },
		/* numbers no file has */
		{ HEAD "@@ -0,1 +0,2 @@\n a\n+b\n", 5, 1, 8 },
		{ HEAD "@@ -4294967295,9 +1 @@\n+b\n", 1, 0, 5 },
		{ HEAD, 1, 0, 5 },
		{ "diff --git a/../x b/../x\nold mode 100644\nnew mode 100755\n", 1, 0, 4 },
		{ "diff --git a/f.c \nb/f.c\nindex 1234567..89abcde 100644\n--- a/f.c\n"
		  "+++ b/f.c\n@@ -1 +1,2 @@\n a\n+b\n", 2, 1, 9 },
	};
	struct arena *a = arena_new();

	for (int i = 0; i < (int)(sizeof(rows) / sizeof(rows[0])); i++) {
		struct diff d;
		unsigned lines = 1;

		CHECK_AT(parse(a, &d, rows[i].text), i);
		if (CHECK_AT(d.problems.n == 1, i))
			CHECK_NUM(d.problems.v[0].line, rows[i].line);
		CHECK_AT(d.added == rows[i].added, i);
		for (size_t j = 0; j < d.end; j++)
			lines += rows[i].text[j] == '\n';
		CHECK_NUM(lines, rows[i].end_line);
	}
	arena_free(a);
}

TEST(lines_know_their_numbers)
{
	struct arena *a = arena_new();
	struct diff d;

	diff_parse(&d, a, STR(HEAD "@@ -10,3 +20,3 @@ f()\n a\n-b\n+c\n d\n"), 101);
	CHECK_NUM(d.hunks[0].body_line, 105);
	CHECK_STR(d.hunks[0].section, "f()");
	CHECK_NUM(d.lines[1].old_line, 11);
	CHECK_NUM(d.lines[1].new_line, 0);
	CHECK_NUM(d.lines[2].new_line, 21);
	CHECK_NUM(d.lines[2].body_line, 108);
	CHECK_NUM(d.lines[3].old_line, 12);
	CHECK_NUM(d.lines[3].new_line, 22);
	CHECK_NUM(d.files[0].new_mode, 0100644);
	CHECK_STR(d.files[0].new_id, "89abcde");
	arena_free(a);
}

TEST(changed_counts_are_printed)
{
	struct arena *a = arena_new();
	struct buf out = BUF;
	struct diff d;

	diff_parse(&d, a, STR(HEAD "@@ -1,2 +1,4 @@ f()\n a\n+b\n+c\n d\n"), 1);
	d.hunks[0].new_count = 1;
	d.hunks[0].n = 1;
	d.hunks[0].old_count = 1;
	diff_print_file(&out, &d, &d.files[0]);
	CHECK_STR(buf_str(&out), HEAD "@@ -1 +1 @@ f()\n a\n");
	buf_free(&out);
	arena_free(a);
}

/* Offset of the first line of a diff, SIZE_MAX if none. */
static size_t found_at(struct str text)
{
	struct str s = text, line;

	while (s.n && !diff_starts(s))
		str_line(&s, &line);
	return s.n ? text.n - s.n : SIZE_MAX;
}

TEST(find_is_not_fooled)
{
	CHECK_NUM(found_at(STR("a\n--- \n+++ x\n> diff --git a/x b/x\n diff --git a b\n")),
		  SIZE_MAX);
	CHECK_NUM(found_at(STR("--- a/x\n+++ b/x\nno hunk\n")), SIZE_MAX);
	CHECK_NUM(found_at(STR("x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n")), 2);
	CHECK_NUM(found_at(STR("x\n---\ndiff --git a/x b/x\n")), 6);
	CHECK_NUM(found_at(STR("")), SIZE_MAX);
}

static void cut_everywhere(const char *text)
{
	struct arena *a = arena_new();

	for (size_t n = 0; n <= strlen(text); n++) {
		struct diff d;
		char *copy = malloc(n + 1);

		memcpy(copy, text, n);
		diff_parse(&d, a, str_n(copy, n), 1);
		CHECK_AT(d.end <= n, n);
		free(copy);
		arena_reset(a);
	}
	arena_free(a);
}

TEST(any_cut_ends_cleanly)
{
	for (size_t i = 0; i < sizeof(clean) / sizeof(clean[0]); i++)
		cut_everywhere(clean[i].text);
	cut_everywhere(HEAD "@@ -1,3 +1,4 @@\n a\n+b\nand more\n c\n d\n-- \n2.43.0\n");
}
