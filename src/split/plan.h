/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/plan.h - each added and removed line of a series: which half, and why.
 *
 * The two halves are two series. The one that is applied first (`first`:
 * current with --order=above, throwaway with --order=below) starts at the base
 * of the original, the second on top of it; after both the tree is that of the
 * original.
 *
 * A line that is born in the second half cannot die in the first: with current
 * first its death goes to throwaway too; with throwaway first the line is in
 * neither half, for what throwaway replaces current need not bring. A file that
 * the first half deletes takes all of its lines along. A file that is binary at
 * some time, a submodule, or one that becomes a link is the second half's alone
 * from its first change there on. plan_close() moves what breaks such a law, and
 * notes that it did.
 */
#ifndef WINNOW_SPLIT_PLAN_H
#define WINNOW_SPLIT_PLAN_H

#include "base/err.h"
#include "series/weave.h"

enum half {
	HALF_CURRENT, HALF_THROWAWAY,
	HALF_NEITHER,		/* of a line alone: added by the second half and
				 * taken away by the first (or out of a copy that
				 * the first makes), so in no mail at all */
};

static inline enum half half_other(enum half h)
{
	return h == HALF_CURRENT ? HALF_THROWAWAY : HALF_CURRENT;
}

const char *half_name(enum half h);	/* "current", "throwaway", "neither" */

/* One patch of the original; arrays by index in its diff. */
struct plan_patch {
	uint8_t *line;		/* enum half of each '+' and '-' line */
	struct str *why;	/* of each line; empty where nothing was said */
	uint8_t *file;		/* enum half of what happens to the file itself:
				 * made, deleted, renamed, mode, binary */
	uint8_t *seen;		/* how often each line was printed in a half */
	enum half whole;	/* where a patch without lines goes */
};

/* A line that current needs and nobody has written. */
struct plan_hole {
	uint32_t patch;		/* whose patch it is, 1.. */
	struct str file;
	uint32_t line, end_line;	/* after that patch; 0 unknown */
	struct str what;	/* what is missing */
	struct str hint;	/* what the spec-db suggests; empty none */
	struct weave *weave;	/* its first line, NULL not known */
	uint32_t at;
};

/* One patch, one file, one reason. */
static inline bool plan_same_hole(const struct plan_hole *a, const struct plan_hole *b)
{
	return a->patch == b->patch && str_eq(a->file, b->file) &&
	       str_eq(a->what, b->what) && str_eq(a->hint, b->hint);
}

struct reorder;
struct plan_copy;

struct plan {
	struct arena *a;
	const struct series *s;
	const struct weave_set *ws;
	enum half first;
	struct plan_patch *patches;	/* by index in s->patches */
	uint32_t **made;	/* by weave, event: the patch with which the first
				 * half makes the file; WEAVE_NONE never */
	size_t moved;		/* lines that plan_close() moved */
	VEC(struct plan_hole) holes;
	const struct reorder *reorder;	/* that made the series what it is; NULL */
	VEC(struct str) stubs;	/* lines put in for holes: see stub.h */
	struct plan_copy *copies;	/* by weave: see copy.h */
};

/* All of it current. The weave set must have no problems. */
void plan_open(struct plan *p, struct arena *a, const struct series *s,
	       const struct weave_set *ws, enum half first);

/* Line j of the diff of patch n (1..) alone: what happens to the file follows
 * from its lines in plan_close(). */
void plan_set(struct plan *p, uint32_t n, size_t j, enum half half, struct str why);
/* All lines and files of patch n. */
void plan_set_patch(struct plan *p, uint32_t n, enum half half, struct str why);

/* In a hunk of patch n whose lines were set: what is removed goes to throwaway when
 * all went that stands in its place. */
void plan_removals(struct plan *p, uint32_t n, const struct diff_hunk *h);

/* Moves what breaks the laws above; to be called after the last plan_set(). */
void plan_close(struct plan *p);

/* Where the line was born and where it dies: base lines are born in the first
 * half. plan_death() is of lines that die. */
enum half plan_birth(const struct plan *p, const struct weave *w,
		     const struct weave_line *l);
enum half plan_death(const struct plan *p, const struct weave *w,
		     const struct weave_line *l);

/* A line of stub.h or copy.h: of no patch's diff, never there in the original. */
static inline bool plan_is_stub(const struct weave_line *l)
{
	return l->born == l->died && l->born_at == WEAVE_NONE && l->died_at == WEAVE_NONE;
}

/* The half of event e of the weave. */
enum half plan_event(const struct plan *p, const struct weave *w, size_t e);

/* Added and removed lines of patch n in a half. */
void plan_count(const struct plan *p, uint32_t n, enum half half,
		size_t *added, size_t *removed);

#endif
