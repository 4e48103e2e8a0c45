/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/reach.h - names that a file keeps to itself. */
#ifndef WINNOW_RULE_REACH_H
#define WINNOW_RULE_REACH_H

#include "rule/study.h"

/* Are all definitions of the name other .c files' own (a static, a macro, an
 * enumerator)? Then the use, which may be of another study, means another one. False,
 * too, where there are none, or more than people write. */
bool reach_none(const struct symbol *sym, const struct site *use);

#endif
