/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch/diffname.h - the file names in the headers of a diff.
 *
 * Source: git-diff(1), "Generating patch text with -p"; core.quotePath and
 * diff.noprefix in git-config(1). Names with odd bytes stand in double quotes
 * with C escapes; a name with blanks ends at a tab.
 */
#ifndef WINNOW_PATCH_DIFFNAME_H
#define WINNOW_PATCH_DIFFNAME_H

#include "base/arena.h"
#include "base/str.h"

/* Both names of the rest of a "diff --git " line. Prefixes like a/ and b/ are
 * taken off and *prefixed says whether there were some: the names on the ---
 * and +++ lines of the same file then have them too. False when the two cannot
 * be told apart (a rename): `old` and `new` are empty, *prefixed is set. */
bool diffname_git(struct arena *a, struct str rest, struct str *old,
		  struct str *new, bool *prefixed);

/* A name behind "--- ", "rename to " and the like: unquoted, what follows a
 * tab cut off. */
struct str diffname_read(struct arena *a, struct str rest);

/* Without its first component. */
struct str diffname_strip(struct str name);

/* The names of a plain `diff -u` header: /dev/null stays, prefixes go where the
 * two differ in their first component or are a/ and b/. */
void diffname_plain(struct arena *a, struct str *old, struct str *new);

/* Would leave the tree it is applied in: absolute, or a ".." in it. */
bool diffname_unsafe(struct str name);

#endif
