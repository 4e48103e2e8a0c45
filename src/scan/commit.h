/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/commit.h - the files of a commit, without a work tree.
 *
 * Blobs are read by several threads, in the order in which they lie in packs,
 * not in that of paths. With `since`, files whose blob is the same in that
 * commit at the same path are left out: what differs is what is read.
 */
#ifndef WINNOW_SCAN_COMMIT_H
#define WINNOW_SCAN_COMMIT_H

#include "scan/walk.h"

/* As walk_run(); w->root is a git directory or a folder in a work tree, since
 * may be NULL. A blob that cannot be read is told to failed(). */
bool commit_run(struct walk *w, const char *rev, const char *since, struct err *err);

#endif
