// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/specload.h"

static struct spec_type *type_new(struct specload *l, enum spec_kind kind)
{
	struct spec_type *t = vec_push(l->r.a, &l->v->types);

	t->kind = kind;
	t->standing = l->v->standing;
	t->complete = true;
	t->reg = -1;
	t->version = l->v;
	t->src = l->v->src;
	return t;
}

static bool load_type_head(struct specload *l, const struct json *o, const char *at,
			   struct spec_type *t)
{
	bool partial = false;

	if (!specread_str(&l->r, o, at, "name", &t->name) ||
	    !specread_opt_str(&l->r, o, at, "sec", &t->section) ||
	    !specread_opt_standing(&l->r, o, at, "standing", &t->standing) ||
	    !specread_opt_bool(&l->r, o, at, "partial", &partial) ||
	    !specload_conflict(l, o, at, &t->conflict) ||
	    !specload_src(l, o, at, "src", &t->src))
		return false;
	t->complete = !partial;
	return true;
}

/* The standing of one member: its own, else the type's. */
static bool member_standing(struct specload *l, const struct json *o,
			    const char *at, const char *key,
			    const struct spec_type *t, struct spec_member *m)
{
	const struct json *map;
	char name[64];

	m->standing = t->standing;
	if (!specread_object(&l->r, o, at, key, &map))
		return false;
	if (!map || m->name.n >= sizeof(name))
		return true;
	memcpy(name, m->name.p, m->name.n);
	name[m->name.n] = '\0';
	if (!specread_opt_standing(&l->r, map, at, name, &m->standing))
		return false;
	if (m->standing == SPEC_CONFLICT)
		m->conflict = t->conflict;
	return true;
}

bool specload_enum(struct specload *l, const struct json *o, const char *at)
{
	struct spec_type *t = type_new(l, SPEC_ENUM);
	const struct json *values;

	if (!load_type_head(l, o, at, t) ||
	    !specread_opt_num(&l->r, o, at, "width", 64, &t->size) ||
	    !specread_object(&l->r, o, at, "values", &values))
		return false;
	t->v = NEW_ARRAY(l->r.a, json_len(values), struct spec_member);
	json_for(it, values) {
		struct spec_member *m = &t->v[t->n++];

		m->name = str_dup(l->r.a, json_key(it));
		m->known = json_type(it) != JSON_NULL;
		if (m->known && !specread_int(it, &m->value))
			return specread_fail(&l->r, at, "values",
					     "a value is not a whole number");
		if (!member_standing(l, o, at, "value_standing", t, m))
			return false;
	}
	return true;
}

static bool load_bit_field(struct specload *l, const struct json *it,
			   const char *at, struct spec_member *m)
{
	struct str s, bits;

	if (!json_to_str(it, &s) || !str_word(&s, &bits) ||
	    !specread_bits(bits, &m->lo, &m->hi))
		return specread_fail(&l->r, at, "fields",
				     "a field is not \"HI:LO TYPE\"");
	m->known = true;
	m->type = str_dup(l->r.a, str_trim(s));
	return true;
}

bool specload_bits(struct specload *l, const struct json *o, const char *at)
{
	struct spec_type *t = type_new(l, SPEC_BITS);
	uint64_t reg = UINT64_MAX, from = 0;
	const struct json *fields;

	if (!load_type_head(l, o, at, t) ||
	    !specread_opt_num(&l->r, o, at, "register", 64, &reg) ||
	    !specread_opt_num(&l->r, o, at, "from", 63, &from) ||
	    !specread_object(&l->r, o, at, "fields", &fields))
		return false;
	t->reg = reg == UINT64_MAX ? -1 : (int)reg;
	t->from = (unsigned)from;
	t->v = NEW_ARRAY(l->r.a, json_len(fields), struct spec_member);
	json_for(it, fields) {
		struct spec_member *m = &t->v[t->n++];

		m->name = str_dup(l->r.a, json_key(it));
		if (!load_bit_field(l, it, at, m) ||
		    !member_standing(l, o, at, "field_standing", t, m))
			return false;
	}
	return true;
}

static bool load_field(struct specload *l, const struct json *o, const char *at,
		       const struct spec_type *t, struct spec_member *m)
{
	const struct json *off = json_get(o, "at");

	m->standing = t->standing;
	m->known = off && json_type(off) != JSON_NULL;
	return specread_str(&l->r, o, at, "name", &m->name) &&
	       specread_opt_num(&l->r, o, at, "at", 1u << 24, &m->offset) &&
	       specread_opt_num(&l->r, o, at, "size", 1u << 24, &m->size) &&
	       specread_opt_num(&l->r, o, at, "count", 1u << 20, &m->count) &&
	       specread_opt_str(&l->r, o, at, "type", &m->type) &&
	       specread_opt_str(&l->r, o, at, "favours", &m->favours) &&
	       specread_opt_standing(&l->r, o, at, "standing", &m->standing) &&
	       specload_conflict(l, o, at, &m->conflict);
}

bool specload_struct(struct specload *l, const struct json *o, const char *at)
{
	struct spec_type *t = type_new(l, SPEC_STRUCT);
	enum spec_standing sizes = SPEC_UNKNOWN;
	const struct json *list;
	char sub[SPECREAD_AT];

	if (!load_type_head(l, o, at, t) ||
	    !specread_opt_num(&l->r, o, at, "size", 1u << 24, &t->size) ||
	    !specread_opt_standing(&l->r, o, at, "sizes", &sizes) ||
	    !specread_array(&l->r, o, at, "fields", &list))
		return false;
	t->v = NEW_ARRAY(l->r.a, json_len(list), struct spec_member);
	json_for(it, list) {
		struct spec_member *m = &t->v[t->n];

		specread_item(sub, at, "fields", t->n++);
		if (!load_field(l, it, sub, t, m))
			return false;
		if (m->size)
			m->size_standing = sizes ? sizes : m->standing;
	}
	return true;
}

/* A type of which only the names are known. */
bool specload_named(struct specload *l, const struct json *o, const char *at)
{
	struct spec_type *t = type_new(l, SPEC_RECORD);
	struct strs members = { 0 };
	struct str kind;

	if (!load_type_head(l, o, at, t) ||
	    !specread_str(&l->r, o, at, "kind", &kind) ||
	    !specread_opt_strs(&l->r, o, at, "members", &members))
		return false;
	if (str_eq(kind, STR("enum")))
		t->kind = SPEC_ENUM;
	t->n = members.n;
	t->v = NEW_ARRAY(l->r.a, members.n, struct spec_member);
	for (size_t i = 0; i < members.n; i++) {
		t->v[i].name = members.v[i];
		t->v[i].standing = t->standing;
	}
	return true;
}
