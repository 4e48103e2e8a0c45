// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/fall.h"

#define RUN_MAX 64		/* lines that are changed together */
#define STANDS_MAX 2		/* hacks on top of each other */

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

struct scope *fall_scope(struct closure *c, const struct site *s)
{
	void **slot;

	if (!s->fact->owner.n)
		return NULL;
	slot = map_at(c->scopes, scope_key(c, s));
	if (!*slot)
		*slot = NEW(c->a, struct scope);
	return *slot;
}

/* For each name that a function declares or labels, its uses in that function: of
 * names of file scope alone a series has many more. */
static void index_scopes(struct closure *c)
{
	const struct symbol *sym;

	c->scopes = map_new(c->a);
	for (size_t i = 0; (sym = study_next_symbol(c->st, &i)); ) {
		bool local = false;

		vec_for(const struct site, d, &sym->defs)
			if (d->fact->kind == FACT_LOCAL || d->fact->kind == FACT_PARAM ||
			    d->fact->kind == FACT_LABEL) {
				struct scope *s = fall_scope(c, d);

				local = true;
				if (s && d->fact->kind != FACT_LABEL)
					s->declared = true;
			}
		if (!local)
			continue;
		vec_for(const struct site, u, &sym->uses) {
			/* "struct x" is another name */
			bool use = u->fact->kind == FACT_USE && !u->fact->value.n;
			struct scope *s = use || u->fact->kind == FACT_GOTO ?
					  fall_scope(c, u) : NULL;

			if (s)
				vec_add(c->a, &s->uses, *u);
		}
	}
}

bool fall_hidden(struct closure *c, const struct site *s)
{
	const struct scope *scope;

	if (s->fact->kind != FACT_USE || s->fact->in_macro || !s->fact->owner.n)
		return false;
	scope = map_get(c->scopes, scope_key(c, s));
	return scope && scope->declared;
}

/* ---- files ---- */

struct file_states *fall_files(const struct closure *c, const struct weave *w)
{
	return &c->files[w->index];
}

static void index_files(struct closure *c)
{
	c->files = NEW_ARRAY(c->a, c->st->weaves.n + 1, struct file_states);
	for (size_t i = 0; i < c->st->n; i++) {
		struct study_patch *p = &c->st->patches[i];

		for (size_t k = 0; k < p->nfiles; k++)
			if (p->files[k].src)
				vec_add(c->a, fall_files(c, p->files[k].weave),
					&p->files[k]);
	}
}

void fall_open(struct closure *c, struct triage *t)
{
	*c = (struct closure){ .t = t, .st = t->st, .a = t->st->a };
	c->dead = map_new(c->a);
	c->looked = map_new(c->a);
	index_files(c);
	index_scopes(c);
}

/* ---- marking ---- */

static bool fallen_line(const struct closure *c, const struct study_file *f,
			uint32_t line)
{
	const struct weave_line *w = study_line(f, line);

	return w && triage_at_line(c->t, f, w)->class >= LINE_ENTANGLED;
}

bool fall_has_taken(const struct closure *c, const struct site *s)
{
	return triage_at_site(c->t, s)->class >= LINE_ENTANGLED;
}

uint32_t fall_why(const struct closure *c, const struct site *s)
{
	return triage_at_site(c->t, s)->why;
}

const struct triage_line *fall_cause(const struct closure *c, const struct study_file *f,
				     const struct weave_line *l)
{
	const struct triage_line *t = l ? triage_at_line(c->t, f, l) : NULL;

	return t && t->class >= LINE_ENTANGLED && t->why != REASON_NONE ? t : NULL;
}

const struct diff *fall_diff(const struct closure *c, const struct study_file *f)
{
	return &c->st->patches[f->n - 1].patch->diff;
}

uint32_t fall_weave_line(const struct closure *c, const struct study_file *f, size_t j)
{
	return c->st->weaves.patches[f->n - 1].line[j];
}

uint32_t fall_standing(const struct closure *c, const struct study_file *f, size_t j)
{
	uint32_t i = fall_weave_line(c, f, j);

	return fall_diff(c, f)->lines[j].op == '+' && i != WEAVE_NONE &&
	       triage_at(c->t, f->weave, i)->class < LINE_ENTANGLED ? i : WEAVE_NONE;
}

