/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/base.h - the text that a series applies to: a work tree or a commit.
 *
 * Paths come from mail. One that is absolute, holds "..", or leads through a
 * symbolic link is not opened: it has no text.
 */
#ifndef WINNOW_REPO_BASE_H
#define WINNOW_REPO_BASE_H

#include "repo/repo.h"

struct tree_base {
	struct arena *a;	/* where texts go; may be changed between calls */
	int dir;		/* of the work tree, -1: the commit below */
	struct repo *repo;
	char commit[41];
};

/* `rev` NULL: the files in `dir`; else the commit in the repository at `dir`. */
bool tree_base_open(struct tree_base *b, const char *dir, const char *rev,
		    struct err *err);
void tree_base_close(struct tree_base *b);	/* takes a zeroed struct */

/* A weave_base_fn; ctx is the struct. */
bool tree_base_text(void *ctx, struct str path, struct str *text);

#endif
