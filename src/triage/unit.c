// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/unit.h"

static const struct fact *at(const struct study_file *file, uint32_t i)
{
	return i == FACT_NONE ? NULL : &file->src->facts[i];
}

static bool is(const struct fact *f, const char *value)
{
	return f && f->kind == FACT_STMT && str_eq(f->value, str_of(value));
}

static struct str part_text(const struct study_file *file, const struct fact *f)
{
	return file->src->parts[f->part].text;
}

/* Nothing but blanks before it on its first line and behind it on its last
 * (a comment behind it may go with it). */
static bool owns_lines(const struct study_file *file, const struct fact *f)
{
	struct str t = part_text(file, f);
	size_t i = f->start;

	while (i && t.p[i - 1] != '\n')
		if (!chr_blank(t.p[--i]))
			return false;
	for (i = f->end; i < t.n && t.p[i] != '\n'; i++) {
		if (t.p[i] == '/' && i + 1 < t.n && (t.p[i + 1] == '/' || t.p[i + 1] == '*'))
			return true;
		if (!chr_blank(t.p[i]) && t.p[i] != ';' && t.p[i] != '\\')
			return false;
	}
	return true;
}

/* A statement that its parent cannot be without: the only body of an if or a
 * loop, an else, the parts of a do. */
static bool needed_by_parent(const struct study_file *file, const struct fact *f)
{
	const struct fact *up = at(file, f->parent);

	if (is(f, "block"))
		return up && (up->kind == FACT_STMT || up->kind == FACT_FUNC);
	return is(up, "if") || is(up, "else") || is(up, "for") ||
	       is(up, "while") || is(up, "do") || is(up, "label");
}

static bool is_top(const struct fact *f)
{
	return f->kind == FACT_FUNC || f->kind == FACT_MACRO || f->kind == FACT_TYPE ||
	       f->kind == FACT_VAR || f->kind == FACT_PROTO;
}

/* A parameter's type is below no statement: the declaration around it. */
static const struct fact *proto_around(const struct study_file *file,
				       const struct fact *f)
{
	for (const struct fact *p = f; p > file->src->facts && (--p)->part == f->part; )
		if (is_top(p))
			return p->kind == FACT_PROTO && p->end >= f->end ? p : NULL;
	return NULL;
}

static const struct fact *smallest(const struct study_file *file,
				   const struct fact *f)
{
	const struct fact *s;

	if ((s = source_condition_of(file->src, f)))
		return s;
	s = f;
	if (f->in_macro) {
		while (s && s->kind != FACT_MACRO)
			s = at(file, s->parent);
		return s;
	}
	while (s && s->kind != FACT_STMT && s->kind != FACT_FIELD && !is_top(s))
		s = at(file, s->parent);
	while (s && s->kind == FACT_STMT &&
	       (needed_by_parent(file, s) || !owns_lines(file, s)))
		s = at(file, s->parent);
	return s ? s : proto_around(file, f);
}

static void set(struct unit *out, struct study_file *file, const struct fact *f)
{
	const struct fact *doc = source_doc_of(file->src, f);

	*out = (struct unit){ file, f, f->line, f->end_line, f->kind == FACT_FUNC };
	if (doc && doc->end_line < f->line && doc->end_line + 1 >= f->line &&
	    owns_lines(file, doc) && study_added(file, doc->line, doc->end_line))
		out->start = doc->line;
}

bool unit_of(struct unit *out, struct study_file *file, const struct fact *f)
{
	const struct fact *s = smallest(file, f);

	/* A return that goes takes its function along. */
	if (is(s, "return") && s->func != FACT_NONE &&
	    at(file, s->func)->kind == FACT_FUNC &&
	    is(at(file, s->parent), "block") &&
	    at(file, at(file, s->parent)->parent) == at(file, s->func))
		s = at(file, s->func);
	if (!s) {
		*out = (struct unit){ file, f, f->line, f->end_line, false };
		return false;
	}
	set(out, file, s);
	return true;
}

void unit_whole(struct unit *out, struct study_file *file, const struct fact *f)
{
	set(out, file, f);
}

bool unit_around(struct unit *out, const struct unit *u)
{
	const struct fact *s = at(u->file, u->fact->parent);

	if (is_top(u->fact) || u->fact->kind == FACT_CONDITION)
		return false;
	while (s && (is(s, "block") || (s->kind == FACT_STMT && !owns_lines(u->file, s))))
		s = at(u->file, s->parent);
	if (!s || (s->kind != FACT_STMT && s->kind != FACT_FUNC))
		return false;
	set(out, u->file, s);
	return true;
}

/* ---- "if (ret)" ---- */

static bool assigned_in(const struct unit *u, struct str name)
{
	const struct source *src = u->file->src;

	for (const struct fact *f = u->fact; f < src->facts + src->n &&
	     f->part == u->fact->part && f->start < u->fact->end; f++)
		if ((f->kind == FACT_USE || f->kind == FACT_LOCAL) && f->write &&
		    str_eq(f->name, name))
			return true;
	return false;
}

/* The next statement of the same block. */
static const struct fact *next_statement(const struct unit *u)
{
	const struct source *src = u->file->src;

	for (const struct fact *f = u->fact + 1; f < src->facts + src->n; f++) {
		if (f->part != u->fact->part)
			return NULL;
		if (f->kind == FACT_STMT && f->start >= u->fact->end)
			return f->parent == u->fact->parent ? f : NULL;
	}
	return NULL;
}

bool unit_test_behind(struct unit *out, const struct unit *u)
{
	const struct fact *next;
	const struct source *src = u->file->src;
	size_t body;

	if (u->fact->kind != FACT_STMT)
		return false;
	next = next_statement(u);
	if (!next || !(is(next, "if") || is(next, "switch")) ||
	    !owns_lines(u->file, next))
		return false;
	/* uses in its header: before the first statement inside */
	body = next->end;
	for (const struct fact *f = next + 1; f < src->facts + src->n &&
	     f->part == next->part && f->start < body; f++) {
		if (f->kind == FACT_STMT)
			break;
		if (f->kind == FACT_USE && assigned_in(u, f->name)) {
			set(out, u->file, next);
			return true;
		}
	}
	return false;
}

/* ---- kernel-doc ---- */

bool unit_doc_line(const struct study_file *file, const struct fact *doc,
		   struct str name, uint32_t *start, uint32_t *end)
{
	struct str text, line;
	uint32_t n;

	if (!doc)
		return false;
	text = str_sub(part_text(file, doc), doc->start, doc->end - doc->start);
	*start = 0;
	for (n = doc->line; str_line(&text, &line); n++) {
		struct str s = str_trim(line);

		while (str_eat_chr(&s, '*'))
			;
		s = str_ltrim(s);
		if (*start && (!s.n || s.p[0] == '@' || s.p[0] == '/'))
			break;
		if (!*start && str_eat_chr(&s, '@') && str_eat(&s, name) &&
		    str_eat_chr(&s, ':'))
			*start = n;
	}
	*end = n - 1;
	return *start != 0;
}
