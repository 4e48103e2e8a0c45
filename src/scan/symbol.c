// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/symbol.h"

#include <stdlib.h>

#include "scan/match.h"

#define MAX_NAMES 256		/* of one level */
#define MAX_WORKERS 256
#define MIN_LETTERS 4		/* names shorter than that are everybody's */

struct text {
	struct str path, text;
};

struct texts {
	struct text *v;
	size_t n, cap;
};

struct names {
	struct str *v;
	size_t n, cap;
};

/* One walk. */
struct level {
	const struct symbol_scan *s;
	struct match *match;
	const struct names *names;
	struct arena *arenas[MAX_WORKERS];
	struct texts texts[MAX_WORKERS];
};

struct probe {
	const struct level *l;
	struct str text;
	bool found;
};

static bool is_word(void *ctx, size_t text, uint32_t id, size_t at)
{
	struct probe *p = ctx;

	(void)text;
	p->found = str_word_at(p->text, at, p->l->names->v[id].n);
	return !p->found;
}

static bool want(void *ctx, struct str path)
{
	enum source_lang lang = source_lang_of(path);

	(void)ctx;
	return lang == LANG_C || lang == LANG_ASM;
}

static void file(void *ctx, const struct walk_file *f)
{
	struct level *l = ctx;
	struct probe p = { .l = l, .text = f->text };
	struct arena *a = l->arenas[f->worker];

	match_find(l->match, &f->text, 1, is_word, &p);
	if (p.found)
		vec_add(a, &l->texts[f->worker],
			((struct text){ str_dup(a, f->path), str_dup(a, f->text) }));
}

/* What cannot be read was told by the scan itself. */
static void failed(void *ctx, const char *path, const char *why)
{
	(void)ctx;
	(void)path;
	(void)why;
}

static int by_path(const void *a, const void *b)
{
	return str_cmp(((const struct text *)a)->path, ((const struct text *)b)->path);
}

/* ---- facts to links ---- */

static bool kind_of(const struct fact *f, enum link_kind *out)
{
	switch (f->kind) {
	case FACT_MACRO: case FACT_FUNC: case FACT_TYPE: case FACT_ENUMERATOR:
	case FACT_VAR: case FACT_FIELD:
		*out = LINK_DEFINED;
		return true;
	case FACT_PROTO:
		*out = LINK_DECLARED;
		return true;
	case FACT_CALL:
		*out = LINK_CALLED;
		return true;
	case FACT_USE: case FACT_ACCESS:
		*out = LINK_USED;
		return true;
	default:
		return false;
	}
}

static struct str line_text(const struct source *s, const struct fact *f)
{
	struct str text = s->parts[f->part].text;
	size_t from = f->start, to = f->start;

	while (from > 0 && text.p[from - 1] != '\n')
		from--;
	while (to < text.n && text.p[to] != '\n')
		to++;
	return str_trim(str_sub(text, from, to - from));
}

/* The function it stands in, or the macro. */
static struct str holder(const struct source *s, const struct fact *f)
{
	if (f->func != FACT_NONE)
		return s->facts[f->func].name;
	for (uint32_t i = f->parent; i != FACT_NONE; i = s->facts[i].parent)
		if (s->facts[i].kind == FACT_MACRO)
			return s->facts[i].name;
	return (struct str){ 0 };
}

struct collect {
	const struct symbol_scan *s;
	struct links *out;
	struct map *wanted;	/* name -> what it wraps (struct str) */
	struct map *known;	/* names of this and earlier levels */
	struct names next;
	struct map *next_wraps;
	uint32_t level;
};

static void add_next(struct collect *c, struct str holder_name, struct str name)
{
	struct str *wraps;

	if (holder_name.n < MIN_LETTERS || c->next.n == MAX_NAMES ||
	    map_get(c->known, holder_name))
		return;
	wraps = NEW(c->s->a, struct str);
	*wraps = name;
	map_set(c->known, holder_name, wraps);
	map_set(c->next_wraps, holder_name, wraps);
	vec_add(c->s->a, &c->next, holder_name);
}

static void add_links(struct collect *c, const struct source *s)
{
	for (const struct fact *f = s->facts; f < s->facts + s->n; f++) {
		const struct str *wraps = map_get(c->wanted, f->name);
		struct link *l;
		enum link_kind kind;

		if (!wraps || !kind_of(f, &kind))
			continue;
		l = vec_push(c->s->a, c->out);
		*l = (struct link){ .kind = kind, .name = f->name, .wraps = *wraps,
				    .file = s->path, .line = f->line,
				    .level = c->level, .text = line_text(s, f) };
		if (kind != LINK_DEFINED && kind != LINK_DECLARED)
			l->in = holder(s, f);
		if (l->in.n && !str_eq(l->in, l->name))
			add_next(c, l->in, l->name);
	}
}

static int by_link(const void *pa, const void *pb)
{
	const struct link *a = pa, *b = pb;
	int cmp;

	if (a->level != b->level)
		return a->level < b->level ? -1 : 1;
	if ((cmp = str_cmp(a->name, b->name)))
		return cmp;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if ((cmp = str_cmp(a->file, b->file)))
		return cmp;
	return a->line < b->line ? -1 : a->line > b->line;
}

/* ---- a level ---- */

static bool walk_level(struct level *l, struct err *err)
{
	struct walk w = { .root = l->s->root, .paths = l->s->paths,
			  .npaths = l->s->npaths, .workers = l->s->workers,
			  .want = want, .file = file, .own_fds = true,
			  .failed = failed, .ctx = l };

	return walk_run(&w, err);
}

static bool run_level(struct collect *c, const struct names *names, struct err *err)
{
	struct level l = { .s = c->s, .names = names, .match = match_new(c->s->a) };
	struct texts all = { 0 };
	bool ok;

	for (size_t i = 0; i < names->n; i++)
		match_add(l.match, names->v[i], false, (uint32_t)i);
	match_ready(l.match);
	for (unsigned i = 0; i < c->s->workers; i++)
		l.arenas[i] = arena_new();
	ok = walk_level(&l, err);
	for (unsigned i = 0; i < c->s->workers; i++) {
		vec_for(const struct text, t, &l.texts[i])
			vec_add(c->s->a, &all, ((struct text){
				str_dup(c->s->a, t->path), str_dup(c->s->a, t->text) }));
		arena_free(l.arenas[i]);
	}
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), by_path);
	for (size_t i = 0; ok && i < all.n; i++) {
		struct source_part part = { all.v[i].text, 1, STR("") };

		add_links(c, source_read(c->s->reader, c->s->a, all.v[i].path, &part, 1));
	}
	return ok;
}

bool symbol_links(struct links *out, const struct symbol_scan *s, struct str name,
		  struct err *err)
{
	struct collect c = { .s = s, .out = out, .known = map_new(s->a) };
	struct names names = { 0 };
	struct str none = { 0 };

	if (s->workers > MAX_WORKERS)
		return err_set(err, "more than %d threads", MAX_WORKERS);
	*out = (struct links){ 0 };
	c.wanted = map_new(s->a);
	map_set(c.wanted, name, &none);
	map_set(c.known, name, &none);
	vec_add(s->a, &names, name);
	for (c.level = 0; c.level < s->levels && names.n; c.level++) {
		c.next = (struct names){ 0 };
		c.next_wraps = map_new(s->a);
		if (!run_level(&c, &names, err))
			return false;
		names = c.next;
		c.wanted = c.next_wraps;
	}
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_link);
	return true;
}
