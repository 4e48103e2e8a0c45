/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage/removed.h - what a patch takes away, to tell a moved or re-indented
 * marker from a new one: 8 % of the marker lines that patches add are old.
 * What an earlier patch of the series added is new wherever it goes.
 */
#ifndef WINNOW_TRIAGE_REMOVED_H
#define WINNOW_TRIAGE_REMOVED_H

#include "patch/diff.h"

struct removed;

/* `own`, by diff line: removed, and added by the series; NULL where none is. */
struct removed *removed_new(struct arena *a, const struct diff *d, const bool *own);

/* The line, white space and comment frames aside, stands on a removed line. */
bool removed_line(const struct removed *r, struct str line);

/* A comment's words on a line: they stand within a removed line, or a removed
 * line with the same marker shares most of them. */
bool removed_comment(struct removed *r, struct str words, struct str marker);

/* As removed_line(), and it was a comment there already. */
bool removed_as_comment(const struct removed *r, struct str line);

/* As removed_line(), and it was live there. */
bool removed_as_code(const struct removed *r, struct str line);

/* Whether a removed line begins so, blanks aside ("#if 0"). */
bool removed_starts(const struct removed *r, struct str start);

#endif
