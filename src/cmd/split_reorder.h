/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd/split_reorder.h - --reorder: what ORDER names comes earlier. */
#ifndef WINNOW_CMD_SPLIT_REORDER_H
#define WINNOW_CMD_SPLIT_REORDER_H

#include "cmd/load.h"
#include "split/reorder.h"
#include "split/tree.h"

/* Moves each patch that an ORDER finding names to the earliest place where that
 * commutes and spares most; r->moves says what became of each. A patch that is
 * throwaway stays: current has none of its churn. A move is taken when the
 * series so made applies to `base`, gives the tree that the original gives, and
 * reads as C between as well as it did. False when a spec cannot be read. */
bool reorder_series(struct reorder *r, struct load *l, struct arena *a,
		    const struct triage *t, struct tree *base, struct err *err);

/* Prints the moves and the refusals. */
void reorder_say(const struct reorder *r);

#endif
