/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/gitdiff.h - a pair of files as the text git diff shows.
 *
 * Source: git-diff(1), "Generating patch text with -p"; git's binary patches.
 */
#ifndef WINNOW_REPO_GITDIFF_H
#define WINNOW_REPO_GITDIFF_H

#include "base/buf.h"
#include "repo/pairs.h"

struct gitdiff_counts {
	uint64_t added, removed;	/* lines; of a binary file its sizes */
	bool binary;
};

/* Ids on index lines: digits at least, more where that is not unique. */
unsigned gitdiff_abbrev(git_repository *git);

/* Appends the text for the pair to `out`, and counts. A file that became a link
 * (or the like) is shown as deleted and created. */
bool gitdiff_pair(struct buf *out, struct arena *a, git_repository *git,
		  struct pair *p, unsigned abbrev, struct gitdiff_counts *counts,
		  struct err *err);

/* The same, and such a file as one change: so patch-ids see it. */
bool gitdiff_whole(struct buf *out, struct arena *a, git_repository *git,
		   struct pair *p, unsigned abbrev, struct gitdiff_counts *counts,
		   struct err *err);

/* `prefix` and path, in quotes with escapes where git would. */
void gitdiff_path(struct buf *out, const char *prefix, const char *path);
bool gitdiff_needs_quotes(const char *path);

#endif
