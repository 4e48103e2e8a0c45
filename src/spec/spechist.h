/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/spechist.h - what became of a command from version to version. */
#ifndef WINNOW_SPEC_SPECHIST_H
#define WINNOW_SPEC_SPECHIST_H

#include "spec/specdb.h"

/* A run of versions in which a number had one name (or a name one number). A
 * version that is only partly known and says nothing does not end a run. */
struct spec_epoch {
	const struct spec_command *command;	/* in `last` */
	const struct spec_version *first, *last;
	size_t versions;
	bool contested;		/* in conflict in one of them */
};

/* Oldest first; the array lies in the arena, the answer is its length. The
 * family must be loaded. */
size_t spec_history_of_fid(struct arena *a, const struct spec_family *f,
			   uint32_t fid, struct spec_epoch **out);
size_t spec_history_of_name(struct arena *a, const struct spec_family *f,
			    struct str name, struct spec_epoch **out);

/* "1.0-eac5 to 1.1-alp14", or one id. */
struct str spec_epoch_text(struct arena *a, const struct spec_epoch *e);

struct spec_successor {
	struct strs names;		/* commands of `to`; may be none */
	struct str how, by;		/* what does the job instead; who says */
	struct strs see;
	enum spec_standing standing;	/* of the weakest step */
	const struct spec_version *changed;	/* where the old name ended */
};

/* What `name` of version `from` is called or replaced by in the later `to`;
 * false when nothing is known or nothing changed. */
bool spec_successor(struct arena *a, const struct spec_version *from,
		    const struct spec_version *to, struct str name,
		    struct spec_successor *out);
/* The last version older than `to` that has the name, then spec_successor();
 * *from, may be NULL, is that version. */
bool spec_replacement(struct arena *a, const struct spec_version *to,
		      struct str name, struct spec_successor *out,
		      const struct spec_version **from);

#endif
