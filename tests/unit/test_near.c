// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/near.h"

#include "test.h"

static const struct {
	const char *a, *b;
	bool near;
} names[] = {
	{ "RTT_PLAN", "RTT_PLANE", true },
	{ "CMEM_REMOTE_PDEV", "CMEM_REMOVE_PDEV", true },
	{ "trap_wfi", "TRAP_WIF", true },
	{ "NUM_BPS", "NUM_WPS", true },
	{ "PLANE_RTT", "RTT_PLANE", true },
	{ "RTT_PLANE", "RTT_PLANE", false },
	{ "HASH_SHA_256", "HASH_SHA_512", false },
	{ "HASH_SHA_384", "HASH_SHA_348", false },
	{ "DA", "DB", false },
	{ "ATS", "AT", false },
	{ "LPA2", "LPA", false },
	{ "MAX_NUM_AUX_PLANE", "MAX_NUM_AUX_PLANES", true },
	{ "PMU_NUM_CTRS", "NUM_PMU_CTRS", true },
	{ "PMU_NUM_CTRS", "MAX_RECS_ORDER", false },
	{ "INJECT_SEA", "INJECT_SERROR", false },
	{ "", "RTT", false },
};

TEST(slips_are_told_from_other_names)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		CHECK_AT(near_miss(str_of(names[i].a), str_of(names[i].b)) ==
			 names[i].near, i);
		CHECK_AT(near_miss(str_of(names[i].b), str_of(names[i].a)) ==
			 names[i].near, i);
	}
}

static const struct {
	const char *a, *b;
	unsigned max, edits;
} edits[] = {
	{ "abc", "abc", 2, 0 }, { "abc", "acb", 2, 1 }, { "abc", "abcd", 2, 1 },
	{ "abc", "xbz", 2, 2 }, { "abc", "xyz", 2, 3 }, { "", "ab", 2, 2 },
	{ "", "abc", 2, 3 }, { "ABC", "abc", 2, 0 }, { "kitten", "sitting", 3, 3 },
};

TEST(edits_are_counted_up_to_a_limit)
{
	char text[200];

	for (size_t i = 0; i < sizeof(edits) / sizeof(*edits); i++)
		CHECK_AT(near_edits(str_of(edits[i].a), str_of(edits[i].b),
				    edits[i].max) == edits[i].edits, i);
	memset(text, 'a', sizeof(text));
	CHECK_NUM(near_edits(str_n(text, 200), str_n(text, 199), 2), 3);
}

static const struct {
	const char *a, *b;
	bool one;
} letters[] = {
	{ "GENMASK", "GEN_MASK", true },
	{ "GENMASK", "GENMAKS", true },
	{ "GENMASK", "GENMASX", true },
	{ "GENMASK", "GENMASKS", true },
	{ "GENMASK", "ENMASK", true },
	{ "GENMASK", "GENMASK", false },
	{ "GENMASK", "GENMSKA", false },
	{ "GENMASK", "genmask", false },
	{ "BANK1", "BANK2", false },
	{ "BANK1", "BANK", false },
	{ "aab", "ab", true },
	{ "", "a", true },
	{ "", "", false },
};

TEST(one_letter_is_told_from_two)
{
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
		struct str a = str_of(letters[i].a), b = str_of(letters[i].b);

		CHECK_AT(near_one(a, b) == letters[i].one, i);
		CHECK_AT(near_one(b, a) == letters[i].one, i);
	}
}

TEST(neighbours_are_swapped_or_not)
{
	CHECK(near_swapped(STR("TRAP_WFI"), STR("TRAP_WIF")));
	CHECK(near_swapped(STR("ab"), STR("ba")));
	CHECK(near_swapped(STR("reg12"), STR("reg21")));
	CHECK(!near_swapped(STR("GEN_MASK"), STR("GENM_ASK")));
	CHECK(!near_swapped(STR("abc"), STR("abc")));
	CHECK(!near_swapped(STR("abc"), STR("abd")));
	CHECK(!near_swapped(STR("abc"), STR("cab")));
	CHECK(!near_swapped(STR("ab"), STR("b")));
}
