/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/write.h - commits and branches: all that winnow ever writes into a
 * repository, and only where it was told to.
 *
 * Objects are added, a branch is set; neither index nor work tree is touched,
 * no hook is run.
 */
#ifndef WINNOW_REPO_WRITE_H
#define WINNOW_REPO_WRITE_H

#include "repo/repo.h"

/* The id that the line of a submodule in a patch names, which is not looked at:
 * 40 bytes, empty where there are none. */
static inline struct str repo_submodule(struct str text)
{
	return str_eat(&text, STR("Subproject commit ")) && text.n >= 40 ?
	       str_sub(text, 0, 40) : STR("");
}

struct repo_change {
	const char *path;
	bool gone;
	uint32_t mode;		/* 0100644, 0100755, 0120000, 0160000 */
	struct str text;	/* of a submodule "Subproject commit " and its id */
};

struct repo_commit {
	const char *name, *mail;	/* of the author */
	int64_t time;			/* seconds since 1970 */
	int zone;			/* minutes east of UTC */
	const char *message;
	const struct repo_change *v;
	size_t n;
};

/* A commit on top of `parent` with these changes. The committer is the user of
 * ~/.gitconfig, at the author's time, so that the same input gives the same
 * commits; the author where there is none. */
bool repo_commit(struct repo *r, const char *parent, const struct repo_commit *c,
		 char out[41], struct err *err);

/* Sets the branch; false when there is one of that name, unless `force`. */
bool repo_branch(struct repo *r, const char *name, const char *commit,
		 bool force, struct err *err);
bool repo_has_branch(struct repo *r, const char *name);

#endif
