// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/worth.h"

#include "source/lang.h"

/* More new names than this in one patch are not looked at one by one. */
#define NAMES_MAX 100

/* ---- words of the interfaces ---- */

static void add(struct needles *n, struct str word)
{
	needles_add(n, word, 0);
}

static void add_all(struct needles *n, const struct strs *list)
{
	for (size_t i = 0; i < list->n; i++)
		add(n, list->v[i]);
}

static void add_keys(struct needles *n, const struct map *m)
{
	struct str key;
	void *value;

	for (size_t i = 0; map_next(m, &i, &key, &value); )
		add(n, key);
}

static void add_family(struct needles *n, const struct spec_family *f)
{
	vec_for(const struct spec_prefix, p, &f->macros)
		add(n, p->prefix);
	vec_for(const struct spec_prefix, p, &f->wrappers)
		add(n, p->prefix);
	vec_for(const struct spec_call, c, &f->calls)
		add(n, c->name);
	vec_for(const struct spec_ctype, t, &f->ctypes) {
		add_all(n, &t->tags);
		add_all(n, &t->macros);
	}
	add_keys(n, f->names);
	add_keys(n, f->constants);
	add_all(n, &f->urls);
	add(n, f->document);
}

struct needles *worth_words(struct arena *a, const struct specdb *db)
{
	struct needles *n = needles_new(a);

	vec_for(const struct spec_family, f, &db->families)
		add_family(n, f);
	return n;
}

/* ---- what may be left over ---- */

static bool leaves(struct str line)
{
	return str_eq(line, STR("break;")) || str_eq(line, STR("continue;")) ||
	       ((str_starts(line, STR("return")) || str_starts(line, STR("goto "))) &&
		str_ends(line, STR(";")));
}

static size_t indent(struct str line)
{
	size_t n = 0;

	while (n < line.n && chr_blank(line.p[n]))
		n++;
	return n;
}

static bool may_be_jumped_to(struct str line)
{
	return str_starts(line, STR("}")) || str_starts(line, STR("case ")) ||
	       str_starts(line, STR("default")) || str_starts(line, STR("#")) ||
	       str_starts(line, STR("/")) || str_starts(line, STR("*")) ||
	       str_ends(line, STR(":"));
}

/* A statement at the depth of the return before it. */
static bool may_be_unreachable(const struct diff *d, const struct diff_hunk *h)
{
	const struct diff_line *last = NULL;

	for (size_t i = h->first; i < h->first + h->n; i++) {
		const struct diff_line *l = &d->lines[i];
		struct str text = str_trim(l->text);

		if (l->op == '-' || !text.n)
			continue;
		if (last && l->op == '+' && indent(l->text) == indent(last->text) &&
		    !may_be_jumped_to(text))
			return true;
		last = leaves(text) ? l : NULL;
	}
	return false;
}

/* The name in front of the parameters of a new static function. */
static bool new_static(const struct diff_line *l, struct str *name)
{
	size_t paren = str_find_chr(l->text, '('), from;

	if (l->op != '+' || !str_starts(l->text, STR("static ")) ||
	    paren == SIZE_MAX || str_ends(str_trim(l->text), STR(";")))
		return false;
	for (from = paren; from && chr_ident(l->text.p[from - 1]); from--)
		;
	*name = str_sub(l->text, from, paren - from);
	return name->n > 0;
}

/* The diff from its first line to its last, as one text. */
static struct str all_lines(const struct diff *d)
{
	const struct diff_line *first = d->lines, *last = first + d->nlines - 1;

	return str_n(first->text.p, (size_t)(last->text.p + last->text.n - first->text.p));
}

/* A line of a hunk, not one between hunks. */
static bool in_hunk(struct str all, size_t at)
{
	size_t from = str_rfind_chr(str_sub(all, 0, at), '\n');
	struct str line = str_from(all, from + 1);

	return from == SIZE_MAX ||
	       (strchr("+- ", line.p[0]) && !str_starts(line, STR("+++ ")) &&
		!str_starts(line, STR("--- ")));
}

/* Whether a line other than the definition has the name: the text is searched
 * as one, for there may be many names and many lines. */
static bool named_again(const struct diff *d, const struct diff_line *def,
			struct str name)
{
	struct str all = all_lines(d);
	size_t own = (size_t)(def->text.p - all.p), from = 0, hit;

