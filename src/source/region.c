// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/region.h"

#include "source/lex.h"

/* ---- brackets and directives ---- */

static bool has_brackets(enum source_lang lang)
{
	return lang == LANG_C || lang == LANG_DTS || lang == LANG_RUST;
}

struct opener {
	char c;
	uint32_t line;
};

/* An #if up to now. */
struct conditional {
	uint32_t head;			/* the #if */
	uint32_t branch;		/* the directive before */
	size_t open;			/* openers before it */
	bool negated, chain;		/* "#ifndef X"; it has an #elif */
};

struct reader {
	struct regions *out;
	struct arena *a;
	struct str text;
	struct lexer lexer;
	struct token t;			/* the next one */
	bool more;
	VEC(struct opener) open;
	VEC(struct conditional) ifs;
};

static void add(struct reader *r, uint32_t head, uint32_t first, uint32_t last)
{
	if (first <= last)
		vec_add(r->a, r->out, ((struct region){ head, first, last, false }));
}

static void advance(struct reader *r)
{
	do
		r->more = lex_next(&r->lexer, &r->t);
	while (r->more && r->t.kind == TOK_COMMENT);
}

static char closer_of(char c)
{
	return c == '{' ? '}' : c == '(' ? ')' : ']';
}

static void read_bracket(struct reader *r)
{
	char c = r->t.c;
	struct opener o;

	if (c == '{' || c == '(' || c == '[') {
		vec_add(r->a, &r->open, ((struct opener){ c, r->t.line }));
		return;
	}
	if ((c != '}' && c != ')' && c != ']') || !r->open.n)
		return;
	o = *vec_last(&r->open);
	if (closer_of(o.c) != c)
		return;
	r->open.n--;
	if (o.line < r->t.line)
		vec_add(r->a, r->out, ((struct region){ o.line, o.line + 1, r->t.line, true }));
}

/* "!defined(X)", "!IS_ENABLED(X)", and nothing that may hold without it */
static bool is_negated(struct str name, struct str rest)
{
	return str_eq(name, STR("ifndef")) ||
	       (str_eq(name, STR("if")) && str_starts(str_ltrim(rest), STR("!")) &&
		!str_has(rest, STR("&&")) && !str_has(rest, STR("||")));
}

static void end_branch(struct reader *r, struct conditional *c, uint32_t line)
{
	bool begins = c->branch == c->head;

	if (c->chain ? begins : begins == c->negated)
		return;
	add(r, c->chain ? c->branch : c->head, c->branch + 1, line - 1);
}

static bool is_if(struct str name)
{
	return str_eq(name, STR("if")) || str_eq(name, STR("ifdef")) ||
	       str_eq(name, STR("ifndef"));
}

static bool is_elif(struct str name)
{
	return str_starts(name, STR("elif"));
}

static void read_conditional(struct reader *r, struct str name, struct str rest,
			     uint32_t line)
{
	struct conditional *c;

	if (is_if(name)) {
		vec_add(r->a, &r->ifs, ((struct conditional){
			.head = line, .branch = line, .open = r->open.n,
			.negated = is_negated(name, rest),
		}));
		return;
	}
	if (!r->ifs.n)
		return;
	c = vec_last(&r->ifs);
	c->chain |= is_elif(name);
	end_branch(r, c, line);
	if (!c->chain)
		add(r, c->head, line, line);
	c->branch = line;
	if (str_eq(name, STR("endif")))
		r->ifs.n--;
	else if (c->open < r->open.n)
		r->open.n = c->open;
}

static bool is_conditional(struct str name)
{
	return is_if(name) || is_elif(name) || str_eq(name, STR("else")) ||
	       str_eq(name, STR("endif"));
}

/* All of a directive; the token behind it is the next one. */
static void read_directive(struct reader *r)
{
	uint32_t head = r->t.line, last = head;
	struct str name = STR(""), rest;
	size_t from = r->t.end, to;

	for (advance(r); r->more && (r->t.flags & TOKEN_PP) && r->t.kind != TOK_HASH; advance(r)) {
		if (!name.n)
			name = token_str(&r->t, r->text);
		last = r->t.line;
	}
	to = r->more ? r->t.start : r->text.n;
	rest = str_trim(str_sub(r->text, from, to - from));
	if (is_conditional(name))
		read_conditional(r, name, str_from(rest, name.n), head);
	add(r, head, head + 1, last);
}

static void read_code(struct reader *r, const struct lex_style *style, bool brackets,
		      uint32_t first_line)
{
	lex_init(&r->lexer, style, r->text, first_line);
	for (advance(r); r->more; ) {
		if (r->t.kind == TOK_HASH) {
			read_directive(r);
			continue;
		}
		if (brackets && r->t.kind == TOK_PUNCT)
			read_bracket(r);
		advance(r);
	}
}

