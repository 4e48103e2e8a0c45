// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/mask.h"

#include "source/word.h"

#define MAX_IFS 64
#define MAX_OPEN 1024
/* Tokens of a macro's arguments that are looked through for their end. */
#define MAX_GROUP 400

static const char *const wraps[CHUNK_MODES] = {
	[CHUNK_TOP] = "",
	[CHUNK_FUNC] = "void _(void){",
	[CHUNK_HEAD] = "void _(void)",
	[CHUNK_STRUCT] = "struct _{",
	[CHUNK_ENUM] = "enum _{",
	[CHUNK_INIT] = "int _[]={",
};

struct mask {
	struct str text;
	const struct token *tok;
	uint32_t n;
	char *buf;		/* of the chunk's first byte */
	bool *dropped;
	struct arena *a;
};

static void blank(struct mask *m, uint32_t start, uint32_t end)
{
	for (uint32_t i = start; i < end; i++)
		if (m->buf[i] != '\n')
			m->buf[i] = ' ';
}

static struct str tok_text(const struct mask *m, uint32_t i)
{
	return token_str(&m->tok[i], m->text);
}

static bool is(const struct mask *m, uint32_t i, char punct)
{
	return i < m->n && token_is(&m->tok[i], punct);
}

/* A token that the parser will see. */
static bool visible(const struct mask *m, uint32_t i)
{
	return m->tok[i].kind != TOK_COMMENT && !(m->tok[i].flags & TOKEN_PP) &&
	       !m->dropped[i];
}

static uint32_t next_of(const struct mask *m, uint32_t i)
{
	for (i++; i < m->n && !visible(m, i); i++)
		;
	return i;
}

/* ---- #if ---- */

struct branches {
	uint32_t if_tok;	/* of the first directive; 0 when before the chunk */
	uint32_t else_tok;	/* first token behind the first #else or #elif */
	int depth, first_end;	/* brackets open: before; behind the first branch */
	bool has_else, broken;	/* broken: a branch is no whole thing */
	bool dead;		/* #if 0 */
	uint32_t last;		/* last code token of the current branch */
};

struct ifs {
	struct branches v[MAX_IFS];
	uint32_t n, deeper;
	int depth;
	uint32_t last;
};

static bool ends_whole(const struct mask *m, uint32_t last, uint32_t since)
{
	if (last == UINT32_MAX || last < since)
		return true;	/* an empty branch */
	return is(m, last, ';') || is(m, last, '}') || is(m, last, ',') ||
	       is(m, last, ':') || is(m, last, '{');
}

static void branch_ends(struct mask *m, struct ifs *s, struct branches *b,
			uint32_t since)
{
	b->broken |= s->depth != b->depth || !ends_whole(m, s->last, since);
}

static void drop(struct mask *m, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		m->dropped[i] = true;
}

/* An #else or #elif. */
static void next_branch(struct mask *m, struct ifs *s, struct branches *b, uint32_t hash)
{
	branch_ends(m, s, b, b->has_else ? b->else_tok : b->if_tok);
	if (!b->has_else) {
		if (b->dead && b->broken) {
			drop(m, b->if_tok, hash);
			b->dead = b->broken = false;
			b->if_tok = hash;
			s->depth = b->depth;
			return;
		}
		b->first_end = s->depth;
		b->else_tok = hash;
	}
	b->has_else = true;
	s->depth = b->depth;
}

static void last_branch(struct mask *m, struct ifs *s, struct branches *b, uint32_t hash)
{
	if (b->has_else) {
		branch_ends(m, s, b, b->else_tok);
		if (b->broken)
			drop(m, b->else_tok, hash);
		s->depth = b->first_end;
	} else if (b->dead) {
		branch_ends(m, s, b, b->if_tok);
		if (b->broken)
			drop(m, b->if_tok, hash);
		s->depth = b->depth;
	}
}

