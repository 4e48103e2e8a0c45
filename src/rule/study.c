// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/study.h"

#include "mail/text.h"
#include "rule/outside.h"
#include "series/walk.h"
#include "spec/specmacro.h"

/* ---- lines ---- */

static void index_parts(struct arena *a, struct study_file *f)
{
	uint32_t at = 0;

	f->part_at = NEW_ARRAY(a, f->snap.n + 1, uint32_t);
	for (size_t i = 0; i < f->snap.n; i++) {
		f->part_at[i] = at;
		at += (uint32_t)text_nlines(f->snap.parts[i].text);
	}
	f->part_at[f->snap.n] = at;
}

const struct weave_line *study_line(const struct study_file *f, uint32_t line)
{
	size_t lo = 0, hi = f->snap.n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		uint32_t first = f->snap.parts[mid].first_line;
		uint32_t n = f->part_at[mid + 1] - f->part_at[mid];

		if (line < first)
			hi = mid;
		else if (line - first >= n)
			lo = mid + 1;
		else
			return &f->weave->lines[f->snap.line_of[f->part_at[mid] +
								line - first]];
	}
	return NULL;
}

bool study_added(const struct study_file *f, uint32_t line, uint32_t end_line)
{
	for (uint32_t i = line; i <= end_line; i++) {
		const struct weave_line *w = study_line(f, i);

		if (w && w->born == f->n)
			return true;
	}
	return false;
}

/* ---- names ---- */

static struct symbol *symbol_at(struct study *st, struct str name)
{
	void **slot = map_at(st->symbols, name);

	if (!*slot) {
		struct symbol *s = NEW(st->a, struct symbol);

		s->name = name;
		s->family = specdb_family_of_macro(st->db, name, NULL);
		*slot = s;
	}
	return *slot;
}

const struct symbol *study_symbol(const struct study *st, struct str name)
{
	return map_get(st->symbols, name);
}

struct symbol *study_next_symbol(const struct study *st, size_t *at)
{
	struct str name;
	void *value;

	return map_next(st->symbols, at, &name, &value) ? value : NULL;
}

static struct sites *list_of(struct symbol *s, enum fact_kind k)
{
	switch (k) {
	case FACT_MACRO:
	case FACT_FUNC:
	case FACT_TYPE:
	case FACT_FIELD:
	case FACT_ENUMERATOR:
	case FACT_VAR:
	case FACT_LOCAL:
	case FACT_PARAM:
	case FACT_LABEL:
		return &s->defs;
	case FACT_PROTO:
		return &s->protos;
	case FACT_CALL:
	case FACT_ACCESS:
	case FACT_USE:
	case FACT_GOTO:
	case FACT_UNDEF:
		return &s->uses;
	default:
		return NULL;
	}
}

static bool named(const struct fact *f)
{
	struct symbol none;

	return f->name.n && list_of(&none, f->kind) != NULL;
}

/* Each line is indexed once, in the snapshot where it first shows. A call is
 * also indexed when any of its lines is new, for its arguments may be. */
static void index_facts(struct study *st, struct study_file *f, bool *seen)
{
	for (struct fact *fact = f->src->facts;
	     fact < f->src->facts + f->src->n; fact++) {
		const struct weave_line *line;
		bool added;

		if (!named(fact))
			continue;
		line = study_line(f, fact->line);
		if (!line)
			continue;
		added = fact->kind == FACT_CALL ?
			study_added(f, fact->line, fact->end_line) :
			line->born == f->n;
		if (seen[line - f->weave->lines] && !added)
			continue;
		vec_add(st->a, list_of(symbol_at(st, fact->name), fact->kind),
			((struct site){ f, fact, line, added }));
	}
	for (size_t i = 0; i < f->snap.nknown; i++)
		seen[f->snap.line_of[i]] = true;
}

/* ---- values ---- */

static void define_macros(struct study *st, const struct study_file *f)
{
	source_for(fact, f->src, FACT_MACRO) {
		struct str text = f->src->parts[fact->part].text;
		size_t at = (size_t)(fact->name.p - text.p);

		if (study_added(f, fact->line, fact->end_line) ||
		    !macro_get(st->macros, fact->name))
			macro_define(st->macros, str_sub(text, at, fact->end - at));
	}
}

