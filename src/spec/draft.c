// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/draft.h"

#include <stdlib.h>

#include "base/json.h"
#include "base/path.h"
#include "source/layout.h"
#include "spec/spectype.h"

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
	vec_for(struct draft_command, c, &d->commands) {
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
	vec_for(struct draft_entry, e, &d->status) {
		struct jw w = line(out, &first);

		jw_begin(&w, '{');
		jw_kstr(&w, "name", e->name);
		jw_kint(&w, "value", e->value);
		jw_end(&w, '}');
	}
	list_end(out);
}

static void write_group(struct draft *d, struct jw *w, const struct draft_group *g)
{
	bool bits = g->like->kind == SPEC_BITS;

	jw_begin(w, '{');
	jw_kstr(w, "name", g->name);
	if (bits && g->like->reg >= 0)
		jw_knum(w, "register", (uint64_t)g->like->reg);
	if (bits && g->like->from)
		jw_knum(w, "from", g->like->from);
	jw_kbegin(w, bits ? "fields" : "values", '{');
	vec_for(struct draft_entry, e, &g->v) {
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

	vec_for(struct draft_group, g, &d->groups) {
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

/* struct { ... }, OFFSET, NEXT) */
static bool nested_offset(struct draft *d, const struct fact *t,
			  uint64_t *offset)
{
	struct str s = str_ltrim(str_from(d->src->parts[t->part].text, t->end));
	struct str expr;

	return str_eat_chr(&s, ',') && str_until(&s, ',', &expr) &&
	       expr.n < 80 && draft_value(d, expr, offset);
}

static bool add_nested(struct draft *d, struct layout *l,
		       const struct fact *type)
{
	bool any = false;

	source_for(t, d->src, FACT_TYPE) {
		struct layout in = { 0 };
		uint64_t offset;

		if (t->start <= type->start || t->end > type->end ||
		    t->name.n || !nested_offset(d, t, &offset) ||
		    !layout_of(&in, d->a, d->src, t, d->macros))
			continue;
		any = true;
		vec_for(struct layout_member, m, &in)
			add_member(d, l, m->name, offset + m->offset);
	}
	return any;
}

static int by_offset(const void *a, const void *b)
{
	uint64_t x = ((const struct layout_member *)a)->offset;
	uint64_t y = ((const struct layout_member *)b)->offset;

	return x < y ? -1 : x > y;
}

static bool placed_members(struct draft *d, const struct fact *type,
			   struct layout *l)
{
	bool any = add_nested(d, l, type);

	source_for(call, d->src, FACT_CALL) {
		const struct fact_arg *arg = d->src->args + call->args;
		uint64_t offset;

		if (!is_placed(call, type) || str_has(arg[0].text, STR("{")))
			continue;
		any = true;
		if (draft_value(d, arg[1].text, &offset))
			add_member(d, l, arg[0].text, offset);
	}
	if (any)
		qsort(l->v, l->n, sizeof(*l->v), by_offset);
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
	struct str name = path_base(str_of(header));
	struct jw w = { .out = out };

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

void draft_write(struct draft *d, struct buf *out, struct str version,
		 const char *header)
{
	write_head(d, out, version, header);
	write_commands(d, out);
	write_status(d, out);
	write_groups(d, out, "enums", SPEC_ENUM);
	write_groups(d, out, "bits", SPEC_BITS);
	write_structs(d, out);
	buf_add(out, STR("\n}\n"));
}
