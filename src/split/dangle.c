// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/dangle.h"

#include <stdlib.h>

#include "base/buf.h"
#include "rule/reach.h"
#include "rule/redefine.h"
#include "series/uses.h"
#include "source/lex.h"
#include "source/region.h"

static bool lives(const struct site *s)
{
	return s->line && s->line->died == WEAVE_ALIVE;
}

/* Does the series define it, to the end, and nobody else that we see? What it
 * defines no more at its end comes from where no fact tells: a macro makes it. */
static bool is_ours(const struct study *st, const struct symbol *s)
{
	bool ours = false;

	for (size_t i = 0; i < s->defs.n; i++) {
		const struct site *d = &s->defs.v[i];

		if (!d->added || !fact_of_file(d->fact) || redefines_base(st, d, NULL))
			return false;
		ours |= lives(d);
	}
	return ours;
}

static bool any_def(const struct symbol *s)
{
	for (size_t i = 0; i < s->defs.n; i++)
		if (lives(&s->defs.v[i]))
			return true;
	return false;
}

/* The line of a definition that has its name: the type before it may stand in
 * other lines, which come and go. */
static struct str name_line(const struct site *d)
{
	const struct fact *f = d->fact;
	struct str text = d->file->src->parts[f->part].text;
	/* what a macro makes stands in no text */
	bool shown = f->name.p >= text.p && f->name.p < text.p + text.n;
	size_t before = shown ? (size_t)(f->name.p - text.p) - f->start : 0;
	uint32_t line = f->line + (uint32_t)str_count(str_sub(text, f->start, before), '\n');
	const struct weave_line *w = study_line(d->file, line);

	return w ? w->text : STR("");
}

static struct str line_key(struct arena *a, const struct weave *w, struct str text)
{
	return str_printf(a, "%.*s:%.*s", STR_FMT(w->path), STR_FMT(text));
}

static struct map *living_lines(const struct study *st, struct arena *a)
{
	struct map *out = map_new(a);

	for (size_t i = 0; i < st->weaves.n; i++) {
		const struct weave *w = st->weaves.v[i];

		weave_for (k, w)
			if (w->lines[k].died == WEAVE_ALIVE)
				map_set(out, line_key(a, w, w->lines[k].text), out);
	}
	return out;
}

/* Whether a line that defines it is there all the same: in a place that could
 * not be read, or without what stood before it. */
static bool stands_somewhere(const struct map *lines, struct arena *a,
			     const struct symbol *s)
{
	vec_for(const struct site, d, &s->defs) {
		struct str text = name_line(d);

		if (text.n && map_get(lines, line_key(a, d->file->weave, text)))
			return true;
	}
	return false;
}

static void add(struct dangles *out, struct arena *a, struct str name,
		const struct study_file *f, uint32_t line)
{
	vec_add(a, out, ((struct dangle){
		.name = name, .file = f->diff->new_path, .patch = f->n, .line = line,
	}));
}

static void find_symbols(struct dangles *out, struct arena *a,
			 const struct study *was, const struct study *is)
{
	struct map *lines = NULL;
	const struct symbol *now;

	for (size_t i = 0; (now = study_next_symbol(is, &i)); ) {
		const struct symbol *then = study_symbol(was, now->name);

		if (!then || any_def(now) || !is_ours(was, then))
			continue;
		for (size_t k = 0; k < now->uses.n; k++) {
			const struct site *u = &now->uses.v[k];

			/* A label has its name from its function. */
			if (!lives(u) || !u->added || u->fact->kind == FACT_GOTO ||
			    u->fact->kind == FACT_ACCESS || reach_none(then, u) ||
			    source_condition_of(u->file->src, u->fact))
				continue;
			if (!lines)
				lines = living_lines(is, a);
			if (!stands_somewhere(lines, a, then))
				add(out, a, now->name, u->file, u->fact->line);
			break;
		}
	}
}

/* ---- labels ---- */

/* The function's name, or what the heading of a hunk says of it: that is a guess,
 * and another hunk may say otherwise. */
static bool same_function(const struct site *d, const struct site *jump)
{
	if (str_eq(d->fact->owner, jump->fact->owner))
		return true;
	return (d->fact->func == FACT_NONE || jump->fact->func == FACT_NONE) &&
	       d->file->weave == jump->file->weave;
}

static bool has_label(const struct study *st, const struct site *jump, bool living)
{
	const struct symbol *s = study_symbol(st, jump->fact->name);

	for (size_t i = 0; s && i < s->defs.n; i++) {
		const struct site *d = &s->defs.v[i];

		if (d->fact->kind != FACT_LABEL)
			continue;
		if (living ? lives(d) && same_function(d, jump) :
		    d->added && str_eq(d->fact->owner, jump->fact->owner) &&
		    str_eq(d->file->weave->path, jump->file->weave->path))
			return true;
	}
	return false;
}

