// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/lex.h"

#include "base/arena.h"
#include "test.h"

/* A token a letter: i ident, n number, s string, c char, p punct, h hash,
 * B block comment, L line comment; lower case o behind one that is open. */
static void shape(char *out, size_t size, const struct lex_style *style,
		  struct str text)
{
	struct lexer l;
	struct token t;
	size_t n = 0;

	lex_init(&l, style, text, 1);
	while (lex_next(&l, &t) && n + 3 < size) {
		out[n++] = t.kind == TOK_COMMENT ? (t.flags & TOKEN_LINE ? 'L' : 'B') :
			   "inscph"[t.kind];
		if (t.flags & TOKEN_OPEN)
			out[n++] = 'o';
	}
	out[n] = '\0';
}

TEST(c_is_read_as_a_compiler_reads_it)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "a /* b */ c", "iBi" }, { "a // b\nc", "iLi" },
		{ "/*/ a */ b", "Bi" }, { "/**/a", "Bi" }, { "/***/a", "Bi" },
		{ "/* a", "Bo" }, { "/*", "Bo" }, { "/", "p" }, { "//", "L" },
		{ "// a \\\n b\nc", "Li" }, { "// a \\  \n b\nc", "Li" },
		{ "// a \\\r\n b\r\nc", "Li" },
		{ "/\\\n/ a\nb", "Li" }, { "/\\\n* a *\\\n/ b", "Bi" },
		{ "\"a // b\" c", "si" }, { "\"a \\\" /* b\" c", "si" },
		{ "\"a\nb\"", "soiso" }, { "\"a \\\nb\" c", "si" },
		{ "\"a\\\\\" b", "si" }, { "\"\\", "so" },
		{ "'\"' a", "ci" }, { "'\\'' a", "ci" }, { "don't\nb", "icoi" },
		{ "#error don't // x\nb", "hiicoi" },
		{ "#define X 5 // c\n", "hiinL" }, { "#define X 5 //\n", "hiinL" },
		{ "#include <a//b.h> // c", "hisL" }, { "#include \"a//b.h\"", "his" },
		{ "a < b // c", "ipiL" }, { "a /b/ c", "ipipi" },
		{ "1.5e+3 0x1e+3 .5 1'", "nnpnnnco" },
		{ "a\\\nb", "ii" }, { "L\"x\" u'y'", "isic" },
		{ "a /* \" */ b // '\nc", "iBiLi" }, { "*/", "pp" },
		{ "", "" }, { "\n\n", "" }, { "\\", "p" },
	};
	char got[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		shape(got, sizeof(got), &lex_style_c, str_of(rows[i].text));
		if (!CHECK_STR(got, rows[i].want))
			printf("\trow %zu\n", i);
	}
}

TEST(other_languages_have_their_own_comments)
{
	static const struct {
		const char *path, *text, *want;
	} rows[] = {
		{ "arch/arm64/a.S", "mov x0, #1 // c", "iippnL" },
		{ "arch/arm/a.S", "mov r0, #1 @ c", "iippnL" },
		{ "arch/x86/a.S", "mov %a, b # don't", "ipipiL" },
		{ "arch/x86/a.S", "#define X 1\n# plain", "hiinL" },
		{ "arch/m68k/a.S", "moveq #1,%d0 | don't", "ipnppiL" },
		{ "a/Kconfig", "config A # c\n\tdon't", "iiLipi" },
		{ "Makefile", "obj-y := a.o # c", "ipippipiL" },
		{ "a.yaml", "a: b#c # d", "ipipiL" },
		{ "a.py", "x = '#' # c", "ipsL" },
		{ "a.sh", "x=\"# a\" # b", "ipsL" },
		{ "a.rs", "a // b\nc /* d /* e */ f */ g", "iLiBi" },
		{ "a.rs", "a /* b /* c */ d", "iBo" },
		{ "a.rs", "f('x', '\\'', '\xc3\xa9', b'\\\\')", "ipcpcpcpicp" },
		{ "a.rs", "<'a, 'static> // don't", "ppippipL" },
		{ "a.rs", "\"a\n// b\" c", "si" },
		{ "a.rs", "r\"a\\\" r#\"b\" // \"# br##\"\"#\"## c", "sssi" },
		{ "a.rs", "r#type r#\"a\" b", "ipiso" },
		{ "a.rs", "#![no_std] // c", "pppipL" },
		{ "a.dts", "a: b { /* c */ }; // d", "ipipBppL" },
	};
	char got[64];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str path = str_of(rows[i].path);
		struct lex_style style = lex_style_of(source_lang_of(path), path);

		shape(got, sizeof(got), &style, str_of(rows[i].text));
		if (!CHECK_STR(got, rows[i].want))
			printf("\trow %zu\n", i);
	}
}

