// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/extract.h"

#include "source/builtin.h"
#include "source/made.h"
#include "source/mask.h"
#include "source/word.h"

/* Parents climbed to see whether something is assigned to. */
#define MAX_CLIMB 16
#define MAX_DECLARATOR 64

struct walk {
	struct extract *x;
	struct node_tree tree;
	uint32_t before;	/* bytes the parser got in front */
	bool *named;		/* by node: an identifier that is declared here */
	uint32_t error_until;	/* nodes before it are below an ERROR */
};

static const struct node *node_at(const struct walk *w, uint32_t i)
{
	return &w->tree.v[i];
}

/* Bytes of the chunk: what stands in the wrapping is cut off. */
static uint32_t start_of(const struct walk *w, uint32_t i)
{
	uint32_t at = node_at(w, i)->start;

	at = at < w->before ? 0 : at - w->before;
	return at < w->x->text.n ? at : (uint32_t)w->x->text.n;
}

static uint32_t end_of(const struct walk *w, uint32_t i)
{
	uint32_t at = node_at(w, i)->end;

	at = at < w->before ? 0 : at - w->before;
	return at < w->x->text.n ? at : (uint32_t)w->x->text.n;
}

/* What the parser did not see in front of a chunk's declaration (__init, STATIC)
 * is part of it. */
static uint32_t front_of(const struct walk *w, uint32_t i)
{
	const struct extract *x = w->x;

	if (i != 1 || x->mode != CHUNK_TOP)
		return start_of(w, i);
	for (uint32_t t = 0; t < x->n; t++)
		if (x->tok[t].kind != TOK_COMMENT && !(x->tok[t].flags & TOKEN_PP))
			return x->tok[t].start < start_of(w, i) ? x->tok[t].start :
								  start_of(w, i);
	return start_of(w, i);
}

/* The text as the author wrote it, comments in it included. */
static struct str text_of(const struct walk *w, uint32_t i)
{
	uint32_t start = front_of(w, i), end = end_of(w, i);

	return str_n(w->x->text.p + start, end - start);
}

static uint32_t child_with(const struct walk *w, uint32_t i, enum node_field field)
{
	for (uint32_t c = i + 1; c < node_at(w, i)->next; c = node_at(w, c)->next)
		if (node_at(w, c)->field == field)
			return c;
	return NODE_NONE;
}

static uint32_t child_of_kind(const struct walk *w, uint32_t i, enum node_kind kind)
{
	for (uint32_t c = i + 1; c < node_at(w, i)->next; c = node_at(w, c)->next)
		if (node_at(w, c)->kind == kind)
			return c;
	return NODE_NONE;
}

static enum node_kind kind_at(const struct walk *w, uint32_t i)
{
	return i == NODE_NONE ? NODE_OTHER : (enum node_kind)node_at(w, i)->kind;
}

static struct fact *add(struct walk *w, enum fact_kind kind, uint32_t i, struct str name)
{
	struct fact *f = extract_add(w->x, kind, front_of(w, i), end_of(w, i), name);

	f->in_error = i < w->error_until;
	return f;
}

static struct str without_semicolon(struct str s)
{
	if (str_ends(s, STR(";")))
		s.n--;
	return str_rtrim(s);
}

/* ---- declarators ---- */

struct declared {
	uint32_t ident;		/* NODE_NONE: none found */
	uint32_t func;		/* its function declarator, if it is a function */
};

static bool is_name(enum node_kind k)
{
	return k == NODE_IDENT || k == NODE_FIELD_IDENT || k == NODE_TYPE_IDENT;
}

static uint32_t inner_declarator(const struct walk *w, uint32_t i)
{
	uint32_t c = child_with(w, i, NODE_DECLARATOR);

	if (c != NODE_NONE)
		return c;
	/* Parentheses and attributes have no field for what they hold. */
	for (c = i + 1; c < node_at(w, i)->next; c = node_at(w, c)->next) {
		enum node_kind k = kind_at(w, c);

		if (is_name(k) || (k >= NODE_FUNC_DECL && k <= NODE_ATTR_DECL))
			return c;
	}
	return NODE_NONE;
}