/* ---- indentation ---- */

struct level {
	uint32_t line, last;
	size_t depth;
};

static size_t depth_of(struct str line)
{
	size_t n = 0;

	for (size_t i = 0; i < line.n && chr_blank(line.p[i]); i++)
		n = line.p[i] == '\t' ? (n / 8 + 1) * 8 : n + 1;
	return n;
}

static void read_indented(struct reader *r, uint32_t first_line)
{
	VEC(struct level) up = { 0 };
	struct str rest = r->text, line;

	for (uint32_t n = first_line; str_line(&rest, &line); n++) {
		struct level l = { n, n, depth_of(line) };

		if (!str_trim(line).n)
			continue;
		while (up.n && vec_last(&up)->depth >= l.depth) {
			add(r, vec_last(&up)->line, vec_last(&up)->line + 1, vec_last(&up)->last);
			up.n--;
		}
		for (size_t i = 0; i < up.n; i++)
			up.v[i].last = n;
		vec_add(r->a, &up, l);
	}
	while (up.n) {
		add(r, vec_last(&up)->line, vec_last(&up)->line + 1, vec_last(&up)->last);
		up.n--;
	}
}

/* ---- Makefiles ---- */

/* ifeq and its kin by the names that C gives them; a recipe is none of them. */
static struct str make_conditional(struct str line, struct str *rest)
{
	struct str word = STR("");

	*rest = line;
	if (str_starts(line, STR("\t")) || !str_word(rest, &word))
		return STR("");
	if (str_eq(word, STR("ifeq")) || str_eq(word, STR("ifdef")))
		return STR("ifdef");
	if (str_eq(word, STR("ifneq")) || str_eq(word, STR("ifndef")))
		return STR("ifndef");
	if (str_eq(word, STR("else")))
		return str_starts(str_ltrim(*rest), STR("if")) ? STR("elif") : word;
	return str_eq(word, STR("endif")) ? word : STR("");
}

static void read_make(struct reader *r, uint32_t first_line)
{
	struct str rest = r->text, line, behind;
	uint32_t head = first_line;

	for (uint32_t n = first_line; str_line(&rest, &line); n++) {
		struct str name = make_conditional(line, &behind);

		if (name.n)
			read_conditional(r, name, behind, n);
		if (str_ends(str_rtrim(line), STR("\\")))
			continue;
		add(r, head, head + 1, n);
		head = n + 1;
	}
}

void region_read(struct regions *out, struct arena *a, struct str path, struct str text,
		 uint32_t first_line)
{
	enum source_lang lang = source_lang_of(path);
	struct lex_style style = lex_style_of(lang, path);
	struct reader r = { .out = out, .a = a, .text = text };

	if (lang == LANG_KCONFIG || lang == LANG_YAML)
		read_indented(&r, first_line);
	else if (lang == LANG_MAKE)
		read_make(&r, first_line);
	else if (style.cpp || has_brackets(lang))
		read_code(&r, &style, has_brackets(lang), first_line);
}

/* ---- what is open ---- */

static int64_t step(struct str name)
{
	return is_if(name) ? 1 : str_eq(name, STR("endif")) ? -1 : 0;
}

static int64_t weigh_make(struct str text)
{
	struct str line, rest;
	int64_t sum = 0;

	while (str_line(&text, &line))
		sum += step(make_conditional(line, &rest));
	return sum;
}

struct region_balance region_weigh(struct str path, struct str text)
{
	struct region_balance sum = { 0 };
	enum source_lang lang = source_lang_of(path);
	struct lex_style style = lex_style_of(lang, path);
	struct token t;
	struct lexer l;
	bool hash = false;

	if (lang == LANG_MAKE)
		sum.conditionals = weigh_make(text);
	if (!style.cpp && !has_brackets(lang))
		return sum;
	lex_init(&l, &style, text, 1);
	while (lex_next(&l, &t)) {
		if (hash && t.kind == TOK_IDENT)
			sum.conditionals += step(token_str(&t, text));
		hash = t.kind == TOK_HASH || (hash && t.kind == TOK_COMMENT);
		if ((t.flags & TOKEN_PP) || !has_brackets(lang))
			continue;
		sum.braces += token_is(&t, '{') - token_is(&t, '}');
		sum.parens += token_is(&t, '(') - token_is(&t, ')');
		sum.brackets += token_is(&t, '[') - token_is(&t, ']');
	}
	return sum;
}
