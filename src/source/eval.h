/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/eval.h - constant expressions of C, through macros.
 *
 * A macro table answers names with definitions; the caller fills it with what
 * is in force (definitions of the series up to a patch, of the tree, and
 * builders known by name from the spec-db; enumerators can be defined as
 * macros). Names are expanded as the preprocessor does it, # and ## included.
 *
 * Arithmetic is that of 64 unsigned bits, except that what C takes as 32
 * unsigned bits (1U, 0xffffffff, (u32)x) stays in them: ~0U is 0xffffffff.
 * Plain int is not cut: 1 << 31 is 0x80000000. L, U suffixes are read, casts
 * to integer types mask and extend the sign. GENMASK, BIT, UL, _AC, FIELD_PREP,
 * FIELD_GET, FIELD_MAX, cpu_to_le32 and their kin, and SZ_4K and its kin are
 * built in and win over the table: kernel definitions of them check types.
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
/* `text` is NAME, parameters, body, with or without "#define" (splices and
 * comments allowed), and outlives the table: the text of a FACT_MACRO. False
 * when it is no macro. Later definitions win. */
bool macro_define(struct macro_table *t, struct str text);
/* The same without text: an enumerator, a number of the spec-db. */
void macro_define_value(struct macro_table *t, struct str name, struct str body);
const struct macro *macro_get(const struct macro_table *t, struct str name);

/* A number with names: what the expression depends on. False when it is not
 * constant (an unknown name, a cast to a pointer, ...); *missing gets the name
 * that stopped it, or is empty. Depth and steps are limited. Not thread-safe:
 * the table holds the working memory. */
bool eval_expr(const struct macro_table *t, struct str expr, uint64_t *out,
	       struct str *missing);

#endif
