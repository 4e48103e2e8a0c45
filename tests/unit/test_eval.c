// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/eval.h"

#include "base/arena.h"
#include "test.h"

static const char *const defines[] = {
	"#define SMC_RMI_CALL(func) \\\n\tARM_SMCCC_CALL_VAL(ARM_SMCCC_FAST_CALL, \\\n"
	"\t\tARM_SMCCC_SMC_64, ARM_SMCCC_OWNER_STANDARD, (func))",
	"#define ARM_SMCCC_FAST_CALL _AC(1,U) /* fast */",
	"ARM_SMCCC_SMC_64 1",
	"ARM_SMCCC_OWNER_STANDARD 4",
	"ARM_SMCCC_TYPE_SHIFT 31",
	"ARM_SMCCC_CALL_CONV_SHIFT 30",
	"ARM_SMCCC_OWNER_MASK 0x3F",
	"ARM_SMCCC_OWNER_SHIFT 24",
	"ARM_SMCCC_FUNC_MASK 0xFFFF",
	"ARM_SMCCC_CALL_VAL(type, calling_convention, owner, func_num) \\\n"
	"\t(((type) << ARM_SMCCC_TYPE_SHIFT) | \\\n"
	"\t((calling_convention) << ARM_SMCCC_CALL_CONV_SHIFT) | \\\n"
	"\t(((owner) & ARM_SMCCC_OWNER_MASK) << ARM_SMCCC_OWNER_SHIFT) | \\\n"
	"\t((func_num) & ARM_SMCCC_FUNC_MASK))",
	"SMC_RMI_VERSION SMC_RMI_CALL(0x0150) //",
	"TWICE(x) x * 2",
	"GLUE(a, b) a##_##b",
	"RMI_OK 7",
	"SECOND(a, b, ...) b",
	"REST(a, ...) SECOND(__VA_ARGS__)",
	"SELF SELF",
	"LOOP_A LOOP_B",
	"LOOP_B LOOP_A + 1",
	"FLAG_MASK GENMASK(7, 4)",
	"EMPTY",
	"STRING(x) #x",
	"BOMB0 1+1", "BOMB1 BOMB0+BOMB0+BOMB0+BOMB0", "BOMB2 BOMB1+BOMB1+BOMB1+BOMB1",
	"BOMB3 BOMB2+BOMB2+BOMB2+BOMB2", "BOMB4 BOMB3+BOMB3+BOMB3+BOMB3",
	"BOMB5 BOMB4+BOMB4+BOMB4+BOMB4", "BOMB6 BOMB5+BOMB5+BOMB5+BOMB5",
};

static struct macro_table *table(struct arena *a)
{
	struct macro_table *t = macro_table_new(a);

	for (size_t i = 0; i < sizeof(defines) / sizeof(defines[0]); i++)
		CHECK_AT(macro_define(t, str_of(defines[i])), i);
	return t;
}

