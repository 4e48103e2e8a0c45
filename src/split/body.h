/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/body.h - a statement without braces goes where its if or loop goes.
 *
 *	if (hack())
 *		return;
 *
 * Either line alone reads as C and means something else, so that no parser
 * would notice. The body follows a head that is in the second half both when
 * the body was written and at the end. A head follows the body that one patch
 * wrote with it, and so what later stands in that body's place does, too; but a
 * "do" has its "while" behind the body, and never goes alone.
 */
#ifndef WINNOW_SPLIT_BODY_H
#define WINNOW_SPLIT_BODY_H

#include "rule/study.h"
#include "split/plan.h"

/* Moves such lines of the closed plan, and closes it again. */
void body_follow(struct plan *p, const struct study *st);

#endif
