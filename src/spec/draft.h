/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/draft.h - what was read from a header, and the version file it makes;
 * for spec/import.c. */
#ifndef WINNOW_SPEC_DRAFT_H
#define WINNOW_SPEC_DRAFT_H

#include "base/buf.h"
#include "source/source.h"
#include "source/eval.h"
#include "spec/specdb.h"

struct draft_entry {			/* of a type: a value, bits or a field */
	struct str name;
	int64_t value;
	unsigned lo, hi;
};

struct draft_group {			/* a type of the document */
	struct str name;
	const struct spec_type *like;	/* in the newest version that has it */
	VEC(struct draft_entry) v;
};

struct draft_command {
	struct str name;
	uint32_t fid[2];
	size_t n;
};

struct draft {
	struct arena *a;
	struct specdb *db;
	struct spec_family *f;
	struct source *src;
	struct macro_table *macros;
	struct macro_table *builders;	/* those of the spec-db win */
	VEC(struct draft_command) commands;
	VEC(struct draft_entry) status;
	VEC(struct draft_group) groups;
	bool has_major, has_minor;
	uint64_t major, minor;
};

/* By the header's own definitions, else, where its builder rests on a header
 * that is not here, by the builders of the spec-db. */
bool draft_value(struct draft *d, struct str expr, uint64_t *n);

/* The structs are laid out on the way. */
void draft_write(struct draft *d, struct buf *out, struct str version,
		 const char *header);

#endif