static void directive(struct mask *m, struct ifs *s, uint32_t hash)
{
	struct str name = hash + 1 < m->n ? tok_text(m, hash + 1) : STR("");
	struct branches *b = s->n ? &s->v[s->n - 1] : NULL;

	if (str_starts(name, STR("if"))) {
		if (s->n == MAX_IFS) {
			s->deeper++;
			return;
		}
		s->v[s->n++] = (struct branches){ .if_tok = hash, .depth = s->depth,
			.dead = hash + 2 < m->n && str_eq(tok_text(m, hash + 2), STR("0")) };
	} else if (s->deeper) {
		s->deeper -= str_eq(name, STR("endif"));
	} else if (str_starts(name, STR("el"))) {
		if (!b) {
			/* Its #if stands before the chunk. */
			b = &s->v[s->n++];
			*b = (struct branches){ .broken = true };
		}
		next_branch(m, s, b, hash);
	} else if (str_eq(name, STR("endif")) && b) {
		last_branch(m, s, b, hash);
		s->n--;
	}
}

static void choose_branches(struct mask *m)
{
	struct ifs s = { .last = UINT32_MAX };

	for (uint32_t i = 0; i < m->n; i++) {
		const struct token *t = &m->tok[i];

		if (t->kind == TOK_HASH) {
			directive(m, &s, i);
		} else if (t->kind != TOK_COMMENT && !(t->flags & TOKEN_PP)) {
			char p = t->kind == TOK_PUNCT ? t->c : '\0';

			s.depth += (p == '(' || p == '{' || p == '[') -
				   (p == ')' || p == '}' || p == ']');
			s.last = i;
		}
	}
}

/* ---- words ---- */

/* The token behind the bracket that closes the one at i. */
static uint32_t past_group(const struct mask *m, uint32_t i)
{
	int depth = 0;

	for (int k = 0; i < m->n && k < MAX_GROUP; k++, i = next_of(m, i)) {
		char p = m->tok[i].kind == TOK_PUNCT ? m->tok[i].c : '\0';

		if (p == '(')
			depth++;
		else if (p == ')' && --depth == 0)
			return next_of(m, i);
		else if (depth <= 1 && (p == ';' || p == '{' || p == '}'))
			break;
	}
	return m->n;
}

/* As past_group(), where the group holds declarations. */
static uint32_t past_members(const struct mask *m, uint32_t i)
{
	int depth = 0;

	for (int k = 0; i < m->n && k < MAX_GROUP; k++, i = next_of(m, i)) {
		depth += is(m, i, '(') - is(m, i, ')');
		if (depth == 0)
			return next_of(m, i);
	}
	return m->n;
}

/* Writes `word` over an identifier at least as long. */
static void put_word(struct mask *m, uint32_t i, const char *word)
{
	const struct token *t = &m->tok[i];
	size_t n = strlen(word);

	blank(m, t->start, t->end);
	memcpy(m->buf + t->start, word, n);
}

static bool loop_name(struct str s)
{
	return str_has(s, STR("for_each")) || str_has(s, STR("_guard"));
}

/* At the head of a statement: NAME(...) { or for_each_NAME(...) statement. */
static void loop_macro(struct mask *m, uint32_t i)
{
	uint32_t open = next_of(m, i), after;

	if (!is(m, open, '(') || m->tok[i].end - m->tok[i].start < 5)
		return;
	after = past_group(m, open);
	if (after >= m->n)
		return;
	if (is(m, after, '{') ||
	    (loop_name(tok_text(m, i)) && m->tok[after].kind == TOK_IDENT))
		put_word(m, i, "while");
}

/* At file scope: NAME(...) { becomes int NAME(...) {. */
static void function_macro(struct mask *m, uint32_t i)
{
	uint32_t open = next_of(m, i), after;
	const struct token *t = &m->tok[i];

	if (!is(m, open, '(') || t->end - t->start < 5)
		return;
	after = past_group(m, open);
	if (is(m, after, '{'))
		memcpy(m->buf + t->start, "int ", 4);
}

