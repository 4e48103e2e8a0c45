/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/told.h - findings of a tree, with the file and the line they are in.
 *
 * Both are kept in the arena of the findings, once for those that follow each
 * other in the same place.
 */
#ifndef WINNOW_SCAN_TOLD_H
#define WINNOW_SCAN_TOLD_H

#include "finding/finding.h"
#include "rule/rule.h"

/* What the last finding was told with; all 0 before the first. Paths and texts
 * are the same ones if they are at the same address. */
struct told {
	struct arena *a;
	struct findings *out;
	const char *path, *at;	/* `at`: where the line begins */
	struct str file, line;	/* copies of both */
};

/* Of the line of `text` that begins at `start`; lines, where and message are the
 * caller's to fill. */
struct finding *told_add(struct told *t, const struct rule *rule, struct str path,
			 struct str text, size_t start);

/* What is shown of that line. A file may be one line, with a mark in every other
 * word: no more than anybody wants to see. */
struct str told_line(struct str text, size_t start);

#endif
