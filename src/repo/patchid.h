/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/patchid.h - what names a change whatever it is applied to.
 *
 * Source: git-patch-id(1), --stable: SHA-1 of each file's change without blanks
 * and line numbers, summed.
 */
#ifndef WINNOW_REPO_PATCHID_H
#define WINNOW_REPO_PATCHID_H

#include <git2.h>

#include "base/arena.h"
#include "base/err.h"

bool patchid_of_commit(struct arena *a, git_repository *git, const git_oid *id,
		       char hex[41], struct err *err);

#endif