static struct declared declared_by(const struct walk *w, uint32_t i)
{
	struct declared d = { NODE_NONE, NODE_NONE };
	uint32_t last_func = NODE_NONE;

	for (int depth = 0; depth < MAX_DECLARATOR && i != NODE_NONE; depth++) {
		enum node_kind k = kind_at(w, i);

		if (is_name(k)) {
			d.ident = i;
			break;
		}
		if (k == NODE_FUNC_DECL)
			last_func = i;
		else if (k == NODE_POINTER_DECL || k == NODE_ARRAY_DECL)
			last_func = NODE_NONE;	/* a pointer to a function */
		i = inner_declarator(w, i);
	}
	if (d.ident != NODE_NONE)
		d.func = last_func;
	return d;
}

static int16_t count_params(const struct walk *w, uint32_t func)
{
	uint32_t list = child_of_kind(w, func, NODE_PARAMS);
	int n = 0;

	if (list == NODE_NONE)
		return 0;
	for (uint32_t c = list + 1; c < node_at(w, list)->next; c = node_at(w, c)->next)
		n += kind_at(w, c) == NODE_PARAM || kind_at(w, c) == NODE_IDENT;
	if (n == 1 && str_eq(text_of(w, list + 1), STR("void")))
		n = 0;
	return n > INT16_MAX ? INT16_MAX : (int16_t)n;
}

static void add_params(struct walk *w, uint32_t func, struct str owner)
{
	uint32_t list = child_of_kind(w, func, NODE_PARAMS);

	if (list == NODE_NONE)
		return;
	for (uint32_t c = list + 1; c < node_at(w, list)->next; c = node_at(w, c)->next) {
		uint32_t decl;
		struct declared d;
		struct fact *f;

		if (kind_at(w, c) != NODE_PARAM || str_eq(text_of(w, c), STR("void")))
			continue;
		decl = child_with(w, c, NODE_DECLARATOR);
		d = declared_by(w, decl);
		f = add(w, FACT_PARAM, c, d.ident == NODE_NONE ? STR("") : text_of(w, d.ident));
		f->value = text_of(w, c);
		f->owner = owner;
		if (d.ident != NODE_NONE)
			w->named[d.ident] = true;
	}
}

/* ---- definitions and declarations ---- */

/* SYSCALL_DEFINE3(name, ...): the macro's first argument. */
static struct str macro_function_name(const struct walk *w, struct str name)
{
	const struct extract *x = w->x;
	uint32_t i = extract_token_at(x, (uint32_t)(name.p - x->text.p));

	if (str_has(name, STR("SYSCALL_DEFINE")) && i + 2 < x->n &&
	    x->tok[i + 2].kind == TOK_IDENT)
		return token_str(&x->tok[i + 2], x->text);
	return name;
}

/* The fact of a call of a macro whose name is token `name`, with arguments. */
static struct fact *macro_call(struct walk *w, uint32_t name)
{
	struct extract *x = w->x;
	const struct token *t = &x->tok[name];
	uint32_t open = name + 1;
	struct fact *f = extract_add(x, FACT_CALL, t->start, t->end, token_str(t, x->text));

	while (open < x->n && x->tok[open].kind == TOK_COMMENT)
		open++;
	if (open < x->n && token_is(&x->tok[open], '('))
		f->end = extract_args(x, f, open);
	x->taken[name] = true;
	return f;
}

/* SYSCALL_DEFINE3(name, type, a, ...): pairs behind the name. */
static void syscall_params(struct walk *w, size_t func, uint32_t token)
{
	struct extract *x = w->x;
	struct fact *call = macro_call(w, token);
	uint32_t args = call->args, n = call->nargs;
	struct str owner = x->out->facts[func].name;

	x->out->facts[func].params = (int16_t)(n / 2);
	for (uint32_t k = 2; k < n; k += 2) {
		struct str type = x->out->args[args + k - 1].text;
		struct str name = x->out->args[args + k].text;
		uint32_t start = (uint32_t)(type.p - x->text.p);
		uint32_t end = (uint32_t)(name.p + name.n - x->text.p);
		struct fact *f = extract_add(x, FACT_PARAM, start, end, name);

		f->value = str_n(type.p, end - start);
		f->owner = owner;
	}
}