	while ((hit = str_find(str_from(all, from), name)) != SIZE_MAX) {
		hit += from;
		if ((hit < own || hit >= own + def->text.n) && in_hunk(all, hit))
			return true;
		hit = str_find_chr(str_from(all, from = hit), '\n');
		from = hit == SIZE_MAX ? all.n : from + hit;
	}
	return false;
}

bool worth_macro(struct str body, bool has_params)
{
	struct str word;
	size_t names = 0;

	if (str_has(body, STR("->")) || str_has(body, STR("do {")) ||
	    str_has(body, STR("({")))
		return true;
	if (has_params)
		return false;
	while (body.n) {
		if (!str_ident(&body, &word)) {
			body = str_from(body, 1);
			continue;
		}
		names += word.n > 3 && !str_eq(word, STR("GENMASK")) &&
			 !str_eq(word, STR("GENMASK_ULL")) && !str_eq(word, STR("BIT_ULL"));
	}
	return names >= 3;
}

/* Facts have the body without the comment behind it. */
static struct str without_comment(struct str body)
{
	size_t at = str_find(body, STR("/*"));

	if (str_has(body, STR("\"")))
		return body;
	if (at == SIZE_MAX)
		return str_sub(body, 0, str_find(body, STR("//")));
	if (str_find(str_from(body, at), STR("*/")) != str_rtrim(body).n - at - 2)
		return body;
	return str_sub(body, 0, at);
}

/* A body that goes on below is not looked at: it may act. */
static bool macro_acts(const struct diff_line *l, struct str *name)
{
	struct str s = l->text, params;
	bool has_params;

	if (l->op != '+' || !str_eat(&s, STR("#define")))
		return false;
	str_eat_blanks(&s);
	if (!str_ident(&s, name))
		return false;
	has_params = str_eat_chr(&s, '(') && str_until(&s, ')', &params);
	return str_ends(str_rtrim(s), STR("\\")) ||
	       worth_macro(without_comment(s), has_params);
}

/* In code, as far as one line can tell: not in a comment, not in a string. */
static bool uses(struct str line, struct str name)
{
	struct str t = str_ltrim(line);
	size_t quotes = 0, at;

	if (!str_has_ident(t, name) || str_starts(t, STR("*")) ||
	    str_has(t, STR("//")) || str_has(t, STR("/*")))
		return false;
	at = str_find(t, name);
	for (size_t i = 0; i < at; i++)
		quotes += t.p[i] == '"';
	return quotes % 2 == 0;
}

/* The lines of the definition itself are none. */
static bool used_again(const struct diff *d, const struct diff_line *def,
		       struct str name)
{
	bool own = false;

	for (const struct diff_line *l = d->lines; l < d->lines + d->nlines; l++) {
		if (l != def && !own && l->op != '-' && uses(l->text, name))
			return true;
		own = (own || l == def) && str_ends(str_rtrim(l->text), STR("\\"));
	}
	return false;
}

/* What a header defines may be used anywhere: a function there is none of
 * those, a macro is. */
static bool may_be_unused(const struct diff *d, const struct diff_hunk *h,
			  bool header, size_t *names)
{
	for (size_t i = h->first; i < h->first + h->n; i++) {
		const struct diff_line *l = &d->lines[i];
		struct str name;

		if (macro_acts(l, &name) &&
		    (++*names > NAMES_MAX || !used_again(d, l, name)))
			return true;
		if (!header && new_static(l, &name) &&
		    (++*names > NAMES_MAX || !named_again(d, l, name)))
			return true;
	}
	return false;
}

static bool may_leave_over(const struct patch *p)
{
	size_t names = 0;

	for (size_t i = 0; i < p->diff.nfiles; i++) {
		const struct diff_file *f = &p->diff.files[i];

		if (source_lang_of(f->new_path) != LANG_C)
			continue;
		for (size_t h = f->first; h < f->first + f->n; h++)
			if (may_be_unreachable(&p->diff, &p->diff.hunks[h]) ||
			    may_be_unused(&p->diff, &p->diff.hunks[h],
					  str_ends(f->new_path, STR(".h")), &names))
				return true;
	}
	return false;
}

bool worth_reading(const struct series *s, const struct needles *words)
{
	const struct patch *p;

	if (s->n != 1 || s->cover)
		return true;
	p = s->patches[0];
	return needles_find(words, p->msg->body) || may_leave_over(p);
}
