/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/repo.h - the libgit2 door: reading git repositories.
 *
 * Nothing is written and nothing executed. The repository is foreign: who owns
 * it does not matter, its configuration is not followed (nor the user's).
 * Commits and trees are hashed again when read, blobs are what the pack says. Packs
 * are read by packs.h.
 * A handle serves one thread; open one a thread.
 * Commits are named as git-rev-parse(1) has it, or by 40 hex digits.
 */
#ifndef WINNOW_REPO_REPO_H
#define WINNOW_REPO_REPO_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct repo;

/* `path`: a git directory, a work tree or a folder in one. */
struct repo *repo_open(const char *path, struct err *err);
void repo_close(struct repo *r);	/* takes NULL */

/* A setting of the user's own configuration (~/.gitconfig, else git/config in
 * $XDG_CONFIG_HOME or ~/.config), never of a repository; NULL when not set. */
char *repo_user_config(struct arena *a, const char *name);

/* Is there a repository right at `path` (no search upwards)? */
bool repo_is(const char *path);

/* The commit that `rev` names, tags peeled. */
bool repo_resolve(struct repo *r, const char *rev, char hex[41],
		  struct err *err);

/* The file `path` as it is in the commit; false when there is none. The tree
 * of the last commit asked for is remembered. */
bool repo_blob(struct repo *r, const char *commit, const char *path,
	       struct arena *a, struct str *out);

/* Its mode, as in struct repo_entry; 0 when there is none. */
unsigned repo_mode(struct repo *r, const char *commit, const char *path);

struct repo_entry {
	const char *path;	/* good until the next entry */
	const unsigned char *id;	/* 20 bytes */
	unsigned mode;		/* 0100644, 0100755, 0120000 link, 0160000 submodule */
};

/* All files of the commit in the order of git-ls-tree(1) -r. */
struct repo_walk;
struct repo_walk *repo_walk_open(struct repo *r, const char *commit,
				 struct err *err);
/* False at the end, or with err set when a tree cannot be read. Paths longer
 * than 4095 bytes are an error, and so are more files than winnow has room for:
 * a few trees that hold each other many times are billions. */
bool repo_walk_next(struct repo_walk *w, struct repo_entry *out,
		    struct err *err);
void repo_walk_close(struct repo_walk *w);	/* takes NULL */

/* A blob by its id. */
bool repo_read(struct repo *r, const unsigned char id[20], struct arena *a,
	       struct str *out, struct err *err);

/* For the other files of this room. */
struct git_repository;
struct git_repository *repo_handle(struct repo *r);
bool repo_fail(struct err *err, const char *what);	/* with libgit2's words */

#endif
