// SPDX-License-Identifier: GPL-2.0-or-later
/* UNUSED, UNREACHABLE, LEFTOVER_DOC: what is left at the end of the series and
 * does nothing. Uses outside the series are not seen without a tree, so
 * only what cannot have any is named. */
#include "rule/matcher.h"
#include "rule/worth.h"
#include "series/pick.h"

/* ---- UNUSED ---- */

static bool alive(const struct site *s)
{
	return s->line->died == WEAVE_ALIVE;
}

/* Used by a line that is there at the end, itself aside. */
static bool used(const struct symbol *sym, const struct map *dead)
{
	vec_for(const struct site, s, &sym->uses)
		if (alive(s) && !str_eq(s->fact->owner, sym->name) &&
		    !map_get(dead, s->fact->owner))
			return true;
	return false;
}

static bool is_header(const struct site *s)
{
	return str_ends(s->file->diff->new_path, STR(".h"));
}

/* A header is an interface: what calls it may be anywhere, but for the wrappers
 * of firmware commands that a series brings for itself. */
static bool own_wrapper(const struct study *st, const struct site *d)
{
	vec_for(const struct spec_family, f, &st->db->families) {
		struct str name;

		if (spec_wrapper_name(st->a, f, d->fact->name, &name))
			return d->file->weave->created;
	}
	return false;
}

static struct map *removed_names(const struct study *st, const struct study_file *file)
{
	const struct diff *diff = &st->patches[file->n - 1].patch->diff;
	struct map *names = map_new(st->a);

	diff_file_for(i, diff, file->diff) {
		struct str text = diff->lines[i].text, word;

		while (diff->lines[i].op == '-' && text.n)
			if (str_ident(&text, &word))
				map_set(names, word, names);
			else
				text = str_from(text, 1);
	}
	return names;
}

/* A removed line of the patch has the name: it was there before, and so were
 * its users, wherever they are. `removed` keeps the names of a file. */
static bool was_there(const struct study *st, struct map *removed,
		      const struct site *d)
{
	const struct study_file *const *key = (const struct study_file *const *)&d->file;
	void **slot = map_at(removed, str_n((const char *)key, sizeof(*key)));

	if (!*slot)
		*slot = removed_names(st, d->file);
	return map_get(*slot, d->fact->name) != NULL;
}

static bool may_be_unused(const struct study *st, const struct symbol *sym,
			  const struct site *d)
{
	const struct fact *f = d->fact;

	if (!d->added || !alive(d) || f->in_error || d->file->src->lang != LANG_C)
		return false;
	if (specdb_family_of_macro(st->db, f->name, NULL))
		return false;
	if (f->kind == FACT_MACRO)
		return worth_macro(f->value, f->params >= 0);
	if (f->kind != FACT_FUNC || !fact_is_static(f) || sym->protos.n ||
	    str_has(f->value, STR("__maybe_unused")) ||
	    str_has(f->value, STR("__used")))
		return false;
	return !is_header(d) || own_wrapper(st, d);
}

static void say_unused(struct study *st, const struct rule *r, const struct site *d,
		       const char *what)
{
	const struct fact *doc = source_doc_of(d->file->src, d->fact);
	struct finding *f = study_find_code(st, r, d->file,
			doc && study_added(d->file, doc->line, doc->end_line) ?
			doc->line : d->fact->line, d->fact->end_line);

	f->symbol = d->fact->name;
	rule_message(st->a, f, r, "what", what, NULL);
}

static void unused_once(struct study *st, const struct rule *r, struct map *dead)
{
	struct map *removed = map_new(st->a);
	const struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); ) {
		if (map_get(dead, sym->name) || used(sym, NULL))
			continue;
		vec_for(const struct site, d, &sym->defs) {
			if (!may_be_unused(st, sym, d) || was_there(st, removed, d))
				continue;
			say_unused(st, r, d, d->fact->kind == FACT_MACRO ?
				   "macro" : "function");
			if (d->fact->kind == FACT_FUNC)
				map_set(dead, sym->name, (void *)sym);
		}
	}
}

/* A type that only unused functions name. */
static void unused_types(struct study *st, const struct rule *r,
			 const struct map *dead)
{
	const struct symbol *sym;

	for (size_t i = 0; (sym = study_next_symbol(st, &i)); ) {
		if (!sym->uses.n || used(sym, dead))
			continue;
		vec_for(const struct site, d, &sym->defs)
			if (d->fact->kind == FACT_TYPE && d->added && alive(d) &&
			    d->file->weave->created)
				say_unused(st, r, d, "type");
	}
}

void match_unused(struct study *st, const struct rule *r)
{
	struct map *dead = map_new(st->a);

	if (series_missing(st->series).n)
		return;
	unused_once(st, r, dead);
	if (map_count(dead))
		unused_types(st, r, dead);
}

/* ---- UNREACHABLE ---- */

static bool leaves(const struct fact *f)
{
	return str_eq(f->value, STR("return")) || str_eq(f->value, STR("break")) ||
	       str_eq(f->value, STR("continue")) || str_eq(f->value, STR("goto"));
}

/* Also into a loop, which is how some clean up. */
static bool may_be_jumped_to(const struct source *src, const struct fact *f)
{
	if (str_eq(f->value, STR("break")))
		return true;
	for (const struct fact *x = f; x < src->facts + src->n && x->part == f->part &&
	     x->start < f->end; x++)
		if (x->kind == FACT_LABEL || x->kind == FACT_CASE ||
		    (x->kind == FACT_STMT && (str_eq(x->value, STR("case")) ||
					      str_eq(x->value, STR("label")))))
			return true;
	return false;
}

