/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/series.h - patches to series: cover letter, order, version, gaps.
 *
 * Patches belong together when they share the version and the total n and
 * - one answers the other (In-Reply-To, References), or both answer the same
 *   mail that is not there (a cover letter that was not given), or
 * - one sender posted them within a day, in no thread at all, or
 * - they are files of git-format-patch that never were mail; these need no
 *   numbers either.
 * Posted to the thread by the sender of the rest, with a number that is still
 * free, a patch belongs there even with another version or total (and that is
 * a problem), unless the series is whole without it: then a patch 3/5 that
 * answers a series of 2 begins another, often for another tree. An unnumbered
 * patch is a series of one. A mbox with v1 and v3 gives two series; so does one
 * with two threads.
 *
 * A second copy of a mail (same id and subject) goes to `rest`, a cover letter
 * without anything behind it too unless it is numbered. So does the earlier
 * mail of a patch that its sender posted again under the same number, version
 * and title.
 */
#ifndef WINNOW_SERIES_SERIES_H
#define WINNOW_SERIES_SERIES_H

#include "patch/patch.h"

enum series_trouble {
	SERIES_NUMBERING,	/* k > n, totals that differ; the order is clear */
	SERIES_TWICE,		/* k twice: it is not */
	SERIES_MISSING,		/* patches not in the input: one problem a series */
	SERIES_NO_COVER,	/* n > 1, no 0/n; not where `partial` */
	SERIES_NO_BASE,		/* n > 1, no base-commit; not where `partial` */
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
	size_t n;			/* 0: only the cover letter is there */
	bool partial;			/* at most half of its patches and no cover
					 * letter: picked so, not incomplete by accident */
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
};

/* Groups patches[0..n) (input order). Series come in the order of their first
 * message; versions of one series are next to each other only if the input
 * has them so. Sets patch->number of unnumbered series to the place, and
 * patch->kind of a cover letter that opens nothing to PATCH_OTHER. */
void series_group(struct series_set *out, struct arena *a,
		  struct patch **patches, size_t n);

#endif
