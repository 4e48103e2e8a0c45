/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/lex.h - every byte of a source: comment, string, preprocessor, code.
 *
 * Reads C as the first translation phases of a compiler do: backslash-newline
 * (with blanks between, as gcc takes it) splices lines everywhere, also inside
 * // comments and strings; an unterminated string or character ends with its
 * line; a block comment without end runs to the end of the text. Trigraphs are
 * not read (gnu11 does not either).
 *
 * Rust nests its comments and has strings over several lines; an apostrophe
 * that begins no character literal belongs to a lifetime.
 *
 * Other languages get the same tokens from their own comment and quote
 * characters; where a language has no tokens worth the name (rst, Kconfig
 * help) the words are still TOK_IDENT and TOK_PUNCT, which does no harm.
 */
#ifndef WINNOW_SOURCE_LEX_H
#define WINNOW_SOURCE_LEX_H

#include "base/str.h"
#include "base/vec.h"
#include "source/lang.h"

enum token_kind {
	TOK_IDENT, TOK_NUMBER, TOK_STRING, TOK_CHAR, TOK_PUNCT,
	TOK_HASH,		/* the # that begins a directive */
	TOK_COMMENT,		/* with delimiters; a line comment without its LF */
};

#define TOKEN_PP 1		/* part of a directive */
#define TOKEN_BOL 2		/* first on its logical line, comments aside */
#define TOKEN_OPEN 4		/* string, char or block comment without end */
#define TOKEN_LINE 8		/* a // or # comment: runs to the end of the line */

struct token {
	uint32_t start, end;
	uint32_t line;		/* from 1 */
	uint8_t kind, flags;
	char c;			/* first byte */
};

/* What a language's comments and quotes look like. */
struct lex_style {
	bool block;		/* slash-star */
	bool slashes;		/* // */
	char line[4];		/* bytes that begin a line comment, NUL-ended */
	bool line_at_blank;	/* ... only at the start of a word */
	bool cpp;		/* # directives */
	bool chars;		/* 'x' is a character; else see quotes */
	bool strings;		/* "..." */
	bool single;		/* '...' is a string */
	bool rust;		/* comments nest, strings run over lines, r#"..."#
				 * is one; 'x' is a character, 'x a lifetime */
};

/* The style of a path; assembly's depends on the architecture in it. */
struct lex_style lex_style_of(enum source_lang lang, struct str path);
extern const struct lex_style lex_style_c;

struct lexer {
	const char *text;
	uint32_t n, at, line;
	struct lex_style style;
	bool pp, bol, header;
};

/* Texts over UINT32_MAX - 1 bytes are cut there. */
void lex_init(struct lexer *l, const struct lex_style *style, struct str text,
	      uint32_t first_line);
bool lex_next(struct lexer *l, struct token *t);
/* The next comment, string or character: the tokens between are left out. */
bool lex_next_quoted(struct lexer *l, struct token *t);

struct tokens {
	struct token *v;
	size_t n, cap;
};
void lex_all(struct tokens *out, struct arena *a, const struct lex_style *style,
	     struct str text, uint32_t first_line);

static inline struct str token_str(const struct token *t, struct str text)
{
	return str_n(text.p + t->start, t->end - t->start);
}

static inline bool token_is(const struct token *t, char punct)
{
	return t->kind == TOK_PUNCT && t->c == punct;
}

/* The text of a comment token without delimiters (of kernel-doc too), trimmed;
 * the stars that head its lines stay. */
struct str comment_inner(struct str comment);

/* LF bytes in a text. */
uint32_t lex_lines(struct str text);

#endif
