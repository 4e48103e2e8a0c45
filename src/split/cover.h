/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/cover.h - the cover letter of a half.
 *
 * The original's text, what moved where, then shortlog, diffstat and base
 * lines as git-format-patch(1) and b4 write them: the half on top names the
 * other by prerequisite-message-id and prerequisite-patch-id.
 */
#ifndef WINNOW_SPLIT_COVER_H
#define WINNOW_SPLIT_COVER_H

#include "split/emit.h"

/* Fills cover_id and cover_file; before any mail of the half is written. */
void cover_name(struct emit *e, struct half_series *hs);

/* Fills cover_text; the diffs of both halves must be there. */
void cover_write(struct emit *e, struct half_series *hs);

#endif
