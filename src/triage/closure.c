// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/closure.h"

#include "rule/matcher.h"
#include "triage/unit.h"

/* A loop or branch of which this share fell goes whole, and a function that a
 * throwaway patch replaces at the other (per cent of its lines that are not
 * empty). A function that is left nearly empty otherwise stays: its callers
 * are current. */
#define BLOCK_SHARE 50
#define FUNCTION_SHARE 60

struct fallen_unit {
	struct unit u;
	uint32_t why;
};

/* A name inside one function. */
struct scope {
	struct sites uses;		/* FACT_USE and FACT_GOTO */
	bool declared;			/* as local or parameter: hides the file's */
};

struct closure {
	struct triage *t;
	struct study *st;
	struct arena *a;
	struct map *dead;		/* name -> reason number + 1 (names of file scope) */
	VEC(struct fallen_unit) units;	/* statements that fell, to look around again */
	/* "weave owner name" -> struct scope, for names that stand in functions */
	struct map *scopes;
	bool changed;
};

/* ---- scopes ---- */

/* The weave's address, the function, a NUL, the name. */
static struct str scope_key(struct closure *c, const struct site *s)
{
	struct str owner = s->fact->owner, name = s->fact->name;
	size_t n = sizeof(s->file->weave) + owner.n + 1 + name.n;
	char *key = arena_alloc(c->a, n), *to = key;

	memcpy(to, &s->file->weave, sizeof(s->file->weave));
	to += sizeof(s->file->weave);
	memcpy(to, owner.p, owner.n);
	to += owner.n + 1;
	if (name.n)
		memcpy(to, name.p, name.n);
	return str_n(key, n);
}

static struct scope *scope_of(struct closure *c, const struct site *s)
{
	void **slot;

	if (!s->fact->owner.n)
		return NULL;
	slot = map_at(c->scopes, scope_key(c, s));
	if (!*slot)
		*slot = NEW(c->a, struct scope);
	return *slot;
}

static void index_scopes(struct closure *c)
{
	struct str name;
	void *value;

	c->scopes = map_new(c->a);
	for (size_t i = 0; map_next(c->st->symbols, &i, &name, &value); ) {
		const struct symbol *sym = value;

		/* only names that some function declares */
		bool local = false;

		vec_for(const struct site, d, &sym->defs)
			if (d->fact->kind == FACT_LOCAL || d->fact->kind == FACT_PARAM ||
			    d->fact->kind == FACT_LABEL) {
				struct scope *s = scope_of(c, d);

				local = true;
				if (s && d->fact->kind != FACT_LABEL)
					s->declared = true;
			}
		if (!local)
			continue;
		vec_for(const struct site, u, &sym->uses) {
			struct scope *s = u->fact->kind == FACT_USE ||
					  u->fact->kind == FACT_GOTO ?
					  scope_of(c, u) : NULL;

			if (s)
				vec_add(c->a, &s->uses, *u);
		}
	}
}

/* ---- marking ---- */

static bool fallen_line(const struct closure *c, const struct study_file *f,
			uint32_t line)
{
	const struct weave_line *w = study_line(f, line);

	return w && triage_at(c->t, f->weave, (uint32_t)(w - f->weave->lines))->class >=
		LINE_ENTANGLED;
}

static bool fallen(const struct closure *c, const struct site *s)
{
	return triage_at(c->t, s->file->weave,
			 (uint32_t)(s->line - s->file->weave->lines))->class >=
		LINE_ENTANGLED;
}

static uint32_t why_of(const struct closure *c, const struct site *s)
{
	return triage_at(c->t, s->file->weave,
			 (uint32_t)(s->line - s->file->weave->lines))->why;
}

/* Marks the lines from first to last of a snapshot, and what later patches put
 * between them. Base lines stay. */
static void mark_lines(struct closure *c, const struct study_file *f,
		       uint32_t first, uint32_t last, uint32_t why)
{
	const struct weave_line *from = study_line(f, first);
	const struct weave_line *to = study_line(f, last);
	uint32_t end, i;

	if (!from || !to)
		return;
	end = (uint32_t)(to - f->weave->lines);
	for (i = (uint32_t)(from - f->weave->lines);; i = f->weave->lines[i].next) {
		const struct weave_line *w;
		struct triage_line *l;

		if (i == WEAVE_NONE)
			return;
		w = &f->weave->lines[i];
		l = triage_at(c->t, f->weave, i);
		if (w->born && w->died > f->n && l->class < LINE_ENTANGLED) {
			l->class = LINE_ENTANGLED;
			l->why = why;
			c->changed = true;
		}
		if (i == end)
			return;
	}
}