/* STATIC int f(), LIB_API size_t g(): a macro in front of a declaration. */
static void prefix_macro(struct mask *m, uint32_t i)
{
	struct str s = tok_text(m, i);
	uint32_t second = next_of(m, i), third;

	for (size_t k = 0; k < s.n; k++)
		if (!chr_upper(s.p[k]) && !chr_digit(s.p[k]) && s.p[k] != '_')
			return;
	if (second >= m->n || m->tok[second].kind != TOK_IDENT)
		return;
	third = next_of(m, second);
	if (third < m->n && (m->tok[third].kind == TOK_IDENT || is(m, third, '*')))
		blank(m, m->tok[i].start, m->tok[i].end);
}

static void annotation(struct mask *m, uint32_t i)
{
	uint32_t open = next_of(m, i);

	blank(m, m->tok[i].start, m->tok[i].end);
	if (!is(m, open, '(') || !word_takes_args(tok_text(m, i)))
		return;
	for (uint32_t j = open, end = past_group(m, open); j < end; j++)
		blank(m, m->tok[j].start, m->tok[j].end);
}

/* static DEFINE_RATELIMIT_STATE(a, b, c); in a body. */
static void static_macro(struct mask *m, uint32_t i)
{
	uint32_t name = next_of(m, i), open;

	if (name >= m->n || m->tok[name].kind != TOK_IDENT || word_is_keyword(tok_text(m, name)))
		return;
	open = next_of(m, name);
	if (is(m, open, '(') && is(m, past_group(m, open), ';'))
		blank(m, m->tok[i].start, m->tok[i].end);
}

/* case 1 ... 5: */
static void case_range(struct mask *m, uint32_t i)
{
	for (uint32_t j = i, k = 0; k < 16 && j < m->n; k++, j = next_of(m, j)) {
		const struct token *t = &m->tok[j];

		if (token_is(t, ':'))
			return;
		if (token_is(t, '.') && t->start + 3 <= m->text.n &&
		    memcmp(m->text.p + t->start, "...", 3) == 0) {
			memcpy(m->buf + t->start, " | ", 3);
			return;
		}
	}
}

/* Brackets of which it is remembered what they are. */
#define MAX_KNOWN 64

struct words {
	uint32_t prev, prev2;	/* the last visible tokens, UINT32_MAX none */
	int braces;
	bool inside;		/* the chunk begins in a body */
	bool call[MAX_KNOWN];
	bool members[MAX_KNOWN];	/* of a struct or union */
	uint32_t parens;
};

static bool heads_statement(const struct mask *m, const struct words *w)
{
	const struct token *t;

	if (w->prev == UINT32_MAX)
		return true;
	t = &m->tok[w->prev];
	if (t->kind == TOK_IDENT)
		return str_eq(tok_text(m, w->prev), STR("else")) ||
		       str_eq(tok_text(m, w->prev), STR("do"));
	return t->kind == TOK_PUNCT && strchr(";{}:)", t->c);
}

static bool is_type_word(struct str s)
{
	static const char *const types[] = {
		"struct", "union", "enum", "const", "volatile", "unsigned",
		"signed", "int", "long", "short", "char", "void", "bool",
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_eq(s, str_of(types[i])))
			return true;
	return false;
}

/* An argument that is a type, which begins with token i: a tag stays as a
 * name, what else there is becomes 0. */
static void type_argument(struct mask *m, uint32_t i)
{
	uint32_t name = UINT32_MAX, end = i;

	for (; end < m->n && end < i + 16; end = next_of(m, end)) {
		const struct token *t = &m->tok[end];

		if (is(m, end, ',') || is(m, end, ')'))
			break;
		if (t->kind == TOK_IDENT && !word_is_keyword(tok_text(m, end)))
			name = end;
		else if (!is(m, end, '*') && t->kind != TOK_IDENT)
			return;
	}
	if (!is(m, end, ',') && !is(m, end, ')'))
		return;
	for (uint32_t j = i; j < end; j++)
		if (j != name)
			blank(m, m->tok[j].start, m->tok[j].end);
	if (name == UINT32_MAX)
		m->buf[m->tok[i].start] = '0';
}

