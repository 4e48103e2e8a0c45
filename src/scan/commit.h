/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/commit.h - the files of a commit, without a work tree.
 *
 * Blobs are read by several threads, in the order in which they lie in packs,
 * not in that of paths. With `since`, files whose blob is the same in that
 * commit at the same path are left out: what differs is what is read.
 */
#ifndef WINNOW_SCAN_COMMIT_H
#define WINNOW_SCAN_COMMIT_H

#include "scan/scan.h"

struct commit_options {
	const char *repo;	/* a git directory, or a folder in a work tree */
	const char *rev;
	const char *since;	/* NULL: all files */
	const char *const *paths;	/* files or folders; none: all */
	size_t npaths;
};

bool scan_commit(struct scan *s, const struct commit_options *o, struct err *err);

#endif