/* NULL also where a directive stands between: it may be of another branch. */
static const struct fact *next_sibling(const struct source *src, const struct fact *f)
{
	for (const struct fact *x = f + 1; x < src->facts + src->n; x++) {
		if (x->part != f->part ||
		    (x->kind == FACT_CONDITION && x->start >= f->end))
			return NULL;
		if (x->kind == FACT_STMT && x->start >= f->end)
			return x->parent == f->parent ? x : NULL;
	}
	return NULL;
}

/* Nothing, a word that says so, or a macro that may be a case: __ST(RUN); */
static bool may_be_no_statement(const struct source *src, const struct fact *f)
{
	struct str text = str_sub(src->parts[f->part].text, f->start, f->end - f->start);
	size_t n = 0;

	if (str_eq(text, STR(";")) || str_eq(text, STR("unreachable();")))
		return true;
	for (; n < text.n && chr_ident(text.p[n]); n++)
		if (chr_alpha(text.p[n]) && !chr_upper(text.p[n]))
			return false;
	return n && n < text.n && text.p[n] == '(';
}

/* The branch of an if without braces is no sibling of what follows it. */
static bool in_sequence(const struct source *src, const struct fact *f)
{
	const struct fact *up = f->parent == FACT_NONE ? NULL : &src->facts[f->parent];

	return up && (up->kind == FACT_FUNC ||
		      (up->kind == FACT_STMT && (str_eq(up->value, STR("block")) ||
						 str_eq(up->value, STR("case")))));
}

static bool only_patch_of(const struct study_file *f)
{
	weave_for(i, f->weave) {
		const struct weave_line *l = &f->weave->lines[i];

		if ((l->born && l->born != f->n) ||
		    (l->died != WEAVE_ALIVE && l->died != f->n))
			return false;
	}
	return true;
}

/* Between lines of different patches a missing one may have put what makes the
 * difference. */
static void unreachable_in(struct study *st, const struct rule *r,
			   struct study_file *f)
{
	if (series_missing(st->series).n && !only_patch_of(f))
		return;
	source_for(s, f->src, FACT_STMT) {
		const struct fact *next;
		const struct weave_line *w;
		struct finding *out;

		if (s->in_error || s->in_macro || !leaves(s) ||
		    !in_sequence(f->src, s))
			continue;
		next = next_sibling(f->src, s);
		if (!next || next->in_error || may_be_jumped_to(f->src, next) ||
		    may_be_no_statement(f->src, next))
			continue;
		w = study_line(f, next->line);
		if (!w || w->born != f->n)
			continue;
		out = study_find_code(st, r, f, next->line, next->end_line);
		rule_message(st->a, out, r, "after", str_z(st->a, s->value), NULL);
	}
}

static void each_c_file(struct study *st, const struct rule *r,
			void (*fn)(struct study *, const struct rule *,
				   struct study_file *))
{
	for (size_t i = 0; i < st->n; i++)
		for (size_t k = 0; k < st->patches[i].nfiles; k++) {
			struct study_file *f = &st->patches[i].files[k];

			if (f->src && f->src->lang == LANG_C)
				fn(st, r, f);
		}
}

void match_unreachable(struct study *st, const struct rule *r)
{
	each_c_file(st, r, unreachable_in);
}

/* ---- LEFTOVER_DOC ---- */

/* The series had a field of that name, and took it out. */
static bool field_gone(const struct study *st, struct str name)
{
	const struct symbol *sym = study_symbol(st, name);
	bool gone = false;

	for (size_t i = 0; sym && i < sym->defs.n; i++) {
		const struct site *d = &sym->defs.v[i];

		if (d->fact->kind != FACT_FIELD)
			continue;
		if (alive(d))
			return false;
		gone = true;
	}
	return gone;
}

static void doc_in(struct study *st, const struct rule *r, struct study_file *f,
		   const struct fact *doc)
{
	struct str text = f->src->parts[doc->part].text, line;

	text = str_sub(text, doc->start, doc->end - doc->start);
	for (uint32_t n = doc->line; str_line(&text, &line); n++) {
		const struct weave_line *w = study_line(f, n);
		struct finding *out;
		struct str name;

		line = str_ltrim(line);
		if (!str_eat(&line, STR("* @")) || !str_until(&line, ':', &name) ||
		    !w || !w->born || w->died != WEAVE_ALIVE || !field_gone(st, name))
			continue;
		out = study_find_code(st, r, f, n, n);
		out->where = WHERE_COMMENT;
		out->symbol = name;
		rule_message(st->a, out, r, NULL);
	}
}

void match_leftover_doc(struct study *st, const struct rule *r)
{
	for (size_t i = 0; i < st->n; i++)
		for (size_t k = 0; k < st->patches[i].nfiles; k++) {
			struct study_file *f = &st->patches[i].files[k];

			if (!f->src || f->src->lang != LANG_C)
				continue;
			source_for(t, f->src, FACT_TYPE) {
				const struct fact *doc = source_doc_of(f->src, t);

				if (doc && study_added(f, doc->line, doc->end_line))
					doc_in(st, r, f, doc);
			}
		}
}
