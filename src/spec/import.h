/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/import.h - a reference header to a draft of a version file.
 *
 * Reads a header of kernel or TF-RMM style: macros whose value is a function
 * identifier of a family become commands, constants, bit fields and structs
 * that a family knows by their C names become statuses, enums, bits and
 * structs. The header is the draft's one source, its standing "single", what a
 * header cannot tell (arguments, stateful) null, and nothing is complete.
 */
#ifndef WINNOW_SPEC_IMPORT_H
#define WINNOW_SPEC_IMPORT_H

#include "base/buf.h"
#include "spec/specdb.h"

/* `as` is "rmm@2.0-bet4", or NULL: the family most macros belong to, and a
 * version "draft". The draft is added to `out`. False and err when the header
 * cannot be read or defines nothing of any family. */
bool spec_import(struct arena *a, struct specdb *db, const char *header,
		 const char *as, struct buf *out, struct err *err);

#endif
