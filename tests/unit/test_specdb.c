// SPDX-License-Identifier: GPL-2.0-or-later
// The shipped spec-db as the rules see it. Run from the top of the tree.
#include "test.h"

#include "spec/fid.h"
#include "spec/spechist.h"
#include "spec/specmacro.h"
#include "spec/spectype.h"

static struct specdb db;
static struct arena *arena;

static bool ready(void)
{
	struct err err = { 0 };

	if (arena)
		return true;
	arena = arena_new();
	if (specdb_open(&db, arena, "spec-db", &err) &&
	    specdb_need_all(&db, &err))
		return true;
	printf("%s\n", err.msg);
	return false;
}

static struct spec_version *version(const char *name)
{
	return CHECK(ready()) ? specdb_version(&db, str_of(name)) : NULL;
}

TEST(versions_are_found_as_people_write_them)
{
	static const struct { const char *family, *id, *want; } rows[] = {
		{ "rmm", "2.0-bet0", "2.0-bet0" },
		{ "rmm", "v2.0-bet0", "2.0-bet0" },
		{ "rmm", "2-0bet0", "2.0-bet0" },
		{ "rmm", "2.0bet1", "2.0-bet1" },
		{ "rmm", "1-0rel0", "1.0-rel0" },
		{ "rmm", "V1.0-EAC5", "1.0-eac5" },
		{ "rmm", "1.1-alp1", NULL },
		{ "rmm", "2.0-bet9", NULL },
		{ "rmm", "2.0", NULL },
		{ "rmm", "", NULL },
		{ "psci", "v1.1", "1.1" },
		{ "psci", "F.b", "1.3" },
		{ "psci", "0.1", NULL },
	};

	CHECK(ready());
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct spec_version *v = spec_version_find(
			specdb_family(&db, str_of(rows[i].family)),
			str_of(rows[i].id));

		CHECK_AT(!v == !rows[i].want, i);
		if (v && rows[i].want)
			CHECK_STR(v->id, rows[i].want);
	}
}

TEST(versions_are_in_the_order_of_their_stages)
{
	static const char *const want[] = {
		"1.0-eac5", "1.0-rel0", "1.1-alp11", "1.1-alp12", "1.1-alp13",
		"1.1-alp14", "1.1-alp17", "2.0-bet0", "2.0-bet1", "2.0-bet2",
		"2.0-bet3",
	};
	struct spec_family *f = version("rmm@1.0-rel0")->family;

	CHECK(f->versions.n >= sizeof(want) / sizeof(*want));
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++)
		CHECK_STR(f->versions.v[i].id, want[i]);
	CHECK(spec_version_cmp(f, STR("2.0"), STR("2.0-bet3")) > 0);
	CHECK(spec_version_cmp(f, STR("1.10"), STR("1.9")) > 0);
	CHECK_NUM(spec_version_cmp(f, STR("1.0-rel0"), STR("1.0-rel0")), 0);
}

TEST(macros_name_commands)
{
	static const struct { const char *macro, *family, *command; } rows[] = {
		{ "SMC_RMI_REC_ENTER", "rmm", "RMI_REC_ENTER" },
		{ "SMC_RMI_CALL", NULL, NULL },
		{ "SMC_RSI_ABI_VERSION", "rsi", "RSI_VERSION" },
		{ "PSCI_0_2_FN64_CPU_ON", "psci", "CPU_ON" },
		{ "PSCI_1_1_FN_SYSTEM_RESET2", "psci", "SYSTEM_RESET2" },
		{ "PSCI_0_2_FN_BASE", NULL, NULL },
		{ "FFA_FN64_MEM_SHARE", "ffa", "FFA_MEM_SHARE" },
		{ "SDEI_1_0_FN_SDEI_PE_MASK", "sdei", "SDEI_PE_MASK" },
		{ "ARM_SMCCC_TRNG_RND64", "trng", "TRNG_RND64" },
		{ "ARM_SMCCC_HV_PV_TIME_ST", "pvtime", "PV_TIME_ST" },
		{ "ARM_SMCCC_VERSION_FUNC_ID", "smccc", "SMCCC_VERSION" },
		{ "GENMASK", NULL, NULL },
	};

	CHECK(ready());
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str macro = str_of(rows[i].macro), name;
		struct spec_family *f = specdb_family_of_macro(&db, macro,
							       NULL);

		if (!rows[i].family) {
			CHECK_AT(!f, i);
			continue;
		}
		if (!CHECK_AT(f != NULL, i))
			continue;
		CHECK_STR(f->name, rows[i].family);
		CHECK_AT(spec_command_name(arena, f, macro, &name), i);
		CHECK_STR(name, rows[i].command);
		CHECK_AT(spec_by_name(vec_last(&f->versions), name) ||
			 str_eq(f->name, STR("rsi")), i);
	}
}

