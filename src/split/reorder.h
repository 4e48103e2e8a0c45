/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/reorder.h - the series in a better order, and what was done to it.
 *
 * Moves are done one after the other, each on the series that the one before
 * left. A patch that a move changes gets a diff of its own; of every line in it
 * the patch and the line of the original are known, so that a plan can speak of
 * the mails that a person has.
 */
#ifndef WINNOW_SPLIT_REORDER_H
#define WINNOW_SPLIT_REORDER_H

#include "base/buf.h"
#include "split/shift.h"

/* A changed line of the original. */
struct reorder_line {
	const struct patch *patch;
	size_t at;			/* in patch->diff.lines */
};

/* A line that is no longer added, and so no longer taken away. */
struct reorder_pair {
	struct reorder_line added, removed;
};

/* A changed line that is now in another patch. */
struct reorder_fold {
	struct reorder_line line;
	const struct patch *into;	/* of the original */
};

struct reorder_move {
	const struct patch *patch;	/* of the original */
	const struct patch *behind;	/* now comes right behind it; NULL: first */
	bool moved;
	struct str why;			/* why not, or why not earlier; may be empty */
	VEC(struct reorder_pair) spared;
	VEC(struct reorder_fold) folded;
	VEC(const struct patch *) emptied;	/* have nothing left to do, and went */
};

struct reorder {
	struct arena *a;
	const struct series *original;
	struct series series;		/* as it is now */
	VEC(struct reorder_move) moves;	/* done and refused */
	size_t spared;			/* lines, of all moves */
	struct map *made;		/* reorder.c's own: patch to its lines */
};

void reorder_open(struct reorder *r, struct arena *a, const struct series *s);

/* Does the move that `s` stands at (shift_to() was true), of r->series as the
 * study of `s` has read it: fills *out and *m, which are the caller's to look
 * at and to hand to reorder_take(). False when it cannot be printed. */
bool reorder_try(const struct reorder *r, const struct shift *s, struct series *out,
		 struct reorder_move *m, struct err *err);
void reorder_take(struct reorder *r, const struct series *s, const struct reorder_move *m);

/* Where changed line `at` of a patch of the series was in the original; r may
 * be NULL. */
struct reorder_line reorder_from(const struct reorder *r, const struct patch *p, size_t at);

/* The patch of the original that it was; `p` itself where nothing is known. */
const struct patch *reorder_was(const struct reorder *r, const struct patch *p);

/* Does the patch add or take away other lines than in the original? */
bool reorder_changed(const struct reorder *r, const struct patch *p);

#endif