static void function(struct walk *w, uint32_t i)
{
	struct declared d = declared_by(w, child_with(w, i, NODE_DECLARATOR));
	struct str name = { 0 };
	uint32_t macro = UINT32_MAX;
	struct fact *f;

	if (node_at(w, i)->start < w->before)
		return;		/* the wrapping */
	if (d.ident != NODE_NONE) {
		const struct extract *x = w->x;
		uint32_t at = start_of(w, d.ident), t = extract_token_at(x, at);

		/* A macro made a function has lost its first letters. */
		if (t == x->n || x->tok[t].start != at)
			macro = t -= t > 0;
		name = token_str(&x->tok[t], x->text);
		x->taken[t] = true;
		name = macro_function_name(w, name);
		w->named[d.ident] = true;
	}
	f = add(w, FACT_FUNC, i, name);
	f->params = d.func == NODE_NONE ? 0 : count_params(w, d.func);
	f->value = text_of(w, i);
	if (child_with(w, i, NODE_BODY) != NODE_NONE)
		f->value.n = start_of(w, child_with(w, i, NODE_BODY)) - f->start;
	f->value = str_rtrim(f->value);
	if (macro != UINT32_MAX)
		syscall_params(w, w->x->out->n - 1, macro);
	else if (d.func != NODE_NONE)
		add_params(w, d.func, name);
}

static bool in_function(const struct walk *w, uint32_t i)
{
	for (i = node_at(w, i)->parent; i != NODE_NONE; i = node_at(w, i)->parent)
		if (kind_at(w, i) == NODE_FUNCTION || kind_at(w, i) == NODE_COMPOUND)
			return true;
	return false;
}

static void declaration(struct walk *w, uint32_t i)
{
	bool local = in_function(w, i);

	if (local)
		add(w, FACT_STMT, i, STR(""))->value = STR("decl");
	for (uint32_t c = i + 1; c < node_at(w, i)->next; c = node_at(w, c)->next) {
		struct declared d;
		struct fact *f;

		if (node_at(w, c)->field != NODE_DECLARATOR)
			continue;
		d = declared_by(w, c);
		if (d.ident == NODE_NONE)
			continue;
		w->named[d.ident] = true;
		f = add(w, d.func != NODE_NONE ? FACT_PROTO : local ? FACT_LOCAL : FACT_VAR,
			i, text_of(w, d.ident));
		f->value = without_semicolon(text_of(w, i));
		f->write = kind_at(w, c) == NODE_INIT_DECL;
		if (d.func != NODE_NONE) {
			f->params = count_params(w, d.func);
			add_params(w, d.func, f->name);
		}
	}
}

/* A fact for each name declared below `i`; false when there is none. */
static bool add_declared(struct walk *w, uint32_t i, enum fact_kind kind, struct str value)
{
	bool any = false;

	for (uint32_t c = i + 1; c < node_at(w, i)->next; c = node_at(w, c)->next) {
		struct declared d;

		if (node_at(w, c)->field != NODE_DECLARATOR)
			continue;
		d = declared_by(w, c);
		if (d.ident == NODE_NONE)
			continue;
		any = true;
		w->named[d.ident] = true;
		add(w, kind, i, text_of(w, d.ident))->value = value;
	}
	return any;
}

static struct str type_word(enum node_kind k)
{
	return k == NODE_STRUCT ? STR("struct") : k == NODE_UNION ? STR("union") :
	       k == NODE_ENUM ? STR("enum") : STR("");
}

/* Past annotations and the semicolon behind a type's closing brace. */
static uint32_t type_end(const struct walk *w, uint32_t end)
{
	const struct extract *x = w->x;
	uint32_t depth = 0;

	for (uint32_t i = extract_token_at(x, end); i < x->n; i++) {
		const struct token *t = &x->tok[i];

		if (t->kind == TOK_COMMENT)
			continue;
		if (token_is(t, ';') && depth == 0)
			return t->end;
		if (token_is(t, '('))
			depth++;
		else if (token_is(t, ')') && depth)
			depth--;
		else if (depth == 0 && !word_is_annotation(token_str(t, x->text)) &&
			 !str_eq(token_str(t, x->text), STR("__attribute__")))
			break;
	}
	return end;
}

