/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/eval.h - constant expressions of C, through macros.
 *
 * A macro table answers names with definitions; the caller fills it with what
 * is in force (definitions of the series up to a patch, of the tree, and
 * builders known by name from the spec-db). Arithmetic is that of 64 unsigned
 * bits; L, U suffixes are read; casts to (u32) (u64) (unsigned ...) mask.
 * GENMASK(h, l), GENMASK_ULL, BIT, BIT_ULL, UL(), ULL(), _AC(), _UL(), FIELD_PREP with
 * constant masks are built in unless the table defines them.
 */
#ifndef WINNOW_SOURCE_EVAL_H
#define WINNOW_SOURCE_EVAL_H

#include "base/map.h"
#include "base/str.h"

struct macro {
	struct str name;
	bool function_like;
	struct str *params;
	size_t nparams;
	struct str body;
	/* A builder known only by its name: value = body evaluated with its
	 * parameters, body given by the spec-db. */
};

/* name -> struct macro */
struct macro_table;
struct macro_table *macro_table_new(struct arena *a);
/* `text` is what follows "#define ": NAME, parameters, body (splices and
 * comments allowed). False when it is no macro. Later definitions win. */
bool macro_define(struct macro_table *t, struct str text);
void macro_undef(struct macro_table *t, struct str name);
const struct macro *macro_get(const struct macro_table *t, struct str name);

/* A number with names: what the expression depends on. False when it is not
 * constant (an unknown name, a cast to a pointer, ...); *missing gets the name
 * that stopped it, or is empty. Depth and steps are limited. */
bool eval_expr(const struct macro_table *t, struct str expr, uint64_t *out,
	       struct str *missing);

#endif
