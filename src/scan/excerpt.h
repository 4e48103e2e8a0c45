/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/excerpt.h - lines of files in a tree as a patch that adds them.
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

/* Starts anew, keeping the memory. */
void excerpt_begin(struct excerpt *e);
/* The next file; `whole`: all of its lines will follow. False when the path
 * cannot stand in a diff (control characters, quotes). */
bool excerpt_file(struct excerpt *e, struct str path, bool whole);
/* Whole lines, the first of which is number `line` of the file. */
void excerpt_lines(struct excerpt *e, struct str lines, uint32_t line);

/* The patch, which lives in `a` and in `e`. */
struct patch *excerpt_patch(struct excerpt *e, struct arena *a);
void excerpt_free(struct excerpt *e);

#endif