TEST(expressions_have_values)
{
	static const struct {
		const char *expr;
		uint64_t want;
	} rows[] = {
		{ "1", 1 }, { "0x10", 16 }, { "010", 8 }, { "0b101", 5 },
		{ "1 + 2 * 3", 7 }, { "(1 + 2) * 3", 9 }, { "10 - 3 - 2", 5 },
		{ "1 << 31", 0x80000000 }, { "1ULL << 63", 1ull << 63 },
		{ "~0U", 0xffffffff }, { "~0UL", ~0ull }, { "~0", ~0ull },
		{ "-1", ~0ull }, { "(u32)-1", 0xffffffff }, { "(s32)0xffffffffUL", ~0ull },
		{ "(unsigned char)0x1ff", 0xff }, { "(const u16)0x12345", 0x2345 },
		{ "1 ? 2 : 3", 2 }, { "0 ? 2 : 0 ? 3 : 4", 4 },
		{ "3 > 2 && 1 == 1", 1 }, { "!5 || 0", 0 }, { "7 & 3 | 8 ^ 1", 11 },
		{ "100 / 7 % 5", 4 }, { "0xC4000150", 0xC4000150 },
		{ "SMC_RMI_CALL(0x015f)", 0xC400015F },
		{ "SMC_RMI_VERSION", 0xC4000150 },
		{ "BIT(3)", 8 }, { "BIT_ULL(40)", 1ull << 40 },
		{ "GENMASK(7, 4)", 0xf0 }, { "GENMASK_ULL(63, 0)", ~0ull },
		{ "FIELD_PREP(GENMASK(7, 4), 3)", 0x30 },
		{ "FIELD_PREP(FLAG_MASK, 0xf)", 0xf0 }, { "FIELD_GET(0xf0, 0x35)", 3 },
		{ "UL(1) << 40", 1ull << 40 }, { "_AC(5, UL)", 5 },
		{ "SZ_4K", 4096 }, { "SZ_2M + 1", (2u << 20) + 1 },
		{ "sizeof(u64) * 2", 16 }, { "sizeof(unsigned long)", 8 },
		{ "sizeof(struct foo *)", 8 }, { "'A'", 65 }, { "'\\n'", 10 },
		{ "TWICE(1 + 1)", 3 }, { "GLUE(RMI, OK)", 7 },
		{ "REST(1, 2, 3, 4)", 3 }, { "EMPTY 4 EMPTY", 4 },
		{ "1 /* one */ + \\\n 1", 2 }, { "BOMB2", 32 },
	};
	struct arena *a = arena_new();
	struct macro_table *t = table(a);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t got = 0x5555;
		struct str missing;

		if (!CHECK_AT(eval_expr(t, str_of(rows[i].expr), &got, &missing), i))
			printf("\t%s needs %.*s\n", rows[i].expr, STR_FMT(missing));
		else if (!CHECK_NUM(got, rows[i].want))
			printf("\t%s\n", rows[i].expr);
	}
	arena_free(a);
}

TEST(what_is_not_constant_says_why)
{
	static const struct {
		const char *expr, *missing;
	} rows[] = {
		{ "foo", "foo" }, { "1 + foo(2)", "foo" }, { "SMC_RMI_CALL(bar)", "bar" },
		{ "sizeof(struct foo)", "struct" }, { "SELF", "SELF" },
		{ "LOOP_A", "LOOP_A" }, { "", "" }, { "1 +", "" }, { "(1", "" },
		{ "1)", "" }, { "1 / 0", "" }, { "1 << 64", "" },
		{ "\"x\"", "" }, { "STRING(a)", "" }, { "1 2", "" },
		{ "GENMASK(3, 4)", "" }, { "BIT(64)", "" }, { "BOMB6", "" },
		{ "0x", "" }, { "99999999999999999999", "" }, { "1.5", "" },
		{ "TWICE", "TWICE" }, { "SMC_RMI_CALL(", "" },
	};
	struct arena *a = arena_new();
	struct macro_table *t = table(a);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t got;
		struct str missing;

		CHECK_AT(!eval_expr(t, str_of(rows[i].expr), &got, &missing), i);
		if (!CHECK_STR(missing, rows[i].missing))
			printf("\t%s\n", rows[i].expr);
	}
	arena_free(a);
}

TEST(deep_nesting_is_refused_not_followed)
{
	static char text[200001];
	struct arena *a = arena_new();
	struct macro_table *t = table(a);
	uint64_t got;

	memset(text, '(', 200000);
	CHECK(!eval_expr(t, str_of(text), &got, NULL));
	memset(text, '-', 200000);
	CHECK(!eval_expr(t, str_of(text), &got, NULL));
	arena_free(a);
}

TEST(definitions_are_read_and_forgotten)
{
	struct arena *a = arena_new();
	struct macro_table *t = macro_table_new(a);
	uint64_t got;

	CHECK(!macro_define(t, STR("")));
	CHECK(!macro_define(t, STR("5 x")));
	CHECK(!macro_define(t, STR("F(a")));
	CHECK(macro_define(t, STR("#  define X (3) // three")));
	CHECK(!macro_get(t, STR("X"))->function_like);
	CHECK(eval_expr(t, STR("X"), &got, NULL) && got == 3);
	CHECK(macro_define(t, STR("X(a,b) ((a)-(b))")));
	CHECK_NUM(macro_get(t, STR("X"))->nparams, 2);
	CHECK(eval_expr(t, STR("X(X(9, 2), 3)"), &got, NULL) && got == 4);
	arena_free(a);
}
