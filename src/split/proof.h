/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/proof.h - that two halves are the whole.
 *
 * The mails of both halves are read again as any other series, and applied
 * patch by patch on the base (the tree's, or the one made up from the hunks):
 * each hunk exactly where it says, the tree after all of them the one of the
 * original by git's tree id, each added and removed line of the original
 * printed once, author and message as they were. Where the series was reordered
 * first, the original is the one before that, and what was spared counts as
 * accounted for.
 */
#ifndef WINNOW_SPLIT_PROOF_H
#define WINNOW_SPLIT_PROOF_H

#include "split/emit.h"
#include "split/tree.h"

struct proof {
	char original[41];	/* tree after the original series */
	char both[41];		/* after both halves: the same */
	char first[41];		/* after the first half alone */
	char base[41];
	size_t added, removed;	/* lines accounted for */
	size_t cancelled;	/* of these in neither half: see HALF_NEITHER */
	size_t spared;		/* lines of the original that a reordering spared */
	struct series half[2];	/* as read again; n == 0: empty */
	struct series halves;	/* first half first, as patches alone */
	struct weave_set weaves;	/* of these, on the base */
	const struct tree *base_files;
};

/* Fills the proof, or says in err what does not hold. `base` and the tree ids
 * are of the files that the series touches. */
bool proof_make(struct proof *out, const struct emit *e, struct tree *base,
		struct err *err);

#endif
