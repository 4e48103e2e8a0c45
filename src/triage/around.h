/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage/around.h - what code stands round a comment.
 *
 * As far as the hunk shows it; what it does not show is not there. The comment
 * is one of the side.
 */
#ifndef WINNOW_TRIAGE_AROUND_H
#define WINNOW_TRIAGE_AROUND_H

#include "text/side.h"

/* The comment, and perhaps a constant that is returned, is all of a function
 * that the patch adds. */
bool around_is_body(const struct side *s, const struct side_comment *com);

/* The same of a comment right above a function that is empty but for that
 * constant; inline ones of a header are what callers get where something is not
 * built, and do not count. */
bool around_heads_stub(const struct side *s, const struct side_comment *com);

/* A longer comment above the includes: it tells of the file. */
bool around_heads_file(const struct side *s, const struct side_comment *com);

/* The line under it, where the patch adds it and it is within something; else
 * empty, for what a file defines with a value has a default. */
struct str around_below(const struct side *s, const struct side_comment *com);

#endif
