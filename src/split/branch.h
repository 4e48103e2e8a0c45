/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/branch.h - the halves as commits on two branches.
 *
 * NAME-current and NAME-throwaway, the first half on the base commit, the
 * second on the first; messages as git-am(1) would have them, authors and
 * their dates kept. Texts are those that the proof has seen.
 */
#ifndef WINNOW_SPLIT_BRANCH_H
#define WINNOW_SPLIT_BRANCH_H

#include "repo/base.h"
#include "repo/write.h"
#include "split/proof.h"

struct branch_step {
	uint32_t n;		/* patch of the original */
	enum half half;
	char commit[41];
};

struct branches {
	struct branch_step *v;
	size_t n, cap;
	char tip[2][41];	/* by enum half; empty for an empty half */
};

/* "NAME-current" */
char *branch_name(struct arena *a, const char *name, enum half half);

/* Writes the commits on the commit of `base`, then sets the branches. False when
 * a branch is there already (and not `force`), or a patch cannot be a commit:
 * files must be known from the base, binary patches must hold their bytes. */
bool branch_make(struct branches *out, const struct emit *e, const struct proof *proof,
		 struct tree_base *base, const char *name, bool force, struct err *err);

#endif