static void type(struct walk *w, uint32_t i)
{
	uint32_t body = child_with(w, i, NODE_BODY);
	uint32_t name = child_with(w, i, NODE_NAME);
	struct fact *f;

	if (node_at(w, i)->start < w->before || body == NODE_NONE)
		return;
	if (name != NODE_NONE)
		w->named[name] = true;
	f = add(w, FACT_TYPE, i, name == NODE_NONE ? STR("") : text_of(w, name));
	f->value = type_word(kind_at(w, i));
	f->end = type_end(w, f->end);
}

/* DECLARE_BITMAP(name, n); as a field: the last argument of DECLARE_FLEX_ARRAY,
 * else the first. */
static void macro_field(struct walk *w, uint32_t i)
{
	struct extract *x = w->x;
	uint32_t t = extract_token_at(x, start_of(w, i));
	struct fact *f;
	struct str macro;
	struct fact_arg *arg;

	if (t + 1 >= x->n || x->tok[t].kind != TOK_IDENT || !token_is(&x->tok[t + 1], '('))
		return;
	f = macro_call(w, t);
	if (!f->nargs)
		return;
	macro = f->name;
	arg = &x->out->args[f->args];
	if (str_has(macro, STR("FLEX_ARRAY")))
		arg += f->nargs - 1;
	if (arg->ident.n)
		add(w, FACT_FIELD, i, arg->ident)->value = without_semicolon(text_of(w, i));
}

static void field(struct walk *w, uint32_t i)
{
	if (!add_declared(w, i, FACT_FIELD, without_semicolon(text_of(w, i))) &&
	    kind_at(w, child_with(w, i, NODE_TYPE)) == NODE_TYPE_IDENT)
		macro_field(w, i);
}

static void enumerator(struct walk *w, uint32_t i)
{
	uint32_t name = child_with(w, i, NODE_NAME);
	uint32_t value = child_with(w, i, NODE_VALUE);
	struct fact *f;

	if (name == NODE_NONE)
		return;
	w->named[name] = true;
	f = add(w, FACT_ENUMERATOR, i, text_of(w, name));
	if (value != NODE_NONE)
		f->value = text_of(w, value);
}

/* ---- uses ---- */

static bool is_written(const struct walk *w, uint32_t i)
{
	for (int k = 0; k < MAX_CLIMB; k++) {
		uint32_t up = node_at(w, i)->parent;
		enum node_kind kind = kind_at(w, up);

		if (kind == NODE_ASSIGN)
			return node_at(w, i)->field == NODE_LEFT;
		if (kind == NODE_UPDATE)
			return true;
		if (kind == NODE_SUBSCRIPT) {
			if (node_at(w, i)->field != NODE_ARGUMENT)
				return false;
		} else if (kind != NODE_PAREN) {
			return false;
		}
		i = up;
	}
	return false;
}

/* (u8)(x) reads as a call of (u8) without knowledge of types. */
static bool is_cast(const struct walk *w, uint32_t call, uint32_t name)
{
	uint32_t paren = node_at(w, name)->parent;

	return kind_at(w, paren) == NODE_PAREN && node_at(w, paren)->parent == call &&
	       (builtin_type(text_of(w, name)) || str_ends(text_of(w, name), STR("_t")));
}

/* The name a call goes by: f(), s->f(), (*f)(), f[i](). */
static uint32_t callee(const struct walk *w, uint32_t i)
{
	uint32_t c = child_with(w, i, NODE_FUNC);
	uint32_t end = c == NODE_NONE ? 0 : node_at(w, c)->next;

	if (kind_at(w, c) == NODE_ACCESS)
		return child_with(w, c, NODE_MEMBER);
	for (; c < end; c++)
		if (kind_at(w, c) == NODE_IDENT || kind_at(w, c) == NODE_FIELD_IDENT)
			return is_cast(w, i, c) ? NODE_NONE : c;
	return NODE_NONE;
}

