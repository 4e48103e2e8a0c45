// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/builtin.h"

enum how {
	SAME,			/* the argument itself */
	FIRST,			/* the first of several */
	SHIFT,			/* 1 << x */
	MASK,			/* bits h to l */
	PREP, GET, MAX, LOW,	/* of a mask: place, take out, largest, lowest bit */
};

static const struct {
	const char *name;
	enum how how;
	uint8_t args;
} calls[] = {
	{ "BIT", SHIFT, 1 }, { "BIT_ULL", SHIFT, 1 }, { "BITUL", SHIFT, 1 },
	{ "_BITUL", SHIFT, 1 }, { "_BITULL", SHIFT, 1 }, { "BIT_U8", SHIFT, 1 },
	{ "BIT_U16", SHIFT, 1 }, { "BIT_U32", SHIFT, 1 }, { "BIT_U64", SHIFT, 1 },
	{ "GENMASK", MASK, 2 }, { "GENMASK_ULL", MASK, 2 },
	{ "__GENMASK", MASK, 2 }, { "__GENMASK_ULL", MASK, 2 },
	{ "GENMASK_U8", MASK, 2 }, { "GENMASK_U16", MASK, 2 },
	{ "GENMASK_U32", MASK, 2 }, { "GENMASK_U64", MASK, 2 },
	{ "FIELD_PREP", PREP, 2 }, { "FIELD_PREP_CONST", PREP, 2 },
	{ "FIELD_GET", GET, 2 }, { "FIELD_MAX", MAX, 1 }, { "__bf_shf", LOW, 1 },
	{ "U", SAME, 1 }, { "UL", SAME, 1 }, { "ULL", SAME, 1 },
	{ "_U", SAME, 1 }, { "_UL", SAME, 1 }, { "_ULL", SAME, 1 },
	{ "_AC", FIRST, 2 }, { "_AT", LOW, 0 },
	{ "UINT32_C", SAME, 1 }, { "UINT64_C", SAME, 1 },
	{ "cpu_to_le16", SAME, 1 }, { "cpu_to_le32", SAME, 1 },
	{ "cpu_to_le64", SAME, 1 }, { "cpu_to_be16", SAME, 1 },
	{ "cpu_to_be32", SAME, 1 }, { "cpu_to_be64", SAME, 1 },
};

#define NCALLS (sizeof(calls) / sizeof(calls[0]))

static size_t find_call(struct str name)
{
	for (size_t i = 0; i < NCALLS; i++)
		if (calls[i].args && str_eq(name, str_of(calls[i].name)))
			return i;
	return NCALLS;
}

bool builtin_known(struct str name)
{
	uint64_t n;

	return find_call(name) < NCALLS || builtin_number(name, &n);
}

bool builtin_first_only(struct str name)
{
	size_t i = find_call(name);

	return i < NCALLS && calls[i].how == FIRST;
}

bool builtin_call(struct str name, const uint64_t *v, size_t n, uint64_t *out)
{
	size_t i = find_call(name);
	enum how how;

	if (i == NCALLS || (n != calls[i].args && calls[i].how != FIRST) || n == 0)
		return false;
	how = calls[i].how;
	if (how == SAME || how == FIRST)
		*out = v[0];
	else if (how == SHIFT && v[0] < 64)
		*out = 1ull << v[0];
	else if (how == MASK && v[0] < 64 && v[1] <= v[0])
		*out = (~0ull >> (63 - v[0])) & (~0ull << v[1]);
	else if (how == PREP && v[0])
		*out = (v[1] << __builtin_ctzll(v[0])) & v[0];
	else if (how == GET && v[0])
		*out = (v[1] & v[0]) >> __builtin_ctzll(v[0]);
	else if (how == MAX && v[0])
		*out = v[0] >> __builtin_ctzll(v[0]);
	else if (how == LOW && v[0])
		*out = (uint64_t)__builtin_ctzll(v[0]);
	else
		return false;
	return true;
}

bool builtin_number(struct str s, uint64_t *out)
{
	uint64_t n;

	if (!str_eat(&s, STR("SZ_")) || !str_num(&s, &n, 1024))
		return false;
	if (str_eq(s, STR("K")))
		n <<= 10;
	else if (str_eq(s, STR("M")))
		n <<= 20;
	else if (str_eq(s, STR("G")))
		n <<= 30;
	else if (str_eq(s, STR("T")))
		n <<= 40;
	else if (s.n)
		return false;
	*out = n;
	return true;
}

static const struct builtin_type types[] = {
	{ "u8", 1, false }, { "u16", 2, false }, { "u32", 4, false },
	{ "u64", 8, false }, { "s8", 1, true }, { "s16", 2, true },
	{ "s32", 4, true }, { "s64", 8, true }, { "__u8", 1, false },
	{ "__u16", 2, false }, { "__u32", 4, false }, { "__u64", 8, false },
	{ "__s8", 1, true }, { "__s16", 2, true }, { "__s32", 4, true },
	{ "__s64", 8, true }, { "__le16", 2, false }, { "__le32", 4, false },
	{ "__le64", 8, false }, { "__be16", 2, false }, { "__be32", 4, false },
	{ "__be64", 8, false }, { "uint8_t", 1, false },
	{ "uint16_t", 2, false }, { "uint32_t", 4, false },
	{ "uint64_t", 8, false }, { "int8_t", 1, true }, { "int16_t", 2, true },
	{ "int32_t", 4, true }, { "int64_t", 8, true }, { "size_t", 8, false },
	{ "ssize_t", 8, true }, { "uintptr_t", 8, false },
	{ "phys_addr_t", 8, false }, { "dma_addr_t", 8, false },
	{ "gpa_t", 8, false }, { "gfn_t", 8, false }, { "bool", 1, false },
	{ "_Bool", 1, false }, { "char", 1, false }, { "short", 2, true },
	{ "int", 4, true }, { "long", 8, true }, { "unsigned", 4, false },
	{ "signed", 4, true }, { "float", 4, true }, { "double", 8, true },
	{ "aligned_u64", 8, false }, { "__aligned_u64", 8, false },
	{ "uuid_t", 16, false }, { "guid_t", 16, false },
};

const struct builtin_type *builtin_type(struct str name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_eq(name, str_of(types[i].name)))
			return &types[i];
	return NULL;
}

static bool is_word(struct str s, const char *word)
{
	return str_eq(s, str_of(word));
}

uint32_t builtin_words_size(const struct str *words, size_t n, bool *is_signed)
{
	uint32_t size = 0, longs = 0, basic = 0, names = 0;
	bool is_unsigned = false;

	*is_signed = false;
	for (size_t i = 0; i < n; i++) {
		const struct builtin_type *t = builtin_type(words[i]);

		if (is_word(words[i], "const") || is_word(words[i], "volatile"))
			continue;
		if (!t)
			return 0;
		is_unsigned |= is_word(words[i], "unsigned");
		longs += is_word(words[i], "long");
		if (is_word(words[i], "int") || is_word(words[i], "signed") ||
		    is_word(words[i], "unsigned")) {
			basic++;
			continue;
		}
		names += !is_word(words[i], "long");
		size = t->size;
		*is_signed = t->is_signed;
	}
	if (names > 1 || longs > 2 || (names && longs) || (!size && !basic))
		return 0;
	*is_signed = (size ? *is_signed : true) && !is_unsigned;
	return size ? size : 4;
}
