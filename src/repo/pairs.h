/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/pairs.h - the files that a commit changes, renames paired.
 *
 * Source: gitdiffcore(7). Renames as git finds them by default: exact ones
 * first, then files of the same name that are similar by 75 %, then the most
 * similar by 50 %; similarity is the share of bytes in lines (pieces of at most
 * 64 bytes) that both have, by a hash so small that lines collide, which the
 * numbers shown depend on.
 */
#ifndef WINNOW_REPO_PAIRS_H
#define WINNOW_REPO_PAIRS_H

#include <git2.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define PAIR_MAX_SCORE 60000

struct pair_side {
	const char *path;
	git_oid id;
	unsigned mode;		/* 0: the file is not there */
	struct str text;	/* what a diff of it shows, once loaded */
	bool loaded, binary;
};

struct pair {
	struct pair_side one, two;	/* both paths are always set */
	unsigned score;			/* of a rename, else 0 */
};

struct pairs {
	struct pair *v;
	size_t n, cap;
};

/* Of the commit against its first parent (or nothing), in the order of paths. */
bool pairs_of_commit(struct pairs *out, struct arena *a, git_repository *git,
		     git_commit *c, struct err *err);

/* Reads the text of a side that is there: a blob, or the line that stands for
 * a submodule. */
bool pair_load(git_repository *git, struct arena *a, struct pair_side *s,
	       struct err *err);

static inline bool pair_renamed(const struct pair *p)
{
	return p->score > 0;
}

/* A file became a link, or the like. */
static inline bool pair_type_changed(const struct pair *p)
{
	return p->one.mode && p->two.mode &&
	       (p->one.mode & 0170000) != (p->two.mode & 0170000);
}

#endif