/* Enumerators count from the last given value; an unknown one ends the count. */
void study_define_enumerators(struct study *st, const struct source *src)
{
	struct str owner = { NULL, 0 };
	uint32_t parent = FACT_NONE;
	uint64_t next = 0;
	bool known = true;

	source_for(fact, src, FACT_ENUMERATOR) {
		struct str missing;

		if (fact->parent != parent || !str_eq(fact->owner, owner)) {
			parent = fact->parent;
			owner = fact->owner;
			next = 0;
			known = true;
		}
		if (fact->value.n)
			known = eval_expr(st->macros, fact->value, &next, &missing);
		if (!known)
			continue;
		macro_define(st->macros,
			     str_printf(st->a, "%.*s %llu", STR_FMT(fact->name),
					(unsigned long long)next));
		next++;
	}
}

bool study_value(const struct study *st, const struct fact *def, uint64_t *out)
{
	const struct symbol *sym = st->values_known ?
				   study_symbol(st, def->name) : NULL;
	struct str missing;

	if (sym && sym->defs.n == 1 && sym->defs.v[0].fact == def) {
		*out = sym->value;
		return sym->has_value;
	}
	if (def->kind == FACT_ENUMERATOR)
		return eval_expr(st->macros, def->name, out, &missing);
	return def->kind == FACT_MACRO && def->params < 0 && def->value.n &&
	       eval_expr(st->macros, def->value, out, &missing);
}

static void fill_values(struct study *st)
{
	struct symbol *s;

	for (size_t i = 0; (s = study_next_symbol(st, &i)); ) {
		for (size_t k = s->defs.n; k-- > 0 && !s->has_value; )
			s->has_value = study_value(st, s->defs.v[k].fact, &s->value);
	}
	st->values_known = true;
}

static const struct site *constant_of(const struct symbol *sym)
{
	for (size_t i = 0; sym && i < sym->defs.n; i++)
		if (site_constant(&sym->defs.v[i]))
			return &sym->defs.v[i];
	return NULL;
}

const struct site *study_constant(const struct study *st,
				  const struct spec_type *t,
				  const struct spec_member *m)
{
	const struct site *s = constant_of(study_symbol(st, m->name));

	vec_for(const struct spec_ctype, c, &t->version->family->ctypes) {
		if (s || !str_eq(c->spec, t->name))
			continue;
		for (size_t i = 0; i < c->n; i++)
			for (size_t k = 0; str_eq(c->members[i].spec, m->name) && !s &&
			     k < c->members[i].c.n; k++)
				s = constant_of(study_symbol(st, c->members[i].c.v[k]));
	}
	return s;
}

/* ---- building ---- */

/* A file that is changed again and again is shown as a whole once, and then
 * around its changes: where its states have so many lines in sum, or those of
 * all files so many. */
#define FILE_LINES 4096
#define SERIES_LINES (1u << 15)
#define STATES_MIN 4

/* Lines of all states that patches leave. */
static size_t lines_of(const struct weave *w)
{
	size_t lines = 0;

	for (size_t i = 0; i < w->nlines; i++)
		lines += weave_event_from(w, w->lines[i].died) -
			 weave_event_from(w, w->lines[i].born);
	return lines;
}

/* By weave: how to go through the states of a file that is shown in part; NULL
 * for the others. */
static struct walk **open_walks(struct study *st)
{
	struct walk **walks = NEW_ARRAY(st->a, st->weaves.n + 1, struct walk *);
	size_t *lines = NEW_ARRAY(st->a, st->weaves.n + 1, size_t), sum = 0;

	for (size_t i = 0; i < st->weaves.n; i++)
		sum += lines[i] = lines_of(st->weaves.v[i]);
	for (size_t i = 0; i < st->weaves.n; i++) {
		const struct weave *w = st->weaves.v[i];

		if (w->nevents < STATES_MIN || w->binary ||
		    (lines[i] <= FILE_LINES && sum <= SERIES_LINES))
			continue;
		walks[i] = NEW(st->a, struct walk);
		walk_open(walks[i], st->a, w, NULL, (uint32_t)st->n);
	}
	return walks;
}

