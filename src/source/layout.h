/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/layout.h - where the members of a C struct lie.
 *
 * By the rules of the 64-bit kernel ABIs (arm64, x86-64): natural alignment,
 * pointers and long are 8 bytes, enums 4. Knows arrays, nested and anonymous
 * structs and unions, structs of the same source, __packed, __aligned(),
 * DECLARE_BITMAP and DECLARE_FLEX_ARRAY.
 *
 * What it does not know (a type from elsewhere, an array size that is not
 * constant, a bit field) ends the layout: members up to there are right, and
 * `stopped` names the first that is not. Nothing is guessed.
 */
#ifndef WINNOW_SOURCE_LAYOUT_H
#define WINNOW_SOURCE_LAYOUT_H

#include "source/eval.h"
#include "source/source.h"

struct layout_member {
	struct str name;
	struct str path;	/* of a member in a named member: "gic.hcr" */
	uint64_t offset, size;	/* bytes; size 0: flexible array */
	uint64_t elem;		/* size of one element; size if no array */
	const struct fact *field;
};

struct layout {
	struct layout_member *v;
	size_t n, cap;
	uint64_t size;		/* of the whole, when complete */
	uint32_t align;
	bool complete;
	struct str stopped;	/* the member that ended it */
};

/* `type` is a FACT_TYPE of `s` (struct, union, or a typedef of one with its
 * body). False when it is another kind of fact. */
bool layout_of(struct layout *out, struct arena *a, const struct source *s,
	       const struct fact *type, const struct macro_table *macros);

/* The FACT_TYPE with that name, NULL if there is none. */
const struct fact *layout_type(const struct source *s, struct str name);

#endif
