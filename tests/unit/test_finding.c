// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "finding/finding.h"

static struct finding *add(struct arena *a, struct findings *fs, uint32_t order,
			   const char *file, uint32_t line, const char *rule,
			   const char *text)
{
	struct finding *f = vec_push(a, fs);

	f->order = order;
	f->file = str_of(file);
	f->line = f->end_line = line;
	f->rule = str_of(rule);
	f->text = str_of(text);
	f->message = STR("m");
	return f;
}

TEST(findings_are_sorted_and_repeats_dropped)
{
	struct arena *a = arena_new();
	struct findings fs = { 0 };

	add(a, &fs, 2, "a.c", 1, "X", "t");
	add(a, &fs, 1, "b.c", 9, "X", "t");
	add(a, &fs, 1, "b.c", 3, "Y", "t");
	add(a, &fs, 1, "b.c", 3, "X", "t");
	add(a, &fs, 1, "", 7, "X", "t");
	add(a, &fs, 1, "a.c", 5, "X", "t");
	add(a, &fs, 1, "b.c", 3, "Y", "t");
	findings_seal(&fs);
	CHECK_NUM(fs.n, 6);
	CHECK_NUM(fs.v[0].line, 7);
	CHECK_STR(fs.v[1].file, "a.c");
	CHECK_STR(fs.v[2].rule, "X");
	CHECK_NUM(fs.v[2].line, 3);
	CHECK_STR(fs.v[3].rule, "Y");
	CHECK_NUM(fs.v[4].line, 9);
	CHECK_NUM(fs.v[5].order, 2);
	arena_free(a);
}

static void print_of(char *out, uint32_t line, const char *text, const char *file)
{
	struct arena *a = arena_new();
	struct findings fs = { 0 };

	add(a, &fs, 1, file, line, "X", text);
	findings_seal(&fs);
	memcpy(out, fs.v[0].fingerprint, 17);
	arena_free(a);
}

TEST(a_fingerprint_knows_the_text_but_not_the_line)
{
	char a[17], b[17], c[17], d[17];

	print_of(a, 10, "#define A\t1", "x.h");
	print_of(b, 99, " #define A 1 ", "x.h");
	print_of(c, 10, "#define A 2", "x.h");
	print_of(d, 10, "#define A\t1", "y.h");
	CHECK_NUM(strlen(a), 16);
	CHECK_STR(a, b);
	CHECK(strcmp(a, c) && strcmp(a, d));
}

TEST(equal_findings_on_several_lines_are_told_apart)
{
	struct arena *a = arena_new();
	struct findings fs = { 0 };

	for (uint32_t i = 0; i < 4; i++)
		add(a, &fs, 1, "x.c", 10 * i + 1, "X", "foo();");
	findings_seal(&fs);
	CHECK_NUM(fs.n, 4);
	for (size_t i = 0; i < fs.n; i++)
		for (size_t k = 0; k < i; k++)
			CHECK(strcmp(fs.v[i].fingerprint, fs.v[k].fingerprint));
	arena_free(a);
}

TEST(no_findings_seal_to_none)
{
	struct findings fs = { 0 };

	findings_seal(&fs);
	CHECK_NUM(fs.n, 0);
}

TEST(levels_have_names)
{
	enum level l;

	CHECK(level_of(STR("warning"), &l) && l == LEVEL_WARNING);
	CHECK(!level_of(STR("Error"), &l) && !level_of(STR(""), &l));
	CHECK_STR(level_name(LEVEL_CHECK), "check");
	CHECK(LEVEL_CHECK < LEVEL_WARNING && LEVEL_WARNING < LEVEL_ERROR);
}
