/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage/extent.h - how far the thing goes that a comment speaks of.
 *
 * Works on the new side of a hunk, which may begin and end anywhere, and in any
 * language with braces and semicolons; so it counts brackets and trusts no
 * syntax tree. Lines are indices in side.lines.
 */
#ifndef WINNOW_TRIAGE_EXTENT_H
#define WINNOW_TRIAGE_EXTENT_H

#include "text/side.h"

/* The last line of the statement, declaration, block or directive that begins
 * on line `i`: `i` itself where the end is not in sight. */
uint32_t extent_end(const struct side *s, uint32_t i);

/* The first line of the statement, declaration, block or function head of which
 * line `i` is a part: `i` itself where it begins there, or is one of a list's
 * elements. */
uint32_t extent_start(const struct side *s, uint32_t i);

/* The last line of the branch that begins on line `i` with "} else {", "case X:" or an
 * "else if" that another else follows,
 * which can go without the next one or the closing brace. False: its end is not in
 * sight, or it is no branch. */
bool extent_branch(const struct side *s, uint32_t i, uint32_t *last);

/* Is it the head of a function? */
bool extent_is_function(const struct side *s, uint32_t i);

/* What stands behind a comment. */
enum extent_kind {
	EXTENT_NONE,		/* an empty line, the end of the hunk, a closing
				 * brace, a label */
	EXTENT_FUNCTION,
	EXTENT_DEFINITION,	/* a directive, or a declaration at file scope */
	EXTENT_STATEMENT,
};

/* Of the thing that begins on line `i`, which stands in the same part as line
 * `before`; *end gets its last line, with the definitions right behind it, the
 * assignments in a row with it, or the test of a statement's result. */
enum extent_kind extent_behind(const struct side *s, uint32_t before,
			       uint32_t i, uint32_t *end);

#endif
