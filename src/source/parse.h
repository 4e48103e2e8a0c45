/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/parse.h - the tree-sitter door: C text to a flat tree.
 *
 * The tree leaves the door as an array in preorder, each node with its parent
 * and its end, so that nobody walks syntax nodes or recurses. Leaves without a
 * name in the grammar (punctuation, most keywords) are left out.
 *
 * Hostile text cannot hold the parser: nesting and work are limited, by counts
 * and not by time, so that every run gives the same answer.
 */
#ifndef WINNOW_SOURCE_PARSE_H
#define WINNOW_SOURCE_PARSE_H

#include "base/arena.h"
#include "base/str.h"

enum node_kind {
	NODE_OTHER, NODE_ERROR,
	NODE_IDENT, NODE_FIELD_IDENT, NODE_TYPE_IDENT, NODE_LABEL_IDENT,
	NODE_PRIMITIVE, NODE_FUNCTION, NODE_DECLARATION, NODE_TYPEDEF,
	NODE_STRUCT, NODE_UNION, NODE_ENUM, NODE_FIELD, NODE_ENUMERATOR,
	NODE_PARAMS, NODE_PARAM, NODE_VARIADIC,
	NODE_FUNC_DECL, NODE_POINTER_DECL, NODE_ARRAY_DECL, NODE_PAREN_DECL,
	NODE_INIT_DECL, NODE_ATTR_DECL, NODE_ABSTRACT_FUNC,
	NODE_BITFIELD,
	NODE_COMPOUND, NODE_IF, NODE_ELSE, NODE_FOR, NODE_WHILE, NODE_DO,
	NODE_SWITCH, NODE_CASE, NODE_RETURN, NODE_BREAK, NODE_CONTINUE,
	NODE_GOTO, NODE_LABELED, NODE_EXPR_STMT,
	NODE_CALL, NODE_ACCESS, NODE_ASSIGN, NODE_UPDATE, NODE_SUBSCRIPT,
	NODE_PAREN, NODE_DESIGNATOR, NODE_INIT_PAIR, NODE_OFFSETOF, NODE_MACRO_TYPE,
	NODE_GOTO_LIST, NODE_TRUE, NODE_FALSE, NODE_NULL,
	NODE_KINDS,
};

/* The field of its parent that a node fills, where it matters. */
enum node_field {
	NODE_FIELD_NONE, NODE_DECLARATOR, NODE_NAME, NODE_TYPE, NODE_BODY,
	NODE_FUNC, NODE_ARGS, NODE_LEFT, NODE_ARGUMENT, NODE_MEMBER,
	NODE_VALUE, NODE_LABEL, NODE_FIELDS,
};

#define NODE_NONE UINT32_MAX

struct node {
	uint8_t kind, field;
	bool missing;
	uint32_t start, end;	/* bytes */
	uint32_t parent;	/* NODE_NONE for the root */
	uint32_t next;		/* index behind the last descendant */
};

struct node_tree {
	struct node *v;
	size_t n, cap;
	uint32_t errors;	/* ERROR and MISSING nodes */
	uint32_t error_bytes;
};

struct parser;
struct parser *parser_open(void);
void parser_close(struct parser *p);	/* takes NULL */

/* False when the text is over a limit: then nothing is in `out`. */
bool parser_read(struct parser *p, struct node_tree *out, struct arena *a,
		 struct str text);

#endif
