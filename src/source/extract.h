/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/extract.h - one chunk to facts.
 *
 * Facts come with offsets and lines relative to the chunk (lines from 0), in
 * order, parents and functions resolved within it. What the parser could not
 * take (ERROR nodes, branches left out) still gives its words and calls, found
 * by the lexer and marked in_error.
 */
#ifndef WINNOW_SOURCE_EXTRACT_H
#define WINNOW_SOURCE_EXTRACT_H

#include "source/chunk.h"
#include "source/parse.h"
#include "source/source.h"

struct extract {
	struct arena *a;		/* facts and arguments */
	struct arena *scratch;
	struct parser *parser;
	struct str text;		/* of the chunk */
	const struct token *tok;	/* offsets in it */
	uint32_t n;
	enum chunk_mode mode;
	source_worth_fn *worth;		/* NULL: every chunk is parsed */
	void *worth_ctx;
	struct source *out;		/* facts, args and error counts are added */
	bool *taken;			/* by token: an identifier that has its fact */
	bool plain;			/* no tree was needed: words are what they seem */
};

void extract_chunk(struct extract *x);

/* ---- shared by the files of extraction ---- */

/* A new fact over tokens or bytes [start, end); line numbers come later. */
struct fact *extract_add(struct extract *x, enum fact_kind kind, uint32_t start,
			 uint32_t end, struct str name);

/* The first token that starts at or after the byte; x->n if none. */
uint32_t extract_token_at(const struct extract *x, uint32_t byte);

/* Arguments of the call whose ( is token `open`, to the fact; the offset
 * behind its ), or that of the last token when it is not closed. */
uint32_t extract_args(struct extract *x, struct fact *call, uint32_t open);

/* extract_tree.c: what the parser's tree holds. */
void extract_tree(struct extract *x);

/* extract_macro.c: a chunk that is nothing but a macro at file scope, as in
 * MODULE_LICENSE("GPL"); or TRACE_EVENT(...). False when it is something else:
 * nothing was added then. */
bool extract_file_macro(struct extract *x);

/* extract_words.c: comments, strings, directives, macro bodies, and words
 * that nothing else took. */
void extract_words(struct extract *x);

#endif
