// SPDX-License-Identifier: GPL-2.0-or-later
/* STRUCT_LAYOUT, STRUCT_FIELD: C structs that stand for a type of the target,
 * member by member, at the offsets that the compiler gives them. */
#include "rule/matcher.h"
#include "rule/near.h"
#include "source/layout.h"
#include "spec/spectype.h"

/* One definition of a struct, as one patch leaves it. */
struct shape {
	struct study *st;
	const struct rule *rule;
	const struct target *target;
	const struct spec_type *type;
	const struct study_file *file;
	const struct fact *fact;
	struct layout layout;
	struct map *said;	/* what was told of an earlier snapshot */
};

typedef void shape_fn(struct shape *s);

static struct str hex(struct arena *a, uint64_t v)
{
	return str_printf(a, "0x%llx", (unsigned long long)v);
}

static bool is_padding(const struct rule *r, struct str name)
{
	struct str one;

	while (name.n && name.p[0] == '_')
		name = str_from(name, 1);
	json_for(it, json_get(r->params, "padding"))
		if (json_to_str(it, &one) && str_starts_nocase(name, one))
			return true;
	return !name.n;
}

/* In a member that has a name itself. */
static bool nested(const struct layout_member *m)
{
	return m->path.n != m->name.n;
}

/* False when an earlier snapshot had it. */
static bool first_time(struct shape *s, struct str name, uint64_t offset)
{
	struct str key = str_printf(s->st->a, "%p %.*s %.*s %llx", (void *)s->file->weave,
				    STR_FMT(s->fact->name), STR_FMT(name),
				    (unsigned long long)offset);
	void **slot = map_at(s->said, key);
	bool first = !*slot;

	*slot = s;
	return first;
}

static struct finding *begin(struct shape *s, uint32_t line, struct str symbol,
			     struct str text)
{
	struct finding *f = study_find_code(s->st, s->rule, s->file, line, line);

	f->symbol = symbol;
	f->spec = s->target->version->name;
	finding_evidence(s->st->a, f, s->target->version->file, s->type->section.n ?
			 str_printf(s->st->a, "%.*s, section %.*s",
				    STR_FMT(s->type->name), STR_FMT(s->type->section)) :
			 s->type->name, text);
	return f;
}

static void tell(struct shape *s, struct finding *f, struct str what)
{
	rule_message(s->st->a, f, s->rule, "what", str_z(s->st->a, what), NULL);
}

/* ---- offsets and sizes ---- */

static void say_offset(struct shape *s, const struct layout_member *m,
		       const struct spec_member *want)
{
	struct arena *a = s->st->a;
	struct finding *f;

	if (!first_time(s, m->name, m->offset))
		return;
	f = begin(s, m->field->line, m->name, str_printf(a, "%.*s at %.*s",
		  STR_FMT(want->name), STR_FMT(hex(a, want->offset))));
	tell(s, f, str_printf(a, "%.*s of struct %.*s is at %.*s, %.*s has %.*s at %.*s in %.*s",
		STR_FMT(m->name), STR_FMT(s->fact->name), STR_FMT(hex(a, m->offset)),
		STR_FMT(s->type->name), STR_FMT(want->name),
		STR_FMT(hex(a, want->offset)), STR_FMT(f->spec)));
}

/* The sources disagree, one of them is well founded. */
static void say_conflict(struct shape *s, const struct layout_member *m,
			 const struct spec_member *want)
{
	const struct spec_conflict *c = want->conflict;
	struct arena *a = s->st->a;
	struct finding *f;
	uint64_t at;

	if (!c || !c->high || !str_to_num(want->favours, &at) || at == m->offset ||
	    !first_time(s, m->name, m->offset))
		return;
	f = begin(s, m->field->line, m->name, c->about);
	f->level = LEVEL_CHECK;
	for (size_t i = 0; i < c->n_readings; i++)
		finding_evidence(a, f, s->target->version->file, c->id,
			str_printf(a, "%.*s (%.*s)", STR_FMT(c->readings[i].is),
				   STR_FMT(spec_sources_text(a, &c->readings[i].src))));
	tell(s, f, str_printf(a, "%.*s of struct %.*s is at %.*s; sources disagree, the "
		"better founded ones have %.*s at %.*s", STR_FMT(m->name),
		STR_FMT(s->fact->name), STR_FMT(hex(a, m->offset)), STR_FMT(want->name),
		STR_FMT(want->favours)));
}

