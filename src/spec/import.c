// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/import.h"

#include "base/file.h"
#include "base/json.h"
#include "source/layout.h"
#include "spec/specmacro.h"
#include "spec/spectype.h"

#define HEADER_MAX (8u << 20)

struct entry {			/* of a type: a value, bits or a field */
	struct str name;
	int64_t value;
	unsigned lo, hi;
};

struct group {			/* a type of the document */
	struct str name;
	const struct spec_type *like;	/* in the newest version that has it */
	VEC(struct entry) v;
};

struct command {
	struct str name;
	uint32_t fid[2];
	size_t n;
};

struct draft {
	struct arena *a;
	struct specdb *db;
	struct spec_family *f;
	struct source *src;
	struct macro_table *macros;
	struct macro_table *builders;	/* those of the spec-db win */
	VEC(struct command) commands;
	VEC(struct entry) status;
	VEC(struct group) groups;
	bool has_major, has_minor;
	uint64_t major, minor;
};

/* ---- which family ---- */

/* By the header's own definitions, else, where its builder rests on a header
 * that is not here, by the builders of the spec-db. */
static bool value_of(struct draft *d, struct str expr, uint64_t *n)
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
	    !value_of(d, m->value, &n) || n > UINT32_MAX ||
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

static struct group *group_of(struct draft *d, const struct spec_type *t)
{
	struct group *g;

	vec_for(struct group, it, &d->groups)
		if (str_eq(it->name, t->name))
			return it;
	g = vec_push(d->a, &d->groups);
	g->name = t->name;
	g->like = t;
	return g;
}

static struct entry *entry_add(struct draft *d, struct group *g,
			       struct str name)
{
	struct entry *e;

	vec_for(struct entry, it, &g->v)
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
	struct entry *e;
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
		struct entry *e = vec_push(d->a, &d->status);

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

static bool among(const struct strs *list, struct str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_eq(list->v[i], s))
			return true;
	return false;
}

