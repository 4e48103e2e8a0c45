// SPDX-License-Identifier: GPL-2.0-or-later
/* A mention is a version number with the name of a specification beside it
 * ("RMM v2.0-bet0", "DEN0137[1] version 1.0-rel0", "v1.0 of the PSCI
 * specification"), or an URL of the document that holds one. A bare number
 * ("v1.0 SMCs") names no specification and is none. */
#include "rule/claim.h"

/* ---- walking ---- */

static void each_sentence(struct prose *p, const struct prose_place *where,
			  prose_fn *fn, void *ctx)
{
	vec_for(const struct sentence, s, p)
		fn(ctx, where, s);
}

static void walk_section(struct study *st, const struct section *sec,
			 const struct prose_place *where, prose_fn *fn, void *ctx)
{
	struct prose p = { 0 };

	if (!sec->first)
		return;
	prose_read(&p, st->a, sec->text, sec->first);
	each_sentence(&p, where, fn, ctx);
}

static void walk_mail(struct study *st, const struct patch *patch, prose_fn *fn,
		      void *ctx)
{
	struct prose_place where = { .patch = patch };
	struct prose p = { 0 };

	prose_read(&p, st->a, patch->subject.title, 0);
	each_sentence(&p, &where, fn, ctx);
	walk_section(st, &patch->message, &where, fn, ctx);
	where.notes = true;
	walk_section(st, &patch->notes, &where, fn, ctx);
}

static void walk_comments(struct study *st, const struct study_file *f,
			  const struct patch *patch, prose_fn *fn, void *ctx)
{
	source_for(c, f->src, FACT_COMMENT) {
		struct prose_place where = { patch, f, false };
		struct prose p = { 0 };
		struct str text = f->src->parts[c->part].text;

		if (!study_added(f, c->line, c->end_line))
			continue;
		prose_comment(&p, st->a, str_sub(text, c->start, c->end - c->start),
			      c->line);
		each_sentence(&p, &where, fn, ctx);
	}
}

/* Runs of added lines of a documentation file. */
static void walk_document(struct study *st, const struct study_file *f,
			  const struct patch *patch, prose_fn *fn, void *ctx)
{
	struct prose_place where = { patch, f, false };
	const struct diff *d = &patch->diff;

	for (size_t h = f->diff->first; h < f->diff->first + f->diff->n; h++) {
		struct buf run = BUF;
		uint32_t first = 0;

		for (size_t i = 0; i <= d->hunks[h].n; i++) {
			const struct diff_line *l = &d->lines[d->hunks[h].first + i];
			struct prose p = { 0 };

			if (i < d->hunks[h].n && l->op == '-')
				continue;
			if (i < d->hunks[h].n && l->op == '+') {
				first = first ? first : l->new_line;
				buf_add(&run, l->text);
				buf_chr(&run, '\n');
				continue;
			}
			if (!first)
				continue;
			prose_read(&p, st->a, str_dup(st->a, buf_str(&run)), first);
			each_sentence(&p, &where, fn, ctx);
			buf_clear(&run);
			first = 0;
		}
		buf_free(&run);
	}
}

struct said {
	struct prose_place where;
	struct sentence sentence;
};

struct prose_list {
	struct arena *a;
	struct said *v;
	size_t n, cap;
};

static void keep(void *ctx, const struct prose_place *where, const struct sentence *s)
{
	struct prose_list *l = ctx;

	vec_add(l->a, l, ((struct said){ *where, *s }));
}

static void walk(struct study *st, prose_fn *fn, void *ctx)
{
	if (st->series->cover)
		walk_mail(st, st->series->cover, fn, ctx);
	for (size_t i = 0; i < st->n; i++) {
		const struct study_patch *p = &st->patches[i];

		walk_mail(st, p->patch, fn, ctx);
		for (size_t j = 0; j < p->nfiles; j++) {
			if (!p->files[j].src)
				continue;
			if (p->files[j].src->lang == LANG_RST)
				walk_document(st, &p->files[j], p->patch, fn, ctx);
			else
				walk_comments(st, &p->files[j], p->patch, fn, ctx);
		}
	}
}

/* Several rules read: cut into sentences once. */
void prose_each(struct study *st, prose_fn *fn, void *ctx)
{
	if (!st->prose) {
		st->prose = NEW(st->a, struct prose_list);
		st->prose->a = st->a;
		walk(st, keep, st->prose);
	}
	vec_for(const struct said, s, st->prose)
		fn(ctx, &s->where, &s->sentence);
}