bool fall_hides(const struct closure *c, const struct weave *w, uint32_t i)
{
	const struct weave_line *l = &w->lines[i];
	const struct triage_patch *p;

	if (l->died == WEAVE_ALIVE || triage_at(c->t, w, i)->class >= LINE_ENTANGLED)
		return false;
	p = &c->t->patches[l->died - 1];
	return p->why != REASON_NONE &&
	       (p->whole || (l->died_at != WEAVE_NONE && p->makes_room[l->died_at]));
}

/* Line `at` of the diff or its like, a few lines off, where the patch moves it. */
static bool stands_for(const struct diff *d, size_t at, size_t j, bool in_run)
{
	return in_run || (fall_telling(d->lines[at].text) &&
			  str_eq(str_trim(d->lines[j].text), str_trim(d->lines[at].text)));
}

static struct str stood_before(const struct closure *c, const struct weave *w, uint32_t i,
			       int depth);

/* Line j of the diff, if the patch takes it out of the weave and it is there without
 * throwaway code; or what it stands for itself. */
static struct str hidden_line(const struct closure *c, const struct weave *w, uint32_t n,
			      size_t j, int depth)
{
	uint32_t i = c->st->weaves.patches[n - 1].line[j];

	if (c->st->patches[n - 1].patch->diff.lines[j].op != '-' || i >= w->nlines ||
	    w->lines[i].died != n)
		return STR("");
	return fall_hides(c, w, i) ? w->lines[i].text : stood_before(c, w, i, depth + 1);
}

static struct str stood_before(const struct closure *c, const struct weave *w, uint32_t i,
			       int depth)
{
	const struct weave_line *l = &w->lines[i];
	const struct diff *d = l->born ? &c->st->patches[l->born - 1].patch->diff : NULL;
	const struct diff_hunk *h;
	struct str text = STR("");
	bool in_run = true;

	if (!d || l->born_at == WEAVE_NONE || !d->removed || depth > STANDS_MAX)
		return text;
	h = diff_hunk_of(d, l->born_at);
	for (size_t j = l->born_at; !text.n && j-- > h->first && l->born_at - j <= RUN_MAX; ) {
		in_run &= d->lines[j].op != ' ';
		if (!stands_for(d, l->born_at, j, in_run))
			continue;
		text = hidden_line(c, w, l->born, j, depth);
		if (depth && d->lines[j].op == '-')
			return text;	/* one is enough, for each asks for others */
	}
	for (size_t j = l->born_at; !text.n && j < h->first + h->n &&
	     j - l->born_at <= RUN_MAX; j++)
		if (stands_for(d, l->born_at, j, false))
			text = hidden_line(c, w, l->born, j, depth);
	return text;
}

struct str fall_stands_for(const struct closure *c, const struct weave *w, uint32_t i)
{
	return stood_before(c, w, i, 0);
}

void fall_line(struct closure *c, const struct weave *w, uint32_t index, uint32_t why)
{
	*triage_at(c->t, w, index) = (struct triage_line){ LINE_ENTANGLED, why };
	c->nfallen++;
	c->changed = true;
}

/* Marks the lines from first to last of a snapshot, and what later patches put
 * between them. Base lines stay. */
void fall_lines(struct closure *c, const struct study_file *f, uint32_t first,
		uint32_t last, uint32_t why)
{
	const struct weave_line *from = study_line(f, first);
	const struct weave_line *to = study_line(f, last);
	uint32_t end, i;

	if (!from || !to)
		return;
	end = weave_index(f->weave, to);
	for (i = weave_index(f->weave, from);; i = f->weave->lines[i].next) {
		const struct weave_line *w;

		if (i == WEAVE_NONE)
			return;
		w = &f->weave->lines[i];
		if (w->born && w->died > f->n &&
		    triage_at(c->t, f->weave, i)->class < LINE_ENTANGLED)
			fall_line(c, f->weave, i, why);
		if (i == end)
			return;
	}
}

uint32_t fall_reason(struct closure *c, const struct study_file *f, uint32_t line,
		     uint32_t because, struct str symbol, struct str message)
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

