/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage/shape.h - what one line of code does, as far as its shape tells.
 *
 * For the line that a comment stands on, and those beside it. The line is blank
 * where its comments stand, as side_line.code is; any language with "=" and ";"
 * will do, and no syntax tree is asked. Longer lines than a person writes do
 * nothing.
 */
#ifndef WINNOW_TRIAGE_SHAPE_H
#define WINNOW_TRIAGE_SHAPE_H

#include "base/str.h"

/* "x = 12;", "return NULL;", "size = FOO_MAX,", "char buf[64];",
 * "delays = <2 100>;", "#define SIZE 12", but no "return -EINVAL;", which says
 * what it is. */
bool shape_constant(struct str code);

/* As above, but neither the end of a function nor a first value. */
bool shape_sets_constant(struct str code);

/* "return 0;", "return -EINVAL;", "return NOT_FOUND;" */
bool shape_returns_constant(struct str code);

/* As above, but not with what a function that has done its work returns: an
 * error, or deeper than in the function itself. */
bool shape_returns_early(struct str code);

/* "x = f(y);", ".ops = &foo_ops,", ".table = {" */
bool shape_assigns(struct str code);

/* A whole statement of these: "a->x |= f(y);" gives "a->x" and "f(y);". Of a
 * declaration *to is all of "int x". */
bool shape_assignment(struct str code, struct str *to, struct str *value);

/* "foo(bar);": whatever it returns, nobody takes it. */
bool shape_drops_result(struct str code);

/* A statement begins here, which is no declaration. */
bool shape_acts(struct str code);

#endif
