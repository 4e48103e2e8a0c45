/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/look.h - passes over whole texts, many bytes a step.
 *
 * For questions that are asked of every byte of a big mailbox.
 */
#ifndef WINNOW_BASE_LOOK_H
#define WINNOW_BASE_LOOK_H

#include "base/str.h"

struct look {
	size_t feeds;	/* how many LF */
	bool plain;	/* nothing but ASCII, no NUL and no CR */
};

struct look look_at(struct str s);

/* Nothing but ASCII, no NUL, and neither byte? For texts of a line or two. */
bool look_is_plain(struct str s, char x, char y);

/* Offset of the first `word` from `from` on that stands behind an `x` or a
 * `y`, or SIZE_MAX; at the front of `s` it stands behind nothing. Adds the x
 * that were passed, from the byte before `from` on, to *count. */
size_t look_behind(struct str s, size_t from, struct str word, char x, char y,
		   size_t *count);

#endif
