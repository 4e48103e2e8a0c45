// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/parse.h"

#include <stdlib.h>
#include <tree_sitter/api.h>

#include "base/err.h"
#include "base/vec.h"

const TSLanguage *tree_sitter_c(void);

/* A table of a million initialisers is read; an array of nothing but open
 * parentheses is not. */
#define MAX_BYTES (16u << 20)
#define MAX_DEPTH 2000
/* Steps of the parser a byte, in units of its own (a hundred operations):
 * kernel files take under 0.1, exponential error recovery goes beyond all. */
#define STEPS_A_BYTE 2
#define STEPS_MIN 20000

static const char *const kind_names[NODE_KINDS] = {
	[NODE_IDENT] = "identifier",
	[NODE_FIELD_IDENT] = "field_identifier",
	[NODE_TYPE_IDENT] = "type_identifier",
	[NODE_LABEL_IDENT] = "statement_identifier",
	[NODE_PRIMITIVE] = "primitive_type",
	[NODE_FUNCTION] = "function_definition",
	[NODE_DECLARATION] = "declaration",
	[NODE_TYPEDEF] = "type_definition",
	[NODE_STRUCT] = "struct_specifier",
	[NODE_UNION] = "union_specifier",
	[NODE_ENUM] = "enum_specifier",
	[NODE_FIELD] = "field_declaration",
	[NODE_ENUMERATOR] = "enumerator",
	[NODE_PARAMS] = "parameter_list",
	[NODE_PARAM] = "parameter_declaration",
	[NODE_VARIADIC] = "variadic_parameter",
	[NODE_FUNC_DECL] = "function_declarator",
	[NODE_POINTER_DECL] = "pointer_declarator",
	[NODE_ARRAY_DECL] = "array_declarator",
	[NODE_PAREN_DECL] = "parenthesized_declarator",
	[NODE_INIT_DECL] = "init_declarator",
	[NODE_ATTR_DECL] = "attributed_declarator",
	[NODE_ABSTRACT_FUNC] = "abstract_function_declarator",
	[NODE_BITFIELD] = "bitfield_clause",
	[NODE_COMPOUND] = "compound_statement",
	[NODE_IF] = "if_statement",
	[NODE_ELSE] = "else_clause",
	[NODE_FOR] = "for_statement",
	[NODE_WHILE] = "while_statement",
	[NODE_DO] = "do_statement",
	[NODE_SWITCH] = "switch_statement",
	[NODE_CASE] = "case_statement",
	[NODE_RETURN] = "return_statement",
	[NODE_BREAK] = "break_statement",
	[NODE_CONTINUE] = "continue_statement",
	[NODE_GOTO] = "goto_statement",
	[NODE_LABELED] = "labeled_statement",
	[NODE_EXPR_STMT] = "expression_statement",
	[NODE_CALL] = "call_expression",
	[NODE_ACCESS] = "field_expression",
	[NODE_ASSIGN] = "assignment_expression",
	[NODE_UPDATE] = "update_expression",
	[NODE_SUBSCRIPT] = "subscript_expression",
	[NODE_PAREN] = "parenthesized_expression",
	[NODE_DESIGNATOR] = "field_designator",
	[NODE_INIT_PAIR] = "initializer_pair",
	[NODE_OFFSETOF] = "offsetof_expression",
	[NODE_MACRO_TYPE] = "macro_type_specifier",
	[NODE_GOTO_LIST] = "gnu_asm_goto_list",
	[NODE_TRUE] = "true",
	[NODE_FALSE] = "false",
	[NODE_NULL] = "null",
};

static const struct {
	const char *name;
	enum node_field field;
} field_names[] = {
	{ "declarator", NODE_DECLARATOR }, { "name", NODE_NAME },
	{ "type", NODE_TYPE }, { "body", NODE_BODY },
	{ "function", NODE_FUNC }, { "arguments", NODE_ARGS },
	{ "left", NODE_LEFT }, { "argument", NODE_ARGUMENT },
	{ "field", NODE_MEMBER }, { "member", NODE_MEMBER },
	{ "value", NODE_VALUE }, { "label", NODE_LABEL },
};

struct parser {
	TSParser *ts;
	const TSLanguage *lang;
	uint8_t *kind_of;	/* by symbol */
	uint8_t *field_of;	/* by field id */
	uint32_t nsymbols, nfields;
	uint64_t steps;
};

static enum node_kind kind_named(const char *name)
{
	for (int k = 0; k < NODE_KINDS; k++)
		if (kind_names[k] && kind_names[k][0] == name[0] &&
		    strcmp(kind_names[k], name) == 0)
			return (enum node_kind)k;
	return NODE_OTHER;
}

