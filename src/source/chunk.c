// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/chunk.h"

#include "source/word.h"

#define MAX_OPEN 256
#define MAX_IFS 64

/* What is open at a token. Beyond the limits nothing more is remembered: the
 * chunk then ends at a } in column 0 as kernel code has it. */
struct open {
	char v[MAX_OPEN];
	uint32_t n;
	struct { uint32_t n, end; bool has_else; } ifs[MAX_IFS];
	uint32_t nifs;
};

static bool at_column_0(struct str text, const struct token *t)
{
	return t->start == 0 || text.p[t->start - 1] == '\n';
}

static bool is_word(const struct chunker *c, uint32_t i, const char *word)
{
	return i < c->n && c->tok[i].kind == TOK_IDENT &&
	       str_eq(token_str(&c->tok[i], c->text), str_of(word));
}

/* The next token of code at or after i, c->n if there is none. */
static uint32_t code_from(const struct chunker *c, uint32_t i)
{
	while (i < c->n && (c->tok[i].kind == TOK_COMMENT ||
			    (c->tok[i].flags & TOKEN_PP)))
		i++;
	return i;
}

static bool code_is(const struct chunker *c, uint32_t i, char punct)
{
	return i < c->n && token_is(&c->tok[i], punct);
}

/* ---- where a text begins ---- */

static enum chunk_mode mode_of_section(struct str s)
{
	while (str_eat(&s, STR("static ")) || str_eat(&s, STR("const ")) ||
	       str_eat(&s, STR("typedef ")))
		;
	if (str_find_chr(s, '=') != SIZE_MAX)
		return CHUNK_INIT;
	if (str_find_chr(s, '(') != SIZE_MAX)
		return CHUNK_FUNC;
	if (str_starts(s, STR("enum")))
		return CHUNK_ENUM;
	if ((str_starts(s, STR("struct")) || str_starts(s, STR("union"))) &&
	    str_find_chr(s, ';') == SIZE_MAX)
		return CHUNK_STRUCT;
	return CHUNK_FUNC;
}

/* What the first words look like, when the section does not tell. */
static enum chunk_mode mode_of_code(const struct chunker *c, uint32_t i)
{
	if (code_is(c, i, '.') || code_is(c, i, '[') || code_is(c, i, '{'))
		return CHUNK_INIT;
	if (c->tok[i].kind == TOK_IDENT && chr_upper(c->tok[i].c)) {
		uint32_t j = code_from(c, i + 1);

		if (code_is(c, j, ',') || code_is(c, j, '='))
			return CHUNK_ENUM;
	}
	return CHUNK_FUNC;
}

static enum chunk_mode mode_at_start(const struct chunker *c, struct str section)
{
	uint32_t i = code_from(c, 0), j;
	const struct token *t = &c->tok[i];

	if (i == c->n)
		return CHUNK_TOP;
	j = code_from(c, i + 1);
	if (at_column_0(c->text, t)) {
		if (token_is(t, '{'))
			return section.n && mode_of_section(section) != CHUNK_FUNC ?
			       mode_of_section(section) : CHUNK_HEAD;
		if (!token_is(t, '}') &&
		    !(t->kind == TOK_IDENT && code_is(c, j, ':')))
			return CHUNK_TOP;
	}
	return section.n ? mode_of_section(section) : mode_of_code(c, i);
}

void chunk_init(struct chunker *c, struct str text, const struct tokens *tokens,
		bool inside, struct str section)
{
	*c = (struct chunker){ .text = text, .tok = tokens->v,
			       .n = (uint32_t)tokens->n };
	if (inside)
		c->mode = mode_at_start(c, section);
}

static size_t comment_tail(struct str text)
{
	size_t end = str_find(text, STR("*/"));
	size_t start = str_find(text, STR("/*"));
	struct str rest = text, line;

	if (end == SIZE_MAX || (start != SIZE_MAX && start < end))
		return 0;
	/* Every line before the end looks like one of a comment. */
	while (rest.p < text.p + end && str_line(&rest, &line)) {
		line = str_ltrim(line);
		if (line.n && line.p[0] != '*')
			return 0;
	}
	return end + 2;
}

static size_t macro_tail(struct str text)
{
	struct str rest = text, line;
	size_t n = 0;

	while (str_line(&rest, &line)) {
		bool more = str_ends(str_rtrim(line), STR("\\"));

		if (n == 0 && (!more || str_starts(str_ltrim(line), STR("#"))))
			return 0;
		n = (size_t)(rest.p - text.p);
		if (!more)
			break;
	}
	return n;
}

size_t chunk_tail(struct str text, enum chunk_mode *mode)
{
	size_t n = comment_tail(text);

	*mode = CHUNK_COMMENT;
	if (n)
		return n;
	*mode = CHUNK_MACRO;
	return macro_tail(text);
}

struct str section_name(struct str s)
{
	struct str name = { 0 }, word;

