/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage/evidence.h - what one patch says about itself: the signs of code that
 * is not meant to stay, and the verdict that follows.
 *
 * Signs come from the subject, the prose, the trailers and the added lines, by
 * rules/throwaway/ and rules/marker/. What is looked for, how strong it is and
 * what excuses it is data; how signs add up is here:
 *
 * - Signs about the patch: strong counts 3, medium 2, weak 1, each rule once;
 *   weak ones only beside others. 3 make the patch throwaway.
 * - Signs about lines: a strong one makes its lines throwaway and the patch
 *   mixed; a weak one makes them volatile.
 * - Where the lines of signs that name an end ("until ...", "to be removed
 *   once ...") are nearly all that the patch adds, it is throwaway.
 *
 * It judges a patch alone: what the rest of the series makes of it (a later
 * patch that removes the marker, code that leans on it) is for others.
 */
#ifndef WINNOW_TRIAGE_EVIDENCE_H
#define WINNOW_TRIAGE_EVIDENCE_H

#include "finding/finding.h"
#include "patch/patch.h"
#include "rule/rule.h"

struct evidence_rules;

enum strength { STRENGTH_WEAK = 1, STRENGTH_MEDIUM = 2, STRENGTH_STRONG = 3 };

enum evidence_verdict { EVIDENCE_CURRENT, EVIDENCE_MIXED, EVIDENCE_THROWAWAY };

/* Of an added line. */
enum evidence_class { EVIDENCE_NONE, EVIDENCE_VOLATILE, EVIDENCE_GONE };

struct sign {
	const struct rule *rule;
	enum strength strength;
	bool of_lines;		/* speaks of lines, not of the whole patch */
	bool ends;		/* names an end of what it speaks of */
	bool shadowed;		/* a stronger sign stands in the same comment */
	enum where where;
	size_t file;		/* in diff.files, for code and comment */
	uint32_t line, end_line;/* new file, or body lines of the message;
				 * line 0: the subject */
	struct str text;	/* the words: tag, sentence, comment, code */
	struct str message;	/* one sentence for a person */
	size_t *at;		/* added lines it covers, in diff.lines, rising */
	size_t nat;
};

struct evidence_set {
	struct sign *v;
	size_t n, cap;
	enum evidence_verdict verdict;
	uint32_t points;
	uint8_t *classes;		/* enum evidence_class by diff.lines; NULL without
					 * a diff. a verdict of EVIDENCE_THROWAWAY
					 * marks no lines of its own */
	uint32_t *why;			/* by diff.lines: index + 1 in v, 0 none */
};

/* Reads the evidence rules out of `rs`, which must outlive the result. False
 * and err ("rules/throwaway/TAG.json: ...") on a rule that cannot be read.
 * Patterns are compiled when first needed. */
bool evidence_rules_open(struct evidence_rules **out, struct arena *a,
			 const struct rules *rs, struct err *err);
void evidence_rules_close(struct evidence_rules *er);	/* takes NULL */

/* Compiles every pattern and tries every example of the rules: for their tests. False
 * and err on the first that does not hold. */
bool evidence_rules_check(struct evidence_rules *er, struct arena *a,
			  struct err *err);

/* Signs of a patch or a cover letter (which gets no verdict). Rules that are
 * ignored give no sign. `own` as of removed_new(): markers that such lines have
 * are not old. */
void evidence_of_patch(struct evidence_set *out, struct arena *a,
		       const struct patch *p, const bool *own, struct evidence_rules *er);

/* The sign that weighs most for the verdict; NULL when there is none. */
const struct sign *evidence_strongest(const struct evidence_set *set);

#endif
