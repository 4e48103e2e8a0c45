// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/span.h"

#include "base/arena.h"
#include "base/file.h"
#include "source/lex.h"
#include "test.h"

static bool is_span(const struct token *t)
{
	return t->kind == TOK_COMMENT || t->kind == TOK_STRING || t->kind == TOK_CHAR;
}

static enum span_kind kind_of(const struct token *t)
{
	if (t->kind == TOK_COMMENT)
		return t->flags & TOKEN_LINE ? SPAN_LINE : SPAN_BLOCK;
	return t->kind == TOK_STRING ? SPAN_STRING : SPAN_CHAR;
}

/* Does the fast reader find what the lexer finds? */
static bool same(struct str text)
{
	struct lexer l;
	struct token t;
	struct spans s;
	struct span span = { 0 };

	lex_init(&l, &lex_style_c, text, 1);
	spans_init(&s, text);
	while (lex_next(&l, &t)) {
		if (!is_span(&t) || (t.kind == TOK_STRING && t.c == '<'))
			continue;
		if (!spans_next(&s, &span) || span.kind != kind_of(&t) ||
		    span.start != t.start || span.end != t.end) {
			printf("\tlexer %u-%u, spans %zu-%zu\n", t.start, t.end,
			       span.start, span.end);
			return false;
		}
	}
	return !spans_next(&s, &span);
}

TEST(spans_are_those_of_the_lexer)
{
	static const char *const rows[] = {
		"", "/", "//", "/*", "/*/ a */ b", "a // b \\\n c\nd", "\"a\\", "\"a\n\"b\"",
		"'\\''x'\n'", "#include <a//b>\n// c", "#include <a/*b>\n/* c */",
		"/\\\n/ a\nb", "/\\ \n* a *\\\n/ b", "don't // x\n", "\"a\r\n\"b\"\r\n",
		"\"a \\\r\n b\" c", "# include <a'b> // d\n", "# define A <a//b>\n",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_AT(same(str_of(rows[i])), i);
}

TEST(random_bytes_give_the_same)
{
	static const char bytes[] = "a\"'/*\\\n\r /*\"\n#";
	uint32_t seed = 7;
	char text[300];

	for (int round = 0; round < 20000; round++) {
		for (size_t i = 0; i < sizeof(text); i++) {
			seed = seed * 1103515245 + 12345;
			text[i] = bytes[(seed >> 16) % (sizeof(bytes) - 1)];
		}
		if (!CHECK_AT(same(str_n(text, sizeof(text))), round))
			break;
	}
}

TEST(real_files_give_the_same)
{
	static const char *const files[] = {
		"build/deps/tree-sitter/vendor/tree-sitter/lib/src/query.c",
		"build/deps/tree-sitter-c/src/parser.c", "tests/unit/test_span.c",
	};
	struct arena *a = arena_new();
	struct str text;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (file_read(a, files[i], 0, &text, NULL))
			CHECK_AT(same(text), i);
	arena_free(a);
}
