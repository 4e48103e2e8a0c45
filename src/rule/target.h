/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/target.h - which version of a specification a series is written for.
 *
 * Every mention of a version is a claim, with place and weight: cover letter,
 * commit messages, URLs of the document, comments that patches add, ABI version
 * macros. History (changelogs, quoted mail) is read but weighs nothing. The
 * version with the most weight is the target; the user's --spec overrides.
 * Without a claim the newest version that explains most of the definitions of
 * the series, and of the tree it is for, is a guess, and named so.
 */
#ifndef WINNOW_RULE_TARGET_H
#define WINNOW_RULE_TARGET_H

#include "rule/study.h"

struct claim {
	struct spec_family *family;
	const struct spec_version *version;	/* NULL: `base` fits several */
	struct str base;			/* "2.0" */
	struct str text;			/* as written: "v2.0-bet0" */
	struct str sentence;			/* it stands in, unwrapped */
	const struct patch *patch;
	const struct study_file *file;		/* NULL: in the message */
	uint32_t line;				/* of the file or the body; 0 subject */
	unsigned weight;
	bool history;				/* tells of the past, claims nothing */
	bool url;
	bool unknown;				/* the database has no such version */
};

struct claims {
	struct claim *v;
	size_t n, cap;
};

enum target_how { TARGET_GIVEN, TARGET_CLAIMED, TARGET_GUESSED };

struct target {
	struct spec_family *family;
	const struct spec_version *version;
	enum target_how how;
	struct claims claims;		/* of this family, in reading order */
	unsigned weight, against;	/* of the claims for it, and for others */
	/* TARGET_GUESSED: the version claimed, which the database does not have
	 * or (several) has more than once, as 2.0-bet0, 2.0-bet1, ... */
	struct str unknown;
	bool several;
};

/* Fills st->targets: one for every family that the series speaks of or
 * defines functions of. `given` holds what --spec names (may be empty). False
 * and err when the spec-db cannot be read. */
bool target_find(struct study *st, const struct spec_version *const *given,
		 size_t ngiven, struct err *err);

/* A family whose versions only add to one another (they are cut from one file
 * by `since`): to speak of an older version, or to use what a newer one added,
 * is no contradiction, and the newest version claimed is the target. */
bool target_grows(const struct spec_family *f);

const struct target *target_of(const struct study *st,
			       const struct spec_family *f);

/* Whether a claim agrees with a version: the same, or its base. */
bool claim_fits(const struct claim *c, const struct spec_version *v);

/* "target rmm@2.0-bet0 (claimed 12 times, first in the cover letter, line 9)" */
struct str target_describe(const struct study *st, const struct target *t);

#endif
