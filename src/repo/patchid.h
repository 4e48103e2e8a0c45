/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/patchid.h - the patch-id that git-format-patch(1) --base gives a commit.
 *
 * It is not always that of git-patch-id(1), which patch/patchid.h makes of the
 * text of a diff: git hashes heads of its own here, in which a file that became
 * a link is one change and a binary file nothing but its two ids.
 */
#ifndef WINNOW_REPO_PATCHID_H
#define WINNOW_REPO_PATCHID_H

#include <git2.h>

#include "base/arena.h"
#include "base/err.h"

/* 40 hex digits and a NUL. False and err when an object cannot be read. */
bool patchid_of_commit(struct arena *a, git_repository *git, const git_oid *id,
		       char hex[41], struct err *err);

#endif