/* ---- version numbers ---- */

struct mention {
	size_t start, end;	/* in the sentence */
	struct str id;		/* "2.0-bet0", without the v */
};

/* bet, or beta: some write it out. */
static bool is_stage(struct str word, struct str name)
{
	return str_starts_nocase(word, name) && word.n - name.n <= 2;
}

static bool stage_named(const struct specdb *db, struct str word, struct str *out)
{
	vec_for(const struct spec_family, f, &db->families)
		for (size_t k = 0; k < f->stages.n; k++)
			if (is_stage(word, f->stages.v[k])) {
				*out = f->stages.v[k];
				return true;
			}
	return false;
}

/* bet1, beta 1: the name as the database has it. */
static bool eat_stage(struct str *s, const struct specdb *db, struct str *stage,
		      uint64_t *n)
{
	struct str t = *s, word;

	if (!str_ident(&t, &word))
		return false;
	while (word.n && chr_digit(word.p[word.n - 1]))
		word.n--;
	if (!stage_named(db, word, stage))
		return false;
	t = str_from(*s, (size_t)(word.p + word.n - s->p));
	str_eat_chr(&t, ' ');
	if (!str_num(&t, n, 999))
		return false;
	*s = t;
	return true;
}

/* ... behind a number: 2.0-bet1, 2.0bet1, 2.0 beta 1. */
static bool eat_stage_behind(struct str *s, const struct specdb *db, struct str *stage,
			     uint64_t *n)
{
	struct str t = *s;

	if (!str_eat_chr(&t, '-'))
		str_eat_chr(&t, ' ');
	if (!eat_stage(&t, db, stage, n))
		return false;
	*s = t;
	return true;
}

/* A version number that begins at `at`. */
static bool version_at(struct arena *a, struct str s, size_t at,
		       const struct specdb *db, struct mention *out)
{
	struct str t = str_from(s, at), id, stage;
	uint64_t n;

	if (str_starts_nocase(t, STR("v")))
		t = str_from(t, 1);
	id = t;
	if (!str_num(&t, &n, 99) || !str_eat_chr(&t, '.') || !str_num(&t, &n, 99))
		return false;
	if (t.n > 1 && t.p[0] == '.' && chr_digit(t.p[1]))
		return false;
	id = str_n(id.p, (size_t)(t.p - id.p));
	if (eat_stage_behind(&t, db, &stage, &n))
		id = str_printf(a, "%.*s-%.*s%llu", STR_FMT(id), STR_FMT(stage),
				(unsigned long long)n);
	else if (t.n && (chr_ident(t.p[0]) ||
			 (t.p[0] == '-' && t.n > 1 && chr_ident(t.p[1]))))
		return false;
	out->start = at;
	out->end = (size_t)(t.p - s.p);
	out->id = id;
	return true;
}

/* ---- whose version ---- */

/* Words of params of the rule SPEC_CITATION. */
struct vocabulary {
	const struct json *connectors, *another_time, *binding;
};

static struct vocabulary vocabulary_of(const struct study *st)
{
	const struct rule *r = rules_find(st->rules, STR("SPEC_CITATION"));
	const struct json *p = r ? r->params : NULL;

	return (struct vocabulary){
		json_get(p, "connectors"), json_get(p, "another_time"),
		json_get(p, "binding"),
	};
}

struct reader {
	struct study *st;
	struct claims *out;
	struct vocabulary words;
};

static bool listed(const struct json *words, struct str w)
{
	struct str one;

	json_for(it, words)
		if (json_to_str(it, &one) && str_eq_nocase(w, one))
			return true;
	return false;
}

static bool connector(const struct vocabulary *v, struct str w)
{
	while (w.n && !chr_ident(w.p[w.n - 1]))
		w.n--;
	while (w.n && !chr_ident(w.p[0]))
		w = str_from(w, 1);
	return !w.n || (w.n <= 2 && chr_digit(w.p[0])) || listed(v->connectors, w);
}

static bool is_word(struct str w, struct str name)
{
	while (w.n && !chr_ident(w.p[0]))
		w = str_from(w, 1);
	return str_starts(w, name) && (w.n == name.n || !chr_ident(w.p[name.n]));
}

static struct spec_family *family_of_word(struct study *st, struct str w)
{
	vec_for(struct spec_family, f, &st->db->families) {
		if (f->document.n && is_word(w, f->document))
			return f;
		for (size_t i = 0; i < f->words.n; i++)
			if (str_find_chr(f->words.v[i], ' ') == SIZE_MAX &&
			    is_word(w, f->words.v[i]))
				return f;
	}
	return NULL;
}