void fall_kill(struct closure *c, struct str name, struct dead d)
{
	void **slot = map_at(c->dead, name);
	struct dead *dead;

	if (*slot)
		return;
	*slot = dead = NEW(c->a, struct dead);
	*dead = d;
	c->changed = true;
}

const struct dead *fall_dead(const struct closure *c, struct str name)
{
	return map_get(c->dead, name);
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

/* A unit is looked at whenever something in it falls, and each time from its
 * start would be quadratic. What fell stays so, hence: */
struct looked {
	size_t nfallen;			/* before so many fell no share is reached */
	const struct fact *call;	/* the first call that did not fall */
	bool any;			/* a call before it did */
};

static struct looked *looked_at(struct closure *c, const struct fact *unit)
{
	const struct fact **key = NEW(c->a, const struct fact *);
	void **slot;

	*key = unit;
	slot = map_at(c->looked, str_n((const char *)key, sizeof(*key)));
	if (!*slot)
		*slot = NEW(c->a, struct looked);
	return *slot;
}

static bool share_fell(struct closure *c, const struct unit *u, unsigned per_cent)
{
	struct looked *l = looked_at(c, u->fact);
	uint32_t all, gone, wanted;

	if (c->nfallen < l->nfallen)
		return false;
	count_lines(c, u->file, u->fact->line, u->fact->end_line, &all, &gone);
	wanted = (uint32_t)(((uint64_t)all * per_cent + 99) / 100);
	if (all && gone >= wanted)
		return true;
	l->nfallen = c->nfallen + wanted - gone;
	return false;
}

/* The line fell, and not just because its variable is not used any more. */
static bool fell_itself(const struct closure *c, const struct study_file *f,
			uint32_t line)
{
	const struct weave_line *w = study_line(f, line);
	const struct triage_line *l;

	if (!w)
		return false;
	l = triage_at_line(c->t, f, w);
	return l->class >= LINE_ENTANGLED &&
	       (l->why == REASON_NONE || !c->t->reasons.v[l->why].unused);
}

/* Every call in the function stands on fallen lines: it has no other purpose. */
static bool no_other_purpose(struct closure *c, const struct study_file *f,
			     const struct fact *func)
{
	const struct source *src = f->src;
	struct looked *l = looked_at(c, func);
	const struct fact *x;

	for (x = l->call ? l->call : func; x < src->facts + src->n &&
	     x->part == func->part && x->start < func->end; x++) {
		if (x->kind != FACT_CALL)
			continue;
		if (fell_itself(c, f, x->line))
			l->any = true;
		else if (x->name.n && !chr_upper(x->name.p[0]) &&
			 !str_eq(x->name, STR("likely")) && !str_eq(x->name, STR("unlikely")))
			break;
	}
	l->call = x;
	return l->any && (x == src->facts + src->n || x->part != func->part ||
			  x->start >= func->end);
}

/* ---- growing a unit ---- */

static void mark_unit(struct closure *c, const struct unit *u, uint32_t why)
{
	fall_lines(c, u->file, u->start, u->end, why);
}

/* A function's definitions in all states of its file. */
struct functions {
	struct { struct study_file *file; const struct fact *fact; } *v;
	size_t n, cap;
};

static struct functions *functions_named(struct closure *c, const struct unit *u)
{
	struct file_states *files = fall_files(c, u->file->weave);

	if (files->functions)
		return map_get(files->functions, u->fact->name);
	files->functions = map_new(c->a);
	for (size_t i = 0; i < files->n; i++) {
		source_for(x, files->v[i]->src, FACT_FUNC) {
			void **slot = map_at(files->functions, x->name);
			struct functions *f = *slot;

			if (!f)
				*slot = f = NEW(c->a, struct functions);
			vec_push(c->a, f);
			f->v[f->n - 1].file = files->v[i];
			f->v[f->n - 1].fact = x;
		}
	}
	return map_get(files->functions, u->fact->name);
}

/* The same function in all snapshots, so that what later patches add to it or
 * take from it falls with it. */
static void mark_function(struct closure *c, const struct unit *u, uint32_t why)
{
	struct functions *f = functions_named(c, u);

	for (size_t i = 0; f && i < f->n; i++) {
		struct unit whole;

		unit_whole(&whole, f->v[i].file, f->v[i].fact);
		mark_unit(c, &whole, why);
	}
	if (f)
		f->n = 0;	/* once is enough */
}

void fall_around(struct closure *c, const struct unit *u, uint32_t why)
{
	struct unit around;

	if (!unit_around(&around, u))
		return;
	if (!around.function) {
		if (share_fell(c, &around, BLOCK_SHARE))
			fall_unit(c, &around, why);
		else
			fall_around(c, &around, why);
		return;
	}
	if (no_other_purpose(c, around.file, around.fact))
		fall_unit(c, &around, why);
}

/* Another definition of the name stands, up to the end or up to a throwaway patch. */
static bool defined_still(const struct closure *c, struct str name)
{
	const struct symbol *sym = study_symbol(c->st, name);

	for (size_t i = 0; sym && i < sym->defs.n; i++) {
		const struct site *d = &sym->defs.v[i];
		const struct weave *w = d->file->weave;

		if (fact_of_file(d->fact) && !fall_has_taken(c, d) &&
		    (d->line->died == WEAVE_ALIVE ||
		     fall_hides(c, w, weave_index(w, d->line))))
			return true;
	}
	return false;
}

/* The patch that brought the first line of what fell. */
static uint32_t born_in(const struct unit *u)
{
	const struct weave_line *l = study_line(u->file, u->fact->line);

	return l ? l->born : 0;
}

void fall_unit(struct closure *c, struct unit *u, uint32_t why)
{
	struct dead dead = { why, born_in(u) };
	struct unit test;

	if (u->function) {
		mark_function(c, u, why);
		fall_kill(c, u->fact->name, dead);
		return;
	}
	mark_unit(c, u, why);
	if ((u->fact->kind == FACT_MACRO || u->fact->kind == FACT_TYPE) &&
	    !defined_still(c, u->fact->name))
		fall_kill(c, u->fact->name, dead);
	if (unit_test_behind(&test, u))
		mark_unit(c, &test, why);
	vec_add(c->a, &c->units, ((struct fallen_unit){ *u, why }));
	fall_around(c, u, why);
}

/* A line of the unit was there before patch n. */
static bool is_older(const struct unit *u, uint32_t n)
{
	for (uint32_t i = u->fact->line; i <= u->fact->end_line; i++) {
		const struct weave_line *l = study_line(u->file, i);

		if (l && l->born < n && str_trim(l->text).n)
			return true;
	}
	return false;
}

static bool born_with(const struct unit *u, uint32_t line, const struct weave_line *with)
{
	const struct weave_line *l = study_line(u->file, line);

	return line >= u->fact->line && line <= u->fact->end_line && l && l->born == with->born;
}

static bool holds_statements(const struct fact *f)
{
	return f->kind == FACT_STMT && !str_eq(f->value, STR("expr")) &&
	       !str_eq(f->value, STR("decl")) && !str_eq(f->value, STR("return"));
}

/* Of a macro or statement that did without it before, what was changed with the use:
 * in a loop or branch, the lines round it. */
static void fall_change(struct closure *c, const struct unit *u, const struct site *s,
			uint32_t why)
{
	uint32_t first = s->fact->line, last = first;

	if (!holds_statements(u->fact)) {
		for (uint32_t i = u->fact->line; i <= u->fact->end_line; i++)
			if (born_with(u, i, s->line))
				fall_lines(c, u->file, i, i, why);
		return;
	}
	while (born_with(u, first - 1, s->line))
		first--;
	while (born_with(u, last + 1, s->line))
		last++;
	fall_lines(c, u->file, first, last, why);
}

void fall_use(struct closure *c, const struct site *s, struct dead d, const char *what)
{
	struct unit u;
	uint32_t why;

	if (!s->line->born || s->line->died <= d.since || fall_has_taken(c, s))
		return;
	unit_of(&u, s->file, s->fact);
	why = fall_reason(c, s->file, s->fact->line, d.why, s->fact->name,
			  str_printf(c->a, "%s %.*s", what, STR_FMT(s->fact->name)));
	if (u.fact == s->fact)
		fall_lines(c, s->file, s->fact->line, s->fact->end_line, why);
	else if (!u.function && is_older(&u, d.since))
		fall_change(c, &u, s, why);
	else
		fall_unit(c, &u, why);
}
