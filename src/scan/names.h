/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/names.h - whether names stand anywhere in a tree.
 *
 * "Defined nowhere" is only known of a series' own text; this asks the rest.
 * A comment counts, and so does any file: who asks wants to be sure that a name
 * is nowhere.
 */
#ifndef WINNOW_SCAN_NAMES_H
#define WINNOW_SCAN_NAMES_H

#include "base/err.h"
#include "base/str.h"

struct names_tree {
	const char *root;	/* a work tree, or where a repository is */
	const char *rev;	/* NULL: the work tree; else that commit */
	unsigned workers;
};

/* Sets have[i] where names[i], of 3 bytes at least, stands as a word. False and
 * err when the tree could not be read to its end: then nothing is known. */
bool names_find(const struct names_tree *t, const struct str *names, size_t n,
		bool *have, struct err *err);

#endif