/* "RMMv2.0": the name is glued to the number. */
static struct spec_family *glued(struct study *st, struct str s, size_t at)
{
	size_t from = at;

	while (from && chr_ident(s.p[from - 1]))
		from--;
	return from < at ? family_of_word(st, str_sub(s, from, at - from)) : NULL;
}

static struct spec_family *family_before(const struct reader *r, struct str s, size_t at)
{
	size_t end = at;

	for (int words = 0; words < 6; words++) {
		struct spec_family *f;
		struct str w;
		size_t from;

		while (end && chr_blank(s.p[end - 1]))
			end--;
		if (!end)
			return NULL;
		for (from = end; from && !chr_blank(s.p[from - 1]); from--)
			;
		w = str_sub(s, from, end - from);
		f = family_of_word(r->st, w);
		if (f)
			return f;
		if (!connector(&r->words, w))
			return NULL;
		end = from;
	}
	return NULL;
}

static struct spec_family *family_after(const struct reader *r, struct str s, size_t at)
{
	struct str rest = str_from(s, at), w;

	for (int words = 0; words < 4 && str_word(&rest, &w); words++) {
		struct spec_family *f = family_of_word(r->st, w);

		if (f)
			return f;
		if (!connector(&r->words, w))
			return NULL;
	}
	return NULL;
}

/* ---- what a mention weighs ---- */

static bool has_word(struct str s, const struct json *words)
{
	struct str w;

	while (str_word(&s, &w)) {
		while (w.n && !chr_ident(w.p[w.n - 1]))
			w.n--;
		if (listed(words, w))
			return true;
	}
	return false;
}

/* Speaks of what was or will be, or of a version it sets this one apart from. */
static bool of_another_time(const struct vocabulary *v, struct str s)
{
	return has_word(s, v->another_time);
}

static unsigned weight_of(const struct vocabulary *v, const struct prose_place *where,
			  const struct sentence *s, bool url)
{
	unsigned w = where->file ? 1 : where->patch->kind == PATCH_COVER ? 5 : 2;

	if (s->kind != PROSE_OWN && s->kind != PROSE_LINK)
		return 0;
	if (url)
		return w * 2;
	if (of_another_time(v, s->text))
		return 0;
	return has_word(s->text, v->binding) ? w * 2 : w;
}

/* ---- gathering ---- */

static void add_claim(struct reader *r, const struct prose_place *where,
		      const struct sentence *s, size_t at, struct str text,
		      struct spec_family *f, struct str id, bool url)
{
	struct claim *c = vec_push(r->st->a, r->out);
	const struct spec_version *v = spec_version_find(f, id);

	c->family = f;
	c->base = spec_version_base(v ? v->id : id);
	c->version = v && (!str_eq(id, c->base) || str_eq(v->id, id)) ? v : NULL;
	c->unknown = !v && !str_eq(id, c->base);
	c->text = text;
	c->sentence = s->text;
	c->patch = where->patch;
	c->file = where->file;
	c->line = prose_line(s, at);
	c->url = url;
	c->weight = weight_of(&r->words, where, s, url);
	c->history = s->kind == PROSE_HISTORY || s->kind == PROSE_QUOTE ||
		     (!url && of_another_time(&r->words, s->text));
}

static void read_numbers(struct reader *r, const struct prose_place *where,
			 const struct sentence *s)
{
	struct str t = s->text;
	struct mention m;

	for (size_t i = 0; i < t.n; i++) {
		struct spec_family *f;

		if (!chr_digit(t.p[i]) && chr_lower(t.p[i]) != 'v')
			continue;
		if (!version_at(r->st->a, t, i, r->st->db, &m))
			continue;
		if (i && chr_ident(t.p[i - 1]))
			f = chr_lower(t.p[i]) == 'v' ? glued(r->st, t, i) : NULL;
		else
			f = family_before(r, t, i);
		if (!f && !(i && chr_ident(t.p[i - 1])))
			f = family_after(r, t, m.end);
		if (f && !(i && t.p[i - 1] == '/'))
			add_claim(r, where, s, i,
				  str_sub(t, m.start, m.end - m.start), f, m.id, false);
		i = m.end - 1;
	}
}