static void learn_names(struct parser *p)
{
	p->nsymbols = ts_language_symbol_count(p->lang);
	p->kind_of = calloc(p->nsymbols, 1);
	p->nfields = ts_language_field_count(p->lang) + 1;
	p->field_of = calloc(p->nfields, 1);
	if (!p->kind_of || !p->field_of)
		die("out of memory");

	/* Aliases give one name to several symbols. */
	for (TSSymbol s = 0; s < p->nsymbols; s++)
		if (ts_language_symbol_type(p->lang, s) == TSSymbolTypeRegular)
			p->kind_of[s] = (uint8_t)kind_named(ts_language_symbol_name(p->lang, s));
	for (size_t i = 0; i < sizeof(field_names) / sizeof(field_names[0]); i++) {
		const char *name = field_names[i].name;
		TSFieldId id = ts_language_field_id_for_name(p->lang, name,
							     (uint32_t)strlen(name));

		if (id && id < p->nfields)
			p->field_of[id] = field_names[i].field;
	}
}

struct parser *parser_open(void)
{
	struct parser *p = calloc(1, sizeof(*p));

	if (!p)
		die("out of memory");
	p->lang = tree_sitter_c();
	p->ts = ts_parser_new();
	if (!p->ts || !ts_parser_set_language(p->ts, p->lang))
		die("tree-sitter does not take its C grammar");
	learn_names(p);
	return p;
}

void parser_close(struct parser *p)
{
	if (!p)
		return;
	ts_parser_delete(p->ts);
	free(p->kind_of);
	free(p->field_of);
	free(p);
}

static const char *give_bytes(void *payload, uint32_t at, TSPoint point, uint32_t *n)
{
	const struct str *text = payload;

	(void)point;
	if (at >= text->n) {
		*n = 0;
		return "";
	}
	*n = (uint32_t)text->n - at;
	return text->p + at;
}

static bool count_steps(TSParseState *state)
{
	uint64_t *left = state->payload;

	if (*left == 0)
		return true;
	--*left;
	return false;
}

/* How deep brackets stand in each other at most, whatever they are. */
static uint32_t nesting(struct str text)
{
	uint32_t depth = 0, max = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '(' || c == '{' || c == '[') {
			if (++depth > max)
				max = depth;
		} else if ((c == ')' || c == '}' || c == ']') && depth > 0) {
			depth--;
		}
	}
	return max;
}

static TSTree *parse(struct parser *p, struct str text)
{
	TSInput input = { .payload = &text, .read = give_bytes,
			  .encoding = TSInputEncodingUTF8 };
	uint64_t steps = STEPS_MIN + (uint64_t)text.n * STEPS_A_BYTE;
	TSParseOptions options = { .payload = &steps,
				   .progress_callback = count_steps };
	TSTree *tree;

	if (text.n > MAX_BYTES || nesting(text) > MAX_DEPTH)
		return NULL;
	tree = ts_parser_parse_with_options(p->ts, NULL, input, options);
	if (!tree)
		ts_parser_reset(p->ts);
	return tree;
}

struct flat {
	struct parser *p;
	struct node_tree *out;
	struct arena *a;
	TSTreeCursor cursor;
};

/* Adds the node at the cursor; its index, or `parent` if it is left out. */
static uint32_t add_node(struct flat *f, uint32_t parent)
{
	TSNode node = ts_tree_cursor_current_node(&f->cursor);
	TSSymbol symbol = ts_node_symbol(node);
	TSFieldId field = ts_tree_cursor_current_field_id(&f->cursor);
	struct node *n;

	if (!ts_node_is_named(node) && !ts_node_is_missing(node))
		return parent;
	n = vec_push(f->a, f->out);
	n->start = ts_node_start_byte(node);
	n->end = ts_node_end_byte(node);
	n->kind = symbol == (TSSymbol)-1 ? NODE_ERROR :
		  symbol < f->p->nsymbols ? f->p->kind_of[symbol] : NODE_OTHER;
	n->field = field < f->p->nfields ? f->p->field_of[field] : 0;
	n->missing = ts_node_is_missing(node);
	n->parent = parent;
	if (n->kind == NODE_ERROR || n->missing) {
		f->out->errors++;
		f->out->error_bytes += n->end - n->start;
	}
	return (uint32_t)f->out->n - 1;
}

static void flatten(struct flat *f)
{
	/* Parents of the levels above the cursor; a node left out stands for
	 * the one above it. */
	VEC(uint32_t) up = { 0 };
	uint32_t parent = NODE_NONE;

	for (;;) {
		uint32_t me = add_node(f, parent);

		if (ts_tree_cursor_goto_first_child(&f->cursor)) {
			vec_add(f->a, &up, parent);
			parent = me;
			continue;
		}
		if (me != parent)
			f->out->v[me].next = (uint32_t)f->out->n;
		while (!ts_tree_cursor_goto_next_sibling(&f->cursor)) {
			if (!ts_tree_cursor_goto_parent(&f->cursor))
				return;
			if (parent != NODE_NONE)
				f->out->v[parent].next = (uint32_t)f->out->n;
			parent = up.v[--up.n];
		}
	}
}

bool parser_read(struct parser *p, struct node_tree *out, struct arena *a,
		 struct str text)
{
	struct flat f = { .p = p, .out = out, .a = a };
	TSTree *tree = parse(p, text);

	*out = (struct node_tree){ 0 };
	if (!tree)
		return false;
	f.cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
	flatten(&f);
	ts_tree_cursor_delete(&f.cursor);
	ts_tree_delete(tree);
	return true;
}