static uint32_t entangled(struct closure *c, const struct study_file *f,
			  uint32_t line, uint32_t because, struct str symbol,
			  struct str message)
{
	struct reason r = {
		.rule = STR("ENTANGLED"), .n = f->n, .file = f->diff->new_path,
		.line = line, .symbol = symbol, .because = because,
		.message = message, .fate = FATE_DELETE,
	};

	if (because != REASON_NONE) {
		const struct reason *root = &c->t->reasons.v[because];

		if (root->nreplacement) {
			r.fate = FATE_REPLACE;
			r.replacement = root->replacement;
			r.nreplacement = root->nreplacement;
		}
	}
	return triage_reason(c->t, r);
}

static void kill(struct closure *c, struct str name, uint32_t why)
{
	void **slot = map_at(c->dead, name);

	if (*slot)
		return;
	*slot = (void *)(uintptr_t)(why + 1);
	c->changed = true;
}

static bool is_dead(const struct closure *c, struct str name, uint32_t *why)
{
	uintptr_t v = (uintptr_t)map_get(c->dead, name);

	if (!v)
		return false;
	*why = (uint32_t)(v - 1);
	return true;
}

/* ---- how much of something fell ---- */

static void count_lines(const struct closure *c, const struct study_file *f,
			uint32_t first, uint32_t last, uint32_t *all, uint32_t *gone)
{
	*all = *gone = 0;
	for (uint32_t i = first; i <= last; i++) {
		const struct weave_line *w = study_line(f, i);

		if (!w || !str_trim(w->text).n)
			continue;
		++*all;
		*gone += fallen_line(c, f, i);
	}
}

static bool share_fell(const struct closure *c, const struct unit *u, unsigned per_cent)
{
	uint32_t all, gone;

	count_lines(c, u->file, u->fact->line, u->fact->end_line, &all, &gone);
	return all && gone * 100 >= all * per_cent;
}

/* The line fell, and not just because its variable is not used any more. */
static bool fell_itself(const struct closure *c, const struct study_file *f,
			uint32_t line)
{
	const struct weave_line *w = study_line(f, line);
	const struct triage_line *l;

	if (!w)
		return false;
	l = triage_at(c->t, f->weave, (uint32_t)(w - f->weave->lines));
	return l->class >= LINE_ENTANGLED &&
	       (l->why == REASON_NONE || !c->t->reasons.v[l->why].unused);
}

/* Every call in the function stands on fallen lines: it has no other purpose. */
static bool no_other_purpose(const struct closure *c, const struct study_file *f,
			     const struct fact *func)
{
	const struct source *src = f->src;
	bool any = false;

	for (const struct fact *x = func; x < src->facts + src->n &&
	     x->part == func->part && x->start < func->end; x++) {
		if (x->kind != FACT_CALL)
			continue;
		if (fell_itself(c, f, x->line))
			any = true;
		else if (x->name.n && !chr_upper(x->name.p[0]) &&
			 !str_eq(x->name, STR("likely")) && !str_eq(x->name, STR("unlikely")))
			return false;
	}
	return any;
}

/* ---- growing a unit ---- */

static void mark_unit(struct closure *c, const struct unit *u, uint32_t why)
{
	mark_lines(c, u->file, u->start, u->end, why);
}

/* The same function in all snapshots, so that what later patches add to it or
 * take from it falls with it. */
static void mark_function(struct closure *c, const struct unit *u, uint32_t why)
{
	for (size_t i = 0; i < c->st->n; i++) {
		struct study_patch *p = &c->st->patches[i];

		for (size_t k = 0; k < p->nfiles; k++) {
			struct study_file *f = &p->files[k];

			if (f->weave != u->file->weave || !f->src)
				continue;
			source_for(x, f->src, FACT_FUNC) {
				struct unit whole;

				if (!str_eq(x->name, u->fact->name))
					continue;
				unit_whole(&whole, f, x);
				mark_unit(c, &whole, why);
			}
		}
	}
}

