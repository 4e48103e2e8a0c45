/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage/fall.h - the state of a closure: which lines fell, which names are
 * dead, and how a unit falls. For the files of the closure only.
 */
#ifndef WINNOW_TRIAGE_FALL_H
#define WINNOW_TRIAGE_FALL_H

#include "triage/triage.h"
#include "triage/unit.h"

/* A loop or branch of which this share fell goes whole, and a function that a
 * throwaway patch replaces at the other (per cent of its lines that are not
 * empty). A function that is left nearly empty otherwise stays: its callers
 * are current. */
#define BLOCK_SHARE 50
#define FUNCTION_SHARE 60

struct fallen_unit {
	struct unit u;
	uint32_t why;
};

/* A name inside one function. */
struct scope {
	struct sites uses;		/* FACT_USE and FACT_GOTO */
	bool declared;			/* as local or parameter: hides the file's */
	bool stands;			/* a declaration, or the label, does: as of the last
					 * look at the symbol */
};

/* The states of one file, in the order of the patches. */
struct file_states {
	struct study_file **v;
	size_t n, cap;
	struct map *functions;		/* fall.c's own: name to where it stands */
};

struct closure {
	struct triage *t;
	struct study *st;
	struct arena *a;
	struct arena *scratch;		/* of the file or patch at hand */
	struct map *dead;		/* name -> struct dead (names of file scope) */
	VEC(struct fallen_unit) units;	/* statements that fell, to look around again */
	/* "weave owner name" -> struct scope, for names that stand in functions */
	struct map *scopes;
	struct file_states *files;	/* by index of the weave */
	struct map *looked;		/* fall.c's own: how far units were looked at */
	size_t nfallen;			/* lines marked so far */
	bool changed;
};

void fall_open(struct closure *c, struct triage *t);

/* The scope of a site's name in its function; NULL outside functions. */
struct scope *fall_scope(struct closure *c, const struct site *s);
/* A parameter or local of the same name hides the name of file scope. */
bool fall_hidden(struct closure *c, const struct site *s);
struct file_states *fall_files(const struct closure *c, const struct weave *w);

bool fall_has_taken(const struct closure *c, const struct site *s);
uint32_t fall_why(const struct closure *c, const struct site *s);

/* Class and reason of a line that fell for one; NULL: it stands, or `l` is NULL. */
const struct triage_line *fall_cause(const struct closure *c, const struct study_file *f,
				     const struct weave_line *l);

/* What fell, and the patch that brought it: what was there before that one can do
 * without it. */
struct dead {
	uint32_t why, since;
};

/* NULL: the name is not dead. */
const struct dead *fall_dead(const struct closure *c, struct str name);
void fall_kill(struct closure *c, struct str name, struct dead d);

/* The diff of the file's patch, and the weave line of its line j (WEAVE_NONE: none). */
const struct diff *fall_diff(const struct closure *c, const struct study_file *f);
uint32_t fall_weave_line(const struct closure *c, const struct study_file *f, size_t j);
/* The same of an added line that has not fallen yet; WEAVE_NONE: another one. */
uint32_t fall_standing(const struct closure *c, const struct study_file *f, size_t j);
/* Words tell what it is: any code has a lone brace, or "else". */
bool fall_telling(struct str text);
/* A base line, or one of the series, that a throwaway patch takes out: without that
 * patch it stands. */
bool fall_hides(const struct closure *c, const struct weave *w, uint32_t i);

/* The last of the lines that line i of the weave stands for: they are there without it,
 * for the patch that adds it hides them. Empty: none. */
struct str fall_stands_for(const struct closure *c, const struct weave *w, uint32_t i);

/* A new ENTANGLED reason that follows from another. */
uint32_t fall_reason(struct closure *c, const struct study_file *f, uint32_t line,
		     uint32_t because, struct str symbol, struct str message);

/* Marks a line that has not fallen yet. */
void fall_line(struct closure *c, const struct weave *w, uint32_t index, uint32_t why);
/* Marks lines of a snapshot, and what later patches put between them. */
void fall_lines(struct closure *c, const struct study_file *f, uint32_t first,
		uint32_t last, uint32_t why);
/* A unit with what falls around it; a whole function kills its name. */
void fall_unit(struct closure *c, struct unit *u, uint32_t why);
/* Its surroundings again, where more may have fallen since. */
void fall_around(struct closure *c, const struct unit *u, uint32_t why);
/* The unit around a use of a dead name; `what` begins the reason: "uses". */
void fall_use(struct closure *c, const struct site *s, struct dead d, const char *what);

/* What a throwaway patch replaces together with fallen lines. */
void fall_companions(struct closure *c);

/* References to nodes of device trees whose label is the symbol's name. */
void fall_labels(struct closure *c, const struct symbol *sym);

/* Lines that belong to one that fell: by its brackets, its #if, its indentation. */
void fall_enclosed(struct closure *c);

/* Lines that fell or that throwaway patches took out, where a patch adds them again. */
void fall_again(struct closure *c);

/* What a patch makes of lines that fell. */
void fall_changed(struct closure *c);

/* Lines that add to files of closure_takes_file(), or include or build them. */
void fall_orphans(struct closure *c);

#endif
