/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/mask.h - a chunk of kernel C as a C parser can take it.
 *
 * The grammar knows C, not the preprocessor's freedoms. So the parser gets a
 * copy of the chunk, byte for byte at the same offsets, in which
 * - comments, the inside of strings and directives are blanks (their facts
 *   come from the lexer); of the branches of an #if all stay where they are
 *   whole statements or list items, else the first;
 * - annotations (__init, __user, __aligned(8)) are blanks;
 * - NAME(...) { at the head of a statement, as in list_for_each_entry() {, and
 *   NAME_for_each(...) statement, is a while loop;
 * - NAME(...) { at file scope, as in SYSCALL_DEFINE3(...) {, is a function;
 * - GNU case ranges are a binary operator;
 * - a type as an argument (container_of(x, struct foo, y), min_t(unsigned int,
 *   ...)) is a name or 0; a macro at file scope gets its semicolon;
 * and around which the opening that a fragment lacks is put (`before` bytes)
 * and what it leaves open is closed.
 */
#ifndef WINNOW_SOURCE_MASK_H
#define WINNOW_SOURCE_MASK_H

#include "source/chunk.h"

struct masked {
	struct str text;
	uint32_t before;	/* bytes put in front */
	bool *dropped;		/* by token: in a branch that was left out */
};

/* `text` is the chunk, `tok` its `n` tokens with offsets in it. */
void mask_chunk(struct masked *out, struct arena *a, struct str text,
		const struct token *tok, uint32_t n, enum chunk_mode mode);

#endif
