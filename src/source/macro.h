/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/macro.h - macro expansion, for source/eval.c alone.
 *
 * Tokens live in a pool of fixed size: an expansion that needs more fails, so
 * that neither time nor memory can blow up. */
#ifndef WINNOW_SOURCE_MACRO_H
#define WINNOW_SOURCE_MACRO_H

#include "source/eval.h"
#include "source/lex.h"

struct macro_token {
	struct str s;
	struct macro_token *next;
	uint8_t kind;		/* enum token_kind */
	bool hidden;		/* not expanded any more */
};

/* Is it that punctuation? Not at the end (NULL). */
static inline bool macro_is(const struct macro_token *t, char c)
{
	return t && t->kind == TOK_PUNCT && t->s.p[0] == c;
}

struct macro_list {
	struct macro_token *head, **tail;
};

/* Begins anew with an empty pool and gives the expansion of `text`. */
bool macro_expand(const struct macro_table *t, struct str text,
		  struct macro_token **out);

#endif