/* Where the next member of the document begins. */
static uint64_t room(const struct spec_type *t, const struct spec_member *m)
{
	uint64_t end = t->size ? t->size : UINT64_MAX;

	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].known && t->v[i].offset > m->offset && t->v[i].offset < end)
			end = t->v[i].offset;
	return end - m->offset;
}

static void check_size(struct shape *s, const struct layout_member *m,
		       const struct spec_member *want)
{
	struct arena *a = s->st->a;
	bool small = want->size && spec_firm(want->size_standing) &&
		     m->size < want->size;
	struct finding *f;

	if (!m->size || (!small && m->size <= room(s->type, want)) ||
	    !first_time(s, m->name, m->size))
		return;
	f = begin(s, m->field->line, m->name, str_printf(a, "%.*s: %llu bytes",
		  STR_FMT(want->name), (unsigned long long)want->size));
	if (small && f->level == LEVEL_ERROR)
		f->level = LEVEL_WARNING;
	tell(s, f, str_printf(a, "%.*s of struct %.*s has %llu bytes%s%.*s%.*s in %.*s",
		STR_FMT(m->name), STR_FMT(s->fact->name), (unsigned long long)m->size,
		small ? ", " : " and runs into the next field of ", STR_FMT(s->type->name),
		STR_FMT(small ? str_printf(a, " has %llu", (unsigned long long)want->size) :
			STR("")), STR_FMT(f->spec)));
}

/* One member that is moved moves all behind it: the first is told. */
static void check_members(struct shape *s)
{
	uint64_t moved = 0;

	vec_for(const struct layout_member, m, &s->layout) {
		const struct spec_member *want;

		want = nested(m) ? NULL : spec_member_of_c(s->type, m->name);
		if (!want || is_padding(s->rule, m->name))
			continue;
		if (want->standing == SPEC_CONFLICT)
			say_conflict(s, m, want);
		if (!want->known || !spec_firm(want->standing))
			continue;
		if (m->offset == want->offset)
			check_size(s, m, want);
		else if (m->offset - want->offset != moved)
			say_offset(s, m, want);
		moved = m->offset - want->offset;
	}
}

static void check_total(struct shape *s)
{
	struct arena *a = s->st->a;
	struct finding *f;

	if (!s->layout.complete || !s->type->size || s->layout.size <= s->type->size ||
	    !spec_firm(s->type->standing) ||
	    !first_time(s, STR("sizeof"), s->layout.size))
		return;
	f = begin(s, s->fact->line, s->fact->name, str_printf(a, "size %.*s",
		  STR_FMT(hex(a, s->type->size))));
	tell(s, f, str_printf(a, "struct %.*s has %.*s bytes, %.*s has %.*s in %.*s",
		STR_FMT(s->fact->name), STR_FMT(hex(a, s->layout.size)),
		STR_FMT(s->type->name), STR_FMT(hex(a, s->type->size)), STR_FMT(f->spec)));
}

/* ---- comments that name an offset ---- */

static bool says_offset(const struct fact *comment, uint64_t *at)
{
	struct str s = comment->name;

	if (!str_starts_nocase(s, STR("0x")))
		return false;
	return str_to_num(s, at);
}

static void check_comment(struct shape *s, const struct fact *comment)
{
	struct str text = s->file->src->parts[comment->part].text;
	const struct layout_member *m = NULL;
	struct finding *f;
	size_t from = comment->start;
	uint64_t at;

	while (from && text.p[from - 1] != '\n')
		from--;
	if (!says_offset(comment, &at) ||
	    str_find_chr(str_sub(text, from, comment->start - from), '}') != SIZE_MAX)
		return;
	vec_for(const struct layout_member, o, &s->layout)
		if (!m && o->field->line >= comment->line)
			m = o;
	if (!m || m->field->line > comment->line + 2 || m->offset == at || nested(m) ||
	    !first_time(s, m->name, at))
		return;
	f = begin(s, comment->line, m->name, STR("a comment names the offset"));
	f->level = LEVEL_WARNING;
	f->where = WHERE_COMMENT;
	tell(s, f, str_printf(s->st->a, "the comment says %.*s, the compiler puts %.*s at %.*s",
		STR_FMT(comment->name), STR_FMT(m->name),
		STR_FMT(hex(s->st->a, m->offset))));
}

