/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/specmacro.h - the builders and constants of function identifiers as
 * macros, for code whose definitions lie elsewhere. */
#ifndef WINNOW_SPEC_SPECMACRO_H
#define WINNOW_SPEC_SPECMACRO_H

#include "source/eval.h"
#include "spec/specdb.h"

/* Of all families, into the table; what is defined later wins. */
void specmacro_define(struct arena *a, const struct specdb *db,
		      struct macro_table *t);

#endif
