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

/* Moves such lines of the closed plan, and closes it again. */
void follow_files(struct plan *p);

#endif
