/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/chunk.h - a C text cut at its top level.
 *
 * A chunk is one external declaration, or one directive between them, with the
 * comments before it and the one behind it on its line. So damage stays in its
 * chunk, and a file's next snapshot shares all chunks but the changed ones.
 *
 * Where a text begins inside something (a hunk), the first chunk says in what.
 */
#ifndef WINNOW_SOURCE_CHUNK_H
#define WINNOW_SOURCE_CHUNK_H

#include "source/lex.h"

enum chunk_mode {
	CHUNK_TOP,
	CHUNK_FUNC,		/* begins in the body of a function */
	CHUNK_HEAD,		/* begins with the { of one */
	CHUNK_STRUCT,		/* in a struct or union */
	CHUNK_ENUM,
	CHUNK_INIT,		/* in an initialiser */
	CHUNK_MACRO,		/* in a #define, whose first lines are not shown */
	CHUNK_COMMENT,		/* in a comment: one token, all of the chunk */
	CHUNK_WORDS,		/* not C, as macros of an assembler: tokens only */
	CHUNK_MODES,
};

struct chunk {
	enum chunk_mode mode;
	uint32_t from, to;	/* tokens [from, to) */
};

struct chunker {
	struct str text;
	const struct token *tok;
	uint32_t n, at;
	enum chunk_mode mode;	/* of the next chunk */
	uint32_t dead;		/* #ifs open in an #if 0 between chunks */
};

/* `inside`: the text may begin anywhere; `section` is the line of code above
 * it, if known. Tokens must come from the same text. */
void chunk_init(struct chunker *c, struct str text, const struct tokens *tokens,
		bool inside, struct str section);
bool chunk_next(struct chunker *c, struct chunk *out);

/* The tail of a block comment or of a #define that a text may begin with:
 * its length in bytes, 0 if there is none, and which (CHUNK_COMMENT or
 * CHUNK_MACRO) in *mode. To be asked before the text is lexed. */
size_t chunk_tail(struct str text, enum chunk_mode *mode);

/* Name of the function, struct or variable that a section line begins. */
struct str section_name(struct str section);

#endif
