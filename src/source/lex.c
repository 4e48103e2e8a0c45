// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/lex.h"

const struct lex_style lex_style_c = {
	.block = true, .slashes = true, .cpp = true, .chars = true,
	.strings = true,
};

static const struct lex_style lex_style_rust = {
	.block = true, .slashes = true, .strings = true, .rust = true,
};

/* Line comment bytes of the assemblers that the kernel is built with. Where
 * # also begins an immediate (arm) it is none. */
static const struct {
	const char *dir, *line;
} asm_arch[] = {
	{ "arch/arm/", "@" }, { "arch/m68k/", "|" }, { "arch/sparc/", "!" },
	{ "arch/sh/", "!" }, { "arch/x86/", "#" }, { "arch/s390/", "#" },
	{ "arch/powerpc/", "#" }, { "arch/mips/", "#" }, { "arch/riscv/", "#" },
	{ "arch/loongarch/", "#" }, { "arch/alpha/", "#" },
	{ "arch/xtensa/", "#" }, { "arch/microblaze/", "#" },
	{ "arch/openrisc/", "#" }, { "arch/parisc/", ";" }, { "arch/arc/", ";" },
	{ "arch/csky/", "#" }, { "arch/nios2/", "#" },
};

static struct lex_style asm_style(struct str path)
{
	struct lex_style s = { .block = true, .slashes = true, .cpp = true,
			       .strings = true };

	for (size_t i = 0; i < sizeof(asm_arch) / sizeof(asm_arch[0]); i++)
		if (str_has(path, str_of(asm_arch[i].dir))) {
			s.line[0] = asm_arch[i].line[0];
			s.line_at_blank = true;
		}
	return s;
}

struct lex_style lex_style_of(enum source_lang lang, struct str path)
{
	switch (lang) {
	case LANG_C:
		return lex_style_c;
	case LANG_DTS:
		return lex_style_c;
	case LANG_RUST:
		return lex_style_rust;
	case LANG_ASM:
		return asm_style(path);
	case LANG_KCONFIG:
		return (struct lex_style){ .line = "#", .line_at_blank = true };
	case LANG_MAKE:
		return (struct lex_style){ .line = "#" };
	case LANG_SHELL:
	case LANG_YAML:
		return (struct lex_style){ .line = "#", .line_at_blank = true,
					   .strings = true, .single = lang == LANG_SHELL };
	case LANG_PYTHON:
		return (struct lex_style){ .line = "#", .strings = true,
					   .single = true };
	case LANG_RST:
	case LANG_OTHER:
		break;
	}
	return (struct lex_style){ 0 };
}

void lex_init(struct lexer *l, const struct lex_style *style, struct str text,
	      uint32_t first_line)
{
	*l = (struct lexer){ .text = text.p, .style = *style, .line = first_line,
			     .bol = true };
	l->n = text.n < UINT32_MAX ? (uint32_t)text.n : UINT32_MAX - 1;
}

/* Length of a backslash-newline at `at`, 0 if there is none. */
static uint32_t splice_at(const struct lexer *l, uint32_t at)
{
	uint32_t i = at + 1;

	if (at >= l->n || l->text[at] != '\\')
		return 0;
	while (i < l->n && (l->text[i] == ' ' || l->text[i] == '\t' ||
			    l->text[i] == '\r' || l->text[i] == '\f' ||
			    l->text[i] == '\v'))
		i++;
	return i < l->n && l->text[i] == '\n' ? i + 1 - at : 0;
}

/* The next byte behind any splices at `at`. */
static uint32_t past_splices(const struct lexer *l, uint32_t at, uint32_t *lines)
{
	uint32_t n;

	while ((n = splice_at(l, at))) {
		at += n;
		++*lines;
	}
	return at;
}

static char byte_at(const struct lexer *l, uint32_t at)
{
	return at < l->n ? l->text[at] : '\0';
}

/* Does `c` follow `at`, splices aside? Then *end is past it. */
static bool followed_by(const struct lexer *l, uint32_t at, char c, uint32_t *end,
			uint32_t *lines)
{
	uint32_t skipped = 0;
	uint32_t i = past_splices(l, at, &skipped);

	if (i >= l->n || l->text[i] != c)
		return false;
	*end = i + 1;
	*lines += skipped;
	return true;
}

static void line_comment(struct lexer *l, struct token *t)
{
	while (l->at < l->n && l->text[l->at] != '\n') {
		uint32_t n = l->style.cpp ? splice_at(l, l->at) : 0;

		l->line += n > 0;
		l->at += n ? n : 1;
	}
	t->kind = TOK_COMMENT;
	t->flags |= TOKEN_LINE;
}

static void block_comment(struct lexer *l, struct token *t)
{
	size_t depth = 1;

	t->kind = TOK_COMMENT;
	while (l->at < l->n) {
		char c = l->text[l->at++];

		if (c == '\n')
			l->line++;
		else if (c == '*' && followed_by(l, l->at, '/', &l->at, &l->line) &&
			 --depth == 0)
			return;
		else if (c == '/' && l->style.rust && byte_at(l, l->at) == '*') {
			l->at++;
			depth++;
		}
	}
	t->flags |= TOKEN_OPEN;
}