/* What is read of a series, beside the study itself. */
struct reading {
	struct study *st;
	struct source_reader *reader;
	struct study_file **latest;	/* by weave: its last reading */
	struct walk **walks;
};

static bool show(const struct reading *r, struct study_file *f)
{
	struct walk *k = r->walks[f->weave->index];

	if (k && r->latest[f->weave->index])
		return walk_snapshot(&f->snap, r->st->a, k, f->n);
	return weave_snapshot(&f->snap, r->st->a, f->weave, f->n);
}

static const struct source *read_before(const struct study *st, const struct snapshot *s)
{
	if (!st->base || !st->base->source || s->n != 1 || s->parts[0].first_line != 1)
		return NULL;
	return st->base->source(st->base->ctx, s->path, s->parts[0].text);
}

static const struct source *read_snapshot(const struct reading *r, const struct snapshot *s)
{
	struct arena *a = r->st->a;
	struct source_part *parts = NEW_ARRAY(a, s->n, struct source_part);

	for (size_t i = 0; i < s->n; i++)
		parts[i] = (struct source_part){
			s->parts[i].text, s->parts[i].first_line, s->parts[i].section,
		};
	return source_read(r->reader, a, s->path, parts, s->n);
}

static void read_file(const struct reading *r, struct study_file *f)
{
	struct study *st = r->st;

	if (!f->weave || f->weave->binary || !show(r, f))
		return;
	index_parts(st->a, f);
	if (!r->reader)
		return;
	f->src = read_before(st, &f->snap);
	if (!f->src)
		f->src = read_snapshot(r, &f->snap);
	st->parse_errors += f->src->errors;
}

/* A file that the diff names twice is read once, for the last of them.
 * `latest` has the last reading of each weave. */
static void read_patch(const struct reading *r, struct study_patch *p)
{
	struct study *st = r->st;

	p->nfiles = p->patch->diff.nfiles;
	p->files = NEW_ARRAY(st->a, p->nfiles, struct study_file);
	for (size_t i = p->nfiles; i-- > 0; ) {
		struct study_file *f = &p->files[i], *last;

		f->n = p->n;
		f->diff = &p->patch->diff.files[i];
		f->weave = weave_of(&st->weaves, st->series, p->n, i);
		last = f->weave ? r->latest[f->weave->index] : NULL;
		if (last && last->n == p->n) {
			f->snap = last->snap;
			f->part_at = last->part_at;
			continue;
		}
		read_file(r, f);
		if (f->weave)
			r->latest[f->weave->index] = f;
	}
}

static void index_patches(struct study *st)
{
	bool **seen = NEW_ARRAY(st->a, st->weaves.n + 1, bool *);	/* by weave, line */

	for (size_t i = 0; i < st->weaves.n; i++)
		seen[i] = NEW_ARRAY(st->a, st->weaves.v[i]->nlines + 1, bool);
	for (size_t i = 0; i < st->n; i++) {
		struct study_patch *p = &st->patches[i];

		for (size_t j = 0; j < p->nfiles; j++) {
			struct study_file *f = &p->files[j];

			if (!f->src)
				continue;
			define_macros(st, f);
			study_define_enumerators(st, f->src);
			index_facts(st, f, seen[f->weave->index]);
		}
	}
	fill_values(st);
}

void study_build(struct study *st, struct arena *a, const struct series *s,
		 struct specdb *db, const struct rules *rules,
		 struct source_reader *reader, const struct study_base *base)
{
	struct reading r = { .st = st, .reader = reader };

	*st = (struct study){
		.a = a, .series = s, .db = db, .rules = rules, .n = s->n,
		.base = base,
	};
	st->symbols = map_new(a);
	st->macros = macro_table_new(a);
	/* The series' own definitions come later and win. */
	if (reader)
		specmacro_define(a, db, st->macros);
	weave_build(&st->weaves, a, s, base ? base->text : NULL, base ? base->ctx : NULL);
	st->patches = NEW_ARRAY(a, s->n, struct study_patch);
	r.latest = NEW_ARRAY(a, st->weaves.n + 1, struct study_file *);
	r.walks = open_walks(st);
	for (size_t i = 0; i < s->n; i++) {
		st->patches[i].patch = s->patches[i];
		st->patches[i].n = (uint32_t)i + 1;
		read_patch(&r, &st->patches[i]);
	}
	if (base && base->text && reader)
		outside_read(st, reader);
	index_patches(st);
}