static void take_command(struct draft *d, struct str macro, uint32_t fid)
{
	struct command *c;
	struct str name;

	if (!spec_command_name(d->a, d->f, macro, &name))
		return;
	vec_for(struct command, it, &d->commands) {
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
	if (m->params >= 0 || !m->value.n || !value_of(d, m->value, &n))
		return;
	if (among(&d->f->abi_major, m->name)) {
		d->major = n;
		d->has_major = true;
	} else if (among(&d->f->abi_minor, m->name)) {
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
		if (e->value.n && !value_of(d, e->value, &next))
			continue;
		take_number(d, e->name, next++);
	}
}

/* ---- writing: one entry a line ---- */

static struct jw line(struct buf *out, bool *first)
{
	buf_add(out, *first ? STR("\n\t") : STR(",\n\t"));
	*first = false;
	return (struct jw){ .out = out };
}

static void list_end(struct buf *out)
{
	buf_add(out, STR("\n]"));
}

static void write_commands(struct draft *d, struct buf *out)
{
	bool first = true;

	buf_add(out, STR(",\n\"commands\": ["));
	vec_for(struct command, c, &d->commands) {
		struct jw w = line(out, &first);

		jw_begin(&w, '{');
		jw_kstr(&w, "name", c->name);
		jw_key(&w, "fid");
		if (c->n > 1)
			jw_begin(&w, '[');
		for (size_t i = 0; i < c->n; i++)
			jw_str(&w, str_printf(d->a, "0x%08X", c->fid[i]));
		if (c->n > 1)
			jw_end(&w, ']');
		jw_key(&w, "in");
		jw_null(&w);
		jw_key(&w, "out");
		jw_null(&w);
		if (d->f->incomplete.n) {
			jw_key(&w, "stateful");
			jw_null(&w);
		}
		jw_end(&w, '}');
	}
	list_end(out);
}

static void write_status(struct draft *d, struct buf *out)
{
	bool first = true;

	if (!d->status.n)
		return;
	buf_add(out, STR(",\n\"status\": ["));
	vec_for(struct entry, e, &d->status) {
		struct jw w = line(out, &first);

		jw_begin(&w, '{');
		jw_kstr(&w, "name", e->name);
		jw_key(&w, "value");
		jw_int(&w, e->value);
		jw_end(&w, '}');
	}
	list_end(out);
}

static void write_group(struct draft *d, struct jw *w, const struct group *g)
{
	bool bits = g->like->kind == SPEC_BITS;

	jw_begin(w, '{');
	jw_kstr(w, "name", g->name);
	if (bits && g->like->reg >= 0)
		jw_knum(w, "register", (uint64_t)g->like->reg);
	if (bits && g->like->from)
		jw_knum(w, "from", g->like->from);
	jw_key(w, bits ? "fields" : "values");
	jw_begin(w, '{');
	vec_for(struct entry, e, &g->v) {
		jw_key(w, str_z(d->a, e->name));
		if (!bits)
			jw_int(w, e->value);
		else if (e->lo == e->hi)
			jw_str(w, str_printf(d->a, "%u", e->lo));
		else
			jw_str(w, str_printf(d->a, "%u:%u", e->hi, e->lo));
	}
	jw_end(w, '}');
	jw_end(w, '}');
}

static void write_groups(struct draft *d, struct buf *out, const char *key,
			 enum spec_kind kind)
{
	bool first = true;

	vec_for(struct group, g, &d->groups) {
		struct jw w;

		if (g->like->kind != kind)
			continue;
		if (first)
			buf_printf(out, ",\n\"%s\": [", key);
		w = line(out, &first);
		write_group(d, &w, g);
	}
	if (!first)
		list_end(out);
}

/* Members that only fill: they are in no document. */
static bool filler(struct str name)
{
	static const char *const starts[] = {
		"pad", "sizer", "rsvd", "reserved", "unused", "__",
	};

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (str_starts_nocase(name, str_of(starts[i])))
			return true;
	return !name.n;
}

static struct str member_name(struct draft *d, struct str tag, struct str name)
{
	for (size_t i = d->f->versions.n; i-- > 0;) {
		const struct spec_type *t =
			spec_type_of_tag(&d->f->versions.v[i], tag);
		const struct spec_member *m = t ? spec_member_of_c(t, name) :
					      NULL;

		if (m)
			return m->name;
	}
	return name;
}

/* A C field is often wider than what it stands for, so only arrays have a
 * size. */
static void write_field(struct draft *d, struct buf *out, struct str tag,
			const struct layout_member *m, bool *first)
{
	bool array = m->elem && m->size > m->elem;
	struct jw w = { .out = out };

	buf_add(out, *first ? STR("\n\t\t") : STR(",\n\t\t"));
	*first = false;
	jw_begin(&w, '{');
	jw_kstr(&w, "name", member_name(d, tag, m->name));
	jw_kstr(&w, "at", str_printf(d->a, "0x%llx",
				     (unsigned long long)m->offset));
	jw_key(&w, "size");
	if (array)
		jw_num(&w, m->size);
	else
		jw_null(&w);
	if (array)
		jw_knum(&w, "count", m->size / m->elem);
	jw_end(&w, '}');
}

static const struct spec_ctype *struct_known(struct draft *d,
					     const struct fact *type)
{
	const struct spec_ctype *c = map_get(d->f->tags, type->name);

	return str_eq(type->value, STR("enum")) ? NULL : c;
}

static void write_struct(struct draft *d, struct buf *out,
			 const struct fact *type, const struct layout *l)
{
	const struct spec_ctype *c = struct_known(d, type);
	struct jw w = { .out = out };
	bool first = true;

	buf_add(out, STR("{\"name\": "));
	jw_str(&w, c->spec);
	if (l->complete)
		buf_printf(out, ", \"size\": \"0x%llx\"",
			   (unsigned long long)l->size);
	else
		buf_add(out, STR(", \"size\": null"));
	buf_add(out, STR(", \"fields\": ["));
	for (size_t i = 0; i < l->n; i++)
		if (!filler(l->v[i].name) &&
		    !str_has(l->v[i].path, STR(".")))
			write_field(d, out, type->name, &l->v[i], &first);
	buf_add(out, STR("]}"));
}

/* TF-RMM gives the offsets itself: SET_MEMBER_RMI(decl, offset, next). A decl
 * may be an anonymous struct. */
static bool is_placed(const struct fact *call, const struct fact *type)
{
	return call->kind == FACT_CALL && call->nargs == 3 &&
	       call->start > type->start && call->end <= type->end &&
	       str_starts(call->name, STR("SET_MEMBER"));
}

static void add_member(struct draft *d, struct layout *l, struct str decl,
		       uint64_t offset)
{
	size_t bracket = str_find_chr(decl, '[');
	struct str name = str_rtrim(str_sub(decl, 0, bracket));
	struct layout_member *m;
	size_t n = name.n;

	while (n && chr_ident(name.p[n - 1]))
		n--;
	name = str_from(name, n);
	if (!name.n)
		return;
	m = vec_push(d->a, l);
	m->name = name;
	m->offset = offset;
}

static void add_nested(struct draft *d, struct layout *l,
		       const struct fact *call, uint64_t offset)
{
	source_for(t, d->src, FACT_TYPE) {
		struct layout in = { 0 };

		if (t->start < call->start || t->end > call->end || t->name.n ||
		    !layout_of(&in, d->a, d->src, t, d->macros))
			continue;
		vec_for(struct layout_member, m, &in)
			add_member(d, l, m->name, offset + m->offset);
		return;
	}
}

static bool placed_members(struct draft *d, const struct fact *type,
			   struct layout *l)
{
	bool any = false;

	source_for(call, d->src, FACT_CALL) {
		const struct fact_arg *arg = d->src->args + call->args;
		uint64_t offset;

		if (!is_placed(call, type))
			continue;
		any = true;
		if (!value_of(d, arg[1].text, &offset))
			continue;
		if (str_has(arg[0].text, STR("{")))
			add_nested(d, l, call, offset);
		else
			add_member(d, l, arg[0].text, offset);
	}
	return any;
}

static void write_structs(struct draft *d, struct buf *out)
{
	bool first = true;

	source_for(t, d->src, FACT_TYPE) {
		struct layout l = { 0 };

		if (!struct_known(d, t) || (!placed_members(d, t, &l) &&
		    !layout_of(&l, d->a, d->src, t, d->macros)) || !l.n)
			continue;
		if (first)
			buf_add(out, STR(",\n\"structs\": ["));
		line(out, &first);
		write_struct(d, out, t, &l);
	}
	if (!first)
		list_end(out);
}

static void write_head(struct draft *d, struct buf *out, struct str version,
		       const char *header)
{
	struct str name = str_of(header);
	struct jw w = { .out = out };
	size_t slash = str_rfind_chr(name, '/');

	if (slash != SIZE_MAX)
		name = str_from(name, slash + 1);
	buf_printf(out, "{\n\"v\": 1,\n\"spec\": \"%.*s\",\n\"version\": ",
		   STR_FMT(d->f->name));
	jw_str(&w, version);
	if (d->has_major && d->has_minor)
		buf_printf(out, ",\n\"abi\": {\"major\": %llu, \"minor\": %llu}",
			   (unsigned long long)d->major,
			   (unsigned long long)d->minor);
	else
		buf_add(out, STR(",\n\"abi\": null"));
	buf_add(out, STR(",\n\"complete\": {\"commands\": false, "
			 "\"types\": false, \"members\": false},\n"
			 "\"standing\": \"single\",\n\"note\": \"draft from a "
			 "header; arguments were not read\",\n"
			 "\"sources\": {\"header\": {\"ref\": "));
	w = (struct jw){ .out = out };
	jw_str(&w, name);
	buf_add(out, STR(", \"kind\": \"header\"}},\n\"src\": [\"header\"]"));
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
	spec_define_macros(d->a, d->db, d->macros);
	source_for(m, d->src, FACT_MACRO) {
		struct str text = str_sub(part.text, m->start,
					  m->end - m->start);

		macro_define(d->macros, text);
		macro_define(d->builders, text);
	}
	spec_define_macros(d->a, d->db, d->builders);
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
			return err_set(err, "%s: defines no function identifier of a family in the spec-db",
				       header);
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
	write_head(&d, out, version, header);
	write_commands(&d, out);
	write_status(&d, out);
	write_groups(&d, out, "enums", SPEC_ENUM);
	write_groups(&d, out, "bits", SPEC_BITS);
	write_structs(&d, out);
	buf_add(out, STR("\n}\n"));
	return true;
}