TEST(builders_give_the_identifier)
{
	struct macro_table *macros;
	struct str missing;
	uint64_t v;

	CHECK(ready());
	macros = macro_table_new(arena);
	specmacro_define(arena, &db, macros);
	CHECK(eval_expr(macros, STR("SMC_RMI_CALL(0x15f)"), &v, &missing));
	CHECK_NUM(v, 0xC400015F);
	CHECK(eval_expr(macros, STR("ARM_SMCCC_CALL_VAL(1, 1, 4, 0x15f)"), &v, &missing));
	CHECK_NUM(v, 0xC400015F);
	CHECK(!eval_expr(macros, STR("ARM_SMCCC_CALL_VAL(1, 1, 4)"), &v, &missing));
	CHECK(eval_expr(macros, STR("ARM_SMCCC_OWNER_STANDARD"), &v, &missing));
	CHECK_NUM(v, 4);
	CHECK(!eval_expr(macros, STR("NO_SUCH"), &v, &missing));
}

TEST(a_removed_command_has_a_history_and_a_replacement)
{
	struct spec_version *v = version("rmm@2.0-bet0");
	const struct spec_version *from;
	struct spec_successor s;
	struct spec_epoch *e;

	CHECK_NUM(spec_ask_fid(v, 0xC400015F).is, SPEC_ABSENT);
	CHECK_NUM(spec_history_of_fid(arena, v->family, 0xC400015F, &e), 1);
	CHECK_STR(e[0].command->name, "RMI_RTT_MAP_UNPROTECTED");
	CHECK_STR(spec_epoch_text(arena, e), "1.0-eac5 to 1.1-alp17");

	CHECK(spec_replacement(arena, v, STR("RMI_RTT_MAP_UNPROTECTED"), &s,
			       &from));
	CHECK_NUM(s.names.n, 1);
	CHECK_STR(s.names.v[0], "RMI_RTT_UNPROT_MAP");
	CHECK_STR(s.changed->id, "2.0-bet0");
	CHECK(spec_replacement(arena, v, STR("RMI_RTT_UNMAP_UNPROTECTED"), &s,
			       NULL));
	CHECK_STR(s.names.v[0], "RMI_RTT_UNPROT_UNMAP");
	CHECK(spec_replacement(arena, v, STR("RMI_REC_AUX_COUNT"), &s, NULL));
	CHECK_NUM(s.names.n, 0);
	CHECK(str_has(s.how, STR("RMI_REC_CREATE")));
	CHECK(!spec_replacement(arena, v, STR("RMI_VERSION"), &s, NULL));
	CHECK(!spec_replacement(arena, v, STR("RMI_NO_SUCH"), &s, NULL));
}

