/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/dangle.h - does the first half use what only the second one defines?
 *
 * By name, over what the series itself adds: macros, functions, types,
 * enumerators and file-scope variables; labels by function; headers that are
 * included, objects that a Makefile names, Kconfig symbols. Fields, locals and
 * parameters are left to triage, for their names are common.
 * A name that the base defines too, where a hunk shows it, does not count.
 */
#ifndef WINNOW_SPLIT_DANGLE_H
#define WINNOW_SPLIT_DANGLE_H

#include "rule/study.h"
#include "split/plan.h"

struct dangle {
	struct str name;
	struct str file;
	uint32_t patch, line;	/* in the half: place from 1; line after that patch */
};

struct dangles {
	struct dangle *v;
	size_t n, cap;
};

/* `was` is the original, `is` the first half. Sorted by patch. */
void dangle_find(struct dangles *out, struct arena *a, const struct study *was,
		 const struct study *is);

/* Files of the first half that no longer read as C where those of the original
 * do: lines were cut out of the middle of something. The line is 0. */
void dangle_broken(struct dangles *out, struct arena *a, const struct study *was,
		   const struct study *is);

/* What of a file is cut in two in the first half, and whole after the series and
 * before it: as far as hunks show it. */
enum dangle_tear {
	TEAR_NONE,
	TEAR_COMMENT,			/* one has no end */
	TEAR_BRACKETS,			/* they, or the #if, do not match */
};

/* `w` is one of the original's. */
enum dangle_tear dangle_tear(const struct plan *p, const struct weave *w);

#endif
