/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/loom.h - the moving parts of a weave: places, steps, insertion.
 *
 * For weave.c and place.c alone. The entries of a weave stand in blocks that
 * know how many living lines they hold, so that line n is found by skipping
 * blocks. Entries never move in storage: their indexes are good for ever.
 * Only one spot at a time may be used to change a weave; the others go stale.
 */
#ifndef WINNOW_SERIES_LOOM_H
#define WINNOW_SERIES_LOOM_H

#include "series/weave.h"

struct weave_block {
	uint32_t first, last, n;	/* entries */
	uint64_t weight;		/* living lines in them */
};

/* A place in front of a living line: before line `off` of entry cur. After loom_pass()
 * and loom_end() it may stand in front of dead ones, as far back as it can. */
struct spot {
	size_t block;		/* of cur; the last one at the end */
	uint32_t prev, cur;	/* WEAVE_NONE: the start, the end */
	uint32_t off;		/* lines of the gap cur that lie before it */
};

void loom_init(struct weave *w, struct arena *a);

/* The place in front of living line `pos` (from 1), dead lines before it
 * skipped; pos one past the last is the end. False beyond that. */
bool loom_seek(const struct weave *w, uint64_t pos, struct spot *out);

/* Over one living line, and the dead ones behind it. False at the end. */
bool loom_step(const struct weave *w, struct spot *s);

/* The same, the dead ones behind it left for loom_skip(). */
bool loom_pass(const struct weave *w, struct spot *s);
void loom_skip(const struct weave *w, struct spot *s);

/* Lines that live now. */
uint64_t loom_weight(const struct weave *w);

/* Is the spot in the gap that goes up to the end of the file? */
bool loom_open(const struct weave *w, const struct spot *s);

/* A new entry in front of the spot, which stays before what it was before. */
uint32_t loom_insert(struct weave *w, struct arena *a, struct spot *s,
		     struct weave_line line);

/* Makes the unknown line behind the spot known (it was born with its gap);
 * the spot moves behind it. */
uint32_t loom_reveal(struct weave *w, struct arena *a, struct spot *s,
		     const struct weave_line *shown);

/* Ends the life of the known line (or gap) behind the spot; the spot moves on. */
void loom_kill(struct weave *w, struct spot *s, uint32_t patch, uint32_t at);

/* The same, the dead ones behind it left for loom_skip(). */
void loom_end(struct weave *w, struct spot *s, uint32_t patch, uint32_t at);

/* Takes up to n lines off the front of the gap behind the spot; how many. */
uint32_t loom_take_gap(struct weave *w, struct arena *a, struct spot *s, uint32_t n);

/* The open gap behind the spot turns out to be empty: the file ends here. */
void loom_close(struct weave *w, struct spot *s);

#endif
