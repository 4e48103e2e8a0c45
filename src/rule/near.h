/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/near.h - names that were meant to be another. */
#ifndef WINNOW_RULE_NEAR_H
#define WINNOW_RULE_NEAR_H

#include "base/str.h"

/* Edits from a to b without regard to case (a swap of neighbours is one), at
 * most `max`, else max + 1. Longer names than 64 bytes are never near. */
unsigned near_edits(struct str a, struct str b, unsigned max);

/* One letter too many, too few or wrong, or two swapped; names that differ in
 * a digit are not meant. */
bool near_one(struct str a, struct str b);

/* Two neighbours swapped, neither of them an underscore. */
bool near_swapped(struct str a, struct str b);

/* A slip: one edit, two in a long name, or the same words in another order.
 * Names that differ in a digit are no slips, nor are short ones. */
bool near_miss(struct str a, struct str b);

#endif
