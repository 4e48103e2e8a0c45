/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/packodb.h - libgit2 reads objects of packs through packs.h, and loose ones
 * no larger than those.
 *
 * libgit2 follows deltas that are made of each other without end, and makes as
 * much room for a loose object as its few bytes say; here both are errors, as is
 * a commit or tree under a name that is not its hash, so that no walk goes in a
 * circle. Its own reader of packs is taken out of use. The commits at which a
 * shallow clone ends (git-clone(1), --depth) have no parents, as for git.
 */
#ifndef WINNOW_REPO_PACKODB_H
#define WINNOW_REPO_PACKODB_H

#include <stdbool.h>

#include <git2.h>

/* For as long as the repository is open. False when it has no folder of objects,
 * or none that libgit2 can read. */
bool packodb_add(git_repository *git);

#endif
