/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/fid.h - what a definition or a name says about a function identifier,
 * judged against the target version.
 *
 * Where the target knows neither number nor name, all versions of its family
 * are asked: what another version has is gone, what none has is strange.
 */
#ifndef WINNOW_RULE_FID_H
#define WINNOW_RULE_FID_H

#include "rule/target.h"

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
/* A function by whose name it issues a command that the target lacks. */
bool fid_judge_wrapper(struct study *st, struct str function,
		       struct fid_judgement *j);

/* Of FID_GONE: the version that had it comes before the target. */
static inline bool fid_past(const struct fid_judgement *j)
{
	return j->had->version->order < j->target->version->order;
}

/* Adds the command to the evidence: its numbers, version and section. */
void fid_cite(struct study *st, struct finding *f, const struct spec_command *c,
	      const char *what);
/* Versions that have the command: "rmm@1.0-rel0 to 1.1-alp14". */
struct str fid_versions(struct study *st, const struct spec_command *had);
/* Adds replacements and what became of the command; *how, if known, gets
 * what does the job now. */
void fid_successors(struct study *st, struct finding *f,
		    const struct fid_judgement *j, struct str *how);

#endif