/* DEFINE_MUTEX(name); declares what it names. */
static void macro_variable(struct walk *w, uint32_t i, size_t call)
{
	struct source *s = w->x->out;
	bool defines;
	struct str name = made_name(w->x->a, s, &s->facts[call], &defines);
	struct fact *var;

	if (!name.n)
		return;
	var = add(w, in_function(w, i) ? FACT_LOCAL : FACT_VAR, i, name);
	var->value = text_of(w, i);
	var->write = defines;
}

static void call(struct walk *w, uint32_t i)
{
	uint32_t name = callee(w, i), args = child_with(w, i, NODE_ARGS);
	uint32_t open;
	struct fact *f;

	if (name == NODE_NONE || args == NODE_NONE)
		return;
	if (kind_at(w, name) == NODE_IDENT)
		w->named[name] = true;
	f = add(w, FACT_CALL, i, text_of(w, name));
	open = extract_token_at(w->x, start_of(w, args));
	if (open < w->x->n)
		extract_args(w->x, f, open);
	macro_variable(w, i, w->x->out->n - 1);
}

static void access_to(struct walk *w, uint32_t i)
{
	uint32_t member = child_with(w, i, NODE_MEMBER);
	uint32_t base = child_with(w, i, NODE_ARGUMENT);
	struct fact *f;

	if (member == NODE_NONE)
		return;
	f = add(w, FACT_ACCESS, i, text_of(w, member));
	f->write = is_written(w, i);
	if (base != NODE_NONE)
		f->value = text_of(w, base);
}

static void designator(struct walk *w, uint32_t i)
{
	uint32_t member = child_of_kind(w, i, NODE_FIELD_IDENT);

	if (member != NODE_NONE)
		add(w, FACT_ACCESS, i, text_of(w, member))->write = true;
}

static void offset_of(struct walk *w, uint32_t i)
{
	uint32_t member = child_with(w, i, NODE_MEMBER);
	uint32_t of = child_with(w, i, NODE_TYPE);

	macro_call(w, extract_token_at(w->x, start_of(w, i)));
	if (member != NODE_NONE)
		add(w, FACT_ACCESS, i, text_of(w, member))->value =
			of == NODE_NONE ? STR("") : text_of(w, of);
}

static void use(struct walk *w, uint32_t i)
{
	struct fact *f;

	/* Parameters of pointers to functions are declared, not used. */
	if (w->named[i] || node_at(w, i)->field == NODE_DECLARATOR)
		return;
	f = add(w, FACT_USE, i, text_of(w, i));
	f->write = kind_at(w, i) == NODE_IDENT && is_written(w, i);
	if (kind_at(w, i) == NODE_TYPE_IDENT && node_at(w, i)->parent != NODE_NONE)
		f->value = type_word(kind_at(w, node_at(w, i)->parent));
}

/* ---- statements ---- */

static const char *const stmt_words[NODE_KINDS] = {
	[NODE_COMPOUND] = "block", [NODE_IF] = "if", [NODE_ELSE] = "else",
	[NODE_FOR] = "for", [NODE_WHILE] = "while", [NODE_DO] = "do",
	[NODE_SWITCH] = "switch", [NODE_CASE] = "case", [NODE_RETURN] = "return",
	[NODE_BREAK] = "break", [NODE_CONTINUE] = "continue", [NODE_GOTO] = "goto",
	[NODE_LABELED] = "label", [NODE_EXPR_STMT] = "expr",
};

/* The macro of a loop that mask.c made a while: a call as well. */
static void loop_call(struct walk *w, uint32_t i)
{
	const struct extract *x = w->x;
	uint32_t t = extract_token_at(x, start_of(w, i));

	if (t < x->n && !str_eq(token_str(&x->tok[t], x->text), STR("while")))
		macro_call(w, t)->in_error = i < w->error_until;
}

static void case_label(struct walk *w, uint32_t i)
{
	uint32_t value = child_with(w, i, NODE_VALUE);

	if (value != NODE_NONE)
		add(w, FACT_CASE, value, STR(""))->value = text_of(w, value);
}