	while (s.n) {
		if (chr_alpha(s.p[0]) || s.p[0] == '_') {
			str_ident(&s, &word);
			if (!word_is_keyword(word) && !word_is_annotation(word))
				name = word;
			continue;
		}
		if (s.p[0] == '(' && name.n) {
			/* SYSCALL_DEFINE3(name, ...): the first argument. */
			if (str_has(name, STR("SYSCALL_DEFINE")))
				str_eat_chr(&s, '('), str_ident(&s, &name);
			return name;
		}
		if (s.p[0] == '{' || s.p[0] == '=' || s.p[0] == ';' || s.p[0] == '[')
			return name;
		s = str_from(s, 1);
	}
	return name;
}

/* ---- cutting ---- */

static bool closes(char open, char close)
{
	return (open == '(' && close == ')') || (open == '[' && close == ']') ||
	       (open == '{' && close == '}');
}

static void open_push(struct open *o, char c)
{
	if (o->n < MAX_OPEN)
		o->v[o->n++] = c;
}

static void open_pop(struct open *o, char c)
{
	uint32_t n = o->n;

	if (c != '}') {
		if (n && closes(o->v[n - 1], c))
			o->n--;
		return;
	}
	while (n && o->v[n - 1] != '{')
		n--;
	if (n)
		o->n = n - 1;
}

/* Branches of an #if begin with the same brackets open; behind it, those of
 * its first branch are. */
static void open_directive(struct open *o, struct str name)
{
	if (str_starts(name, STR("if"))) {
		if (o->nifs < MAX_IFS)
			o->ifs[o->nifs].n = o->n, o->ifs[o->nifs].has_else = false;
		o->nifs++;
	} else if (o->nifs == 0) {
		return;
	} else if (str_starts(name, STR("el"))) {
		if (o->nifs > MAX_IFS)
			return;
		if (!o->ifs[o->nifs - 1].has_else)
			o->ifs[o->nifs - 1].end = o->n;
		o->ifs[o->nifs - 1].has_else = true;
		o->n = o->ifs[o->nifs - 1].n;
	} else if (str_eq(name, STR("endif"))) {
		o->nifs--;
		if (o->nifs < MAX_IFS && o->ifs[o->nifs].has_else)
			o->n = o->ifs[o->nifs].end;
	}
}

/* Past the directive that begins at token i. */
static uint32_t directive_end(const struct chunker *c, uint32_t i)
{
	i++;
	while (i < c->n && (c->tok[i].flags & TOKEN_PP) && c->tok[i].kind != TOK_HASH)
		i++;
	return i;
}

/* Of the directive that begins at token i. */
static struct str directive_name(const struct chunker *c, uint32_t i)
{
	return i + 1 < c->n ? token_str(&c->tok[i + 1], c->text) : STR("");
}

/* One chunk being cut. */
struct cut {
	struct chunker *c;
	struct open open;
	uint32_t first;		/* its first token of code, UINT32_MAX none yet */
	uint32_t prev;		/* its last one */
	bool parens, assigned;	/* seen at the top level */
	bool body;		/* the { at the top level opened a function */
};

static bool opens_body(const struct cut *cut)
{
	const struct chunker *c = cut->c;
	uint32_t i = cut->prev;

	if (i == UINT32_MAX || cut->assigned)
		return false;
	if (token_is(&c->tok[i], ')'))
		return true;
	return cut->parens && c->tok[i].kind == TOK_IDENT;
}

/* A macro at file scope without semicolon: NAME(...) and then a new line that
 * begins in column 0. */
static bool bare_macro(const struct cut *cut, uint32_t next)
{
	const struct chunker *c = cut->c;
	uint32_t second = code_from(c, cut->first + 1);

	return next < c->n && c->tok[cut->first].kind == TOK_IDENT &&
	       code_is(c, second, '(') && c->tok[next].kind == TOK_IDENT &&
	       (c->tok[next].flags & TOKEN_BOL) && at_column_0(c->text, &c->tok[next]) &&
	       !word_is_annotation(token_str(&c->tok[cut->first], c->text)) &&
	       !word_is_keyword(token_str(&c->tok[cut->first], c->text));
}

/* Code in column 0 that can only be a new declaration: something before it
 * was never closed. */
static bool must_be_new(const struct cut *cut, uint32_t i)
{
	const struct chunker *c = cut->c;
	const struct token *t = &c->tok[i];
	uint32_t next;

	if (cut->prev == UINT32_MAX || t->kind != TOK_IDENT || cut->open.n == 0 ||
	    !(t->flags & TOKEN_BOL) || !at_column_0(c->text, t) ||
	    !(token_is(&c->tok[cut->prev], ';') || token_is(&c->tok[cut->prev], '}')))
		return false;
	next = code_from(c, i + 1);
	return next < c->n && c->tok[next].kind == TOK_IDENT &&
	       !is_word(c, i, "return") && !is_word(c, i, "goto") &&
	       !is_word(c, i, "case") && !is_word(c, i, "else");
}

