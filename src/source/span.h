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
	const uint64_t *openers;	/* for spans_next_comment() */
};

static inline void spans_init(struct spans *s, struct str text)
{
	*s = (struct spans){ .text = text };
}

bool spans_next(struct spans *s, struct span *out);

/* One bit a byte of the text, from the lowest of the first word on: for a slash
 * that stands before a slash, a star or a backslash and so may begin a comment. */
static inline size_t span_words(struct str text)
{
	return text.n / 64 + (text.n % 64 != 0);
}
void spans_openers(struct str text, uint64_t *out);

/* The next comment, the texts before it left out: for most of a file it is seen
 * at once that there is none, and texts are told from code only in lines where
 * one may begin. `openers` are to be set. */
bool spans_next_comment(struct spans *s, struct span *out);

/* The comment that begins with the slash at `at`, in code; false: none does. */
bool span_comment(struct str text, size_t at, struct span *out);

#endif
