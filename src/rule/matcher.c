// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/matcher.h"

static const struct matcher matchers[] = {
	{ "near_identifier", match_near_identifier },
	{ "successor", match_successor },
	{ "fid_missing", match_fid_missing },
	{ "spec_claim", match_spec_claim },
	{ "name_in_text", match_name_in_text },
	{ "fid_wrapper", match_fid_wrapper },
	{ "struct_lacks", match_struct_lacks },
	{ "struct_field", match_struct_field },
	{ "struct_layout", match_struct_layout },
	{ "near_bits", match_near_bits },
	{ "bits_missing", match_bits_missing },
	{ "bits", match_bits },
	{ "abi", match_abi },
	{ "status_data", match_status_data },
	{ "status_code", match_status_code },
	{ "enum_value", match_enum_value },
	{ "enum_missing", match_enum_missing },
	{ "case_missing", match_case_missing },
	{ "added_then_removed", match_added_then_removed },
	{ "bare_comment", NULL },
	{ "arg_count", match_arg_count },
	{ "base_missing", match_base_missing },
	{ "beyond_end", NULL },
	{ "citation", match_citation },
	{ "commented_out", NULL },
	{ "cover_missing", match_cover_missing },
	{ "damaged_mail", match_damaged_mail },
	{ "damaged_patch", match_damaged_patch },
	{ "debug_leftover", NULL },
	{ "duplicate_block", match_duplicate_block },
	{ "entangled", NULL },
	{ "fid_duplicate", match_fid_duplicate },
	{ "fid_name", match_fid_name },
	{ "fid_removed", match_fid_removed },
	{ "fid_unknown", match_fid_unknown },
	{ "fid_use", match_fid_use },
	{ "fid_value", match_fid_value },
	{ "if_zero", NULL },
	{ "leftover_doc", match_leftover_doc },
	{ "marker", NULL },
	{ "no_signoff", NULL },
	{ "none", NULL },
	{ "not_read", match_not_read },
	{ "numbering", match_numbering },
	{ "order", match_order },
	{ "output_count", match_output_count },
	{ "patch_missing", match_patch_missing },
	{ "sro", match_sro },
	{ "prose", NULL },
	{ "prose_words", NULL },
	{ "tag", NULL },
	{ "trailer", NULL },
	{ "trailer_stale", NULL },
	{ "unreachable", match_unreachable },
	{ "unused", match_unused },
	{ "version_mixed", match_version_mixed },
};

const struct matcher *matcher_find(struct str name)
{
	for (size_t i = 0; i < sizeof(matchers) / sizeof(*matchers); i++)
		if (str_eq(name, str_of(matchers[i].name)))
			return &matchers[i];
	return NULL;
}

bool rules_check(struct rules *rs, struct err *err)
{
	vec_for(struct rule, r, rs)
		if (!(r->runs = matcher_find(r->matcher)))
			return err_set(err, "%s: matcher: no matcher \"%.*s\"",
				       r->path, STR_FMT(r->matcher));
	return true;
}

/* What the target lacks is evidence for triage, wanted or not. */
static void run(struct study *st, const struct rule *r)
{
	const struct matcher *m = r->ignored ? NULL : r->runs ? r->runs :
				  matcher_find(r->matcher);

	if (m && m->match && (r->on || m->match == match_fid_removed))
		m->match(st, r);
}

void rules_run(struct study *st)
{
	vec_for(const struct rule, r, st->rules)
		run(st, r);
}

void rules_run_group(struct study *st, struct str group)
{
	vec_for(const struct rule, r, st->rules)
		if (str_eq(r->group, group))
			run(st, r);
}