TEST(renames_are_followed_over_versions)
{
	struct spec_version *v = version("rmm@1.1-alp12");
	struct spec_version *to = version("rmm@2.0-bet0");
	struct spec_successor s;

	CHECK(spec_successor(arena, v, to, STR("RMI_DEV_MEM_MAP"), &s));
	CHECK_STR(s.names.v[0], "RMI_RTT_DEV_MAP");
	CHECK(!spec_successor(arena, to, v, STR("RMI_RTT_DEV_MAP"), &s));
}

TEST(a_conflict_stays_one)
{
	struct spec_version *v = version("rmm@2.0-bet1");
	struct spec_answer a = spec_ask_fid(v, 0xC40001EE);

	CHECK_NUM(a.is, SPEC_MAYBE);
	CHECK(a.conflict && a.conflict->high);
	CHECK_NUM(spec_ask_name(v, STR("RMI_VSMMU_EVENT_COMPLETE")).is,
		  SPEC_MAYBE);
	CHECK_NUM(spec_ask_name(v, STR("RMI_CMEM_CREATE")).is, SPEC_ABSENT);
	v = version("rmm@1.1-alp17");		/* known in part */
	CHECK_NUM(spec_ask_name(v, STR("RMI_CMEM_CREATE")).is, SPEC_MAYBE);
}

TEST(arguments_that_are_not_known_say_so)
{
	struct spec_version *v = version("rmm@2.0-bet1");
	const struct spec_command *c = spec_by_name(v, STR("RMI_VDEV_ABORT"));

	CHECK_NUM(c->in.standing, SPEC_CONFLICT);
	c = spec_by_name(v, STR("RMI_RTT_READ_ENTRY"));
	CHECK_NUM(c->in.standing, SPEC_UNKNOWN);
	CHECK_NUM(c->presumed_in.n, 3);
	CHECK_NUM(c->stateful, SPEC_DONT_KNOW);
	c = spec_by_name(version("rmm@2.0-bet0"), STR("RMI_OP_CONTINUE"));
	CHECK_NUM(c->out.v[0].reg, 2);
	CHECK_NUM(c->stateful, SPEC_NO);
	c = spec_by_name(version("rmm@2.0-bet0"), STR("RMI_REC_CREATE"));
	CHECK_NUM(c->stateful, SPEC_YES);
	CHECK(c->memory);
}

TEST(versions_without_a_file_are_cut_from_a_later_one)
{
	CHECK_NUM(spec_ask_fid(version("psci@1.0"), 0x84000012).is,
		  SPEC_ABSENT);
	CHECK_NUM(spec_ask_fid(version("psci@1.1"), 0xC4000012).is,
		  SPEC_PRESENT);
	CHECK_NUM(spec_ask_name(version("ffa@1.0"),
				STR("FFA_MEM_OP_PAUSE")).is, SPEC_MAYBE);
}

