/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/stat.h - the diffstat of a mail, as git-format-patch(1) prints it. */
#ifndef WINNOW_SPLIT_STAT_H
#define WINNOW_SPLIT_STAT_H

#include "split/print.h"

/* Nothing for an empty list. */
void stat_print(struct buf *out, const struct stat_list *stat);

/* What a half changes from its start to its end, file by file. */
void stat_of_view(struct stat_list *out, const struct view *v);

#endif
