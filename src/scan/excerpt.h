/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/excerpt.h - files of a tree as a patch that adds them.
 *
 * Rules read patches. So what a scan finds worth a look is given to them as
 * the text of a mail whose diff adds just these lines, with their numbers: the
 * rules of a series hold for a tree, and no rule knows the difference.
 */
#ifndef WINNOW_SCAN_EXCERPT_H
#define WINNOW_SCAN_EXCERPT_H

#include "base/buf.h"
#include "patch/patch.h"

struct excerpt {
	struct buf mail;
};

#define EXCERPT { BUF }

void excerpt_begin(struct excerpt *e);
/* The next file; one whose path cannot stand in a diff as it is (blanks, control
 * characters, quotes, backslashes) is left out. */
void excerpt_file(struct excerpt *e, struct str path, struct str text);

/* The patch and its text, in `a`. */
struct patch *excerpt_patch(const struct excerpt *e, struct arena *a);
void excerpt_free(struct excerpt *e);

#endif
