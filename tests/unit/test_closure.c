// SPDX-License-Identifier: GPL-2.0-or-later
/* What falls if the throwaway lines go. Patch 1 is always "[DO NOT MERGE]";
 * what of the second file is entangled is written as lines: "3-5 8". */
#include "test.h"

#include "world.h"

static void show(struct buf *out, const struct triage *t, const char *path)
{
	buf_clear(out);
	for (size_t i = 0; i < t->n; i++)
		vec_for(const struct triage_range, g, &t->patches[i].ranges) {
			if (g->class != LINE_ENTANGLED ||
			    !str_eq(g->file->diff->new_path, str_of(path)))
				continue;
			buf_printf(out, "%s%u", out->n ? " " : "", g->start);
			if (g->end > g->start)
				buf_printf(out, "-%u", g->end);
		}
}

static void check_closure(const char *throwaway, const char *code, const char *want,
			  int line)
{
	struct buf got = BUF;
	struct world w;

	world_open(&w);
	world_add(&w, "[PATCH 1/2] [DO NOT MERGE] x: Add a", "Text.",
		  world_new(&w, "x/a.h", throwaway));
	world_add(&w, "[PATCH 2/2] x: Add b", "Text.", world_new(&w, "x/b.c", code));
	if (CHECK(world_triage(&w, NULL))) {
		CHECK_NUM(w.triage.patches[0].verdict, VERDICT_THROWAWAY);
		show(&got, &w.triage, "x/b.c");
		if (!CHECK_STR(buf_str(&got), want))
			printf("\tcalled in line %d\n", line);
	}
	buf_free(&got);
	world_close(&w);
}

#define CLOSURE(throwaway, code, want) check_closure(throwaway, code, want, __LINE__)

TEST(a_statement_that_uses_a_fallen_macro_falls)
{
	CLOSURE("#define OLD_MODE 1\n",
		"int good(int a)\n"
		"{\n"
		"\tprepare(a);\n"
		"\tset_mode(a, OLD_MODE);\n"
		"\tfinish(a);\n"
		"\treturn a + 1;\n"
		"}\n", "4");
}

TEST(the_test_of_a_fallen_call_falls_with_it)
{
	CLOSURE("static inline int old_call(int a)\n{\n\treturn a;\n}\n",
		"int good(int a)\n"
		"{\n"
		"\tint ret;\n"
		"\n"
		"\tret = prepare(a);\n"
		"\tif (ret)\n"
		"\t\treturn ret;\n"
		"\tret = old_call(a);\n"
		"\tif (ret)\n"
		"\t\treturn ret;\n"
		"\tfinish(a);\n"
		"\treturn store(a);\n"
		"}\n", "8-10");
}

TEST(a_function_without_another_purpose_falls_with_its_users)
{
	CLOSURE("#define OLD_CALL 7\n",
		"/* Wraps the old call. */\n"
		"static int old_wrap(int a)\n"
		"{\n"
		"\treturn invoke(OLD_CALL, a);\n"
		"}\n"
		"\n"
		"int good(int a)\n"
		"{\n"
		"\tprepare(a);\n"
		"\told_wrap(a);\n"
		"\tfinish(a);\n"
		"\treturn store(a);\n"
		"}\n", "1-6 10");
}

TEST(a_macro_that_stands_on_a_fallen_one_falls)
{
	CLOSURE("#define OLD_BASE 0x100\n",
		"#define NEW_BASE 0x200\n"
		"#define OLD_CTRL (OLD_BASE + 4)\n"
		"#define NEW_CTRL (NEW_BASE + 4)\n", "2");
}

TEST(code_of_another_name_stays)
{
	CLOSURE("#define OLD_MODE 1\n",
		"/* The old_mode of this is OLD_MODEL */\n"
		"int good(int a)\n"
		"{\n"
		"\treturn a + OLD_MODEL;\n"
		"}\n", "");
}