static void fall(struct closure *c, struct unit *u, uint32_t why);

static void fall_around(struct closure *c, const struct unit *u, uint32_t why)
{
	struct unit around;

	if (!unit_around(&around, u))
		return;
	if (!around.function) {
		if (share_fell(c, &around, BLOCK_SHARE))
			fall(c, &around, why);
		else
			fall_around(c, &around, why);
		return;
	}
	if (no_other_purpose(c, around.file, around.fact))
		fall(c, &around, why);
}

static void fall(struct closure *c, struct unit *u, uint32_t why)
{
	struct unit test;

	if (u->function) {
		mark_function(c, u, why);
		kill(c, u->fact->name, why);
		return;
	}
	mark_unit(c, u, why);
	if (u->fact->kind == FACT_MACRO || u->fact->kind == FACT_TYPE)
		kill(c, u->fact->name, why);
	if (unit_test_behind(&test, u))
		mark_unit(c, &test, why);
	vec_add(c->a, &c->units, ((struct fallen_unit){ *u, why }));
	fall_around(c, u, why);
}

static void fall_use(struct closure *c, const struct site *s, uint32_t because,
		     const char *what)
{
	struct unit u;
	uint32_t why;

	if (!s->line->born || fallen(c, s))
		return;
	unit_of(&u, s->file, s->fact);
	why = entangled(c, s->file, s->fact->line, because, s->fact->name,
			str_printf(c->a, "%s %.*s", what, STR_FMT(s->fact->name)));
	if (u.fact == s->fact)
		mark_lines(c, s->file, s->fact->line, s->fact->end_line, why);
	else
		fall(c, &u, why);
}

/* ---- names of file scope ---- */

static bool file_scope(const struct fact *f)
{
	switch (f->kind) {
	case FACT_MACRO:
	case FACT_FUNC:
	case FACT_ENUMERATOR:
	case FACT_TYPE:
		return true;
	case FACT_VAR:
		return true;
	default:
		return false;
	}
}

/* All definitions fell, and there was at least one. */
static bool all_fell(const struct closure *c, const struct symbol *sym,
		     bool (*wanted)(const struct fact *), uint32_t *why)
{
	bool any = false;

	vec_for(const struct site, d, &sym->defs) {
		if (!wanted(d->fact))
			continue;
		if (!fallen(c, d))
			return false;
		*why = why_of(c, d);
		any = true;
	}
	return any;
}

static void kill_undefined(struct closure *c, const struct symbol *sym)
{
	uint32_t why;

	if (!is_dead(c, sym->name, &why) && all_fell(c, sym, file_scope, &why))
		kill(c, sym->name, why);
}

static bool names_it(const struct fact *f)
{
	return f->kind == FACT_CALL || f->kind == FACT_USE;
}

/* A parameter or local of the same name hides it. */
static bool hidden(struct closure *c, const struct site *s)
{
	const struct scope *scope;

	if (s->fact->kind != FACT_USE || s->fact->in_macro || !s->fact->owner.n)
		return false;
	scope = map_get(c->scopes, scope_key(c, s));
	return scope && scope->declared;
}

static void fall_uses(struct closure *c, const struct symbol *sym)
{
	uint32_t why;

	if (!is_dead(c, sym->name, &why))
		return;
	vec_for(const struct site, s, &sym->uses)
		if (names_it(s->fact) && !hidden(c, s))
			fall_use(c, s, why, "uses");
	vec_for(const struct site, s, &sym->protos)
		fall_use(c, s, why, "declares");
}

/* ---- what only fallen lines use ---- */

static bool known_to_target(const struct closure *c, struct str macro)
{
	struct spec_family *f = specdb_family_of_macro(c->st->db, macro, NULL);
	struct fid_judgement j;

	if (!f)
		return false;
	fid_judge(&j, c->st, macro, false, 0);
	return j.verdict != FID_GONE;
}

static bool sites_fell(const struct closure *c, const struct sites *list,
		       enum fact_kind kind, uint32_t *why)
{
	bool any = false;

