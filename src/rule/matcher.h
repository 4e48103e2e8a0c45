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

/* Runs every rule that is on; false and err when a rule names no matcher. */
bool rules_check(const struct rules *rs, struct err *err);
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

/* What a macro definition says about a function identifier, judged against
 * the target; shared by the fid matchers. */
enum fid_verdict {
	FID_NONE,	/* no function identifier, or its family has no target */
	FID_GOOD,
	FID_QUIET,	/* the database does not know, or its sources disagree */
	FID_GONE,	/* another version has it, the target does not */
	FID_STRANGE,	/* no version has the number or the name */
	FID_MISNAMED,	/* the number is another command's */
	FID_MISNUMBERED,/* the command has another number */
};

struct fid_judgement {
	enum fid_verdict verdict;
	const struct target *target;
	struct str name;		/* RMI_REC_AUX_COUNT */
	uint64_t fid;
	bool has_fid;
	const struct spec_command *has;	/* what the target has there instead */
	const struct spec_command *had;	/* of another version, FID_GONE */
};

/* Of a macro name with its value (has_fid false: the name alone counts). */
void fid_judge(struct fid_judgement *out, const struct study *st,
	       struct str macro, bool has_fid, uint64_t fid);
/* Of the name of a command alone: RMI_REC_ENTER. */
void fid_judge_command(struct fid_judgement *out, const struct target *t,
		       struct str name);
/* The last judgement that says FID_GONE of the definitions of a macro, or of
 * its name where the series does not define it. */
bool fid_judge_symbol(struct study *st, const struct symbol *sym,
		      struct fid_judgement *j);
/* Versions that have the command: "rmm@1.0-rel0 to 1.1-alp14". */
struct str fid_versions(struct study *st, const struct spec_command *had);
/* Adds replacements and what became of the command; *how, if known, gets
 * what does the job now. */
void fid_successors(struct study *st, struct finding *f,
		    const struct fid_judgement *j, struct str *how);
/* A function by whose name it issues a command that the target lacks. */
bool fid_judge_wrapper(struct study *st, struct str function,
		       struct fid_judgement *j);

/* Where the series defines the value of an enum, under its own name or one
 * that the family file gives it in C; NULL nowhere. */
struct spec_type;
struct spec_member;
const struct site *constant_site(const struct study *st,
				 const struct spec_type *t,
				 const struct spec_member *m);

/* Adds the command to the evidence: its numbers, version and section. */
void fid_cite(struct study *st, struct finding *f, const struct spec_command *c,
	      const char *what);

#endif
