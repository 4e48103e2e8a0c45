// SPDX-License-Identifier: GPL-2.0-or-later
/* Which version a series is written for, by what its message says. */
#include "mail/mbox.h"
#include "mail/message.h"
#include "patch/patch.h"
#include "rule/target.h"
#include "series/series.h"

#include "test.h"

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

static struct str mail_of(struct arena *a, const char *text, const char *code)
{
	return str_printf(a, "From a@example.org Mon Jun  1 10:00:00 2026\n"
		"From: A <a@example.org>\nSubject: [PATCH] firmware: add it\n"
		"Date: Mon, 1 Jun 2026 10:00:00 +0000\nMessage-ID: <1@example.org>\n\n"
		"%s\n\nSigned-off-by: A <a@example.org>\n---\n"
		"diff --git a/drivers/firmware/x.h b/drivers/firmware/x.h\n"
		"new file mode 100644\nindex 000000000000..111111111111\n"
		"--- /dev/null\n+++ b/drivers/firmware/x.h\n@@ -0,0 +1,2 @@\n"
		"+#include <linux/arm-smccc.h>\n+%s\n-- \n2.43.0\n\n", text, code);
}

static bool study_of(struct study *st, struct arena *a, struct specdb *db,
		     const struct rules *rules, struct source_reader *reader,
		     struct str mail)
{
	struct series_set set = { 0 };
	struct patch *patches[1];
	struct mbox_raw raw;
	struct mbox m;
	struct err err;

	mbox_open(&m, mail);
	if (!mbox_next(&m, &raw))
		return false;
	patches[0] = patch_parse(a, message_parse(a, &raw, "example"));
	series_group(&set, a, patches, 1);
	if (set.n != 1)
		return false;
	study_build(st, a, &set.v[0], db, rules, reader, NULL);
	return target_find(st, NULL, 0, &err);
}

static void row(size_t i, struct arena *a, struct specdb *db,
		const struct rules *rules, struct source_reader *reader)
{
	const struct target *t;
	struct study st;

	if (!CHECK_AT(study_of(&st, a, db, rules, reader,
			       mail_of(a, rows[i].text, rows[i].code)), i))
		return;
	t = target_of(&st, specdb_family(db, str_of(rows[i].family)));
	if (!CHECK_AT((t != NULL) == (rows[i].version[0] != '\0'), i) || !t)
		return;
	CHECK_STR(t->version->name, rows[i].version);
	CHECK_AT(t->how == rows[i].how, i);
}

TEST(targets_are_found_in_text_and_code)
{
	struct arena *a = arena_new();
	struct source_reader *reader = source_reader_open();
	const char *top = getenv("TOP"), *dirs[1];
	struct rules rules;
	struct specdb db;
	struct err err;

	top = top ? top : ".";
	dirs[0] = arena_printf(a, "%s/rules", top);
	if (CHECK(rules_load(&rules, a, dirs, 1, &err) &&
		  specdb_open(&db, a, arena_printf(a, "%s/spec-db", top), &err))) {
		for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
			row(i, a, &db, &rules, reader);
	}
	source_reader_close(reader);
	arena_free(a);
}
