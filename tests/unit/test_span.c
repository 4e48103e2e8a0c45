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

/* Are the comments the same without the texts between? */
static bool same_comments(struct str text)
{
	struct spans all, alone;
	struct span want = { 0 }, got = { 0 };
	bool more;

	spans_init(&all, text);
	spans_init(&alone, text);
	while (spans_next_comment(&alone, &got)) {
		while ((more = spans_next(&all, &want)) &&
		       want.kind != SPAN_BLOCK && want.kind != SPAN_LINE)
			;
		if (!more || want.kind != got.kind || want.start != got.start ||
		    want.end != got.end) {
			printf("\tall %zu-%zu, alone %zu-%zu\n", want.start, want.end,
			       got.start, got.end);
			return false;
		}
	}
	while (spans_next(&all, &want))
		if (want.kind == SPAN_BLOCK || want.kind == SPAN_LINE)
			return false;
	return true;
}

TEST_EACH_MACHINE(spans_are_those_of_the_lexer)
{
	static const char *const rows[] = {
		"", "/", "//", "/*", "/*/ a */ b", "a // b \\\n c\nd", "\"a\\", "\"a\n\"b\"",
		"'\\''x'\n'", "#include <a//b>\n// c", "#include <a/*b>\n/* c */",
		"/\\\n/ a\nb", "/\\ \n* a *\\\n/ b", "don't // x\n", "\"a\r\n\"b\"\r\n",
		"\"a \\\r\n b\" c", "# include <a'b> // d\n", "# define A <a//b>\n",
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_AT(same(str_of(rows[i])) && same_comments(str_of(rows[i])), i);
}

static void random_text(char *text, size_t n, const char *bytes, uint32_t *seed)
{
	for (size_t i = 0; i < n; i++) {
		*seed = *seed * 1103515245 + 12345;
		text[i] = bytes[(*seed >> 16) % strlen(bytes)];
	}
}

TEST_EACH_MACHINE(random_bytes_give_the_same)
{
	uint32_t seed = 7;
	char text[300];

	for (int round = 0; round < 20000; round++) {
		random_text(text, sizeof(text), "a\"'/*\\\n\r /*\"\n#", &seed);
		if (!CHECK_AT(same(str_n(text, sizeof(text))), round))
			break;
	}
}

/* Long lines, and pieces of lines that are read otherwise than others. */
TEST_EACH_MACHINE(random_lines_give_the_same_comments)
{
	static const char *const pieces[] = {
		"/* a\n b */", "// c\n", "// c \\\n d\n", "\"http://x\"", "\"/*\"", "'/'", "\n",
		"#define A", "#include <a/*b>", "# include <a//b>", "#include <a'", "#if 1 ",
		" \\\n", "\\ \n", "\n\n", " ", "\r\n", "/", "/\\\n/", "x \n", "\"open\n",
		"a = b / c; d(\"%s\")", "some_function_name(struct foo *, int bar_baz) {",
	};
	uint32_t seed = 5;
	char text[1200];

	for (int round = 0; round < 40000; round++) {
		size_t n = 0;

		while (n < 900 && n < 30u * (1 + (unsigned)round % 32)) {
			const char *p;

			seed = seed * 1103515245 + 12345;
			p = pieces[(seed >> 16) % (sizeof(pieces) / sizeof(*pieces))];
			memcpy(text + n, p, strlen(p));
			n += strlen(p);
		}
		if (!CHECK_AT(same_comments(str_n(text, n)), round)) {
			printf("%.*s\n----\n", (int)n, text);
			break;
		}
	}
	for (int round = 0; round < 20000; round++) {
		random_text(text, 300, "a\"'/*\\\n\r /*\"\n#", &seed);
		if (!CHECK_AT(same_comments(str_n(text, 300)), round))
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
			CHECK_AT(same(text) && same_comments(text), i);
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