/* Takes the token of code i; true when the chunk ends with it. */
static bool take(struct cut *cut, uint32_t i)
{
	const struct chunker *c = cut->c;
	const struct token *t = &c->tok[i];
	struct open *o = &cut->open;
	char p = t->kind == TOK_PUNCT ? t->c : '\0';
	bool ends = false;

	if (p == '{' && (o->n == 0 || at_column_0(c->text, t))) {
		cut->body = opens_body(cut);
		o->n = 0;
	}
	if (p == '(' || p == '{' || p == '[')
		open_push(o, p);
	else if (p == ')' || p == '}' || p == ']')
		open_pop(o, p);
	if (p == '}' && at_column_0(c->text, t))
		o->n = 0;
	if (o->n == 0) {
		uint32_t next = code_from(c, i + 1);

		cut->parens |= p == ')';
		cut->assigned |= p == '=';
		ends = p == ';' || (p == '}' && cut->body && !code_is(c, next, ';')) ||
		       (p == ')' && cut->first != UINT32_MAX && bare_macro(cut, next));
	}
	if (cut->first == UINT32_MAX)
		cut->first = i;
	cut->prev = i;
	return ends;
}

/* Is the directive before token `end` an #if 0? */
static bool begins_dead(const struct chunker *c, uint32_t end)
{
	return end >= 3 && c->tok[end - 3].kind == TOK_HASH && is_word(c, end - 2, "if") &&
	       str_eq(token_str(&c->tok[end - 1], c->text), STR("0"));
}

/* In an #if 0 at the top level anything may stand: where it ends, the chunk
 * does, whatever is open. True when the directive at i is that end. */
static bool ends_dead(struct chunker *c, uint32_t i)
{
	struct str name = directive_name(c, i);

	if (c->dead == 0)
		return false;
	if (str_starts(name, STR("if")))
		c->dead++;
	else if (str_eq(name, STR("endif")) ||
		 (c->dead == 1 && str_starts(name, STR("el"))))
		c->dead--;
	return c->dead == 0;
}

/* Headers of both languages have macros for the assembler. No declaration of C
 * begins with a dot; the members that an initialiser names are followed by =. */
static bool begins_assembly(const struct chunker *c, uint32_t i)
{
	return code_is(c, i, '.') && (c->tok[i].flags & TOKEN_BOL) && i + 2 < c->n &&
	       c->tok[i + 1].kind == TOK_IDENT &&
	       (c->tok[i + 2].kind != TOK_PUNCT || (c->tok[i + 2].flags & TOKEN_BOL));
}

/* The end of the branch of an #if that token i stands in, or of the text. */
static uint32_t branch_end(const struct chunker *c, uint32_t i)
{
	for (uint32_t depth = 0; i < c->n; i++) {
		struct str name = c->tok[i].kind == TOK_HASH ? directive_name(c, i) : STR("");

		if (str_starts(name, STR("if")))
			depth++;
		else if (depth == 0 && (str_starts(name, STR("el")) || str_eq(name, STR("endif"))))
			break;
		else if (str_eq(name, STR("endif")))
			depth--;
	}
	return i;
}

static void begin(struct cut *cut, enum chunk_mode mode)
{
	if (mode != CHUNK_TOP && mode != CHUNK_HEAD)
		open_push(&cut->open, '{');
	cut->body = mode == CHUNK_FUNC || mode == CHUNK_HEAD;
	cut->parens = cut->body;
}

/* A comment behind the chunk on its last line belongs to it. */
static uint32_t with_comment(const struct chunker *c, uint32_t i)
{
	while (i > 0 && i < c->n && c->tok[i].kind == TOK_COMMENT &&
	       !memchr(c->text.p + c->tok[i - 1].end, '\n',
		       c->tok[i].start - c->tok[i - 1].end))
		i++;
	return i;
}

bool chunk_next(struct chunker *c, struct chunk *out)
{
	struct cut cut = { .c = c, .first = UINT32_MAX, .prev = UINT32_MAX };
	uint32_t i = c->at;

	if (i == c->n)
		return false;
	*out = (struct chunk){ .mode = c->mode, .from = i };
	begin(&cut, c->mode);
	c->mode = CHUNK_TOP;
	while (i < c->n) {
		const struct token *t = &c->tok[i];

		if (t->kind == TOK_COMMENT) {
			i++;
		} else if (t->kind == TOK_HASH) {
			uint32_t end = directive_end(c, i);

			if (ends_dead(c, i) && cut.first != UINT32_MAX)
				break;
			if (i + 1 < end)
				open_directive(&cut.open, directive_name(c, i));
			i = end;
			if (cut.first == UINT32_MAX && out->mode == CHUNK_TOP) {
				c->dead += c->dead == 0 && begins_dead(c, end);
				break;
			}
		} else if (must_be_new(&cut, i)) {
			break;
		} else if (cut.first == UINT32_MAX && out->mode == CHUNK_TOP &&
			   begins_assembly(c, i)) {
			out->mode = CHUNK_WORDS;
			i = branch_end(c, i);
			break;
		} else if (take(&cut, i++)) {
			break;
		}
	}
	out->to = c->at = with_comment(c, i);
	return true;
}
