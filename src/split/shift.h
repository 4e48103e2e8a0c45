/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/shift.h - patch m comes before patch k: what becomes of each line.
 *
 * The patches that m passes are k to m - 1. What m takes away of a line that
 * one of them adds is done by neither: it is spared. What m puts into the code
 * of one of them, or in the place of its code, cannot stand before that code
 * does: it goes with that patch, which then adds what m would have made of it.
 * A run of changed lines stays together. Everything else of m stays in m and
 * comes earlier; after patch m of the old order every file is as it was.
 *
 * The move commutes when that is sound: each file and name that the series
 * makes is there when it is used, as it was before; no passed patch made,
 * renamed or deleted a file that m changes; and something of m is left. The
 * facts of the study tell what stands inside what. Whether the states between
 * still read as C is for the caller to see (split/reorder.h prints them).
 */
#ifndef WINNOW_SPLIT_SHIFT_H
#define WINNOW_SPLIT_SHIFT_H

#include "rule/study.h"

#define SHIFT_NEVER UINT32_MAX

/* A run of lines that m changes, with nothing but changes in it. */
struct shift_group {
	const struct weave *weave;
	uint32_t host;		/* the last patch before m whose code it stands in; 0 */
	uint32_t gone;		/* the last patch before m that took a line away here */
	uint32_t above;		/* index + 1 of the group its definition begins in; 0 */
	uint32_t added, removed;
	uint32_t line, end_line;	/* of the added ones, after patch m; 0 none */
	bool rewrites;		/* takes out what the series added */
	bool inside;		/* of a definition, or in no C */
};

struct shift_lines {
	uint32_t *group;	/* by weave line: index + 1 in groups, 0 none */
	uint32_t *born, *died;	/* patches of the old order; SHIFT_NEVER: spared */
};

struct shift {
	struct arena *a;
	const struct study *st;
	uint32_t m, k;
	VEC(struct shift_group) groups;
	struct shift_lines **lines;	/* by weave; NULL: m does not touch it */
	uint32_t **rank;		/* by weave, line: its place in the file's order */
	struct map *files;		/* of uses_made() */
	uint32_t floor;			/* k must be above this patch */
	struct str floor_why;
	size_t spared;			/* lines that m need not take away */
	size_t folded;			/* changed lines of m that went with others */
	size_t left;			/* and that stay in it */
};

void shift_open(struct shift *s, struct arena *a, const struct study *st, uint32_t m);

/* Fills born and died for the move before patch k. False when it does not
 * commute; *why is the reason and *next the next place to try (above k; m: no
 * place is left). */
bool shift_to(struct shift *s, uint32_t k, uint32_t *next, struct str *why);

/* The place of patch n in the new order; n may be WEAVE_ALIVE. */
static inline uint32_t shift_place(const struct shift *s, uint32_t n)
{
	return n == s->m ? s->k : n >= s->k && n < s->m ? n + 1 : n;
}

/* The number that a person reads of patch n of the old order. */
static inline unsigned shift_number(const struct shift *s, uint32_t n)
{
	return s->st->patches[n - 1].patch->number;
}

/* The patch (of the old order) with which line i of the weave now comes and
 * goes; SHIFT_NEVER: it does neither. */
uint32_t shift_born(const struct shift *s, const struct weave *w, uint32_t i);
uint32_t shift_died(const struct shift *s, const struct weave *w, uint32_t i);

#endif
