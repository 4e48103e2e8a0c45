/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/marks.h - throwaway markers in one file of a tree, and whether it names
 * function identifiers.
 *
 * The rules MARKER and its kin, BARE_COMMENT and IF_ZERO of rules/: signs that
 * need a patch to mean something (prose, trailers, code that only looks odd)
 * are none of a tree. C is cut into comments, quoted texts and code first, and
 * the words of the rules are looked for in the comments alone; in other
 * languages the words come first, and only a file that has one is cut.
 */
#ifndef WINNOW_SCAN_MARKS_H
#define WINNOW_SCAN_MARKS_H

#include "scan/batch.h"
#include "scan/match.h"
#include "source/lang.h"
#include "spec/specdb.h"
#include "triage/evidence.h"

struct looked_for_word {
	uint64_t bits;		/* rules, as in lone_comment */
	struct str rest;	/* in the next line */
};

/* What is looked for: the same for all threads. */
struct looked_for {
	struct match *words;	/* needles of the marker rules */
	struct looked_for_word *v;	/* by their ids */
	size_t n, cap;
	struct match *code;	/* prefixes of the spec-db, "if 0" */
};

/* `versions` of spec-db families whose names are looked for; none: all. The
 * words of rules that are off are not looked for. */
void marks_look_for(struct looked_for *out, struct arena *a, const struct evidence_rules *er,
		    const struct specdb *db, const struct spec_version *const *versions,
		    size_t nversions);

/* One a thread. */
struct marks {
	const struct looked_for *what;
	struct evidence_rules *rules;	/* may be shared with other threads */
	struct arena *a;	/* of findings */
	struct arena *scratch;	/* of one file */
	struct findings *out;
	struct batch *batch;	/* of comments, whose findings go there, too */
};

/* The text of a document is no comment on anything, nor is that of a binding. */
bool marks_can_stand_in(enum source_lang lang);

/* Adds the findings of a file, behind whose text MATCH_SLACK bytes can be read;
 * some of them with batch_judge(). True when a name of the spec-db stands in its code. */
bool marks_read(struct marks *m, struct str path, enum source_lang lang,
		struct str text);

/* A piece of a large file, which holds whole lines and begins in code. */
struct marks_piece {
	struct str text;
	uint32_t line;		/* number of its first */
	bool last;
};

/* The same for a part of the piece that ends in code as well: gives its bytes, which
 * may be none. SIZE_MAX: the file has to be read as a whole after all, and what was
 * added for it, or waits in the batch, is to be taken back. */
size_t marks_read_piece(struct marks *m, struct str path, enum source_lang lang,
			const struct marks_piece *piece);

#endif
