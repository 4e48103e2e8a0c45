// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/spectype.h"

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
		{ "_BIT", SPEC_BIT },
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

/* CATEGORY_ROOT_PORT beside a field category. */
static bool value_of_field(const struct spec_type *t, struct str rest)
{
	for (size_t i = 0; i < t->n; i++)
		if (rest.n > t->v[i].name.n && rest.p[t->v[i].name.n] == '_' &&
		    str_starts_nocase(rest, t->v[i].name))
			return true;
	return false;
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
	out->of_field = !out->member && value_of_field(out->type, rest);
	return true;
}

static bool is_abi_macro(const struct spec_family *f, struct str macro)
{
	for (size_t i = 0; i < f->abi_major.n; i++)
		if (str_eq(f->abi_major.v[i], macro))
			return true;
	for (size_t i = 0; i < f->abi_minor.n; i++)
		if (str_eq(f->abi_minor.v[i], macro))
			return true;
	return false;
}

struct bits_search {
	const struct spec_version *v;
	struct str macro;
	struct spec_bits *out;
	size_t n, max, len;
	bool hit;
};

static void bits_search(struct bits_search *s, const struct spec_ctype *c,
			struct str prefix, bool loose)
{
	struct spec_bits b;
	bool found;

	if (!str_starts(s->macro, prefix) || s->macro.n == prefix.n ||
	    !bits_in(s->v, c, str_from(s->macro, prefix.n), &b))
		return;
	found = b.member != NULL;
	if ((loose && !found) || found < s->hit ||
	    (found == s->hit && prefix.n < s->len))
		return;
	if (found > s->hit || prefix.n > s->len)
		s->n = 0;
	s->hit = found;
	s->len = prefix.n;
	if (s->n < s->max)
		s->out[s->n++] = b;
}

size_t spec_bits_of_macro(const struct spec_version *v, struct str macro,
			  struct spec_bits *out, size_t max)
{
	struct bits_search s = { v, macro, out, 0, max, 0, false };

	if (is_abi_macro(v->family, macro))
		return 0;
	vec_for(const struct spec_ctype, c, &v->family->ctypes) {
		for (size_t i = 0; i < c->macros.n; i++)
			bits_search(&s, c, c->macros.v[i], false);
		for (size_t i = 0; i < c->loose.n; i++)
			bits_search(&s, c, c->loose.v[i], true);
	}
	return s.n;
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

/* ---- agreement ---- */

static bool fits_bits(const struct spec_bits *b, uint64_t value)
{
	uint64_t mask = spec_bits_mask(b->type, b->member);
	unsigned lo = b->member->lo, from = b->type->from;

	switch (b->form) {
	case SPEC_SHIFT:
		return value == lo || value == lo + from;
	case SPEC_WIDTH:
		return value == b->member->hi - lo + 1u;
	case SPEC_BIT:
		if (value == lo || value == lo + from)
			return true;
		break;
	case SPEC_MASK:
		break;
	}
	return value == mask || value == mask >> from ||
	       (b->member->hi > lo && value == mask >> (lo + from));
}

static uint64_t want_bits(const struct spec_bits *b)
{
	if (b->form == SPEC_SHIFT)
		return b->member->lo + b->type->from;
	if (b->form == SPEC_WIDTH)
		return b->member->hi - b->member->lo + 1u;
	return spec_bits_mask(b->type, b->member);
}

static bool is_reserved(struct str field)
{
	static const char *const words[] = {
		"reserved", "rsvd", "res0", "res1", "sbz", "mbz", "unused",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_starts_nocase(field, str_of(words[i])))
			return true;
	return false;
}

/* Every type the prefix stands for is known in full, and lacks the field. */
static bool no_such_field(const struct spec_bits *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (b[i].member || is_reserved(b[i].field) ||
		    b[i].of_field || !b[i].type->complete ||
		    !spec_firm(b[i].type->standing))
			return false;
	return n > 0;
}

static enum spec_fit fit_bits(const struct spec_version *v, struct str name,
			      uint64_t value, struct spec_value *out)
{
	struct spec_bits b[8];
	size_t n = spec_bits_of_macro(v, name, b, 8);

	for (size_t i = 0; i < n; i++)
		if (b[i].member && fits_bits(&b[i], value))
			return SPEC_FIT_AGREES;
	for (size_t i = 0; i < n; i++) {
		if (!b[i].member || !spec_firm(b[i].member->standing))
			continue;
		*out = (struct spec_value){ b[i].type, b[i].member, NULL,
					    want_bits(&b[i]), b[i].form };
		return SPEC_FIT_DIFFERS;
	}
	if (!no_such_field(b, n))
		return SPEC_FIT_UNKNOWN;
	*out = (struct spec_value){ .type = b[0].type, .form = b[0].form };
	return SPEC_FIT_NO_FIELD;
}

/* Values are compared in 32 bits: status codes below zero are written as int
 * or as what is in the register. */
static enum spec_fit fit_constant(const struct spec_version *v, struct str name,
				  uint64_t value, struct spec_value *out)
{
	const struct spec_member *m;
	const struct spec_status *s;
	struct spec_constant k;

	if (!spec_constant_of_c(v, name, &k))
		return SPEC_FIT_UNKNOWN;
	m = k.member && k.member->known ? k.member : NULL;
	s = k.status && k.status->known ? k.status : NULL;
	if ((m && (uint32_t)m->value == (uint32_t)value) ||
	    (s && (uint32_t)s->value == (uint32_t)value))
		return SPEC_FIT_AGREES;
	if (m && spec_firm(m->standing)) {
		*out = (struct spec_value){ k.type, m, k.status,
					    (uint64_t)m->value, SPEC_MASK };
		return SPEC_FIT_DIFFERS;
	}
	if (!k.member && s && spec_firm(s->standing)) {
		*out = (struct spec_value){ NULL, NULL, s, (uint64_t)s->value,
					    SPEC_MASK };
		return SPEC_FIT_DIFFERS;
	}
	return SPEC_FIT_UNKNOWN;
}

enum spec_fit spec_fits(const struct spec_version *v, struct str name,
			uint64_t value, bool as_bits, struct spec_value *out)
{
	struct spec_value other = { 0 };
	enum spec_fit bits, constant = SPEC_FIT_UNKNOWN;

	memset(out, 0, sizeof(*out));
	bits = fit_bits(v, name, value, out);
	if (!as_bits)
		constant = fit_constant(v, name, value, &other);
	if (constant == SPEC_FIT_UNKNOWN || bits == SPEC_FIT_AGREES)
		return bits;
	if (constant == SPEC_FIT_DIFFERS && bits != SPEC_FIT_DIFFERS)
		*out = other;
	return constant;
}
