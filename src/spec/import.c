// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/file.h"
#include "spec/draft.h"
#include "spec/import.h"
#include "spec/specmacro.h"
#include "spec/spectype.h"

#define HEADER_MAX (8u << 20)

/* ---- which family ---- */

bool draft_value(struct draft *d, struct str expr, uint64_t *n)
{
	struct str missing;

	return eval_expr(d->macros, expr, n, &missing) ||
	       eval_expr(d->builders, expr, n, &missing);
}

static bool is_fid(struct draft *d, struct spec_family *f,
		   const struct fact *m, uint32_t *fid)
{
	uint64_t n;

	if (m->params >= 0 || !m->value.n ||
	    specdb_family_of_macro(d->db, m->name, NULL) != f ||
	    !draft_value(d, m->value, &n) || n > UINT32_MAX ||
	    specdb_family_of_fid(d->db, (uint32_t)n) != f)
		return false;
	*fid = (uint32_t)n;
	return true;
}

static struct spec_family *most_named(struct draft *d)
{
	struct spec_family *best = NULL;
	size_t most = 0;

	vec_for(struct spec_family, f, &d->db->families) {
		size_t n = 0;
		uint32_t fid;

		source_for(m, d->src, FACT_MACRO)
			n += is_fid(d, f, m, &fid);
		if (n > most) {
			most = n;
			best = f;
		}
	}
	return best;
}

/* ---- constants ---- */

static struct draft_group *group_of(struct draft *d, const struct spec_type *t)
{
	struct draft_group *g;

	vec_for(struct draft_group, it, &d->groups)
		if (str_eq(it->name, t->name))
			return it;
	g = vec_push(d->a, &d->groups);
	g->name = t->name;
	g->like = t;
	return g;
}

static struct draft_entry *entry_add(struct draft *d, struct draft_group *g,
			       struct str name)
{
	struct draft_entry *e;

	vec_for(struct draft_entry, it, &g->v)
		if (str_eq(it->name, name))
			return it;
	e = vec_push(d->a, &g->v);
	e->name = name;
	return e;
}

/* A mask of one run of bits, which must be such that the type's base fits. */
static bool run_of_bits(uint64_t mask, unsigned from, unsigned *lo,
			unsigned *hi)
{
	if (!mask)
		return false;
	*lo = (unsigned)__builtin_ctzll(mask);
	*hi = 63 - (unsigned)__builtin_clzll(mask);
	if (*lo < from || mask >> *lo != UINT64_MAX >> (63 - (*hi - *lo)))
		return false;
	*lo -= from;
	*hi -= from;
	return true;
}

static bool take_bits(struct draft *d, const struct spec_version *v,
		      struct str name, uint64_t n, bool guess)
{
	struct spec_bits b;
	struct draft_entry *e;
	unsigned lo, hi;

	if (!spec_bits_of_macro(v, name, &b, 1) || b.form != SPEC_MASK ||
	    (!b.member && !guess) || !run_of_bits(n, b.type->from, &lo, &hi))
		return false;
	e = entry_add(d, group_of(d, b.type), b.member ? b.member->name :
		      b.field);
	e->lo = lo;
	e->hi = hi;
	return true;
}

/* Where the values of an enum all begin alike, up to a '_' and with more than
 * the name of the interface: what begins so is one of them. */
static bool begins_like(const struct spec_type *t, struct str name)
{
	struct str p = t->n > 1 ? t->v[0].name : STR("");
	size_t words = 0;

	for (size_t i = 1; i < t->n; i++) {
		size_t k = 0;

		while (k < p.n && k < t->v[i].name.n &&
		       p.p[k] == t->v[i].name.p[k])
			k++;
		p.n = k;
	}
	while (p.n && p.p[p.n - 1] != '_')
		p.n--;
	for (size_t i = 0; i < p.n; i++)
		words += p.p[i] == '_';
	return words > 1 && str_starts(name, p);
}

/* A value that no version has, of an enum that one has. */
static bool take_new_value(struct draft *d, const struct spec_version *v,
			   struct str name, uint64_t n)
{
	vec_for(const struct spec_type, t, &v->types) {
		if (t->kind != SPEC_ENUM || !begins_like(t, name) ||
		    (t->size && t->size < 64 && n >> t->size))
			continue;
		entry_add(d, group_of(d, t), name)->value = (int64_t)n;
		return true;
	}
	return false;
}

static bool take_constant(struct draft *d, const struct spec_version *v,
			  struct str name, int64_t n)
{
	struct spec_constant k;

