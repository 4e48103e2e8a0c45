// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/specdb.h"

struct spec_family *specdb_family_of_fid(struct specdb *db, uint32_t fid)
{
	vec_for(struct spec_family, f, &db->families)
		vec_for(struct spec_range, r, &f->ranges)
			if (fid >= r->first && fid <= r->last)
				return f;
	return NULL;
}

static const struct spec_call *call_named(const struct spec_family *f,
					  struct str name)
{
	vec_for(const struct spec_call, c, &f->calls)
		if (str_eq(c->name, name))
			return c;
	return NULL;
}

static const struct spec_prefix *longest(const struct spec_prefix *v, size_t n,
					 struct str name)
{
	const struct spec_prefix *best = NULL;

	for (size_t i = 0; i < n; i++)
		if (str_starts(name, v[i].prefix) &&
		    name.n > v[i].prefix.n &&
		    (!best || v[i].prefix.n > best->prefix.n))
			best = &v[i];
	return best;
}

/* NULL for a builder, a base and what the family does not name. */
static const struct spec_prefix *macro_prefix(const struct spec_family *f,
					      struct str macro)
{
	/* most names have none of the prefixes: ask for that first */
	const struct spec_prefix *p = longest(f->macros.v, f->macros.n, macro);

	if (!p || call_named(f, macro) || map_get(f->constants, macro))
		return NULL;
	return p;
}

struct spec_family *specdb_family_of_macro(struct specdb *db, struct str macro,
					   bool *only)
{
	struct spec_family *best = NULL;
	size_t len = 0;

	if (!macro.n || !db->begins[(unsigned char)macro.p[0]])
		return NULL;
	vec_for(struct spec_family, f, &db->families) {
		const struct spec_prefix *p = macro_prefix(f, macro);
		const struct str *name = map_count(f->names) ?
					 map_get(f->names, macro) : NULL;
		size_t n = name ? macro.n + 1 : p ? p->prefix.n : 0;

		if ((name && !name->n) || n <= len)
			continue;
		best = f;
		len = n;
		if (only)
			*only = name || p->only;
	}
	return best;
}

static struct str rewrite(struct arena *a, const struct spec_prefix *p,
			  struct str s)
{
	return str_printf(a, "%.*s%.*s", STR_FMT(p->name),
			  STR_FMT(str_from(s, p->prefix.n)));
}

bool spec_command_name(struct arena *a, const struct spec_family *f,
		       struct str macro, struct str *name)
{
	const struct str *fixed = map_get(f->names, macro);
	const struct spec_prefix *p;

	if (fixed) {
		*name = *fixed;
		return fixed->n > 0;
	}
	p = macro_prefix(f, macro);
	if (p)
		*name = rewrite(a, p, macro);
	return p != NULL;
}

bool spec_wrapper_name(struct arena *a, const struct spec_family *f,
		       struct str function, struct str *name)
{
	const struct spec_prefix *p = longest(f->wrappers.v, f->wrappers.n,
					      function);
	char *upper;

	if (!p)
		return false;
	upper = arena_strndup(a, function.p, function.n);
	for (char *c = upper + p->prefix.n; *c; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 32);
	*name = rewrite(a, p, str_n(upper, function.n));
	return true;
}
