/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/series.h - patches to series: cover letter, order, version, gaps.
 *
 * Patches belong together when they share a thread (In-Reply-To and
 * References, or one sender and title prefix posted together), the version
 * and the total n. A single patch is a series of one. A mbox with v1 and v3
 * gives two series; so does one with two threads.
 */
#ifndef WINNOW_SERIES_SERIES_H
#define WINNOW_SERIES_SERIES_H

#include "patch/patch.h"

enum series_trouble {
	SERIES_NUMBERING,	/* k twice, k > n, 0 < k missing number */
	SERIES_MISSING,		/* patches not in the input */
	SERIES_NO_COVER,	/* numbered, n > 1, no 0/n */
	SERIES_NO_BASE,		/* no base-commit */
	SERIES_MIXED,		/* versions mixed in one numbering */
};

struct series_problem {
	enum series_trouble kind;
	const struct patch *patch;	/* NULL: the series */
	struct str text;
};

struct series {
	struct str title;		/* of the cover letter, else of the first patch */
	uint32_t version;
	uint32_t total;			/* n of k/n; number of patches when unnumbered */
	const struct patch *cover;	/* NULL none */
	struct patch **patches;		/* in the order they apply */
	size_t n;
	struct str base_commit;		/* empty unknown */
	struct trailers base;		/* all base lines of all mails */
	struct series_problem *problems;
	size_t nproblems, problems_cap;
};

/* Messages that are no part of a series, kept so that every mail is accounted
 * for: replies and others. */
struct series_set {
	struct series *v;
	size_t n, cap;
	struct patch **rest;
	size_t nrest, rest_cap;
	struct patch **all;		/* every message, in input order */
	size_t nall;
};

/* Groups patches[0..n) (input order). Series come in the order of their first
 * message; versions of one series are next to each other only if the input
 * has them so. */
void series_group(struct series_set *out, struct arena *a,
		  struct patch **patches, size_t n);

#endif
