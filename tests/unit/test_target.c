// SPDX-License-Identifier: GPL-2.0-or-later
/* Which version a series is written for, by what its message says. */
#include "test.h"

#include "world.h"

static const struct {
	const char *text, *code, *family, *version;	/* version "": no target */
	enum target_how how;
} rows[] = {
	{ "This targets RMM v2.0-bet0.", "", "rmm", "rmm@2.0-bet0", TARGET_CLAIMED },
	{ "Based on DEN0137 version 1.0-rel0.", "", "rmm", "rmm@1.0-rel0",
	  TARGET_CLAIMED },
	{ "Based on the RMM v1.0 specification.", "", "rmm", "rmm@1.0-rel0",
	  TARGET_CLAIMED },
	{ "See https://developer.arm.com/documentation/den0137/2-0bet1/ for it.", "",
	  "rmm", "rmm@2.0-bet1", TARGET_CLAIMED },
	{ "See https://developer.arm.com/permalink/Armv9/DEN0137_1.1-alp12.zip for it.", "",
	  "rmm", "rmm@1.1-alp12", TARGET_CLAIMED },
	{ "See https://developer.arm.com/x/DEN0137_1.0-eac5_rmm-external.pdf for it.", "",
	  "rmm", "rmm@1.0-eac5", TARGET_CLAIMED },
	{ "This follows the RMM ALP17 specification.", "", "rmm", "rmm@1.1-alp17",
	  TARGET_CLAIMED },
	{ "This follows bet1 of the RMM spec.", "", "rmm", "rmm@2.0-bet1", TARGET_CLAIMED },
	{ "This targets RMM v2.0 beta 1.", "", "rmm", "rmm@2.0-bet1", TARGET_CLAIMED },
	{ "This targets RMM 1.1-alpha12.", "", "rmm", "rmm@1.1-alp12", TARGET_CLAIMED },
	{ "The RMM has 2 bets on 3 alphas and alp99.", "", "rmm", "", TARGET_GUESSED },
	/* a version nobody knows, and one that there are several of */
	{ "This targets RMM v2.0-bet9.",
	  "#define SMC_RMI_VSMMU_FEATURES SMC_RMI_CALL(0x20b)", "rmm", "rmm@2.0-bet3",
	  TARGET_GUESSED },
	{ "This targets RMM v2.0.",
	  "#define SMC_RMI_CMEM_CREATE SMC_RMI_CALL(0x1e5)", "rmm", "rmm@2.0-bet2",
	  TARGET_GUESSED },
	/* no claim at all, or one of the past */
	{ "Add it.", "#define SMC_RMI_REC_AUX_COUNT SMC_RMI_CALL(0x167)", "rmm",
	  "rmm@1.1-alp17", TARGET_GUESSED },
	{ "This was based on RMM v1.0-rel0 before.", "", "rmm", "", TARGET_GUESSED },
	{ "Add it.", "", "rmm", "", TARGET_GUESSED },
	/* the newest of an interface that grows */
	{ "This follows PSCI v1.1, which adds to PSCI v1.0.", "", "psci", "psci@1.1",
	  TARGET_CLAIMED },
	/* claimed together */
	{ "This targets RMM v1.0-rel0.",
	  "#define SMC_RSI_HOST_CALL SMC_RSI_FID(0x199)", "rsi", "rsi@1.0-rel0",
	  TARGET_CLAIMED },
};

static void row(size_t i, struct world *w)
{
	const char *code = arena_printf(w->a, "#include <linux/arm-smccc.h>\n%s\n", rows[i].code);
	const struct target *t;

	world_again(w);
	world_add(w, "[PATCH] firmware: add it", rows[i].text,
		  world_new(w, "drivers/firmware/x.h", code));
	if (!CHECK_AT(world_study(w, NULL), i))
		return;
	t = target_of(&w->st, specdb_family(&w->db, str_of(rows[i].family)));
	if (!CHECK_AT((t != NULL) == (rows[i].version[0] != '\0'), i) || !t)
		return;
	CHECK_STR(t->version->name, rows[i].version);
	CHECK_AT(t->how == rows[i].how, i);
}

TEST(targets_are_found_in_text_and_code)
{
	struct world w;

	world_open(&w);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		row(i, &w);
	world_close(&w);
}
