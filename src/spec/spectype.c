// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/spectype.h"

bool spec_tag_known(const struct spec_family *f, struct str tag)
{
	return map_get(f->tags, tag) != NULL;
}

const struct spec_type *spec_type_of_tag(const struct spec_version *v,
					 struct str tag)
{
	const struct spec_ctype *c = map_get(v->family->tags, tag);

	return c ? spec_type(v, c->spec) : NULL;
}

static const struct spec_ctype *ctype_of(const struct spec_type *t)
{
	vec_for(const struct spec_ctype, c, &t->version->family->ctypes)
		if (str_eq(c->spec, t->name))
			return c;
	return NULL;
}

static const struct spec_member *by_alias(const struct spec_type *t,
					  const struct spec_ctype *c,
					  struct str name)
{
	for (size_t i = 0; c && i < c->n; i++)
		for (size_t k = 0; k < c->members[i].c.n; k++)
			if (str_eq(c->members[i].c.v[k], name))
				return spec_member(t, c->members[i].spec);
	return NULL;
}

static const struct spec_member *member_of(const struct spec_type *t,
					   const struct spec_ctype *c,
					   struct str name)
{
	const struct spec_member *m = spec_member(t, name);

	for (size_t i = 0; !m && t->kind == SPEC_BITS && i < t->n; i++)
		if (str_eq_nocase(t->v[i].name, name))
			m = &t->v[i];
	return m ? m : by_alias(t, c, name);
}

const struct spec_member *spec_member_of_c(const struct spec_type *t,
					   struct str name)
{
	return member_of(t, ctype_of(t), name);
}

static struct str strip_form(struct str s, enum spec_bits_form *form)
{
	static const struct {
		const char *end;
		enum spec_bits_form form;
	} ends[] = {
		{ "_MASK", SPEC_MASK }, { "_SHIFT", SPEC_SHIFT },
		{ "_LSB", SPEC_SHIFT }, { "_WIDTH", SPEC_WIDTH },
	};

	*form = SPEC_MASK;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		if (!str_ends(s, str_of(ends[i].end)))
			continue;
		*form = ends[i].form;
		return str_sub(s, 0, s.n - strlen(ends[i].end));
	}
	return s;
}

/* The field's name exactly, else without _MASK and the like. */
static bool bits_in(const struct spec_version *v, const struct spec_ctype *c,
		    struct str rest, struct spec_bits *out)
{
	out->type = spec_type(v, c->spec);
	if (!out->type || out->type->kind != SPEC_BITS)
		return false;
	out->field = rest;
	out->form = SPEC_MASK;
	out->member = member_of(out->type, c, rest);
	if (!out->member) {
		out->field = strip_form(rest, &out->form);
		out->member = member_of(out->type, c, out->field);
	}
	return true;
}

size_t spec_bits_of_macro(const struct spec_version *v, struct str macro,
			  struct spec_bits *out, size_t max)
{
	size_t n = 0, len = 0;
	bool hit = false;

	vec_for(const struct spec_ctype, c, &v->family->ctypes) {
		for (size_t i = 0; i < c->macros.n; i++) {
			struct str p = c->macros.v[i];
			struct spec_bits b;
			bool found;

			if (!str_starts(macro, p) || macro.n == p.n ||
			    !bits_in(v, c, str_from(macro, p.n), &b))
				continue;
			found = b.member != NULL;
			if (found < hit || (found == hit && p.n < len))
				continue;
			if (found > hit || p.n > len)
				n = 0;
			hit = found;
			len = p.n;
			if (n < max)
				out[n++] = b;
		}
	}
	return n;
}

uint64_t spec_bits_mask(const struct spec_type *t, const struct spec_member *m)
{
	return UINT64_MAX >> (63 - (m->hi - m->lo)) << m->lo << t->from;
}

static const struct spec_status *status_of_c(const struct spec_version *v,
					     struct str name)
{
	vec_for(const struct spec_prefix, p, &v->family->status_macros) {
		if (!str_starts(name, p->prefix))
			continue;
		vec_for(const struct spec_status, s, &v->status)
			if (s->name.n + p->prefix.n == name.n + p->name.n &&
			    str_starts(s->name, p->name) &&
			    str_eq(str_from(s->name, p->name.n),
				   str_from(name, p->prefix.n)))
				return s;
	}
	return NULL;
}

bool spec_constant_of_c(const struct spec_version *v, struct str name,
			struct spec_constant *out)
{
	const struct spec_ctype *c = map_get(v->family->aliases, name);

	*out = (struct spec_constant){ map_get(v->constants, name), NULL,
				       status_of_c(v, name) };
	if (out->type) {
		out->member = spec_member(out->type, name);
	} else if (c) {
		out->type = spec_type(v, c->spec);
		if (out->type && out->type->kind == SPEC_ENUM)
			out->member = by_alias(out->type, c, name);
		if (!out->member)
			out->type = NULL;
	}
	return out->member || out->status;
}
