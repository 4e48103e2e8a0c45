/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/held.h - the files that are held against specifications together.
 *
 * All of them are read at once, and cost some hundred times their size. Few
 * files of a kernel name a function identifier; where more do than there is
 * room for, the lightest are kept, as many as have room: the same ones
 * whatever the order and the number of threads. The paths of the others are
 * known, so that they can be named.
 */
#ifndef WINNOW_SCAN_HELD_H
#define WINNOW_SCAN_HELD_H

#include "base/arena.h"
#include "base/str.h"
#include "base/vec.h"
#include "source/source.h"

struct held_file {
	struct str path;
	const struct source *src;	/* in one part: the whole text */
	size_t weight;
	struct arena *a;		/* of what was read */
};

struct held;

struct held *held_open(void);
void held_close(struct held *h);	/* takes NULL; frees the files */

/* A file, read whole as its only part. Takes `a`, which all of it is in. From any
 * thread. */
void held_add(struct held *h, struct arena *a, const struct source *src);
/* One that is too large to be looked at. From any thread. */
void held_refuse(struct held *h, struct str path);

/* By path; to be asked when all have been added. */
struct held_files {
	VEC(struct held_file) kept;
	VEC(struct str) dropped;	/* there were too many */
	VEC(struct str) refused;
};

const struct held_files *held_files(struct held *h);

#endif