	vec_for(const struct site, s, list) {
		if (s->fact->kind != kind)
			continue;
		if (!fallen(c, s))
			return false;
		if (!any)
			*why = why_of(c, s);
		any = true;
	}
	return any;
}

/* Uses of a definition: all fell, and there was one. *why: of the first. */
static bool only_fallen_use(struct closure *c, const struct symbol *sym,
			    const struct site *def, uint32_t *why)
{
	bool any = false;

	if (def->fact->kind == FACT_FIELD)
		return sites_fell(c, &sym->uses, FACT_ACCESS, why);
	if (def->fact->kind == FACT_LOCAL) {
		const struct scope *s = scope_of(c, def);

		return s && sites_fell(c, &s->uses, FACT_USE, why);
	}
	vec_for(const struct site, s, &sym->uses) {
		if (!names_it(s->fact) || hidden(c, s))
			continue;
		if (!fallen(c, s))
			return false;
		if (!any)
			*why = why_of(c, s);
		any = true;
	}
	return any;
}

static bool is_static(const struct fact *f)
{
	return str_has(f->value, STR("static"));
}

static size_t count_kind(const struct symbol *sym, enum fact_kind k)
{
	size_t n = 0;

	vec_for(const struct site, d, &sym->defs)
		n += d->fact->kind == k;
	return n;
}

/* All uses stand in throwaway lines themselves: a helper that a hack on top
 * uses is not bound to it. */
static bool only_throwaway_use(const struct closure *c, const struct symbol *sym)
{
	vec_for(const struct site, s, &sym->uses)
		if (triage_at(c->t, s->file->weave,
			      (uint32_t)(s->line - s->file->weave->lines))->class !=
		    LINE_THROWAWAY)
			return false;
	return true;
}

static bool may_fall_unused(const struct closure *c, const struct symbol *sym,
			    const struct fact *f)
{
	switch (f->kind) {
	case FACT_LOCAL:
		return true;
	case FACT_FIELD:
		return count_kind(sym, FACT_FIELD) == 1;
	case FACT_FUNC:
		return is_static(f) && !only_throwaway_use(c, sym);
	case FACT_MACRO:
		return !known_to_target(c, f->name) && !only_throwaway_use(c, sym);
	default:
		return false;
	}
}

/* Other declarators on the line keep it. */
static bool alone_on_line(const struct site *d)
{
	const struct source *src = d->file->src;

	for (const struct fact *f = src->facts; f < src->facts + src->n; f++)
		if (f != d->fact && f->kind == d->fact->kind &&
		    f->part == d->fact->part && f->line == d->fact->line)
			return false;
	return true;
}

static void fall_doc(struct closure *c, struct study_file *f,
		     const struct fact *owner, struct str name, uint32_t why)
{
	uint32_t start, end;

	if (owner && unit_doc_line(f, source_doc_of(f->src, owner), name, &start, &end))
		mark_lines(c, f, start, end, why);
}

static void fall_unused(struct closure *c, const struct site *d, uint32_t because)
{
	struct unit u;
	uint32_t why = entangled(c, d->file, d->fact->line, because, d->fact->name,
		str_printf(c->a, "only lines that go use %.*s", STR_FMT(d->fact->name)));

	c->t->reasons.v[why].unused = true;
	c->t->reasons.v[why].fate = FATE_DELETE;
	if (d->fact->kind == FACT_FUNC || d->fact->kind == FACT_MACRO)
		unit_whole(&u, d->file, d->fact);
	else
		unit_of(&u, d->file, d->fact);
	if (u.function) {
		fall(c, &u, why);
		return;
	}
	mark_unit(c, &u, why);
	if (d->fact->kind == FACT_FIELD && d->fact->parent != FACT_NONE)
		fall_doc(c, d->file, &d->file->src->facts[d->fact->parent],
			 d->fact->name, why);
}

static bool writes_field(const struct site *s)
{
	struct str t = s->file->src->parts[s->fact->part].text;

	if (s->fact->write)
		return true;
	return s->fact->start && t.p[s->fact->start - 1] == '&' &&
	       !(s->fact->start > 1 && t.p[s->fact->start - 2] == '&');
}

