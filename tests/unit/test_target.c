// SPDX-License-Identifier: GPL-2.0-or-later
/* Claims of a version in what people write, and the target that follows. */
#include "test.h"

#include "world.h"

#include "rule/claim.h"

#define URL "https://developer.arm.com/documentation/den0137/"

/* "2.0-bet0 1.0-rel0(history)" of the claims about RMM. */
static void claims_of(struct world *w, struct buf *out, const char *message)
{
	struct claims cs = { 0 };

	world_again(w);
	world_add(w, "[PATCH] x: Add y", message, world_new(w, "x/y.c", "int x;\n"));
	CHECK(world_study(w, NULL));
	claims_read(&cs, &w->st);
	buf_clear(out);
	vec_for(const struct claim, c, &cs) {
		if (!str_eq(c->family->name, STR("rmm")))
			continue;
		buf_printf(out, "%s%.*s%s%s", out->n ? " " : "",
			   STR_FMT(c->version ? c->version->id : c->base),
			   c->history ? "(history)" : "", c->url ? "(url)" : "");
	}
}

TEST(a_claim_is_a_version_beside_a_name)
{
	static const struct { const char *message, *want; } rows[] = {
		{ "This follows RMM v2.0-bet0.", "2.0-bet0" },
		{ "Written for RMM 2.0-bet1 and nothing else.", "2.0-bet1" },
		{ "See DEN0137 version 1.0-rel0 for the calls.", "1.0-rel0" },
		{ "Version 1.0-rel0 of the RMM specification has it.", "1.0-rel0" },
		{ "The RMM specification, a long one, is at v2.0-bet0.", "" },
		{ "The RMM\nspecification v2.0-bet0 says so.", "2.0-bet0" },
		{ "RMMv2.0-bet0 says so.", "2.0-bet0" },
		{ "Linux v6.12 and GCC 13.2 build it.", "" },
		{ "The RMM has 1.5 million lines.", "" },
		{ "[1] " URL "2-0bet0/", "2.0-bet0(url)" },
		{ "The v1.0 SMCs are gone.", "" },
	};
	struct buf got = BUF;
	struct world w;

	world_open(&w);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		claims_of(&w, &got, rows[i].message);
		if (!CHECK_STR(buf_str(&got), rows[i].want))
			printf("\trow %zu: %s\n", i, rows[i].message);
	}
	buf_free(&got);
	world_close(&w);
}

static void check_target(struct world *w, const char *cover, const char *message,
			 const char *code, const char *spec, const char *want,
			 enum target_how how)
{
	world_again(w);
	world_add(w, "[PATCH 0/1] x: Things", cover, NULL);
	world_add(w, "[PATCH 1/1] x: Add y", message, world_new(w, "x/y.h", code));
	CHECK(world_study(w, spec));
	if (!*want) {
		CHECK_NUM(w->st.ntargets, 0);
		return;
	}
	if (!CHECK_NUM(w->st.ntargets, 1))
		return;
	CHECK_STR(w->st.targets[0].version->id, want);
	CHECK_NUM(w->st.targets[0].how, how);
}

#define OLD "#define SMC_RMI_GRANULE_DELEGATE SMC_RMI_CALL(0x0151)\n" \
	"#define SMC_RMI_DATA_CREATE SMC_RMI_CALL(0x0153)\n"

TEST(the_cover_letter_outweighs_an_aside_and_the_user_outweighs_all)
{
	struct world w;

	world_open(&w);
	check_target(&w, "This series targets RMM v2.0-bet0.", "Old text: RMM v1.0-rel0.",
		     OLD, NULL, "2.0-bet0", TARGET_CLAIMED);
	check_target(&w, "This series targets RMM v2.0-bet0.", "Text.", OLD,
		     "rmm@1.0-rel0", "1.0-rel0", TARGET_GIVEN);
	check_target(&w, "Text.", "Text.", "int x;\n", NULL, "", TARGET_GUESSED);
	world_close(&w);
}

TEST(without_a_claim_the_definitions_decide)
{
	struct world w;

	world_open(&w);
	check_target(&w, "Text.", "Text.", OLD, NULL, "1.1-alp17", TARGET_GUESSED);
	check_target(&w, "Text.", "Text.",
		     "#define SMC_RMI_GRANULE_RANGE_DELEGATE SMC_RMI_CALL(0x01f1)\n", NULL,
		     "2.0-bet3", TARGET_GUESSED);
	world_close(&w);
}

TEST(a_changelog_claims_nothing)
{
	struct world w;

	world_open(&w);
	check_target(&w, "Targets RMM v2.0-bet0.\n\nChanges since v3:\n"
		     " * Moved from RMM v1.0-rel0 to RMM v2.0-bet0.\n"
		     " * RMM v1.0-rel0 is gone, RMM v1.0-rel0 will not come back.\n",
		     "Text.", OLD, NULL, "2.0-bet0", TARGET_CLAIMED);
	world_close(&w);
}