static void quoted(struct lexer *l, struct token *t, char quote, uint8_t kind)
{
	t->kind = kind;
	while (l->at < l->n && (l->style.rust || l->text[l->at] != '\n')) {
		uint32_t n = splice_at(l, l->at);

		l->line += l->text[l->at] == '\n';
		if (n) {
			l->at += n;
			l->line++;
		} else if (l->text[l->at] == '\\' && l->at + 1 < l->n &&
			   l->text[l->at + 1] != '\n') {
			l->at += 2;
		} else if (l->text[l->at++] == quote) {
			return;
		}
	}
	t->flags |= TOKEN_OPEN;
	/* CRLF: the CR belongs to the line end. */
	if (l->at > t->start + 1 && l->text[l->at - 1] == '\r')
		l->at--;
}

/* A quote with as many # behind it. */
static bool raw_end(struct lexer *l, uint32_t *at, uint32_t hashes)
{
	bool closing = false;
	uint32_t same = 0;

	for (; *at < l->n && !(closing && same == hashes); ++*at) {
		char c = l->text[*at];

		l->line += c == '\n';
		same = c == '#' && closing ? same + 1 : 0;
		closing = c == '"' || (c == '#' && closing);
	}
	return closing && same == hashes;
}

/* r"...", r#"..."#, with b or c in front; l->at is behind the first letter. */
static bool raw_string(struct lexer *l, struct token *t)
{
	uint32_t at = t->start, hashes = 0;

	at += byte_at(l, at) == 'b' || byte_at(l, at) == 'c';
	if (byte_at(l, at++) != 'r')
		return false;
	for (; byte_at(l, at) == '#'; at++)
		hashes++;
	if (byte_at(l, at++) != '"')
		return false;
	t->kind = TOK_STRING;
	t->flags |= raw_end(l, &at, hashes) ? 0 : TOKEN_OPEN;
	l->at = at;
	return true;
}

/* A character literal of Rust: one character or an escape. */
static bool is_char(const struct lexer *l)
{
	uint32_t at = l->at + 1;

	if (byte_at(l, l->at) == '\\')
		return true;
	while (at < l->n && ((unsigned char)l->text[at] & 0xc0) == 0x80)
		at++;
	return byte_at(l, at) == '\'';
}

static void word(struct lexer *l, struct token *t)
{
	while (chr_ident(byte_at(l, l->at)))
		l->at++;
	t->kind = TOK_IDENT;
}

/* A preprocessing number: 1e+5, 0x1p-3, 1.2ULL. */
static void number(struct lexer *l, struct token *t)
{
	t->kind = TOK_NUMBER;
	for (;;) {
		char c = byte_at(l, l->at);
		char e = chr_lower(l->text[l->at - 1]);

		if (!chr_ident(c) && c != '.' &&
		    !((c == '+' || c == '-') && (e == 'e' || e == 'p') &&
		      chr_lower(byte_at(l, t->start + 1)) != 'x'))
			return;
		l->at++;
	}
}

/* Blanks, splices and line ends up to the next byte of a token. */
static bool skip_blank(struct lexer *l)
{
	while (l->at < l->n) {
		char c = l->text[l->at];
		uint32_t n;

		if (c == '\n') {
			l->line++;
			l->bol = true;
			l->pp = l->header = false;
		} else if (c == '\\' && (n = splice_at(l, l->at))) {
			l->line++;
			l->at += n;
			continue;
		} else if (!chr_blank(c)) {
			return true;
		}
		l->at++;
	}
	return false;
}

static bool starts_line_comment(const struct lexer *l, char c)
{
	const struct lex_style *s = &l->style;

	if (c == '\0' || (c != s->line[0] && c != s->line[1] && c != s->line[2]))
		return false;
	if (s->line_at_blank && l->at > 0 && !chr_blank(l->text[l->at - 1]) &&
	    l->text[l->at - 1] != ';')
		return false;
	return true;
}

static const char *const directives[] = {
	"include", "define", "undef", "if", "ifdef", "ifndef", "else", "elif",
	"endif", "error", "warning", "pragma", "line", "elifdef", "elifndef",
	"ident", "import", "include_next", "region", "endregion",
};

/* In assembly # may begin a comment as well. */
static bool is_directive(const struct lexer *l)
{
	struct str rest = str_n(l->text + l->at + 1, l->n - l->at - 1);
	struct str name;

	if (!l->style.cpp || !l->bol)
		return false;
	if (!l->style.line[0])
		return true;
	str_eat_blanks(&rest);
	if (!str_ident(&rest, &name))
		return false;
	for (size_t i = 0; i < sizeof(directives) / sizeof(directives[0]); i++)
		if (str_eq(name, str_of(directives[i])))
			return true;
	return false;
}