/* ---- findings ---- */

static struct finding *begin(struct study *st, const struct rule *r,
			     const struct patch *p, uint32_t order)
{
	struct finding *f = rule_finding(st->a, &st->findings, r);

	f->patch = p->number;
	f->order = order;
	f->message_id = p->msg->message_id;
	f->subject = p->msg->subject;
	f->source = p->msg->source;
	f->source_line = p->msg->source_line;
	return f;
}

static size_t line_in_hunk(const struct diff *d, const struct diff_hunk *h,
			   uint32_t line)
{
	size_t end = h->first + h->n;

	for (size_t i = h->first + line - h->new_start; i < end; i++)
		if (d->lines[i].new_line == line)
			return i;
	return SIZE_MAX;
}

/* The diff line where line `line` of the file stands, SIZE_MAX if in no hunk. */
static size_t diff_line_at(const struct study_file *f, const struct diff *d,
			   uint32_t line)
{
	const struct weave_line *w = study_line(f, line);
	size_t lo = f->diff->first, hi = lo + f->diff->n;

	if (w && w->born == f->n)
		return w->born_at;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const struct diff_hunk *hunk = &d->hunks[mid];

		if (line < hunk->new_start)
			hi = mid;
		else if (line - hunk->new_start >= hunk->new_count)
			lo = mid + 1;
		else
			return line_in_hunk(d, hunk, line);
	}
	return SIZE_MAX;
}

struct finding *study_find_code(struct study *st, const struct rule *r,
				const struct study_file *f, uint32_t line,
				uint32_t end_line)
{
	const struct patch *p = st->patches[f->n - 1].patch;
	struct finding *out = begin(st, r, p, f->n);
	const struct weave_line *w;
	size_t at;

	out->file = f->diff->new_path;
	out->line = line;
	out->end_line = end_line < line ? line : end_line;
	out->where = WHERE_CODE;
	at = line ? diff_line_at(f, &p->diff, line) : SIZE_MAX;
	if (at != SIZE_MAX && at < p->diff.nlines)
		out->mail_line = message_raw_line(p->msg, p->diff.lines[at].body_line);
	else
		out->mail_line = message_raw_line(p->msg, f->diff->body_line);
	w = line && f->weave ? study_line(f, line) : NULL;
	if (w) {
		out->text = w->text;
		if (w->died != WEAVE_ALIVE)
			out->resolved_by = st->patches[w->died - 1].patch->number;
	}
	return out;
}

static uint32_t place_of(const struct study *st, const struct patch *p)
{
	for (size_t i = 0; i < st->n; i++)
		if (st->patches[i].patch == p)
			return st->patches[i].n;
	return 0;
}

struct finding *study_find_text(struct study *st, const struct rule *r,
				const struct patch *p, uint32_t line,
				uint32_t end_line)
{
	struct finding *f;
	uint32_t order = p->number;

	/* without gaps the number is the place */
	if (!order || order > st->n || st->patches[order - 1].patch != p)
		order = place_of(st, p);
	f = begin(st, r, p, order);
	f->line = line;
	f->end_line = end_line < line ? line : end_line;
	f->where = p->kind == PATCH_COVER ? WHERE_COVER : WHERE_MESSAGE;
	if (p->notes.first && line >= p->notes.first && line <= p->notes.last)
		f->where = WHERE_NOTES;
	if (line) {
		f->text = message_body_line(p->msg, line);
		f->mail_line = message_raw_line(p->msg, line);
	} else {
		const struct field *subject = message_field(p->msg, "Subject");

		f->where = WHERE_SUBJECT;
		f->text = p->msg->subject;
		f->mail_line = subject ? subject->line : 0;
	}
	return f;
}
