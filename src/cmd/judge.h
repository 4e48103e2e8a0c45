/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd/judge.h - the series of a window, judged by all cores, told in order.
 *
 * Series have nothing to do with each other, so threads judge some of them
 * ahead while the caller's thread tells, one after the other, what they found:
 * the output is that of one thread. Few series are not worth a thread, and a
 * base (--tree, --git) is read by one.
 */
#ifndef WINNOW_CMD_JUDGE_H
#define WINNOW_CMD_JUDGE_H

#include "cmd/load.h"

/* In the order of the series, on the caller's thread; all that `t` holds lives
 * until it returns. False and err end it. */
typedef bool judge_fn(void *ctx, struct triage *t, struct err *err);

/* Each series of l->series. */
bool judge_each(struct load *l, judge_fn *tell, void *ctx, struct err *err);

#endif
