/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/specdiff.h - what differs between two versions of an interface.
 *
 * Only what both versions know is compared; presumed facts are not. What one
 * side does not know is counted, not reported. A command, type or member is
 * reported as added or removed only where the other version is known to lack
 * it.
 */
#ifndef WINNOW_SPEC_SPECDIFF_H
#define WINNOW_SPEC_SPECDIFF_H

#include "spec/specdb.h"

enum spec_delta_kind {
	DELTA_ADDED, DELTA_REMOVED, DELTA_RENAMED, DELTA_RENUMBERED,
	DELTA_REUSED,		/* the number has another command now */
	DELTA_INPUTS, DELTA_OUTPUTS, DELTA_STATEFUL, DELTA_VALUE,
	DELTA_BITS, DELTA_OFFSET, DELTA_SIZE, DELTA_ABI,
};

enum spec_delta_what { DELTA_COMMAND, DELTA_STATUS, DELTA_TYPE, DELTA_MEMBER,
		       DELTA_INTERFACE };

struct spec_delta {
	enum spec_delta_kind kind;
	enum spec_delta_what what;
	struct str name;	/* RMI_REC_ENTER, RmiRealmParams.vmid */
	struct str old, new;	/* the two readings, may be empty */
	struct str note;	/* who says so; what does the job now */
	enum spec_standing standing;	/* of the weaker side */
	const struct spec_command *from, *to;	/* for commands */
};

struct specdiff {
	const struct spec_version *from, *to;
	struct spec_delta *v;
	size_t n, cap;
	/* commands in both versions of which one side is not known */
	size_t unknown_inputs, unknown_outputs, unknown_stateful;
};

const char *spec_delta_kind_name(enum spec_delta_kind kind);
const char *spec_delta_what_name(enum spec_delta_what what);

/* Both of one family, loaded. In the order kinds are listed above, then by
 * the order of the documents. */
void specdiff(struct arena *a, const struct spec_version *from,
	      const struct spec_version *to, struct specdiff *out);

/* "rd, ipa, level" or "none" or "not known". */
struct str spec_args_text(struct arena *a, const struct spec_args *args);

#endif
