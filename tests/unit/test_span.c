// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/span.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/vec.h"
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

/* Without comments, splices and blanks. */
static struct str squeezed(struct arena *a, struct str s, bool strip)
{
	char *kept = arena_alloc(a, s.n + 1), *out = arena_alloc(a, s.n + 1);
	struct spans spans;
	struct span c;
	size_t n = 0, at = 0, m = 0;

	spans_init(&spans, s);
	while (strip && spans_next(&spans, &c)) {
		if (c.kind > SPAN_LINE)
			continue;
		memcpy(kept + n, s.p + at, c.start - at);
		n += c.start - at;
		at = c.end;
	}
	memcpy(kept + n, s.p + at, s.n - at);
	n += s.n - at;
	for (size_t i = 0; i < n; i++) {
		size_t j = i + 1;

		while (kept[i] == '\\' && j < n && kept[j] != '\n' && chr_blank(kept[j]))
			j++;
		if (kept[i] == '\\' && j < n && kept[j] == '\n')
			i = j;
		else if (!chr_blank(kept[i]))
			out[m++] = kept[i];
	}
	return str_n(out, m);
}

static bool output_of(struct arena *a, const char *cmd, struct str *out)
{
	struct { char *v; size_t n, cap; } all = { 0 };
	FILE *f = popen(cmd, "r");
	int c;

	while (f && (c = getc(f)) != EOF)
		vec_add(a, &all, (char)c);
	*out = str_n(all.v, all.n);
	return f && pclose(f) == 0;
}

/* -fpreprocessed splices no lines, so a text that goes on in the next line ends
 * for gcc with the first; and #pragma once it keeps for itself. */
static bool gcc_reads_otherwise(struct str text)
{
	struct spans s;
	struct span one;

	spans_init(&s, text);
	while (spans_next(&s, &one))
		if (one.kind != SPAN_BLOCK && one.kind != SPAN_LINE &&
		    str_has(str_sub(text, one.start, one.end - one.start), STR("\n")))
			return true;
	return str_has(text, STR("#pragma once"));
}

/* With WINNOW_TREE (a kernel tree) and WINNOW_FILES of it (100). Files that gcc
 * refuses to read so are left out. */
TEST(comments_are_those_of_gcc)
{
	const char *tree = getenv("WINNOW_TREE"), *files = getenv("WINNOW_FILES");
	struct arena *a, *one;
	struct str list, path, text, want;
	size_t read = 0;

	if (!tree)
		SKIP("no WINNOW_TREE");
	a = arena_new();
	one = arena_new();
	output_of(a, arena_printf(a, "find %s -name '*.[ch]' | sort -R | head -%s", tree,
				  files ? files : "100"), &list);
	while (str_line(&list, &path)) {
		arena_reset(one);
		if (!output_of(one, arena_printf(one, "gcc -fpreprocessed -dD -E -P -w -x c "
						 "%.*s 2>/dev/null", STR_FMT(path)), &want) ||
		    !file_read(one, str_z(one, path), 0, &text, NULL) ||
		    gcc_reads_otherwise(text))
			continue;
		read++;
		if (!CHECK(str_eq(squeezed(one, text, true), squeezed(one, want, false))))
			printf("\t%.*s\n", STR_FMT(path));
	}
	CHECK(read > 0);
	arena_free(one);
	arena_free(a);
}
