// SPDX-License-Identifier: GPL-2.0-or-later
/* The smallest run of whole lines that must go when a name goes. */
#include "test.h"

#include "world.h"

#include "triage/unit.h"

#define CODE \
	"#include <linux/io.h>\n"			/* 1 */ \
	"\n" \
	"#define MIST_CTRL\t0x00\n"			/* 3 */ \
	"#define MIST_MASK\t\\\n" \
	"\t(MIST_CTRL | 4)\n"				/* 5 */ \
	"\n" \
	"/**\n" \
	" * mist_read() - Read the sensor\n"		/* 8 */ \
	" * @m: the sensor\n" \
	" * @raw: as it comes\n"			/* 10 */ \
	" */\n" \
	"int mist_read(struct mist *m, bool raw)\n"	/* 12 */ \
	"{\n" \
	"\tint ret;\n"					/* 14 */ \
	"\n" \
	"\tret = mist_wait(m,\n"			/* 16 */ \
	"\t\t\tMIST_TIMEOUT);\n" \
	"\tif (ret)\n"					/* 18 */ \
	"\t\treturn ret;\n" \
	"\n"						/* 20 */ \
	"\tif (raw) {\n" \
	"\t\tmist_raw(m);\n"				/* 22 */ \
	"\t}\n" \
	"\treturn readl(m->base + MIST_DATA);\n"	/* 24 */ \
	"}\n" \
	"\n" \
	"struct mist {\n"				/* 27 */ \
	"\tvoid *base;\n" \
	"\tunsigned int rate;\n"			/* 29 */ \
	"};\n"

static struct study_file *open_file(struct world *w)
{
	world_open(w);
	world_add(w, "[PATCH] x: Add y", "Text.", world_new(w, "x/y.c", CODE));
	CHECK(world_study(w, NULL));
	return &w->st.patches[0].files[0];
}

static const struct fact *fact_at(const struct study_file *f, enum fact_kind kind,
				  const char *name)
{
	source_for(it, f->src, kind)
		if (str_eq(it->name, str_of(name)))
			return it;
	return NULL;
}

TEST(a_unit_is_the_statement_or_definition_around_a_name)
{
	static const struct {
		enum fact_kind kind;
		const char *name;
		uint32_t start, end;
	} rows[] = {
		{ FACT_MACRO, "MIST_CTRL", 3, 3 },
		{ FACT_MACRO, "MIST_MASK", 4, 5 },
		{ FACT_CALL, "mist_wait", 16, 17 },
		{ FACT_USE, "MIST_TIMEOUT", 16, 17 },
		{ FACT_CALL, "mist_raw", 22, 22 },
		{ FACT_USE, "MIST_DATA", 24, 24 },
		{ FACT_FIELD, "rate", 29, 29 },
		{ FACT_LOCAL, "ret", 14, 14 },
		{ FACT_INCLUDE, "linux/io.h", 1, 1 },
	};
	struct world w;
	struct study_file *f = open_file(&w);

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct fact *fact = fact_at(f, rows[i].kind, rows[i].name);
		struct unit u;

		if (!CHECK_AT(fact != NULL, i))
			continue;
		unit_of(&u, f, fact);
		CHECK_AT(u.start == rows[i].start && u.end == rows[i].end, i);
		if (u.start != rows[i].start || u.end != rows[i].end)
			printf("\t%s: got %u-%u\n", rows[i].name, u.start, u.end);
	}
	world_close(&w);
}

TEST(the_test_of_a_result_goes_with_the_call)
{
	struct world w;
	struct study_file *f = open_file(&w);
	struct unit call, test;

	CHECK(unit_of(&call, f, fact_at(f, FACT_CALL, "mist_wait")));
	if (CHECK(unit_test_behind(&test, &call))) {
		CHECK_NUM(test.start, 18);
		CHECK_NUM(test.end, 19);
	}
	CHECK(unit_of(&call, f, fact_at(f, FACT_CALL, "mist_raw")));
	CHECK(!unit_test_behind(&test, &call));
	world_close(&w);
}

TEST(around_a_statement_are_its_branch_and_its_function)
{
	struct world w;
	struct study_file *f = open_file(&w);
	struct unit u, around;
	const struct fact *func;
	size_t steps = 0;

	CHECK(unit_of(&u, f, fact_at(f, FACT_CALL, "mist_raw")));
	while (unit_around(&around, &u) && steps++ < 10)
		u = around;
	CHECK(steps >= 2 && steps < 10);
	CHECK(u.function && u.end == 25);
	func = fact_at(f, FACT_FUNC, "mist_read");
	if (CHECK(func != NULL)) {
		unit_whole(&u, f, func);
		CHECK_NUM(u.start, 7);
		CHECK_NUM(u.end, 25);
	}
	world_close(&w);
}

TEST(the_line_that_documents_a_parameter_is_found)
{
	struct world w;
	struct study_file *f = open_file(&w);
	const struct fact *doc = source_doc_of(f->src, fact_at(f, FACT_FUNC, "mist_read"));
	uint32_t start = 0, end = 0;

	if (CHECK(doc != NULL)) {
		CHECK(unit_doc_line(f, doc, STR("raw"), &start, &end));
		CHECK(start == 10 && end == 10);
		CHECK(!unit_doc_line(f, doc, STR("rate"), &start, &end));
	}
	world_close(&w);
}