/* A field that only fallen lines write means nothing to its readers. */
static bool only_fallen_write(const struct closure *c, const struct symbol *sym,
			      uint32_t *why)
{
	bool any = false;

	vec_for(const struct site, s, &sym->uses) {
		if (s->fact->kind != FACT_ACCESS || !writes_field(s))
			continue;
		if (!fallen(c, s))
			return false;
		*why = why_of(c, s);
		any = true;
	}
	return any;
}

/* An access that was there before the field is one of another type's field. */
static bool shared_name(const struct symbol *sym, const struct site *field)
{
	vec_for(const struct site, s, &sym->uses)
		if (s->fact->kind == FACT_ACCESS &&
		    (!s->line->born || s->line->born < field->line->born))
			return true;
	return false;
}

static void fall_field_readers(struct closure *c, const struct symbol *sym,
			       const struct site *field, uint32_t why)
{
	if (count_kind(sym, FACT_FIELD) != 1 || shared_name(sym, field))
		return;
	vec_for(const struct site, s, &sym->uses)
		if (s->fact->kind == FACT_ACCESS)
			fall_use(c, s, why, "uses the field");
}

static void look_at_definitions(struct closure *c, const struct symbol *sym)
{
	vec_for(const struct site, d, &sym->defs) {
		uint32_t why = REASON_NONE;

		if (fallen(c, d)) {
			if (d->fact->kind == FACT_FIELD)
				fall_field_readers(c, sym, d, why_of(c, d));
			continue;
		}
		if (!d->added || !may_fall_unused(c, sym, d->fact) || !alone_on_line(d))
			continue;
		if (only_fallen_use(c, sym, d, &why) ||
		    (d->fact->kind == FACT_FIELD && only_fallen_write(c, sym, &why)))
			fall_unused(c, d, why);
	}
}

/* ---- locals whose declaration fell ---- */

static void fall_scoped(struct closure *c, const struct symbol *sym)
{
	vec_for(const struct site, d, &sym->defs) {
		enum fact_kind use = d->fact->kind == FACT_LABEL ? FACT_GOTO : FACT_USE;
		const struct scope *scope;

		if ((d->fact->kind != FACT_LOCAL && d->fact->kind != FACT_LABEL) ||
		    !fallen(c, d))
			continue;
		scope = scope_of(c, d);
		for (size_t i = 0; scope && i < scope->uses.n; i++) {
			const struct site *s = &scope->uses.v[i];

			if (s->fact->kind == use)
				fall_use(c, s, why_of(c, d), use == FACT_GOTO ?
					 "goes to" : "uses");
		}
	}
}

/* ---- what a throwaway patch replaces together with fallen lines ---- */

static bool undoes_fallen(const struct closure *c, uint32_t n, uint32_t *why)
{
	for (size_t w = 0; w < c->st->weaves.n; w++) {
		const struct weave *wv = c->st->weaves.v[w];

		for (size_t i = 0; i < wv->nlines; i++) {
			const struct triage_line *l = &c->t->lines[w][i];

			if (wv->lines[i].died != n || !wv->lines[i].born ||
			    l->class < LINE_ENTANGLED || !str_trim(wv->lines[i].text).n)
				continue;
			*why = l->why;
			return true;
		}
	}
	return false;
}

/* The patch defines the same name anew: it betters the line, and without the
 * patch the line is needed. */
static bool defined_anew(const struct closure *c, const struct weave *w,
			 uint32_t index, uint32_t n)
{
	struct str line = w->lines[index].text, word;

	if (!str_eat(&line, STR("#define")))
		return false;
	line = str_ltrim(line);
	if (!str_ident(&line, &word))
		return false;
	vec_for(const struct site, d, &study_symbol(c->st, word)->defs)
		if (d->line->born == n)
			return true;
	return false;
}

/* The share of the unit's lines that patch n takes out. */
static bool share_taken(const struct unit *u, uint32_t n, unsigned per_cent)
{
	uint32_t all = 0, gone = 0;

	for (uint32_t i = u->fact->line; i <= u->fact->end_line; i++) {
		const struct weave_line *w = study_line(u->file, i);

		if (!w || !str_trim(w->text).n)
			continue;
		all++;
		gone += w->died == n;
	}
	return all && gone * 100 >= all * per_cent;
}

