/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/packodb.h - libgit2 reads objects of packs through packs.h.
 *
 * libgit2 follows deltas that are made of each other without end; here they are
 * an error. What is in no pack that packs.h reads, libgit2 looks for itself.
 */
#ifndef WINNOW_REPO_PACKODB_H
#define WINNOW_REPO_PACKODB_H

#include <git2.h>

/* For as long as the repository is open. */
void packodb_add(git_repository *git);

#endif
