/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/walk.h - the states of a weave one after the other, in part.
 *
 * weave_snapshot() costs what the file holds; a file that every patch of a long
 * series touches would so cost lines times patches. A walk goes from patch to
 * patch and knows, in logarithmic time, which line stands where: what it shows
 * of a state costs what the patch changes.
 *
 * Places count from 1 in lines of the file; a gap takes as many as it stands
 * for, but an open one takes one.
 */
#ifndef WINNOW_SERIES_WALK_H
#define WINNOW_SERIES_WALK_H

#include "series/weave.h"

/* The states in which a line is there: from `born` to before `died`
 * (WEAVE_ALIVE: to the end). */
struct walk_span {
	uint32_t born, died;
};

struct walk {
	const struct weave *w;
	uint32_t n;			/* the state it stands at */
	bool both;			/* and that of before, see walk_both() */
	uint32_t *rank;			/* by line: its place in the weave, from 1 */
	uint32_t *line;			/* by rank */
	uint64_t *sum;			/* of living lines, a binary indexed tree */
	uint32_t *born, *born_of;	/* lines by birth; where those of a patch begin */
	uint32_t *died, *died_of;
	uint32_t last;			/* patch */
};

/* Stands at the base. Patches are 1 to `patches`; spans are by line, NULL: those
 * of the weave. */
void walk_open(struct walk *k, struct arena *a, const struct weave *w,
	       const struct walk_span *spans, uint32_t patches);

/* On to the state after patch n, which is not before the one it stands at. */
void walk_to(struct walk *k, uint32_t n);

/* On to patch n, with the lines that it takes away still in their places. */
void walk_both(struct walk *k, uint32_t n);

/* The lines that an entry takes. */
uint64_t walk_weight(const struct weave_line *l);

/* The place behind the last line. */
uint64_t walk_end(const struct walk *k);

/* The place of a line (or where it stood), and the line at a place, with its
 * own place in *first; WEAVE_NONE behind the end. */
uint64_t walk_place(const struct walk *k, uint32_t line);
uint32_t walk_line(const struct walk *k, uint64_t place, uint64_t *first);

/* The state after patch n as far as n changed it: each change with the
 * declarations of C around it, a part each. False when the file does not exist
 * then. */
bool walk_snapshot(struct snapshot *out, struct arena *a, struct walk *k, uint32_t n);

#endif
