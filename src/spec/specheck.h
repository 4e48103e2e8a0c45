/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/specheck.h - is a spec-db consistent?
 *
 * Every file against schema.json of the same directory (unknown keys too), and
 * what a schema cannot say: identifiers within the family's ranges and of its
 * owner, names and numbers given twice, fields that overlap or stick out of
 * their structure, renames and references that lead nowhere, facts in conflict
 * without readings, C names for types that no version has.
 */
#ifndef WINNOW_SPEC_SPECHECK_H
#define WINNOW_SPEC_SPECHECK_H

#include "spec/specdb.h"
#include "spec/specschema.h"

struct specheck_count {
	size_t families, versions, files, commands, types;
};

/* Of folders that lie over each other, see specdb_load(): the files that count,
 * by the schema of the first folder. False and err only when one cannot be read;
 * all that is wrong with its contents are problems, in the order of the files. */
bool specheck(struct arena *a, const char *const *dirs, size_t n,
	      struct spec_problems *out, struct specheck_count *count,
	      struct err *err);

#endif
