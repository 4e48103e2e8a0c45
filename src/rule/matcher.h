/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/matcher.h - the table of matchers: C that a rule's data points at.
 *
 * A matcher reads a study and adds findings for its rule. Matchers do not see
 * each other's findings, so their order never matters. A new one is a file
 * match_NAME.c and a row here.
 */
#ifndef WINNOW_RULE_MATCHER_H
#define WINNOW_RULE_MATCHER_H

#include "rule/study.h"
#include "rule/target.h"

typedef void match_fn(struct study *st, const struct rule *r);

struct matcher {
	const char *name;
	match_fn *match;	/* NULL: done by another room (triage/) */
};

const struct matcher *matcher_find(struct str name);

/* False and err when a rule names no matcher. rules_run() runs every rule that
 * is on, and those that are evidence for triage: see rules_drop_off(). */
bool rules_check(struct rules *rs, struct err *err);
void rules_run(struct study *st);
/* Only the rules of one group. */
void rules_run_group(struct study *st, struct str group);

match_fn match_fid_removed, match_fid_unknown, match_fid_name, match_fid_value,
	match_fid_duplicate, match_fid_use, match_citation;
match_fn match_added_then_removed, match_order, match_unused,
	match_unreachable, match_duplicate_block, match_leftover_doc;
match_fn match_arg_count, match_output_count, match_sro;
match_fn match_enum_value, match_enum_missing, match_status_code,
	match_status_data, match_case_missing;
match_fn match_bits, match_bits_missing, match_near_bits, match_abi;
match_fn match_struct_layout, match_struct_field, match_struct_lacks;
match_fn match_fid_missing, match_successor, match_name_in_text,
	match_spec_claim, match_near_identifier, match_fid_wrapper;
match_fn match_damaged_mail, match_damaged_patch, match_not_read;
match_fn match_numbering, match_patch_missing, match_cover_missing,
	match_base_missing, match_version_mixed;

#endif