static bool begins_argument(const struct mask *m, const struct words *w)
{
	return w->parens > 0 && w->parens <= MAX_KNOWN && w->call[w->parens - 1] &&
	       w->prev != UINT32_MAX && (is(m, w->prev, '(') || is(m, w->prev, ','));
}

static bool is_call(const struct mask *m, const struct words *w)
{
	struct str s;

	if (w->prev == UINT32_MAX || m->tok[w->prev].kind != TOK_IDENT ||
	    (w->braces == 0 && !w->inside))
		return false;
	s = tok_text(m, w->prev);
	return !word_is_keyword(s) && !word_is_annotation(s) &&
	       !str_eq(s, STR("offsetof")) && !str_eq(s, STR("__builtin_va_arg"));
}

static bool in_members(const struct words *w)
{
	return w->braces > 0 && w->braces <= MAX_KNOWN && w->members[w->braces - 1];
}

static bool opens_members(const struct mask *m, const struct words *w)
{
	struct str s;

	if (w->prev == UINT32_MAX || m->tok[w->prev].kind != TOK_IDENT)
		return false;
	s = tok_text(m, w->prev);
	if (!word_is_keyword(s) && w->prev2 != UINT32_MAX)
		s = tok_text(m, w->prev2);
	return str_eq(s, STR("struct")) || str_eq(s, STR("union"));
}

static void blank_tokens(struct mask *m, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		blank(m, m->tok[i].start, m->tok[i].end);
}

/* struct_group(name, members): the members alone. */
static void member_group(struct mask *m, uint32_t i, uint32_t after)
{
	struct str s = tok_text(m, i);
	int commas = str_starts(s, STR("__")) ? 3 : s.n == strlen("struct_group") ? 1 : 2;
	uint32_t close = after - 1;

	for (uint32_t j = i; j < after && commas; j = next_of(m, j)) {
		commas -= is(m, j, ',');
		blank(m, m->tok[j].start, m->tok[j].end);
	}
	while (close > i && !is(m, close, ')'))
		close--;
	blank_tokens(m, close, close + 1);
	if (is(m, after, ';'))
		blank_tokens(m, after, after + 1);
}

/* NAME(...); among members: a type without declarator, which C allows. */
static void member_macro(struct mask *m, uint32_t i)
{
	uint32_t open = next_of(m, i), after;
	struct str s = tok_text(m, i);

	if (!is(m, open, '('))
		return;
	if (str_starts(s, STR("struct_group")) || str_eq(s, STR("__struct_group"))) {
		after = past_members(m, open);
		if (after < m->n)
			member_group(m, i, after);
		return;
	}
	after = past_group(m, open);
	if (is(m, after, ';'))
		blank_tokens(m, open, after);
}

static void mask_word(struct mask *m, const struct words *w, uint32_t i)
{
	struct str s = tok_text(m, i);

	if (word_is_annotation(s)) {
		annotation(m, i);
	} else if (word_is_keyword(s)) {
		if (str_eq(s, STR("case")))
			case_range(m, i);
		else if (str_eq(s, STR("static")) && w->braces > 0)
			static_macro(m, i);
		else if (begins_argument(m, w) && is_type_word(s))
			type_argument(m, i);
	} else if (w->braces == 0 && !w->inside) {
		if (w->prev == UINT32_MAX) {
			function_macro(m, i);
			prefix_macro(m, i);
		}
	} else if (in_members(w)) {
		if (heads_statement(m, w) && (w->prev == UINT32_MAX || !is(m, w->prev, ')')))
			member_macro(m, i);
	} else if (heads_statement(m, w)) {
		loop_macro(m, i);
	}
}

