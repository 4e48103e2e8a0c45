/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/follow.h - lines that name a file go where the file goes.
 *
 * A header that only the second half makes cannot be included by the first,
 * nor can its Makefile name an object that has no source yet. Triage follows
 * names in code; these are names of files.
 */
#ifndef WINNOW_SPLIT_FOLLOW_H
#define WINNOW_SPLIT_FOLLOW_H

#include "split/plan.h"

/* The name by which other files use this one: "x.h", "x.o" of x.c; empty none. */
struct str follow_name(struct arena *a, const struct weave *w);

/* Is it one in which objects are named? */
bool follow_is_makefile(const struct weave *w);

/* Headers and objects that the series makes, by such names: to the struct weave. */
struct map *follow_made(struct arena *a, const struct weave_set *ws);

/* The file of the map that a line of weave w names: in `#include <asm/x.h>` or
 * "x.h", or as a word in a Makefile; NULL none. */
const struct weave *follow_named(const struct map *files, const struct weave *w,
				 struct str line);

/* Moves such lines of the closed plan, and closes it again. */
void follow_files(struct plan *p);

#endif