TEST(types_are_found_by_their_names_in_c)
{
	struct spec_version *v = version("rmm@2.0-bet0");
	const struct spec_type *t = spec_type_of_tag(v, STR("realm_params"));
	const struct spec_member *m;
	struct spec_constant k;
	struct spec_bits b[4];

	CHECK_STR(t->name, "RmiRealmParams");
	CHECK_NUM(t->size, 0x1000);
	m = spec_member_of_c(t, STR("flags"));
	CHECK_STR(m->name, "flags0");
	m = spec_member_of_c(t, STR("rtt_base"));
	CHECK_NUM(m->offset, 0x808);
	CHECK(!spec_member_of_c(t, STR("vmid")));
	CHECK(spec_member_of_c(spec_type_of_tag(version("rmm@1.0-rel0"),
						STR("realm_params")),
			       STR("vmid")));
	CHECK_NUM(spec_bits_of_macro(v, STR("RMI_FEATURE_REGISTER_0_S2SZ"), b,
				     4), 1);
	CHECK_NUM(spec_bits_mask(b[0].type, b[0].member), 0xff);
	CHECK_NUM(spec_bits_of_macro(v, STR("RMI_FEATURE_REGISTER_3_RTT_PLAN"),
				     b, 4), 1);
	CHECK(!b[0].member);
	CHECK_NUM(spec_bits_of_macro(v, STR("RMI_RESULT_MEMREQ_MASK"), b, 4),
		  1);
	CHECK_NUM(spec_bits_mask(b[0].type, b[0].member), 0x300);
	CHECK_NUM(spec_bits_of_macro(v, STR("REC_ENTER_FLAG_EMULATED_MMIO"), b,
				     4), 1);
	CHECK_NUM(spec_bits_mask(b[0].type, b[0].member), 1);
	CHECK_NUM(spec_bits_of_macro(v, STR("PAGE_SIZE"), b, 4), 0);

	CHECK(spec_constant_of_c(v, STR("RMI_EXIT_HOST_CALL"), &k));
	CHECK_NUM(k.member->value, 5);
	CHECK(spec_constant_of_c(v, STR("RMI_DESTROYED"), &k));
	CHECK_STR(k.member->name, "RMI_RIPAS_DESTROYED");
	CHECK(spec_constant_of_c(v, STR("RMI_ERROR_RTT"), &k));
	CHECK_STR(k.status->data, "level");
	CHECK(!spec_constant_of_c(v, STR("RMI_NOPE"), &k));
	CHECK(spec_constant_of_c(version("psci@1.3"), STR("PSCI_RET_DENIED"),
				 &k));
	CHECK_NUM(k.status->value, -3);
}

