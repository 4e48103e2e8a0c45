// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "patch/subject.h"

#define REPLY 1
#define PATCHED 2
#define RFC 4

static const struct {
	const char *text;
	unsigned flags, version, k, n;	/* version 0: not said; n 0: no number */
	const char *title, *tags;
} rows[] = {
	{ "[PATCH] fix it", PATCHED, 0, 0, 0, "fix it", "" },
	{ "[RFC PATCH v3 02/45] a: b", PATCHED | RFC, 3, 2, 45, "a: b", "" },
	{ "[PATCH RFC net-next V2 1/3] a", PATCHED | RFC, 2, 1, 3, "a", "net-next" },
	{ "[PATCHv3 2/5] a", PATCHED, 3, 2, 5, "a", "" },
	{ "[PATCH v9.2 4/9] a", PATCHED, 9, 4, 9, "a", "" },
	{ "[RFCv2 PATCH 4/9] a", PATCHED | RFC, 2, 4, 9, "a", "" },
	{ "[PATCH/LOCAL 2/3] a", PATCHED, 0, 2, 3, "a", "LOCAL" },
	{ "[PATCH/RFC 2/3] a", PATCHED | RFC, 0, 2, 3, "a", "" },
	{ "[PATCH -next v2] a", PATCHED, 2, 0, 0, "a", "-next" },
	{ "[PATCH] [v2] a", PATCHED, 2, 0, 0, "a", "" },
	{ "[PATCH 00/12 v2] a", PATCHED, 2, 0, 12, "a", "" },
	{ "[PATCH v2, 3/4] a", PATCHED, 2, 3, 4, "a", "" },
	{ "[PATCH v2 2/3v4] a", PATCHED, 2, 2, 3, "a", "" },
	{ "[DO NOT MERGE] [PATCH v3 9/9] a", PATCHED, 3, 9, 9, "a",
	  "DO|NOT|MERGE|DO NOT MERGE" },
	{ "[PATCH v3 6/6 DONOTMERGE] a", PATCHED, 3, 6, 6, "a", "DONOTMERGE" },
	{ "[PATCH v13 03/26] [TEMP] a", PATCHED, 13, 3, 26, "a", "TEMP" },
	{ "[RFC DO-NOT-MERGE PATCH] a", PATCHED | RFC, 0, 0, 0, "a", "DO-NOT-MERGE" },
	{ "[RFC Part2 PATCH 04/30] a", PATCHED | RFC, 0, 4, 30, "a", "Part2" },
	{ "[kvm-unit-tests PATCH v2 12/16] a", PATCHED, 2, 12, 16, "a", "kvm-unit-tests" },
	{ "[PATCH 5.10.y 1/3] a", PATCHED, 0, 1, 3, "a", "5.10.y" },
	{ "[PATCH v5.10.y v2 1/3] a", PATCHED, 2, 1, 3, "a", "v5.10.y" },
	{ "[PATCH 1 of 3 v2] a", PATCHED, 2, 1, 3, "a", "" },
	{ "[PATCH 23/22] a", PATCHED, 0, 23, 22, "a", "" },
	{ "[PATCH 2.5/4] a", PATCHED, 0, 2, 4, "a", "" },
	{ "[PATCH v4 RESEND 2/3] a", PATCHED, 4, 2, 3, "a", "RESEND" },
	{ "[PATCH v5-resend] a", PATCHED, 5, 0, 0, "a", "resend" },
	{ "[v3 2/5] a", 0, 3, 2, 5, "a", "" },
	{ "[patch 12/17] a", PATCHED, 0, 12, 17, "a", "" },
	{ "PATCH v2 1/3: a", PATCHED, 2, 1, 3, "a", "" },
	{ "patch: a", 0, 0, 0, 0, "patch: a", "" },
	{ "[media] a", 0, 0, 0, 0, "a", "media" },
	{ "Re: [PATCH v2 1/3] a", REPLY | PATCHED, 2, 1, 3, "a", "" },
	{ "RE: Re: [PATCH] a", REPLY | PATCHED, 0, 0, 0, "a", "" },
	{ "Re[2]: [PATCH] a", REPLY | PATCHED, 0, 0, 0, "a", "" },
	{ "AW: a", REPLY, 0, 0, 0, "a", "" },
	{ "[EXT] Re: [PATCH] a", REPLY | PATCHED, 0, 0, 0, "a", "EXT" },
	{ "FW: [PATCH] a", REPLY | PATCHED, 0, 0, 0, "a", "" },
	{ "[PATCH] fw: a", PATCHED, 0, 0, 0, "fw: a", "" },
	{ "tr: a", 0, 0, 0, 0, "tr: a", "" },
	{ "\345\233\236\345\244\215\357\274\232[PATCH] a", REPLY | PATCHED, 0, 0, 0, "a", "" },
	{ "[PATCH v3 1/2]\n\tkvm:  fold\t it ", PATCHED, 3, 1, 2, "kvm: fold it", "" },
	{ "[PATCH v3 1/2", 0, 0, 0, 0, "[PATCH v3 1/2", "" },
	{ "[PATCH v99999999999999999999 1/99999999999999] a", PATCHED, 0, 0, 0, "a",
	  "v99999999999999999999|1/99999999999999|"
	  "v99999999999999999999 1/99999999999999" },
	{ "[]", 0, 0, 0, 0, "", "" },
	{ "", 0, 0, 0, 0, "", "" },
};

TEST(subjects)
{
	struct arena *a = arena_new();

	for (int i = 0; i < (int)(sizeof(rows) / sizeof(rows[0])); i++) {
		struct subject s;
		char tags[200] = "";

		subject_parse(&s, a, str_of(rows[i].text));
		CHECK_AT(s.reply == !!(rows[i].flags & REPLY), i);
		CHECK_AT(s.has_patch == !!(rows[i].flags & PATCHED), i);
		CHECK_AT(s.rfc == !!(rows[i].flags & RFC), i);
		CHECK_AT(s.has_version == !!rows[i].version, i);
		CHECK_AT(s.version == (rows[i].version ? rows[i].version : 1), i);
		CHECK_AT(s.numbered == !!rows[i].n, i);
		CHECK_AT(s.k == rows[i].k && s.n == rows[i].n, i);
		CHECK_STR(s.title, rows[i].title);
		for (size_t t = 0; t < s.ntags; t++)
			snprintf(tags + strlen(tags), sizeof(tags) - strlen(tags),
				 "%s%.*s", t ? "|" : "", STR_FMT(s.tags[t]));
		CHECK_STR(tags, rows[i].tags);
	}
	arena_free(a);
}

TEST(keys_forget_tags)
{
	static const char *const same[][2] = {
		{ "[PATCH v2] HACK: i2c: Comment it out.", "[PATCH v3 2/3] i2c: Comment it out" },
		{ "[PATCH] fixup! kvm: Do", "kvm: do" },
		{ "[PATCH] [WIP] kvm: do", "[PATCH] WIP: RFC: KVM: do" },
	};
	struct arena *a = arena_new();

	for (int i = 0; i < 3; i++) {
		struct subject s, t;

		subject_parse(&s, a, str_of(same[i][0]));
		subject_parse(&t, a, str_of(same[i][1]));
		CHECK_STR(subject_key(a, &s), subject_key(a, &t));
	}
	arena_free(a);
}
