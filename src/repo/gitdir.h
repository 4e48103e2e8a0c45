/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/gitdir.h - is a git directory made of files?
 *
 * libgit2 opens what it finds by name, and would wait for ever at a pipe (or
 * read for ever from a device) that lies where a reference or a file of attributes
 * should. Sockets are left alone: git itself keeps one there.
 */
#ifndef WINNOW_REPO_GITDIR_H
#define WINNOW_REPO_GITDIR_H

#include "base/err.h"

/* False where something in the git directory at `path`, loose objects aside, is
 * neither file nor folder; `path` is as repo_open() takes it, without `search`
 * there is no look at the folders above. True where there is no repository. */
bool gitdir_plain(const char *path, bool search, struct err *err);

/* And of the .gitattributes that hold for the file `path` in a work tree. */
bool gitdir_plain_attributes(const char *worktree, const char *path, struct err *err);

#endif
