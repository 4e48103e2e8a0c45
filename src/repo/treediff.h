/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/treediff.h - the files in which two trees differ.
 *
 * Trees that are the same are not read, so a commit costs what it changes and
 * not what its tree holds; and a few trees that hold each other many times,
 * which may be any number of files (or of folders with none), end in an error.
 */
#ifndef WINNOW_REPO_TREEDIFF_H
#define WINNOW_REPO_TREEDIFF_H

#include "repo/pairs.h"

/* In the order of paths; either tree may be NULL, which is an empty one. A file
 * that became a link is one pair, one that became a folder several. */
bool treediff(struct pairs *out, struct arena *a, git_repository *git,
	      const git_tree *before, const git_tree *after, struct err *err);

#endif
