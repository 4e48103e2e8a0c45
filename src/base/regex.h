/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/regex.h - the PCRE2 door.
 *
 * Patterns come from rules/ (trusted), subjects from mail (hostile): matching
 * is limited in steps and depth; a subject that runs into the limit counts as
 * no match. What matches often is compiled to machine code.
 * A regex serves many threads at once. Subjects are bytes; "u" in flags
 * would make invalid UTF-8 an error, so it is not offered.
 */
#ifndef WINNOW_BASE_REGEX_H
#define WINNOW_BASE_REGEX_H

#include "base/err.h"
#include "base/str.h"

struct regex;

#define REGEX_NOCASE 1		/* i */
#define REGEX_EXTENDED 2	/* x: blanks and # comments in the pattern */
#define REGEX_MULTILINE 4	/* m: ^ and $ at lines */
#define REGEX_OFTEN 8		/* to be used often: machine code at once */

struct regex *regex_open(struct str pattern, unsigned flags, struct err *err);
void regex_close(struct regex *re);	/* takes NULL */

/* The first match at or after `from`: byte range of the whole match. */
bool regex_find(struct regex *re, struct str s, size_t from,
		size_t *start, size_t *end);

#endif
