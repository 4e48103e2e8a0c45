/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage/triage.h - one verdict a line, one a patch, each with its reasons.
 *
 * Throwaway lines come from evidence (triage/evidence.h): what the author says
 * of the patch or of a line. Entangled lines come from the closure
 * (triage/closure.h): what would stop making sense or compiling if the
 * throwaway lines went, each through a chain of names. Volatile lines are
 * merge candidates that admit to being unfinished.
 *
 * Classes are kept by weave line, so that a line has one class in all patches
 * that show it; removed lines belong to the patch that removes them.
 */
#ifndef WINNOW_TRIAGE_TRIAGE_H
#define WINNOW_TRIAGE_TRIAGE_H

#include "rule/study.h"
#include "triage/evidence.h"

enum line_class {
	LINE_CURRENT, LINE_VOLATILE, LINE_ENTANGLED, LINE_THROWAWAY,
};
const char *line_class_name(enum line_class c);

enum verdict {
	VERDICT_CURRENT, VERDICT_ENTANGLED, VERDICT_MIXED, VERDICT_THROWAWAY,
};
const char *verdict_name(enum verdict v);

/* What becomes of an entangled unit in the series for upstream. */
enum fate {
	FATE_NONE,
	FATE_DELETE,		/* it can go: nothing current needs it */
	FATE_REPLACE,		/* current code needs something in its place: a hole */
};

/* Why a line has its class. */
struct reason {
	struct str rule;		/* "PROSE", "ENTANGLED", ... */
	uint32_t n;			/* patch (place in the series) it stands in */
	struct str file;		/* empty: in the message */
	uint32_t line;
	struct str message;		/* one sentence */
	struct str symbol;		/* the name the chain goes through, or empty */
	uint32_t because;		/* index of the reason before it in the chain,
					 * UINT32_MAX: a root */
	uint32_t root;			/* where the chain begins; filled by
					 * triage_reason() */
	bool in_place;			/* of a sign: what it marks is put right where it
					 * stands */
	bool unused;			/* fell because nothing that stays uses it */
	enum fate fate;
	struct str *replacement;	/* FATE_REPLACE: what the spec-db suggests */
	size_t nreplacement;
};

#define REASON_NONE UINT32_MAX

/* Links of a chain of reasons that are shown; behind them comes the root. */
#define CHAIN_MAX 64

struct triage_line {
	uint8_t class;			/* enum line_class */
	uint32_t why;			/* index in triage.reasons, REASON_NONE */
};

/* A run of added lines of one class and one reason. What is throwaway in a patch
 * to be merged ends with a line that says something: an empty one behind it goes
 * where it goes, but nobody would call that throwaway. */
struct triage_range {
	const struct study_file *file;
	uint32_t start, end;		/* lines of the file after the patch */
	uint32_t stars;			/* empty ones of a comment at its begin */
	uint32_t blanks;		/* empty ones at its end */
	enum line_class class;
	uint32_t why;
};

struct triage_patch {
	const struct study_patch *p;
	enum verdict verdict;
	bool whole;			/* throwaway as a whole by evidence about the
					 * patch: its removals are, too */
	uint32_t added, throwaway, entangled, volatiles;	/* added lines */
	uint32_t why;			/* the strongest reason, REASON_NONE */
	VEC(struct triage_range) ranges;
	struct evidence_set signs;
	bool *makes_room;		/* by diff line: it goes with all that stands
					 * beside it, and throwaway lines alone come */
};

struct triage {
	struct study *st;
	struct triage_patch *patches;	/* by place in the series */
	size_t n;
	struct evidence_set cover;	/* signs of the cover letter */
	VEC(struct reason) reasons;
	/* lines[w][i]: class of line i of weave w (its index) */
	struct triage_line **lines;
	struct map *successors;		/* triage.c's own: patch and line to findings */
};

/* Judges every line of the study's series. FID_REMOVED findings that are in
 * st->findings already name the successors that entangled code needs. */
void triage_run(struct triage *t, struct study *st, struct evidence_rules *er);

/* The closure and the verdicts once more, after lines or patches (`whole`,
 * `why`) were given another class: triage_run() ends with it. */
void triage_close(struct triage *t);

/* Adds to st->findings what triage knows: the signs (TAG, PROSE, MARKER, ...),
 * ENTANGLED ranges, TRAILER_STALE. Rules that are off add nothing; findings
 * about the spec in patches that are throwaway as a whole and only cite
 * another version go, for that is what the patch says of itself. */
void triage_findings(struct triage *t);

/* Class of diff line `at` (index in diff.lines) of file `f`: an added line's
 * own class; a removed line's: LINE_THROWAWAY when the patch is throwaway as a
 * whole, else LINE_CURRENT. */
struct triage_line triage_of(const struct triage *t, const struct study_file *f,
			     size_t at);

/* Class of line i of a weave. */
struct triage_line *triage_at(const struct triage *t, const struct weave *w,
			      uint32_t i);

/* Of a line of a file's weave. */
static inline struct triage_line *triage_at_line(const struct triage *t,
						 const struct study_file *f,
						 const struct weave_line *l)
{
	return triage_at(t, f->weave, weave_index(f->weave, l));
}

/* Of the line on which a name stands. */
static inline struct triage_line *triage_at_site(const struct triage *t,
						 const struct site *s)
{
	return triage_at_line(t, s->file, s->line);
}

uint32_t triage_reason(struct triage *t, struct reason r);
/* Where the chain of reason `why` begins. */
static inline const struct reason *triage_root(const struct triage *t, uint32_t why)
{
	return &t->reasons.v[t->reasons.v[why].root];
}
/* The reason before reason i, to walk a chain with; links begins at 0. */
uint32_t triage_because(const struct triage *t, uint32_t i, size_t *links);

#endif