	if (!spec_constant_of_c(v, name, &k))
		return false;
	if (k.status) {
		struct draft_entry *e = vec_push(d->a, &d->status);

		e->name = k.status->name;
		e->value = n;
	}
	if (k.type)
		entry_add(d, group_of(d, k.type), k.member->name)->value = n;
	return true;
}

/* By the newest version that knows the name, else by one that knows its like. */
static void take_number(struct draft *d, struct str name, uint64_t n)
{
	const struct spec_family *f = d->f;

	for (int guess = 0; guess < 2; guess++) {
		for (size_t i = f->versions.n; i-- > 0;) {
			const struct spec_version *v = &f->versions.v[i];

			if ((!guess &&
			     take_constant(d, v, name, (int64_t)n)) ||
			    take_bits(d, v, name, n, guess) ||
			    (guess && take_new_value(d, v, name, n)))
				return;
		}
	}
}

static void take_command(struct draft *d, struct str macro, uint32_t fid)
{
	struct draft_command *c;
	struct str name;

	if (!spec_command_name(d->a, d->f, macro, &name))
		return;
	vec_for(struct draft_command, it, &d->commands) {
		if (!str_eq(it->name, name))
			continue;
		if (it->n == 1 && it->fid[0] != fid)
			it->fid[it->n++] = fid;
		return;
	}
	c = vec_push(d->a, &d->commands);
	c->name = name;
	c->fid[c->n++] = fid;
}

static void take_macro(struct draft *d, const struct fact *m)
{
	uint32_t fid;
	uint64_t n;

	if (is_fid(d, d->f, m, &fid)) {
		take_command(d, m->name, fid);
		return;
	}
	if (m->params >= 0 || !m->value.n || !draft_value(d, m->value, &n))
		return;
	if (strs_have(&d->f->abi_major, m->name)) {
		d->major = n;
		d->has_major = true;
	} else if (strs_have(&d->f->abi_minor, m->name)) {
		d->minor = n;
		d->has_minor = true;
	} else {
		take_number(d, m->name, n);
	}
}

/* Enumerators count on from the one before. */
static void take_enumerators(struct draft *d)
{
	struct str owner = STR("");
	uint64_t next = 0;

	source_for(e, d->src, FACT_ENUMERATOR) {
		if (!str_eq(owner, e->owner))
			next = 0;
		owner = e->owner;
		if (e->value.n && !draft_value(d, e->value, &next))
			continue;
		take_number(d, e->name, next++);
	}
}

/* ---- reading ---- */

static bool read_header(struct draft *d, const char *header, struct err *err)
{
	struct source_reader *reader;
	struct source_part part = { .first_line = 1 };

	if (!file_read(d->a, header, HEADER_MAX, &part.text, err))
		return false;
	reader = source_reader_open();
	/* A header by its contents, whatever its name. */
	d->src = source_read(reader, d->a, STR("import.h"), &part, 1);
	source_reader_close(reader);
	d->macros = macro_table_new(d->a);
	d->builders = macro_table_new(d->a);
	specmacro_define(d->a, d->db, d->macros);
	source_for(m, d->src, FACT_MACRO) {
		struct str text = str_sub(part.text, m->start,
					  m->end - m->start);

		macro_define(d->macros, text);
		macro_define(d->builders, text);
	}
	specmacro_define(d->a, d->db, d->builders);
	return true;
}

static bool choose_family(struct draft *d, const char *as, const char *header,
			  struct str *version, struct err *err)
{
	struct str family;

	*version = str_of(as ? as : "");
	if (!as) {
		d->f = most_named(d);
		*version = STR("draft");
		if (!d->f)
			return err_set(err, "%s: defines no function identifier "
				       "of a family in the spec-db", header);
		return true;
	}
	if (!str_until(version, '@', &family) || !version->n)
		return err_set(err, "%s: not FAMILY@VERSION", as);
	d->f = specdb_family(d->db, family);
	if (!d->f)
		return err_set(err, "%s: no such family", as);
	return true;
}

bool spec_import(struct arena *a, struct specdb *db, const char *header,
		 const char *as, struct buf *out, struct err *err)
{
	struct draft d = { .a = a, .db = db };
	struct str version;

	if (!read_header(&d, header, err) ||
	    !choose_family(&d, as, header, &version, err) ||
	    !specdb_need(db, d.f, err))
		return false;
	source_for(m, d.src, FACT_MACRO)
		take_macro(&d, m);
	take_enumerators(&d);
	if (!d.commands.n && !d.groups.n)
		return err_set(err, "%s: defines nothing of %.*s", header,
			       STR_FMT(d.f->name));
	draft_write(&d, out, version, header);
	return true;
}
