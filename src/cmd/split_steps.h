/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd/split_steps.h - --branch and --exec of winnow split. */
#ifndef WINNOW_CMD_SPLIT_STEPS_H
#define WINNOW_CMD_SPLIT_STEPS_H

#include "split/branch.h"

/* Runs `command` with sh in a work tree of its own at every commit, in order.
 * The work tree is made beside nothing of the user's and removed again. The
 * command is the user's; nothing that came with a mail is taken for one.
 * False and err on the first commit where it fails. */
bool steps_exec(const struct branches *b, const struct emit *e, const char *git_dir,
		const char *command, bool quiet, struct err *err);

#endif