TEST(tokens_know_their_lines_and_directives)
{
	struct str text = STR("a\n/* x\n*/ # define B \\\n c\n\"d\\\ne\" f\n");
	struct arena *a = arena_new();
	struct tokens t = { 0 };

	lex_all(&t, a, &lex_style_c, text, 10);
	CHECK_NUM(t.n, 8);
	if (t.n == 8) {
		CHECK_NUM(t.v[0].line, 10);
		CHECK_NUM(t.v[1].line, 11);
		CHECK_NUM(t.v[2].kind, TOK_HASH);
		CHECK_NUM(t.v[2].line, 12);
		CHECK_NUM(t.v[5].line, 13);
		CHECK(t.v[5].flags & TOKEN_PP);
		CHECK(!(t.v[6].flags & TOKEN_PP));
		CHECK(t.v[6].flags & TOKEN_BOL);
		CHECK_NUM(t.v[7].line, 15);
		CHECK(!(t.v[7].flags & TOKEN_BOL));
	}
	arena_free(a);
}

TEST(tokens_never_overlap_whatever_the_text)
{
	static const char bytes[] = "ra0\"'/*\\\n\r #.<>(){};:@ \t\x80";
	const struct lex_style rust = lex_style_of(LANG_RUST, STR("a.rs"));
	const struct lex_style *const styles[] = { &lex_style_c, &rust };
	struct arena *a = arena_new();
	uint32_t seed = 1;
	char text[200];

	for (int round = 0; round < 3000; round++) {
		struct tokens t = { 0 };
		uint32_t end = 0, line = 1;

		arena_reset(a);
		for (size_t i = 0; i < sizeof(text); i++) {
			seed = seed * 1103515245 + 12345;
			text[i] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
		}
		lex_all(&t, a, styles[round % 2], str_n(text, sizeof(text)), 1);
		for (size_t i = 0; i < t.n; i++) {
			struct str skipped = str_n(text, t.v[i].start);

			if (t.v[i].start < end || t.v[i].end <= t.v[i].start ||
			    t.v[i].end > sizeof(text) || t.v[i].line < line ||
			    t.v[i].line != 1 + lex_lines(skipped)) {
				CHECK_AT(!"overlap or wrong line", round);
				break;
			}
			end = t.v[i].end;
			line = t.v[i].line;
		}
	}
	CHECK(true);
	arena_free(a);
}

static bool is_quoted(const struct token *t)
{
	return t->kind == TOK_COMMENT || t->kind == TOK_STRING || t->kind == TOK_CHAR;
}

static bool same_quoted(const struct lex_style *style, struct str text)
{
	struct lexer all, alone;
	struct token want, got;

	lex_init(&all, style, text, 1);
	lex_init(&alone, style, text, 1);
	while (lex_next(&all, &want))
		if (is_quoted(&want) &&
		    (!lex_next_quoted(&alone, &got) || got.start != want.start ||
		     got.end != want.end || got.line != want.line ||
		     got.kind != want.kind || got.flags != want.flags))
			return false;
	return !lex_next_quoted(&alone, &got);
}

TEST(comments_and_strings_are_the_same_without_the_rest)
{
	static const char *const pieces[] = {
		"a", "0x1e", " ", "\t", "\n", "\"", "'", "/*", "*/", "//", "\\\n", "\r\n", "#",
		"#include <a'b>", "#define",
		"@", "r", "r#\"", ";", "|", "!", "\x80", "(b + c)", "\\",
	};
	static const struct { enum source_lang lang; const char *path; } styles[] = {
		{ LANG_C, "a.c" }, { LANG_ASM, "arch/arm/a.S" }, { LANG_ASM, "arch/x86/a.S" },
		{ LANG_ASM, "arch/arm64/a.S" }, { LANG_ASM, "arch/parisc/a.S" },
		{ LANG_KCONFIG, "Kconfig" }, { LANG_MAKE, "Makefile" },
		{ LANG_SHELL, "a.sh" }, { LANG_PYTHON, "a.py" }, { LANG_RUST, "a.rs" },
	};
	uint32_t seed = 1;

	for (int round = 0; round < 20000; round++) {
		size_t n = 0, k = (size_t)round % (sizeof(styles) / sizeof(*styles));
		struct lex_style style = lex_style_of(styles[k].lang, str_of(styles[k].path));
		char text[400];

		while (n < 300) {
			const char *p;

			seed = seed * 1103515245 + 12345;
			p = pieces[(seed >> 16) % (sizeof(pieces) / sizeof(*pieces))];
			memcpy(text + n, p, strlen(p));
			n += strlen(p);
		}
		if (!CHECK_AT(same_quoted(&style, str_n(text, n)), round))
			break;
	}
}

TEST(comments_lose_their_delimiters)
{
	CHECK_STR(comment_inner(STR("/* a */")), "a");
	CHECK_STR(comment_inner(STR("/** a */")), "a");
	CHECK_STR(comment_inner(STR("//")), "");
	CHECK_STR(comment_inner(STR("// a ")), "a");
	CHECK_STR(comment_inner(STR("/**/")), "");
	CHECK_STR(comment_inner(STR("/* a")), "a");
	CHECK_STR(comment_inner(STR("/*/")), "/");
	CHECK_STR(comment_inner(STR("# a")), "a");
}