TEST(values_fit_what_a_name_may_stand_for)
{
	static const struct {
		const char *version, *name;
		uint64_t value;
		bool as_bits;
		enum spec_fit want;
	} rows[] = {
		{ "rmm@2.0-bet0", "RMI_EXIT_HOST_CALL", 5, false, SPEC_FIT_AGREES },
		{ "rmm@2.0-bet0", "RMI_EXIT_HOST_CALL", 6, false, SPEC_FIT_DIFFERS },
		{ "rmm@2.0-bet0", "RMI_FEATURE_REGISTER_0_S2SZ", 0xff, true,
		  SPEC_FIT_AGREES },
		{ "rmm@2.0-bet0", "RMI_FEATURE_REGISTER_0_SVE", 1 << 8, true,
		  SPEC_FIT_DIFFERS },
		{ "rmm@2.0-bet0", "RMI_FEATURE_REGISTER_3_RTT_PLAN", 0x30, true,
		  SPEC_FIT_NO_FIELD },
		{ "rmm@2.0-bet1", "RMI_FEATURE_REGISTER_3_RTT_PLAN", 0x30, true,
		  SPEC_FIT_UNKNOWN },
		/* in place, moved down, counted from the field */
		{ "rmm@2.0-bet0", "RMI_RETURN_MEMREQ", 0x300, false,
		  SPEC_FIT_AGREES },
		{ "rmm@2.0-bet0", "RMI_RETURN_MEMREQ", 0x3, false,
		  SPEC_FIT_AGREES },
		{ "rmm@2.0-bet0", "RMI_PDEV_FLAGS_CATEGORY_MASK", 6, true,
		  SPEC_FIT_AGREES },
		{ "rmm@2.0-bet0", "RMI_PDEV_FLAGS_CATEGORY_SHIFT", 1, false,
		  SPEC_FIT_AGREES },
		{ "rmm@2.0-bet0", "RMI_PDEV_FLAGS_CATEGORY_SHIFT", 2, false,
		  SPEC_FIT_DIFFERS },
		/* a spelling of an enum's value that looks like a field */
		{ "rmm@2.0-bet0", "RMI_PDEV_FLAGS_CATEGORY_ON_CHIP_EP", 2, false,
		  SPEC_FIT_AGREES },
		/* a value of an enum, or a bit of a set named alike */
		{ "rmm@2.0-bet0", "RMI_PSMMU_IRQ_CMDQ", 3, false,
		  SPEC_FIT_AGREES },
		{ "rmm@2.0-bet0", "RMI_PSMMU_IRQ_CMDQ", 8, true,
		  SPEC_FIT_AGREES },
		{ "rmm@2.0-bet3", "RMI_PSMMU_IRQ_CMDQ", 8, true,
		  SPEC_FIT_AGREES },
		{ "rmm@2.0-bet3", "RMI_PSMMU_IRQ_EVENT_MASK", 6, true,
		  SPEC_FIT_AGREES },
		{ "rmm@2.0-bet3", "RMI_PSMMU_IRQ_EVENT_ERROR", 1, false,
		  SPEC_FIT_AGREES },
		/* shared prefixes, values of a field, interface versions */
		{ "rmm@2.0-bet3", "RMI_PSMMU_SOMETHING", 4, true,
		  SPEC_FIT_UNKNOWN },
		{ "rmm@2.0-bet3", "RMI_PDEV_FLAGS_CATEGORY_NEW_KIND", 3, false,
		  SPEC_FIT_UNKNOWN },
		{ "rmm@2.0-bet3", "RMI_PDEV_FLAGS_NEW_KIND", 8, true,
		  SPEC_FIT_NO_FIELD },
		{ "rmm@1.0-rel0", "RMI_FEATURE_REGISTER_0_Reserved",
		  0xfffffc0000000000, true, SPEC_FIT_UNKNOWN },
		{ "rmm@2.0-bet3", "RMI_ABI_VERSION_MAJOR", 2, false,
		  SPEC_FIT_UNKNOWN },
		{ "rmm@2.0-bet3", "RMI_ABI_VERSION_MAJOR_MASK", 0x7fff0000, true,
		  SPEC_FIT_AGREES },
		/* versions that do not know, names nobody knows */
		{ "rmm@1.1-alp14", "RMI_PDEV_FLAGS_SPDM", 2, true,
		  SPEC_FIT_UNKNOWN },
		{ "rmm@1.1-alp17", "RMI_EXIT_SYNC", 9, false, SPEC_FIT_UNKNOWN },
		{ "rmm@2.0-bet0", "RMI_PERMITTED_GICV3_HCR_BITS", 9, false,
		  SPEC_FIT_UNKNOWN },
		{ "psci@1.3", "PSCI_RET_DENIED", (uint64_t)-3, false,
		  SPEC_FIT_AGREES },
		{ "psci@1.3", "PSCI_RET_DENIED", 0xfffffffd, false,
		  SPEC_FIT_AGREES },
		{ "psci@1.3", "PSCI_RET_DENIED", 3, false, SPEC_FIT_DIFFERS },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct spec_value why;

		CHECK_AT(spec_fits(version(rows[i].version),
				   str_of(rows[i].name), rows[i].value,
				   rows[i].as_bits, &why) == rows[i].want, i);
	}
}

TEST(wrappers_name_commands)
{
	struct spec_family *f = version("rmm@2.0-bet0")->family;
	struct str name;

	CHECK(spec_wrapper_name(arena, f, STR("rmi_rtt_map_unprotected"),
				&name));
	CHECK_STR(name, "RMI_RTT_MAP_UNPROTECTED");
	CHECK(!spec_wrapper_name(arena, f, STR("kvm_rmi_init"), &name));
}

TEST(identifiers_have_fields)
{
	struct fid f = fid_of(0xC400015F);

	CHECK(f.fast && f.smc64 && !f.hint);
	CHECK_NUM(f.owner, 4);
	CHECK_NUM(f.function, 0x15f);
	f = fid_of(0x84010001);
	CHECK(f.fast && !f.smc64 && f.hint);
	CHECK_NUM(f.reserved, 0);
	CHECK_NUM(fid_of(0x84020000).reserved, 1);
	CHECK_STR(fid_owner_name(5), "standard hypervisor service");
	CHECK_STR(fid_owner_name(63), "trusted OS");
}
