/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/redefine.h - a series that only defines a name otherwise. */
#ifndef WINNOW_RULE_REDEFINE_H
#define WINNOW_RULE_REDEFINE_H

#include "rule/study.h"

/* Does the definition or declaration stand in place of one that the base has, so that
 * the name is there without it? By the lines that its hunk takes out. *params, if asked
 * for: of a function those of the base, else -1. */
bool redefines_base(const struct study *st, const struct site *d, int *params);

#endif
