/* SPDX-License-Identifier: GPL-2.0-or-later */
/* finding/delta.h - the findings of two versions of a series, paired.
 *
 * First by fingerprint. Then what is left, in order: in the message of a patch
 * and its successor, findings of one rule about one symbol at one kind of place
 * (a sentence was reworded, a subject changed); in code, findings of one rule
 * about one symbol wherever they stand (the code changed, or the file moved).
 */
#ifndef WINNOW_FINDING_DELTA_H
#define WINNOW_FINDING_DELTA_H

#include "finding/finding.h"

enum delta_state { DELTA_NEW, DELTA_KEPT, DELTA_RESOLVED };
const char *delta_state_name(enum delta_state s);	/* "new" ... */

struct delta_item {
	enum delta_state state;
	const struct finding *old, *new;	/* NULL: none */
};

struct delta {
	struct delta_item *v;	/* new and kept ones in the order of the new
				 * version, then resolved ones in that of the old */
	size_t n, cap;
	size_t count[3];	/* by state */
};

/* Both sets are sealed. old_to_new[order] is the place of an old patch in the
 * new version, 0 for one that was dropped; index 0 (the cover letter) is not
 * looked at. It has `n` entries. */
void delta_findings(struct delta *out, struct arena *a,
		    const struct findings *old, const struct findings *new,
		    const uint32_t *old_to_new, size_t n);

#endif
