/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/against.h - what a series would have to change to follow another
 * version of a specification than its target.
 *
 * The spec rules are run once more with the other version as the target; what
 * they say only then is what the move costs. Nothing of it is wrong today, so
 * all of it are checks.
 */
#ifndef WINNOW_RULE_AGAINST_H
#define WINNOW_RULE_AGAINST_H

#include "rule/study.h"

/* Adds to st->findings, which must hold what rules_run() found. `v` is loaded. */
void against_run(struct study *st, const struct spec_version *v);

#endif
