// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/spechist.h"

typedef const struct spec_command *find_fn(const struct spec_version *v,
					   const void *key);

static const struct spec_command *find_fid(const struct spec_version *v,
					   const void *key)
{
	return spec_by_fid(v, *(const uint32_t *)key);
}

static const struct spec_command *find_name(const struct spec_version *v,
					    const void *key)
{
	return spec_by_name(v, *(const struct str *)key);
}

static bool same_command(const struct spec_command *a,
			 const struct spec_command *b)
{
	return str_eq(a->name, b->name) && a->fid[0] == b->fid[0];
}

static size_t history(struct arena *a, const struct spec_family *f,
		      find_fn *find, const void *key, struct spec_epoch **out)
{
	struct spec_epoch *e = NEW_ARRAY(a, f->versions.n, struct spec_epoch);
	bool open = false;
	size_t n = 0;

	vec_for(const struct spec_version, v, &f->versions) {
		const struct spec_command *c = find(v, key);

		if (!c) {
			open = open && !v->all_commands;
			continue;
		}
		if (!open || !same_command(e[n - 1].command, c))
			e[n++].first = v;
		e[n - 1].command = c;
		e[n - 1].last = v;
		e[n - 1].versions++;
		e[n - 1].contested |= c->standing == SPEC_CONFLICT;
		open = true;
	}
	*out = e;
	return n;
}

size_t spec_history_of_fid(struct arena *a, const struct spec_family *f,
			   uint32_t fid, struct spec_epoch **out)
{
	return history(a, f, find_fid, &fid, out);
}

size_t spec_history_of_name(struct arena *a, const struct spec_family *f,
			    struct str name, struct spec_epoch **out)
{
	return history(a, f, find_name, &name, out);
}

struct str spec_epoch_text(struct arena *a, const struct spec_epoch *e)
{
	if (e->first == e->last)
		return e->first->id;
	return str_printf(a, "%.*s to %.*s", STR_FMT(e->first->id),
			  STR_FMT(e->last->id));
}

static const struct spec_change *change_of(const struct spec_version *v,
					   struct str from, struct str old)
{
	vec_for(const struct spec_change, c, &v->changes)
		if (str_eq(c->old, old) && (!from.n || str_eq(c->from, from)))
			return c;
	return NULL;
}

static void take(struct spec_successor *s, const struct spec_change *c,
		 const struct spec_version *v)
{
	s->standing = spec_weaker(s->standing, c->standing);
	if (!s->changed)
		s->changed = v;
	s->how = c->how;
	s->by = c->by;
	s->see = c->see;
}

/* Step by step; false when a step removes the command, *name is then the name
 * it had. */
static bool follow(const struct spec_version *from,
		   const struct spec_version *to, struct str *name,
		   struct spec_successor *s)
{
	const struct spec_family *f = from->family;

	for (size_t i = from->order + 1; i <= to->order; i++) {
		const struct spec_version *v = &f->versions.v[i];
		const struct spec_change *c = change_of(v, (struct str){ 0 },
							*name);
		/* A change over many versions repeats what the steps say. */
		if (!c)
			continue;
		take(s, c, v);
		if (!c->new.n)
			return false;
		*name = c->new;
	}
	return true;
}

bool spec_successor(struct arena *a, const struct spec_version *from,
		    const struct spec_version *to, struct str name,
		    struct spec_successor *out)
{
	const struct spec_change *direct = change_of(to, from->id, name);
	struct str now = name;

	memset(out, 0, sizeof(*out));
	if (from->family != to->family || from->order >= to->order)
		return false;
	if (direct) {			/* said of this very pair */
		take(out, direct, to);
		now = direct->new;
	} else if (!follow(from, to, &now, out)) {
		now = (struct str){ 0 };
	}
	if (!out->changed)
		return false;
	if (now.n && spec_by_name(to, now) && !str_eq(now, name)) {
		out->names.v = NEW(a, struct str);
		out->names.v[0] = now;
		out->names.n = 1;
	}
	return out->names.n || out->how.n;
}

bool spec_replacement(struct arena *a, const struct spec_version *to,
		      struct str name, struct spec_successor *out,
		      const struct spec_version **from)
{
	const struct spec_family *f = to->family;

	for (size_t i = to->order; i-- > 0;) {
		const struct spec_version *v = &f->versions.v[i];

		if (!spec_by_name(v, name))
			continue;
		if (from)
			*from = v;
		return spec_successor(a, v, to, name, out);
	}
	memset(out, 0, sizeof(*out));
	return false;
}
