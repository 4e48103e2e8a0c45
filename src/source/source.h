/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/source.h - text of a file to facts.
 *
 * Takes bytes, not patches: the same reader serves a whole kernel file, a
 * snapshot after patch n, a hunk fragment and a reference header. Facts hold
 * byte ranges and lines, never syntax nodes. Two readers stand behind it (the
 * lexer of source/lex.h for every byte, tree-sitter for structure); no
 * fact tells which one found it.
 *
 * Lines count from 1 in the file. Byte offsets are relative to the part's text.
 */
#ifndef WINNOW_SOURCE_SOURCE_H
#define WINNOW_SOURCE_SOURCE_H

#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "source/lang.h"

enum fact_kind {
	FACT_COMMENT,		/* text with delimiters; name = inner text, trimmed */
	FACT_MACRO,		/* #define: name; value = replacement text (no trailing
				 * comment); params >= 0: function-like, that many.
				 * The extent ends with the replacement. */
	FACT_UNDEF,
	FACT_INCLUDE,		/* value = path without <> or "" */
	FACT_FUNC,		/* function definition: whole extent; params; value =
				 * its head, up to the body */
	FACT_PROTO,		/* declaration of a function; params; value = text */
	FACT_TYPE,		/* struct/union/enum/typedef with a body, whole extent,
				 * the semicolon included; value = "struct", "union",
				 * "enum", "typedef"; name empty: anonymous, then owner
				 * is the nearest named type around it */
	FACT_FIELD,		/* of the type `owner`; value = declaration text */
	FACT_ENUMERATOR,	/* of the enum `owner`; value = expression or empty */
	FACT_VAR,		/* file-scope variable definition or extern; value =
				 * declaration text; `write`: initialised */
	FACT_LOCAL,		/* local variable declaration; as FACT_VAR */
	FACT_PARAM,		/* of the function `owner`; value = declaration text;
				 * name may be empty. (void) and ... are none */
	FACT_LABEL,		/* name: */
	FACT_GOTO,
	FACT_CALL,		/* name = callee identifier (or field name for a->b());
				 * args in fact_args; span of the whole call */
	FACT_ACCESS,		/* x->name, x.name: a field used; value = base text;
				 * `write` when it is assigned to */
	FACT_USE,		/* any other identifier used; `write` as above; of a
				 * type: value = "struct", "union", "enum" */
	FACT_CONDITION,		/* #if/#ifdef/#else/#endif line; name = the directive
				 * without #; value = expression */
	FACT_STRING,		/* string literal; name = inner text */
	FACT_CASE,		/* case label; value = expression */
	FACT_STMT,		/* a statement or declaration; value = "if", "else",
				 * "for", "while", "do", "switch", "case", "return",
				 * "break", "continue", "goto", "label", "block",
				 * "expr", "decl"; for_each macros are "while" */
	FACT_KINDS,
};

#define FACT_NONE UINT32_MAX	/* where the index of a fact is meant */

struct fact {
	enum fact_kind kind;
	bool write;		/* FACT_ACCESS, FACT_USE: assigned to */
	bool in_macro;		/* stands in the body of a #define */
	bool in_error;		/* below an ERROR node: structure is a guess */
	int16_t params;		/* -1: no parameter list */
	uint32_t line, end_line;
	uint32_t start, end;	/* bytes in the part */
	uint32_t part;
	uint32_t parent;	/* fact index of the enclosing FACT_STMT, FACT_FUNC,
				 * FACT_TYPE, FACT_MACRO; FACT_NONE none */
	uint32_t func;		/* fact index of the enclosing FACT_FUNC; FACT_NONE */
	uint32_t args, nargs;	/* FACT_CALL: in source.args */
	struct str name;
	struct str value;
	struct str owner;	/* see kinds; for all others the enclosing function's
				 * name, from the hunk's section where the body is
				 * not shown; empty outside functions */
};

static inline bool fact_is_static(const struct fact *f)
{
	return str_has(f->value, STR("static"));
}

/* Defines a name of file scope. */
static inline bool fact_of_file(const struct fact *f)
{
	return f->kind == FACT_MACRO || f->kind == FACT_FUNC || f->kind == FACT_ENUMERATOR ||
	       f->kind == FACT_TYPE || f->kind == FACT_VAR;
}

/* Uses such a name. */
static inline bool fact_is_use(const struct fact *f)
{
	return f->kind == FACT_CALL || f->kind == FACT_USE;
}

/* An argument of a call: its text and, when it is one identifier, that. */
struct fact_arg {
	struct str text;
	struct str ident;
};

struct source_part {
	struct str text;
	uint32_t first_line;
	struct str section;	/* hunk section line, may be empty */
};

struct source {
	struct str path;
	enum source_lang lang;
	struct source_part *parts;
	size_t nparts;
	struct fact *facts;	/* in order of part, start; outer before inner */
	size_t n, cap;
	struct fact_arg *args;
	size_t nargs, args_cap;
	uint32_t errors;	/* ERROR and MISSING nodes survived */
	uint32_t error_bytes;
};

/* Keeps a parser, and the facts of every top-level piece of code it has read
 * (a function, a type, a directive with the comments before it): the next
 * snapshot of a file costs only the pieces that changed, whichever file or
 * series they stand in. Not thread-safe: one a thread. */
struct source_reader;
struct source_reader *source_reader_open(void);
void source_reader_close(struct source_reader *r);	/* takes NULL */

/* From here on only pieces that `worth` says yes to are parsed; of the others the
 * words are told, but not what they are. */
typedef bool source_worth_fn(void *ctx, struct str text);
void source_reader_ask(struct source_reader *r, source_worth_fn *worth, void *ctx);

/* Reads all parts of a file. Slices point into the parts' texts, which must
 * outlive the facts, into the sections, or are constants. For languages other
 * than C: comments, and what the language's own facts are (Kconfig symbols and
 * Makefile objects as FACT_MACRO/FACT_USE, see source/other.h). */
struct source *source_read(struct source_reader *r, struct arena *a,
			   struct str path, const struct source_part *parts,
			   size_t nparts);

/* The comment right before a fact, with nothing but blanks between: a
 * kernel-doc or other heading comment. NULL if there is none. */
const struct fact *source_doc_of(const struct source *s, const struct fact *f);

/* The #if or #elif in which a FACT_USE or FACT_CALL stands; NULL: in none. */
const struct fact *source_condition_of(const struct source *s, const struct fact *f);

/* The facts of one kind; iteration helper. */
#define source_for(f, s, k) \
	for (struct fact *f = (s)->facts; f < (s)->facts + (s)->n; f++) \
		if (f->kind == (k))

#endif