/* A macro may fill it, for current code. */
TEST(a_field_that_current_code_fills_stays)
{
	static const char *const field =
		"struct ops {\n"
		"\tint (*get)(void);\n"
		"};\n"
		"%s"
		"int ask(struct ops *o)\n"
		"{\n"
		"\treturn o->get();\n"
		"}\n";
	static const char *const user = "struct ops mine = { .get = one };\n";
	char code[400];

	snprintf(code, sizeof(code), field, "");
	CLOSURE(user, code, "2");
	snprintf(code, sizeof(code), field, "#define OPS(n) struct ops n##_ops = { .get = n };\n");
	CLOSURE(user, code, "");
}

TEST(nothing_falls_without_throwaway_code)
{
	struct buf got = BUF;
	struct world w;

	world_open(&w);
	world_add(&w, "[PATCH 1/2] x: Add a", "Text.",
		  world_new(&w, "x/a.h", "#define OLD_MODE 1\n"));
	world_add(&w, "[PATCH 2/2] x: Add b", "Text.",
		  world_new(&w, "x/b.c", "int good = OLD_MODE;\n"));
	CHECK(world_triage(&w, NULL));
	show(&got, &w.triage, "x/b.c");
	CHECK_NUM(got.n, 0);
	CHECK_NUM(w.triage.patches[0].verdict, VERDICT_CURRENT);
	CHECK_NUM(w.triage.patches[1].verdict, VERDICT_CURRENT);
	buf_free(&got);
	world_close(&w);
}

/* Each entangled range leads back to a throwaway line. */
TEST(every_chain_ends_at_a_root)
{
	struct world w;

	world_open(&w);
	world_add(&w, "[PATCH 1/3] [DO NOT MERGE] x: Add a", "Text.",
		  world_new(&w, "x/a.h", "#define OLD_CALL 7\n"));
	world_add(&w, "[PATCH 2/3] x: Add b", "Text.",
		  world_new(&w, "x/b.h", "static inline int old_wrap(int a)\n{\n"
			    "\treturn invoke(OLD_CALL, a);\n}\n"));
	world_add(&w, "[PATCH 3/3] x: Add c", "Text.",
		  world_new(&w, "x/c.c", "int good(int a)\n{\n\tprepare(a);\n"
			    "\told_wrap(a);\n\treturn finish(a);\n}\n"));
	CHECK(world_triage(&w, NULL));
	CHECK_NUM(w.triage.patches[1].verdict, VERDICT_ENTANGLED);
	CHECK_NUM(w.triage.patches[2].verdict, VERDICT_ENTANGLED);
	for (size_t i = 1; i < w.triage.n; i++)
		vec_for(const struct triage_range, g, &w.triage.patches[i].ranges) {
			uint32_t why = g->why, steps = 0;

			while (why != REASON_NONE && steps++ < 20 &&
			       w.triage.reasons.v[why].because != REASON_NONE)
				why = w.triage.reasons.v[why].because;
			CHECK(why != REASON_NONE && steps < 20);
			CHECK_NUM(w.triage.reasons.v[why].n, 1);
		}
	world_close(&w);
}

/* What a throwaway patch replaces with fallen code, as places of lines. */
TEST(a_companion_stands_in_a_line_of_the_patch_that_adds_it)
{
	size_t companions = 0;
	struct world w;

	world_open(&w);
	world_add(&w, "[PATCH 1/3] [DO NOT MERGE] x: Add a", "Text.",
		  world_new(&w, "x/a.h", "#define OLD_MODE 1\n"));
	world_add(&w, "[PATCH 2/3] x: Add b", "Text.",
		  world_new(&w, "x/b.c", "int first;\nint mode = 5;\nint b = OLD_MODE;\n"));
	world_add(&w, "[PATCH 3/3] [DO NOT MERGE] x: Other modes", "Text.",
		  world_hunk(&w, "x/b.c", 1, " int first;\n-int mode = 5;\n-int b = OLD_MODE;\n"
			     "+int mode = 6;\n"));
	CHECK(world_triage(&w, NULL));
	vec_for(const struct triage_range, g, &w.triage.patches[1].ranges) {
		const struct reason *r = &w.triage.reasons.v[g->why];

		if (str_starts(r->message, STR("patch 3, itself throwaway"))) {
			CHECK_NUM(r->n, 2);
			CHECK_NUM(r->line, 2);
			companions++;
		}
	}
	CHECK_NUM(companions, 1);
	world_close(&w);
}
