// SPDX-License-Identifier: GPL-2.0-or-later
/* hits LITERALS TREE: every place where one of the literals stands as a word,
 * case aside, in any file of the tree, told apart by what it stands in. Prints
 * the numbers: in comments, in texts, in code, in files that are not C. Their
 * sum is to be what `rg -awi -F` counts. */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "scan/match.h"
#include "scan/walk.h"
#include "source/lang.h"
#include "source/span.h"

enum class { COMMENT, TEXT, CODE, NOT_C, CLASSES };

struct counter {
	struct match *m;
	struct str *words;
	struct arena *a;
	struct { size_t *v; size_t n, cap; } hits;
	struct str text;
	size_t n[CLASSES];
	bool failed;
};

static bool take(void *ctx, size_t text, uint32_t id, size_t at)
{
	struct counter *c = ctx;
	size_t end = at + c->words[id].n;

	(void)text;
	if ((at && chr_ident(c->text.p[at - 1])) ||
	    (end < c->text.n && chr_ident(c->text.p[end])))
		return true;
	vec_add(c->a, &c->hits, at);
	return true;
}

static int rising(const void *a, const void *b)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	return x < y ? -1 : x > y;
}

static void file(void *ctx, const struct walk_file *f)
{
	struct counter *c = ctx;
	struct spans spans;
	struct span s;
	size_t i = 0;

	arena_reset(c->a);
	memset(&c->hits, 0, sizeof(c->hits));
	c->text = f->text;
	match_find(c->m, &f->text, 1, take, c);
	if (source_lang_of(f->path) != LANG_C) {
		c->n[NOT_C] += c->hits.n;
		return;
	}
	if (c->hits.n)
		qsort(c->hits.v, c->hits.n, sizeof(*c->hits.v), rising);
	spans_init(&spans, f->text);
	while (i < c->hits.n && spans_next(&spans, &s)) {
		for (; i < c->hits.n && c->hits.v[i] < s.start; i++)
			c->n[CODE]++;
		for (; i < c->hits.n && c->hits.v[i] < s.end; i++)
			c->n[s.kind == SPAN_BLOCK || s.kind == SPAN_LINE ? COMMENT : TEXT]++;
	}
	c->n[CODE] += c->hits.n - i;
}

static void failed(void *ctx, const char *path, const char *why)
{
	struct counter *c = ctx;

	fprintf(stderr, "%s: %s\n", path, why);
	c->failed = true;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct counter c = { .a = arena_new(), .m = match_new(a) };
	struct walk w = { .workers = 1, .file = file, .failed = failed, .ctx = &c };
	struct { struct str *v; size_t n, cap; } words = { 0 };
	struct str text, line;
	struct err err;

	if (argc != 3 || !file_read(a, argv[1], 0, &text, &err))
		die("usage: hits LITERALS TREE");
	while (str_line(&text, &line)) {
		match_add(c.m, line, true, (uint32_t)words.n);
		vec_add(a, &words, line);
	}
	match_ready(c.m);
	c.words = words.v;
	w.root = argv[2];
	if (!walk_run(&w, &err))
		die("%s", err.msg);
	printf("%zu %zu %zu %zu\n", c.n[COMMENT], c.n[TEXT], c.n[CODE], c.n[NOT_C]);
	arena_free(c.a);
	arena_free(a);
	return c.failed;
}