/* The one version of a family that is of this stage. */
static const struct spec_version *only_of_stage(struct arena *a, const struct spec_family *f,
						struct str stage, uint64_t n)
{
	struct str end = str_printf(a, "-%.*s%llu", STR_FMT(stage), (unsigned long long)n);
	const struct spec_version *only = NULL;

	vec_for(const struct spec_version, v, &f->versions) {
		if (!str_ends(v->id, end))
			continue;
		if (only)
			return NULL;
		only = v;
	}
	return only;
}

/* Does a word begin there that is not the stage of a number before it? */
static bool begins_alone(struct str s, size_t at)
{
	if (!at)
		return true;
	if (chr_ident(s.p[at - 1]) || s.p[at - 1] == '-' || s.p[at - 1] == '.')
		return false;
	while (at && chr_blank(s.p[at - 1]))
		at--;
	return !at || !chr_digit(s.p[at - 1]);
}

static size_t word_end(struct str s, size_t at)
{
	while (at < s.n && chr_alpha(s.p[at]))
		at++;
	return at;
}

static bool number_at(struct str s, size_t at)
{
	at += at < s.n && s.p[at] == ' ';
	return at < s.n && chr_digit(s.p[at]);
}

/* "the RMM ALP17 specification" */
static void read_stages(struct reader *r, const struct prose_place *where,
			const struct sentence *s)
{
	struct str t = s->text;

	for (size_t i = 0, end; i < t.n; i = end) {
		struct str rest = str_from(t, i), stage;
		const struct spec_version *v = NULL;
		struct spec_family *f;
		uint64_t n;

		end = word_end(t, i);
		if (end == i) {
			end++;
			continue;
		}
		if (!number_at(t, end) || !begins_alone(t, i) ||
		    !eat_stage(&rest, r->st->db, &stage, &n) ||
		    (rest.n && chr_ident(rest.p[0])))
			continue;
		f = family_before(r, t, i);
		if (!f)
			f = family_after(r, t, t.n - rest.n);
		if (f)
			v = only_of_stage(r->st->a, f, stage, n);
		if (v)
			add_claim(r, where, s, i, str_sub(t, i, t.n - rest.n - i), f,
				  v->id, false);
		end = t.n - rest.n;
	}
}

/* What an address names: the file's ending and the title's words go. */
static struct str id_in_url(struct spec_family *f, struct str id)
{
	while (id.n && !spec_version_find(f, id)) {
		size_t dot = str_rfind_chr(id, '.'), bar = str_rfind_chr(id, '_');
		size_t cut = dot == SIZE_MAX || (bar != SIZE_MAX && bar > dot) ? bar : dot;

		id.n = cut == SIZE_MAX ? 0 : cut;
	}
	return id;
}

static bool id_char(char c)
{
	return chr_ident(c) || c == '-' || c == '.';
}

static void read_urls(struct reader *r, const struct prose_place *where,
		      const struct sentence *s)
{
	vec_for(struct spec_family, f, &r->st->db->families) {
		for (size_t u = 0; u < f->urls.n; u++) {
			size_t at = str_find_nocase(s->text, f->urls.v[u]);
			size_t end;
			struct str id;

			if (at == SIZE_MAX)
				continue;
			end = at += f->urls.v[u].n;
			while (end < s->text.n && id_char(s->text.p[end]))
				end++;
			id = id_in_url(f, str_sub(s->text, at, end - at));
			if (id.n)
				add_claim(r, where, s, at, id, f, id, true);
			break;
		}
	}
}

/* A number with a dot or a dash, or behind a word. */
static bool worth_reading(struct str s)
{
	for (size_t i = 0; i + 1 < s.n; i++)
		if (chr_digit(s.p[i]) ? s.p[i + 1] == '.' || s.p[i + 1] == '-' :
		    (chr_alpha(s.p[i]) || s.p[i] == ' ') && chr_digit(s.p[i + 1]))
			return true;
	return false;
}

static void read_sentence(void *ctx, const struct prose_place *where,
			  const struct sentence *s)
{
	struct reader *r = ctx;

	if (s->kind == PROSE_TRAILER || s->kind == PROSE_CODE ||
	    !worth_reading(s->text))
		return;
	if (str_has(s->text, STR("://")))
		read_urls(r, where, s);
	read_numbers(r, where, s);
	read_stages(r, where, s);
}

void claims_read(struct claims *out, struct study *st)
{
	struct reader r = { st, out, vocabulary_of(st) };

	prose_each(st, read_sentence, &r);
}