static void check_comments(struct shape *s)
{
	const struct source *src = s->file->src;

	source_for(c, src, FACT_COMMENT)
		if (c->part == s->fact->part && c->start > s->fact->start &&
		    c->end < s->fact->end && study_added(s->file, c->line, c->line))
			check_comment(s, c);
}

static void check_layout(struct shape *s)
{
	check_members(s);
	check_total(s);
	check_comments(s);
}

/* ---- fields that the target does not have ---- */

static const struct spec_version *had_member(const struct shape *s, struct str name)
{
	const struct spec_version *best = NULL;

	vec_for(const struct spec_version, v, &s->target->family->versions) {
		const struct spec_type *t = spec_type(v, s->type->name);

		if (v == s->target->version || !t || !spec_member_of_c(t, name))
			continue;
		if (!best || v->order < s->target->version->order)
			best = v;
	}
	return best;
}

static const struct spec_member *member_at(const struct spec_type *t, uint64_t offset)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->v[i].known && spec_firm(t->v[i].standing) &&
		    t->v[i].offset == offset)
			return &t->v[i];
	return NULL;
}

/* The macros that give the array of a field that went its length. */
static void say_bounds(struct shape *s, const struct layout_member *m,
		       const struct spec_version *had)
{
	struct str rest = m->field->value, name = { NULL, 0 };
	const struct symbol *sym;

	if (!str_until(&rest, '[', &name))
		return;
	for (name.n = 0; !name.n && rest.n && rest.p[0] != ']'; )
		if (!str_ident(&rest, &name))
			rest = str_from(rest, 1);
	sym = study_symbol(s->st, name);
	for (size_t i = 0; sym && i < sym->defs.n; i++) {
		const struct site *d = &sym->defs.v[i];
		struct finding *f;

		if (d->fact->kind != FACT_MACRO || !d->added ||
		    d->file->weave != s->file->weave)
			continue;
		f = study_find_site(s->st, s->rule, d);
		f->spec = s->target->version->name;
		finding_evidence(s->st->a, f, had->file, s->type->name, m->name);
		tell(s, f, str_printf(s->st->a, "%.*s is the length of %.*s of struct %.*s, "
			"which %.*s does not have any more", STR_FMT(name),
			STR_FMT(m->name), STR_FMT(s->fact->name),
			STR_FMT(s->target->version->name)));
	}
}

static void say_gone(struct shape *s, const struct layout_member *m,
		     const struct spec_version *had)
{
	struct arena *a = s->st->a;
	const struct spec_member *now = member_at(s->type, m->offset);
	struct finding *f = begin(s, m->field->line, m->name, now ?
		str_printf(a, "%.*s at %.*s", STR_FMT(now->name),
			   STR_FMT(hex(a, now->offset))) : STR("no such field"));

	finding_evidence(a, f, had->file, s->type->name, m->name);
	if (now)
		finding_replacement(a, f, now->name);
	tell(s, f, str_printf(a, "%.*s has no field %.*s in %.*s%s%.*s; %.*s had it",
		STR_FMT(s->type->name), STR_FMT(m->name),
		STR_FMT(s->target->version->name), now ? ", its place has " : "",
		STR_FMT(now ? now->name : STR("")), STR_FMT(had->name)));
	say_bounds(s, m, had);
}

/* Does the C struct have the field elsewhere, under its own name? */
static bool has_field(const struct shape *s, const struct spec_member *m)
{
	vec_for(const struct layout_member, o, &s->layout)
		if (!nested(o) && spec_member_of_c(s->type, o->name) == m)
			return true;
	return false;
}

static void say_strange(struct shape *s, const struct layout_member *m)
{
	struct arena *a = s->st->a;
	const struct spec_member *now = member_at(s->type, m->offset);
	struct finding *f;

	if (!now || has_field(s, now))
		return;
	f = begin(s, m->field->line, m->name, str_printf(a, "%.*s at %.*s",
		  STR_FMT(now->name), STR_FMT(hex(a, now->offset))));
	if (f->level == LEVEL_ERROR)
		f->level = near_miss(m->name, now->name) ? LEVEL_WARNING : LEVEL_CHECK;
	finding_replacement(a, f, now->name);
	tell(s, f, str_printf(a, "the field at %.*s of %.*s is called %.*s in %.*s, not %.*s",
		STR_FMT(hex(a, m->offset)), STR_FMT(s->type->name), STR_FMT(now->name),
		STR_FMT(s->target->version->name), STR_FMT(m->name)));
}