/* A function of which patch n takes out most lines is replaced whole. */
static void fall_mostly_gone(struct closure *c, const struct weave *w, uint32_t n,
			     uint32_t why)
{
	for (uint32_t k = n; k-- > 1; ) {
		struct study_patch *p = &c->st->patches[k - 1];

		for (size_t i = 0; i < p->nfiles; i++) {
			if (p->files[i].weave != w || !p->files[i].src)
				continue;
			source_for(x, p->files[i].src, FACT_FUNC) {
				struct unit u;

				unit_whole(&u, &p->files[i], x);
				if (share_taken(&u, n, FUNCTION_SHARE))
					fall(c, &u, why);
			}
			return;
		}
	}
}

static void fall_replaced(struct closure *c, uint32_t n, uint32_t because)
{
	uint32_t number = c->st->patches[n - 1].patch->number;

	for (size_t w = 0; w < c->st->weaves.n; w++) {
		struct weave *wv = c->st->weaves.v[w];
		uint32_t why = REASON_NONE;

		weave_for(i, wv) {
			struct triage_line *l = &c->t->lines[w][i];
			const struct weave_line *line = &wv->lines[i];

			if (line->died != n || !line->born ||
			    l->class >= LINE_ENTANGLED ||
			    !str_trim(line->text).n || defined_anew(c, wv, i, n))
				continue;
			if (why == REASON_NONE)
				why = triage_reason(c->t, (struct reason){
					.rule = STR("ENTANGLED"), .n = line->born,
					.file = wv->path, .because = because,
					.fate = FATE_REPLACE,
					.message = str_printf(c->a,
						"patch %u, itself throwaway, replaces it "
						"together with throwaway code", number) });
			l->class = LINE_ENTANGLED;
			l->why = why;
			c->changed = true;
		}
		if (why != REASON_NONE)
			fall_mostly_gone(c, wv, n, why);
	}
}

static void fall_companions(struct closure *c)
{
	for (size_t i = 0; i < c->t->n; i++) {
		uint32_t why;

		if (c->t->patches[i].whole && undoes_fallen(c, (uint32_t)i + 1, &why))
			fall_replaced(c, (uint32_t)i + 1, why);
	}
}

/* ---- tidying ---- */

/* An empty line between a fallen run and an empty line or a brace before it
 * has nothing left to separate. */
static void fall_blanks(struct closure *c)
{
	for (size_t w = 0; w < c->st->weaves.n; w++) {
		struct weave *wv = c->st->weaves.v[w];
		bool after_blank = true, in_run = false;
		struct triage_line run = { LINE_CURRENT, REASON_NONE };
		uint32_t born = 0;

		weave_for(i, wv) {
			struct triage_line *l = &c->t->lines[w][i];
			struct str text = str_trim(wv->lines[i].text);

			if (wv->lines[i].gap) {
				in_run = after_blank = false;
			} else if (l->class >= LINE_ENTANGLED) {
				in_run = true;
				run = *l;
				born = wv->lines[i].born;
			} else if (in_run && !text.n && after_blank && wv->lines[i].born &&
				   (run.class == LINE_ENTANGLED || wv->lines[i].born == born)) {
				*l = run;
				in_run = false;
			} else {
				in_run = false;
				after_blank = !text.n || str_ends(text, STR("{"));
			}
		}
	}
}

/* More may have fallen since inside what is around a unit. */
static void look_around(struct closure *c)
{
	size_t n = c->units.n;

	for (size_t i = 0; i < n; i++) {
		struct fallen_unit f = c->units.v[i];

		fall_around(c, &f.u, f.why);
	}
}

static void round_of_names(struct closure *c)
{
	struct str name;
	void *value;

	for (size_t i = 0; map_next(c->st->symbols, &i, &name, &value); ) {
		const struct symbol *sym = value;

		kill_undefined(c, sym);
		fall_uses(c, sym);
		fall_scoped(c, sym);
		look_at_definitions(c, sym);
	}
}

void closure_run(struct triage *t)
{
	struct closure c = { .t = t, .st = t->st, .a = t->st->a };

	c.dead = map_new(c.a);
	index_scopes(&c);
	do {
		c.changed = false;
		round_of_names(&c);
		look_around(&c);
		if (!c.changed)
			fall_companions(&c);
	} while (c.changed);
	fall_blanks(&c);
}