static void find_labels(struct dangles *out, struct arena *a,
			const struct study *was, const struct study *is)
{
	const struct symbol *now;

	for (size_t i = 0; (now = study_next_symbol(is, &i)); ) {
		for (size_t k = 0; k < now->uses.n; k++) {
			const struct site *u = &now->uses.v[k];

			if (u->fact->kind == FACT_GOTO && lives(u) &&
			    !has_label(is, u, true) && has_label(was, u, false))
				add(out, a, now->name, u->file, u->fact->line);
		}
	}
}

/* ---- headers, objects, Kconfig ---- */

static struct map *all_files(const struct study *st, struct arena *a)
{
	struct map *out = map_new(a);
	struct str name;

	for (size_t i = 0; i < st->weaves.n; i++)
		if (weave_exists(st->weaves.v[i], (uint32_t)st->n, &name))
			map_set(out, name, out);
	return out;
}

/* Files that the half does not have, by the names by which others use them. */
static void missing_files(struct map *out, struct arena *a, const struct study *was,
			  const struct study *is)
{
	struct map *files = all_files(is, a);

	for (size_t i = 0; i < was->weaves.n; i++) {
		struct weave *w = was->weaves.v[i];

		if (w->created && !map_get(files, w->path))
			uses_add(out, a, w);
	}
}

static bool kconfig_def(struct str line, struct str *name)
{
	line = str_trim(line);
	if (!str_eat(&line, STR("config ")) && !str_eat(&line, STR("menuconfig ")))
		return false;
	*name = str_trim(line);
	return name->n > 0;
}

/* Symbols of Kconfig files: all that were defined, less those that still are. */
static void missing_configs(struct map *out, const struct study *was,
			    const struct study *is)
{
	for (int pass = 0; pass < 2; pass++) {
		const struct study *st = pass ? is : was;

		for (size_t i = 0; i < st->weaves.n; i++) {
			const struct weave *w = st->weaves.v[i];

			for (size_t k = 0; uses_is_kconfig(w) && k < w->nlines; k++) {
				struct str name;

				if (!kconfig_def(w->lines[k].text, &name))
					continue;
				if (!pass && w->lines[k].born)
					map_set(out, name, out);
				else if (w->lines[k].died == WEAVE_ALIVE || !pass)
					map_set(out, name, NULL);
			}
		}
	}
}

static bool file_chr(char c)
{
	return chr_ident(c) || c == '-' || c == '.';
}

/* A word of the line that is in the map, or "CONFIG_" and one that is. */
static struct str named(const struct map *configs, bool kconfig, struct str line)
{
	for (size_t i = 0; i < line.n; ) {
		size_t from = i;
		struct str word, bare;

		while (i < line.n && file_chr(line.p[i]))
			i++;
		word = bare = str_sub(line, from, i - from);
		i += i == from;
		if ((str_eat(&bare, STR("CONFIG_")) || kconfig) && bare.n &&
		    map_get(configs, bare))
			return word;
	}
	return STR("");
}

static bool refers(const struct weave *w, struct str line)
{
	struct str s = str_ltrim(line);

	if (uses_is_makefile(w) || uses_is_kconfig(w))
		return !str_starts(s, STR("#"));
	return str_starts(s, STR("#include")) || str_starts(s, STR("/include/")) ||
	       str_has(line, STR("CONFIG_"));
}

static void find_words(struct dangles *out, struct arena *a, const struct study *was,
		       const struct study *is)
{
	struct map *files = map_new(a), *configs = map_new(a);

	missing_files(files, a, was, is);
	missing_configs(configs, was, is);
	for (size_t i = 0; i < is->weaves.n; i++) {
		const struct weave *w = is->weaves.v[i];

		weave_for (k, w) {
			const struct weave_line *l = &w->lines[k];
			const struct weave *file;
			struct str name;

			if (!l->born || l->died != WEAVE_ALIVE || !refers(w, l->text))
				continue;
			file = uses_file(files, w, l->text);
			name = file ? uses_name(a, file) :
				      named(configs, uses_is_kconfig(w), l->text);
			if (name.n)
				vec_add(a, out, ((struct dangle){
					.name = name, .file = w->path, .patch = l->born,
				}));
		}
	}
}