static void label(struct walk *w, uint32_t i, enum fact_kind kind)
{
	uint32_t name = child_with(w, i, NODE_LABEL);

	if (name != NODE_NONE)
		add(w, kind, kind == FACT_GOTO ? i : name, text_of(w, name));
}

static void statement(struct walk *w, uint32_t i)
{
	enum node_kind k = kind_at(w, i);
	const char *word = stmt_words[k];

	if (node_at(w, i)->start < w->before)
		return;
	if (k == NODE_COMPOUND && kind_at(w, node_at(w, i)->parent) == NODE_FUNCTION)
		return;
	if (k == NODE_EXPR_STMT && end_of(w, i) == start_of(w, i))
		return;
	add(w, FACT_STMT, i, STR(""))->value = str_of(word);
	if (k == NODE_WHILE)
		loop_call(w, i);
	else if (k == NODE_CASE)
		case_label(w, i);
	else if (k == NODE_GOTO)
		label(w, i, FACT_GOTO);
	else if (k == NODE_LABELED)
		label(w, i, FACT_LABEL);
}

static void visit(struct walk *w, uint32_t i)
{
	switch (kind_at(w, i)) {
	case NODE_FUNCTION: function(w, i); break;
	case NODE_DECLARATION: declaration(w, i); break;
	case NODE_TYPEDEF: add_declared(w, i, FACT_TYPE, STR("typedef")); break;
	case NODE_STRUCT: case NODE_UNION: case NODE_ENUM: type(w, i); break;
	case NODE_FIELD: field(w, i); break;
	case NODE_ENUMERATOR: enumerator(w, i); break;
	case NODE_CALL: call(w, i); break;
	case NODE_ACCESS: access_to(w, i); break;
	case NODE_DESIGNATOR: designator(w, i); break;
	case NODE_OFFSETOF: offset_of(w, i); break;
	case NODE_IDENT: case NODE_TYPE_IDENT: case NODE_TRUE: case NODE_FALSE:
	case NODE_NULL: use(w, i); break;
	default:
		if (stmt_words[kind_at(w, i)])
			statement(w, i);
	}
}

static bool has_fact(const struct walk *w, uint32_t i)
{
	enum node_kind k = kind_at(w, i);

	if (k == NODE_FIELD_IDENT || k == NODE_LABEL_IDENT)
		return kind_at(w, node_at(w, i)->parent) != NODE_ERROR;
	return is_name(k) || k == NODE_PRIMITIVE || (k >= NODE_TRUE && k <= NODE_NULL);
}

/* Identifiers of the tree have their facts; both run in order of place. */
static void mark_taken(struct walk *w)
{
	struct extract *x = w->x;
	uint32_t t = 0;

	for (uint32_t i = 0; i < w->tree.n; i++) {
		uint32_t at;

		if (!has_fact(w, i) || node_at(w, i)->start < w->before)
			continue;
		at = node_at(w, i)->start - w->before;
		while (t < x->n && x->tok[t].start < at)
			t++;
		if (t < x->n && x->tok[t].start == at)
			x->taken[t] = true;
	}
}

void extract_tree(struct extract *x)
{
	struct walk w = { .x = x };
	struct masked masked;

	mask_chunk(&masked, x->scratch, x->text, x->tok, x->n, x->mode);
	w.before = masked.before;
	if (!parser_read(x->parser, &w.tree, x->scratch, masked.text)) {
		x->out->errors++;
		x->out->error_bytes += (uint32_t)x->text.n;
		return;
	}
	x->out->errors += w.tree.errors;
	x->out->error_bytes += w.tree.error_bytes;
	w.named = NEW_ARRAY(x->scratch, w.tree.n + 1, bool);
	for (uint32_t i = 0; i < w.tree.n; i++) {
		const struct node *n = node_at(&w, i);

		if (n->kind == NODE_ERROR && n->next > w.error_until)
			w.error_until = n->next;
		if (!n->missing && n->start < w.before + x->text.n)
			visit(&w, i);
	}
	mark_taken(&w);
}