static void check_fields(struct shape *s)
{
	if (!s->type->complete)
		return;
	vec_for(const struct layout_member, m, &s->layout) {
		const struct spec_version *had;

		if (nested(m) || is_padding(s->rule, m->name) ||
		    spec_member_of_c(s->type, m->name) ||
		    !study_added(s->file, m->field->line, m->field->end_line) ||
		    !first_time(s, m->name, m->offset))
			continue;
		had = had_member(s, m->name);
		if (had)
			say_gone(s, m, had);
		else
			say_strange(s, m);
	}
}

/* ---- fields that the struct lacks ---- */

/* The file of `f` as the last patch leaves it, and the struct there: NULL where
 * it is gone. A state shown in part leaves out what did not change. */
static const struct study_file *last_file(const struct study *st, const struct study_file *f,
					  struct str name, const struct fact **type)
{
	for (uint32_t n = (uint32_t)st->n; n > f->n; n--)
		for (size_t i = st->patches[n - 1].nfiles; i-- > 0; ) {
			const struct study_file *last = &st->patches[n - 1].files[i];

			if (last->weave != f->weave || !last->src)
				continue;
			*type = layout_type(last->src, name);
			if (*type || !last->snap.part)
				return last;
		}
	*type = layout_type(f->src, name);
	return f;
}

static size_t list_lacks(struct shape *s, struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < s->type->n; i++) {
		const struct spec_member *m = &s->type->v[i];

		if (m->known && spec_firm(m->standing) && !has_field(s, m))
			buf_printf(out, "%s%.*s (0x%llx)", n++ ? ", " : "",
				   STR_FMT(m->name), (unsigned long long)m->offset);
	}
	return n;
}

/* Judged by what the series makes of the struct in the end, told where the
 * struct begins. */
static void check_lacks(struct shape *s)
{
	struct shape end = *s;
	struct buf lacks = BUF;
	struct finding *f;
	size_t n;

	if (!s->type->complete || !study_added(s->file, s->fact->line, s->fact->line) ||
	    !first_time(s, STR("lacks"), 0))
		return;
	end.file = last_file(s->st, s->file, s->fact->name, &end.fact);
	if (!end.fact || !layout_of(&end.layout, s->st->a, end.file->src, end.fact,
				    s->st->macros) || !end.layout.complete)
		return;
	n = list_lacks(&end, &lacks);
	if (n && n * 2 < s->type->n) {
		f = begin(s, s->fact->line, s->fact->name, str_printf(s->st->a,
			  "%zu fields", s->type->n));
		rule_message(s->st->a, f, s->rule, "type", str_z(s->st->a, s->type->name),
			     "lacks", lacks.p, NULL);
	}
	buf_free(&lacks);
}

/* ---- every struct ---- */

static void each_target(struct shape *s, shape_fn *fn)
{
	struct study *st = s->st;

	for (size_t i = 0; i < st->ntargets; i++) {
		s->target = &st->targets[i];
		s->type = spec_type_of_tag(s->target->version, s->fact->name);
		if (s->target->how != TARGET_GUESSED && s->type &&
		    s->type->kind == SPEC_STRUCT && (spec_firm(s->type->standing) ||
		     s->type->standing == SPEC_CONFLICT) &&
		    layout_of(&s->layout, st->a, s->file->src, s->fact, st->macros))
			fn(s);
	}
}

static bool is_struct(const struct fact *f)
{
	return f->name.n && !f->in_error && str_eq(f->value, STR("struct"));
}

static void each_struct(struct study *st, const struct rule *r, shape_fn *fn)
{
	struct shape s = { .st = st, .rule = r, .said = map_new(st->a) };

	for (size_t i = 0; i < st->n; i++)
		for (size_t j = 0; j < st->patches[i].nfiles; j++) {
			s.file = &st->patches[i].files[j];
			if (!s.file->src)
				continue;
			source_for(f, s.file->src, FACT_TYPE) {
				s.fact = f;
				if (is_struct(f) &&
				    study_added(s.file, f->line, f->end_line))
					each_target(&s, fn);
			}
		}
}

void match_struct_layout(struct study *st, const struct rule *r)
{
	each_struct(st, r, check_layout);
}

void match_struct_field(struct study *st, const struct rule *r)
{
	each_struct(st, r, check_fields);
}

void match_struct_lacks(struct study *st, const struct rule *r)
{
	each_struct(st, r, check_lacks);
}
