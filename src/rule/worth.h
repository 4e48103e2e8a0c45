/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/worth.h - whether the structure of a lone patch can matter.
 *
 * Reading C for facts costs a hundred times what reading the diff does. Most
 * patches of a list speak of no firmware interface, hold no throwaway code and
 * leave nothing behind that only structure shows; for those the study goes
 * without facts. What is asked here is a superset of what the rules find in a
 * lone patch: a doubt means yes. The one exception is a misspelt identifier
 * (NAME_NEAR_MISS) that has nothing to do with an interface: one patch hardly
 * shows the right spelling often enough. Series of more than one patch are
 * always worth it.
 */
#ifndef WINNOW_RULE_WORTH_H
#define WINNOW_RULE_WORTH_H

#include "series/series.h"
#include "spec/specdb.h"
#include "text/needle.h"

/* The words by which text and code speak of the interfaces in the database.
 * Lives in `a`, with the database's strings. */
struct needles *worth_words(struct arena *a, const struct specdb *db);

/* A macro's body does something: one that only names bits or a register may
 * stand in a table of its kind, used or not. */
bool worth_macro(struct str body, bool has_params);

/* `words` of worth_words(). What evidence says is asked by the caller. */
bool worth_reading(const struct series *s, const struct needles *words);

#endif
