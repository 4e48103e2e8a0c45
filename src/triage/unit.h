/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage/unit.h - the smallest run of whole lines that can go and leave C well
 * formed: a definition, a statement, a block, a function.
 */
#ifndef WINNOW_TRIAGE_UNIT_H
#define WINNOW_TRIAGE_UNIT_H

#include "rule/study.h"

struct unit {
	struct study_file *file;
	const struct fact *fact;	/* the statement, function, macro, ... */
	uint32_t start, end;		/* lines, heading comment included */
	bool function;			/* it is a whole function */
};

/* The unit that must go when the fact goes. False when it cannot be told (below
 * an ERROR node and in no statement): then the fact's own lines. */
bool unit_of(struct unit *out, struct study_file *file, const struct fact *f);

/* A whole function (or type, macro) with its heading comment. */
void unit_whole(struct unit *out, struct study_file *file, const struct fact *f);

/* The statement right behind a unit in the same block that tests a variable
 * which the unit assigns ("ret = f(); if (ret) ..."): false if there is none. */
bool unit_test_behind(struct unit *out, const struct unit *u);

/* The next statement around the unit: a loop, a branch, a block, in the end the
 * function; false at the top. */
bool unit_around(struct unit *out, const struct unit *u);

/* The lines of a heading comment that document parameter or field `name`
 * ("@name: ..."); false if none. */
bool unit_doc_line(const struct study_file *file, const struct fact *doc,
		   struct str name, uint32_t *start, uint32_t *end);

#endif