/* <path> of an #include: it may hold // and quotes. */
static bool header_name(struct lexer *l, struct token *t)
{
	uint32_t i = l->at;

	while (i < l->n && l->text[i] != '>' && l->text[i] != '\n')
		i++;
	if (byte_at(l, i) != '>')
		return false;
	l->at = i + 1;
	t->kind = TOK_STRING;
	return true;
}

static void hash(struct lexer *l, struct token *t)
{
	struct str rest = str_n(l->text + l->at, l->n - l->at);

	t->kind = TOK_HASH;
	l->pp = true;
	str_eat_blanks(&rest);
	l->header = str_starts(rest, STR("include"));
}

static bool comment(struct lexer *l, struct token *t, char c)
{
	const struct lex_style *s = &l->style;

	if (c == '/' && s->block && followed_by(l, l->at + 1, '*', &l->at, &l->line)) {
		block_comment(l, t);
		return true;
	}
	if ((c == '/' && s->slashes &&
	     followed_by(l, l->at + 1, '/', &l->at, &l->line)) ||
	    (starts_line_comment(l, c) && !(c == '#' && is_directive(l)))) {
		line_comment(l, t);
		return true;
	}
	return false;
}

static void token(struct lexer *l, struct token *t, char c)
{
	bool directive = c == '#' && is_directive(l);

	t->flags |= l->bol ? TOKEN_BOL : 0;
	l->at++;
	if (directive)
		hash(l, t);
	else if (chr_digit(c) || (c == '.' && chr_digit(byte_at(l, l->at))))
		number(l, t);
	else if (l->style.rust && (c == 'r' || c == 'b' || c == 'c') && raw_string(l, t))
		;
	else if (chr_ident(c) || (unsigned char)c >= 0x80)
		word(l, t);
	else if (c == '<' && l->header && header_name(l, t))
		;
	else if (c == '"' && l->style.strings)
		quoted(l, t, c, TOK_STRING);
	else if (c == '\'' && (l->style.chars || l->style.single))
		quoted(l, t, c, l->style.chars ? TOK_CHAR : TOK_STRING);
	else if (c == '\'' && l->style.rust && is_char(l))
		quoted(l, t, c, TOK_CHAR);
	else
		t->kind = TOK_PUNCT;
	l->bol = false;
	t->flags |= l->pp ? TOKEN_PP : 0;
}

bool lex_next(struct lexer *l, struct token *t)
{
	char c;

	if (!skip_blank(l))
		return false;
	c = l->text[l->at];
	*t = (struct token){ .start = l->at, .line = l->line, .c = c };
	if (comment(l, t, c))
		t->flags |= (l->pp ? TOKEN_PP : 0) | (l->bol ? TOKEN_BOL : 0);
	else
		token(l, t, c);
	t->end = l->at;
	return true;
}

/* Bytes that neither begin nor end anything but a word or a number, and blanks
 * between such. */
static const bool ordinary[256] = {
	[' '] = true, ['\t'] = true, ['_'] = true, ['0' ... '9'] = true,
	['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['('] = true, [')'] = true,
	['['] = true, [']'] = true, ['{'] = true, ['}'] = true, [','] = true,
	[':'] = true, ['='] = true, ['+'] = true, ['-'] = true, ['*'] = true,
	['%'] = true, ['&'] = true, ['~'] = true, ['?'] = true, ['.'] = true,
	['>'] = true, ['$'] = true,
};

static void skip_ordinary(struct lexer *l)
{
	uint32_t at = l->at;

	while (at < l->n && (l->text[at] == ' ' || l->text[at] == '\t'))
		at++;
	if (at < l->n && ordinary[(unsigned char)l->text[at]])
		l->bol = false;
	while (at < l->n && ordinary[(unsigned char)l->text[at]])
		at++;
	l->at = at;
}

bool lex_next_quoted(struct lexer *l, struct token *t)
{
	do {
		if (!l->style.rust)	/* its strings may begin with a letter */
			skip_ordinary(l);
		if (!lex_next(l, t))
			return false;
	} while (t->kind != TOK_COMMENT && t->kind != TOK_STRING && t->kind != TOK_CHAR);
	return true;
}

void lex_all(struct tokens *out, struct arena *a, const struct lex_style *style,
	     struct str text, uint32_t first_line)
{
	struct lexer l;
	struct token t;

	lex_init(&l, style, text, first_line);
	while (lex_next(&l, &t))
		vec_add(a, out, t);
}

struct str comment_inner(struct str c)
{
	if (str_eat(&c, STR("//")))
		return str_trim(c);
	if (str_eat(&c, STR("/*"))) {
		if (str_ends(c, STR("*/")))
			c.n -= 2;
		while (c.n && c.p[0] == '*')
			c = str_from(c, 1);
	} else if (str_ends(c, STR("*/"))) {
		c.n -= 2;	/* the tail of one */
	} else {
		while (c.n && c.p[0] && strchr("#@;|!", c.p[0]))
			c = str_from(c, 1);
	}
	return str_trim(c);
}

uint32_t lex_lines(struct str text)
{
	return (uint32_t)str_count(text, '\n');
}