static int by_patch(const void *x, const void *y)
{
	const struct dangle *a = x, *b = y;

	if (a->patch != b->patch)
		return a->patch < b->patch ? -1 : 1;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return str_cmp(a->name, b->name);
}

void dangle_find(struct dangles *out, struct arena *a, const struct study *was,
		 const struct study *is)
{
	find_symbols(out, a, was, is);
	find_labels(out, a, was, is);
	find_words(out, a, was, is);
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_patch);
}

/* ---- C that is cut ---- */

/* By path, its last state. */
static struct map *last_states(const struct study *st, struct arena *a)
{
	struct map *out = map_new(a);

	for (size_t n = 0; n < st->n; n++) {
		const struct study_patch *p = &st->patches[n];

		/* Of a file that a patch names twice the first counts. */
		for (size_t i = p->nfiles; i-- > 0; )
			map_set(out, p->files[i].diff->new_path, &p->files[i]);
	}
	return out;
}

/* Read as C, where it is known as a whole; NULL when it is not, or is gone. */
static const struct study_file *last_state(const struct map *states, struct str path)
{
	const struct study_file *f = map_get(states, path);

	return f && f->src && f->snap.whole ? f : NULL;
}

void dangle_broken(struct dangles *out, struct arena *a, const struct study *was,
		   const struct study *is)
{
	const struct map *now_states = last_states(is, a), *then_states = last_states(was, a);

	for (size_t i = 0; i < is->weaves.n; i++) {
		struct str path = is->weaves.v[i]->path;
		const struct study_file *now = last_state(now_states, path);
		const struct study_file *then = last_state(then_states, path);

		if (now && then && now->src->errors > then->src->errors)
			add(out, a, STR("syntax"), now, 0);
	}
}

/* ---- comments and brackets that are cut ---- */

static bool ends_open(const struct lex_style *style, struct str text)
{
	struct token t = { 0 };
	struct lexer l;

	lex_init(&l, style, text, 1);
	while (lex_next_quoted(&l, &t))
		;
	return t.kind == TOK_COMMENT && t.flags & TOKEN_OPEN;
}

static bool in_first(const struct plan *p, const struct weave *w, const struct weave_line *l)
{
	return plan_birth(p, w, l) == p->first &&
	       (l->died == WEAVE_ALIVE || plan_death(p, w, l) != p->first);
}

static void add_line(struct buf *b, struct str text)
{
	buf_add(b, text);
	buf_chr(b, '\n');
}

/* What is known between two gaps: in the base, in the first half, and in the end. */
struct segment {
	struct buf base, first, all;
	bool differs;			/* the first half from the end */
};

/* Of a part of a file brackets need not match; but what the series leaves as it was
 * the half must, too. */
static enum dangle_tear tear_of(const struct segment *s, const struct weave *w)
{
	struct lex_style style = lex_style_of(source_lang_of(w->path), w->path);
	struct region_balance base, first, all;

	if (!s->differs)
		return TEAR_NONE;
	if (ends_open(&style, buf_str(&s->first)) && !ends_open(&style, buf_str(&s->all)))
		return TEAR_COMMENT;
	base = region_weigh(w->path, buf_str(&s->base));
	first = region_weigh(w->path, buf_str(&s->first));
	all = region_weigh(w->path, buf_str(&s->all));
	return region_same_balance(&base, &all) && !region_same_balance(&base, &first) ?
	       TEAR_BRACKETS : TEAR_NONE;
}

static void add_to_segment(struct segment *s, const struct plan *p, const struct weave *w,
			   const struct weave_line *l)
{
	bool first, alive = l->died == WEAVE_ALIVE;

	if (l->gap || plan_is_stub(l))
		return;
	first = in_first(p, w, l);
	if (!l->born)
		add_line(&s->base, l->text);
	if (first)
		add_line(&s->first, l->text);
	if (alive)
		add_line(&s->all, l->text);
	s->differs |= first != alive;
}

enum dangle_tear dangle_tear(const struct plan *p, const struct weave *w)
{
	struct segment s = { BUF, BUF, BUF, false };
	enum dangle_tear tear = TEAR_NONE;

	for (uint32_t i = w->head; !tear && i != WEAVE_NONE; i = w->lines[i].next) {
		const struct weave_line *l = &w->lines[i];

		add_to_segment(&s, p, w, l);
		if (!l->gap && l->next != WEAVE_NONE)
			continue;
		tear = tear_of(&s, w);
		buf_clear(&s.base);
		buf_clear(&s.first);
		buf_clear(&s.all);
		s.differs = false;
	}
	buf_free(&s.base);
	buf_free(&s.first);
	buf_free(&s.all);
	return tear;
}
