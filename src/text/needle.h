/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text/needle.h - which of many literals stand in a text, in one pass.
 *
 * A cheap filter in front of patterns: every pattern names words of which one
 * must be there. Case does not matter (ASCII). Words are of 3 bytes or more;
 * shorter ones are never found.
 */
#ifndef WINNOW_TEXT_NEEDLE_H
#define WINNOW_TEXT_NEEDLE_H

#include "base/str.h"

struct arena;
struct needles;

#define NEEDLE_MAX 64		/* groups */

struct needles *needles_new(struct arena *a);

/* The word belongs to group `bit` (below NEEDLE_MAX). */
void needles_add(struct needles *n, struct str word, unsigned bit);

/* A bit for each group of which a word stands in the text. */
uint64_t needles_find(const struct needles *n, struct str text);

#endif