static void mask_words(struct mask *m, enum chunk_mode mode)
{
	struct words w = { .prev = UINT32_MAX, .prev2 = UINT32_MAX,
			   .inside = mode == CHUNK_FUNC };

	if (mode == CHUNK_STRUCT)
		w.members[w.braces++] = true;

	for (uint32_t i = 0; i < m->n; i++) {
		const struct token *t = &m->tok[i];

		if (!visible(m, i))
			continue;
		if (t->kind == TOK_IDENT && m->buf[t->start] != ' ')
			mask_word(m, &w, i);
		else if (token_is(t, '{') && w.braces++ < MAX_KNOWN)
			w.members[w.braces - 1] = opens_members(m, &w);
		else if (token_is(t, '}'))
			w.braces -= w.braces > 0;
		else if (token_is(t, '(') && w.parens++ < MAX_KNOWN)
			w.call[w.parens - 1] = is_call(m, &w);
		else if (token_is(t, ')'))
			w.parens -= w.parens > 0;
		if (m->buf[t->start] != ' ' || t->kind != TOK_IDENT) {
			w.prev2 = w.prev;
			w.prev = i;
		}
	}
}

/* Comments, insides of strings, directives, branches not taken. */
static void mask_lexical(struct mask *m)
{
	for (uint32_t i = 0; i < m->n; i++) {
		const struct token *t = &m->tok[i];
		bool pp = t->flags & TOKEN_PP;

		if (t->kind == TOK_COMMENT || pp || m->dropped[i])
			blank(m, t->start, t->end);
		else if (t->kind == TOK_STRING && t->end - t->start > 2 &&
			 !(t->flags & TOKEN_OPEN))
			blank(m, t->start + 1, t->end - 1);
		/* Splices between the tokens of a directive. */
		if (pp && i + 1 < m->n && (m->tok[i + 1].flags & TOKEN_PP) &&
		    m->tok[i + 1].kind != TOK_HASH)
			blank(m, t->end, m->tok[i + 1].start);
	}
}

/* What closes the brackets that the chunk leaves open, and ends a macro at
 * file scope. Returns bytes written. */
static size_t closing(const struct mask *m, enum chunk_mode mode, char *out)
{
	char *open = arena_alloc(m->a, MAX_OPEN);
	size_t n = 0, len = 0;
	char last = ';';

	if (mode != CHUNK_TOP && mode != CHUNK_HEAD)
		open[n++] = '{';
	for (uint32_t i = 0; i < m->n; i++) {
		char p = m->tok[i].kind == TOK_PUNCT ? m->tok[i].c : '\0';

		if (!p || !visible(m, i) || m->buf[m->tok[i].start] == ' ')
			continue;
		if ((p == '(' || p == '{' || p == '[') && n < MAX_OPEN)
			open[n++] = p;
		else if ((p == ')' || p == '}' || p == ']') && n > 0)
			n--;
		last = p;
	}
	if (n == 0) {
		out[0] = ';';
		return last == ')';
	}
	while (n > 0) {
		char p = open[--n];

		if (p == '{' && len && out[len - 1] != '}')
			out[len++] = ';';
		out[len++] = p == '(' ? ')' : p == '[' ? ']' : '}';
	}
	if (mode == CHUNK_STRUCT || mode == CHUNK_ENUM || mode == CHUNK_INIT)
		out[len++] = ';';
	return len;
}

void mask_chunk(struct masked *out, struct arena *a, struct str text,
		const struct token *tok, uint32_t n, enum chunk_mode mode)
{
	const char *wrap = wraps[mode] ? wraps[mode] : "";
	size_t before = strlen(wrap);
	char *buf = arena_alloc(a, before + text.n + 2 * MAX_OPEN + 8);
	struct mask m = { .text = text, .tok = tok, .n = n, .buf = buf + before,
			  .a = a };

	m.dropped = NEW_ARRAY(a, n + 1, bool);
	memcpy(buf, wrap, before);
	memcpy(m.buf, text.p, text.n);
	choose_branches(&m);
	mask_lexical(&m);
	mask_words(&m, mode);
	out->before = (uint32_t)before;
	out->dropped = m.dropped;
	out->text = str_n(buf, before + text.n + closing(&m, mode, m.buf + text.n));
}
