/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/span.h - the comments and quoted texts of C, and nothing else, fast.
 *
 * The same answer as source/lex.h at gigabytes a second, for whole trees:
 * what lies between two spans is code (or a directive's).
 */
#ifndef WINNOW_SOURCE_SPAN_H
#define WINNOW_SOURCE_SPAN_H

#include "base/str.h"

enum span_kind { SPAN_BLOCK, SPAN_LINE, SPAN_STRING, SPAN_CHAR };

struct span {
	enum span_kind kind;
	size_t start, end;	/* delimiters included; a line comment without its LF */
};

struct spans {
	struct str text;
	size_t at;
};

static inline void spans_init(struct spans *s, struct str text)
{
	*s = (struct spans){ .text = text };
}

bool spans_next(struct spans *s, struct span *out);

/* The next comment, the texts before it left out: for most of a file it is seen
 * at once that there is none, and texts are told from code only in lines where
 * one may begin. */
bool spans_next_comment(struct spans *s, struct span *out);

/* The comment that begins with the slash at `at`, in code; false: none does. */
bool span_comment(struct str text, size_t at, struct span *out);

#endif
