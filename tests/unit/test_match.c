// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/match.h"

#include "test.h"

static const struct {
	const char *lit;
	bool nocase;
} lits[] = {
	{ "todo", true }, { "fixme", true }, { "xxx", true }, { "#if 0", false },
	{ "//\n", false }, { "SMC_RMI_", false }, { "PSCI_", false }, { "for now", true },
	{ "hack", true }, { "temp ", true }, { "revisit", true }, { "FFA_", false },
	{ "clean", true }, { "replac", true }, { "SMC_RSI_", false }, { "to do", true },
};

#define NLITS (sizeof(lits) / sizeof(lits[0]))

struct hits {
	size_t at[4000];
	uint32_t id[4000];
	size_t n;
};

static bool take(void *ctx, size_t text, uint32_t id, size_t at)
{
	struct hits *h = ctx;

	(void)text;
	if (h->n < 4000) {
		h->id[h->n] = id;
		h->at[h->n++] = at;
	}
	return true;
}

static struct match *matcher(struct arena *a)
{
	struct match *m = match_new(a);

	for (size_t i = 0; i < NLITS; i++)
		match_add(m, str_of(lits[i].lit), lits[i].nocase, (uint32_t)i);
	match_ready(m);
	return m;
}

/* Every place of every literal, by comparing one by one. */
static size_t count_slowly(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		for (size_t k = 0; k < NLITS; k++) {
			struct str lit = str_of(lits[k].lit), here = str_sub(s, i, lit.n);

			n += lits[k].nocase ? str_eq_nocase(here, lit) : str_eq(here, lit);
		}
	return n;
}

TEST_EACH_MACHINE(literals_are_found_wherever_they_stand)
{
	static char text[400 + MATCH_SLACK];
	struct arena *a = arena_new();
	struct match *m = matcher(a);

	for (size_t at = 0; at < 80; at++)
		for (size_t k = 0; k < NLITS; k++) {
			size_t n = strlen(lits[k].lit);
			struct hits h = { .n = 0 };

			memset(text, '.', sizeof(text));
			memcpy(text + at, lits[k].lit, n);
			match_find(m, &(struct str){ text, at + n }, 1, take, &h);
			if (!CHECK_AT(h.n == 1 && h.id[0] == k && h.at[0] == at, at))
				printf("\t%s\n", lits[k].lit);
			h.n = 0;
			/* Cut off by the end of the text it is not there. */
			match_find(m, &(struct str){ text, at + n - 1 }, 1, take, &h);
			CHECK_AT(h.n == 0, at);
		}
	arena_free(a);
}

TEST_EACH_MACHINE(all_hits_are_found)
{
	static const char bytes[] = "todTODOfixmeXx#i 0/\nSMC_RIPFAhackrpl";
	static char text[3000 + MATCH_SLACK];
	struct arena *a = arena_new();
	struct match *m = matcher(a);
	uint32_t seed = 3;

	for (int round = 0; round < 100; round++) {
		struct hits h = { .n = 0 };
		struct str s = str_n(text, 3000 - (size_t)round);

		for (size_t i = 0; i < sizeof(text); i++) {
			seed = seed * 1103515245 + 12345;
			text[i] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
			if (seed >> 20 & 1 && i + 9 < sizeof(text)) {
				const char *lit = lits[(seed >> 8) % NLITS].lit;

				memcpy(text + i, lit, strlen(lit));
				i += strlen(lit) - 1;
			}
		}
		match_find(m, &s, 1, take, &h);
		if (!CHECK_NUM(h.n, count_slowly(s)))
			break;
	}
	arena_free(a);
}
