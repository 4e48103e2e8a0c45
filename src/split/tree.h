/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/tree.h - the files a series touches, as a git tree.
 *
 * Without a real tree the base is made up from the hunks: gaps are filled with
 * lines that say their number, so that git can apply a series on it too. Trees
 * are compared by git's own tree id.
 */
#ifndef WINNOW_SPLIT_TREE_H
#define WINNOW_SPLIT_TREE_H

#include "base/err.h"
#include "series/weave.h"

struct tree_file {
	struct str path;
	uint32_t mode;
	struct str text;
	bool known;		/* false: binary, the text is not known */
	struct str bytes;	/* of the base: what the way back of a binary patch
				 * says of such a file; empty: nothing */
	char id[41];		/* empty: not known */
};

struct tree {
	struct tree_file *v;	/* by path, bytewise */
	size_t n, cap;
	struct map *paths;	/* to tree_file */
};

/* The base that the weave shows, gaps filled. False when it would be larger
 * than winnow is willing to make up, or when two files share a path. */
bool tree_base(struct tree *out, struct arena *a, const struct weave_set *ws,
	       struct err *err);

/* All files after patch n; of a weave set built on the tree `base` (tree_text),
 * so that there are no gaps left. */
bool tree_after(struct tree *out, struct arena *a, const struct weave_set *ws,
		uint32_t n, const struct tree *base, struct err *err);

/* Mode of the file after patch n; an index line that was left out says none,
 * but the base (which may be NULL) knows. */
uint32_t tree_mode(const struct weave *w, uint32_t n, const struct tree *base);

/* A weave_base_fn: ctx is a struct tree. */
bool tree_text(void *ctx, struct str path, struct str *text);

/* git's id of the tree; files whose id is not known are left out. */
void tree_id(char out[41], struct arena *a, const struct tree *t);

/* Writes the files under dir. */
bool tree_write(const struct tree *t, struct arena *a, const char *dir,
		struct err *err);

#endif
