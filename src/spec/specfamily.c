// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "base/file.h"
#include "spec/specread.h"

#define FILE_MAX (4u << 20)

static bool read_ranges(struct specread *r, const struct json *doc,
			struct spec_family *f)
{
	struct strs list = { 0 };

	if (!specread_opt_strs(r, doc, "", "ranges", &list))
		return false;
	for (size_t i = 0; i < list.n; i++) {
		struct str s = list.v[i];
		uint64_t first, last;

		if (!str_eat(&s, STR("0x")) ||
		    !str_hex(&s, &first, UINT32_MAX) ||
		    !str_eat(&s, STR("-0x")) ||
		    !str_hex(&s, &last, UINT32_MAX) || s.n || last < first)
			return specread_fail(r, "", "ranges",
					     "a range is not \"0x...-0x...\"");
		*vec_push(r->a, &f->ranges) = (struct spec_range){
			(uint32_t)first, (uint32_t)last };
	}
	return true;
}

static bool read_prefixes(struct specread *r, const struct json *doc,
			  const char *key, struct spec_prefix **v, size_t *n)
{
	const struct json *list;
	char at[SPECREAD_AT];

	if (!specread_array(r, doc, "", key, &list))
		return false;
	*v = NEW_ARRAY(r->a, json_len(list), struct spec_prefix);
	json_for(it, list) {
		struct spec_prefix *p = &(*v)[*n];
		uint64_t bits = 0;

		specread_item(at, "", key, (*n)++);
		if (!specread_str(r, it, at, "prefix", &p->prefix) ||
		    !specread_opt_str(r, it, at, "name", &p->name) ||
		    !specread_opt_bool(r, it, at, "only", &p->only) ||
		    !specread_opt_num(r, it, at, "bits", 64, &bits) ||
		    !specread_opt_str(r, it, at, "since", &p->since))
			return false;
		p->bits = (unsigned)bits;
	}
	return true;
}

static bool read_calls(struct specread *r, const struct json *doc,
		       struct spec_family *f)
{
	const struct json *list;
	char at[SPECREAD_AT];

	if (!specread_array(r, doc, "", "calls", &list))
		return false;
	json_for(it, list) {
		struct spec_call *c = vec_push(r->a, &f->calls);
		struct strs args = { 0 };

		specread_item(at, "", "calls", f->calls.n - 1);
		if (!specread_str(r, it, at, "name", &c->name) ||
		    !specread_opt_num(r, it, at, "base", UINT32_MAX,
				      &c->base) ||
		    !specread_opt_strs(r, it, at, "args", &args))
			return false;
		if (!args.n || args.n > 8)
			return specread_fail(r, at, "args", "not 1 to 8");
		for (size_t i = 0; i < args.n; i++)
			if (!specread_bits(args.v[i], &c->arg[i].lo,
					   &c->arg[i].hi))
				return specread_fail(r, at, "args",
						     "not bits \"HI:LO\"");
		c->n = args.n;
	}
	return true;
}

static bool read_maps(struct specread *r, const struct json *doc,
		      struct spec_family *f)
{
	const struct json *names, *constants;

	f->names = map_new(r->a);
	f->constants = map_new(r->a);
	if (!specread_object(r, doc, "", "names", &names) ||
	    !specread_object(r, doc, "", "constants", &constants))
		return false;
	json_for(it, names) {
		struct str *to = NEW(r->a, struct str);

		if (json_type(it) == JSON_STRING && json_to_str(it, to))
			*to = str_dup(r->a, *to);
		map_set(f->names, str_dup(r->a, json_key(it)), to);
	}
	json_for(it, constants) {
		uint64_t *n = NEW(r->a, uint64_t);

		if (!json_to_num(it, n, UINT32_MAX))
			return specread_fail(r, "", "constants",
					     "a value is not a number");
		map_set(f->constants, str_dup(r->a, json_key(it)), n);
	}
	return true;
}

static bool read_members(struct specread *r, const struct json *o,
			 const char *at, struct spec_ctype *t)
{
	const struct json *map;
	char sub[SPECREAD_AT], key[64];

	if (!specread_object(r, o, at, "members", &map))
		return false;
	specread_place(sub, "%s.members", at);
	t->members = NEW_ARRAY(r->a, json_len(map), struct spec_alias);
	json_for(it, map) {
		struct spec_alias *m = &t->members[t->n++];

		m->spec = str_dup(r->a, json_key(it));
		snprintf(key, sizeof(key), "%.*s", STR_FMT(m->spec));
		if (!specread_opt_strs(r, map, sub, key, &m->c))
			return false;
	}
	return true;
}

static void index_types(struct arena *a, struct spec_family *f)
{
	f->tags = map_new(a);
	f->aliases = map_new(a);
	vec_for(struct spec_ctype, t, &f->ctypes) {
		for (size_t i = 0; i < t->tags.n; i++)
			map_set(f->tags, t->tags.v[i], t);
		for (size_t i = 0; i < t->n; i++)
			for (size_t k = 0; k < t->members[i].c.n; k++)
				map_set(f->aliases, t->members[i].c.v[k], t);
	}
}

static bool read_types(struct specread *r, const struct json *doc,
		       struct spec_family *f)
{
	const struct json *list;
	char at[SPECREAD_AT];

	if (!specread_array(r, doc, "", "types", &list))
		return false;
	json_for(it, list) {
		struct spec_ctype *t = vec_push(r->a, &f->ctypes);

		specread_item(at, "", "types", f->ctypes.n - 1);
		if (!specread_str(r, it, at, "spec", &t->spec) ||
		    !specread_opt_strs(r, it, at, "c", &t->tags) ||
		    !specread_opt_strs(r, it, at, "macros", &t->macros) ||
		    !specread_opt_strs(r, it, at, "loose", &t->loose) ||
		    !read_members(r, it, at, t))
			return false;
	}
	index_types(r->a, f);
	return true;
}

static bool read_abi(struct specread *r, const struct json *doc,
		     struct spec_family *f)
{
	const struct json *abi;

	return specread_object(r, doc, "", "abi", &abi) &&
	       specread_opt_strs(r, abi, "abi", "major", &f->abi_major) &&
	       specread_opt_strs(r, abi, "abi", "minor", &f->abi_minor);
}

static bool read_issues(struct specread *r, const struct json *doc,
			struct spec_family *f)
{
	const struct json *map;

	if (!specread_object(r, doc, "", "issues", &map))
		return false;
	f->issues.v = NEW_ARRAY(r->a, 2 * json_len(map), struct str);
	json_for(it, map) {
		struct str to;

		if (!json_to_str(it, &to))
			return specread_fail(r, "", "issues",
					     "a version is not a string");
		f->issues.v[f->issues.n++] = str_dup(r->a, json_key(it));
		f->issues.v[f->issues.n++] = str_dup(r->a, to);
	}
	return true;
}

/* Versions without a file, cut from a later one. */
static bool read_earlier(struct specread *r, const struct json *doc,
			 struct spec_family *f)
{
	const struct json *map;
	char key[64];

	if (!specread_object(r, doc, "", "earlier", &map))
		return false;
	json_for(it, map) {
		struct strs ids = { 0 };

		snprintf(key, sizeof(key), "%.*s", STR_FMT(json_key(it)));
		if (!specread_opt_strs(r, map, "earlier", key, &ids))
			return false;
		for (size_t i = 0; i < ids.n; i++) {
			struct spec_version *v = vec_push(r->a, &f->versions);

			v->id = ids.v[i];
			v->derived = str_dup(r->a, json_key(it));
		}
	}
	return true;
}

static bool read_head(struct specread *r, const struct json *doc,
		      struct spec_family *f)
{
	uint64_t schema = 0, owner = 0;
	struct str name;

	if (!specread_opt_num(r, doc, "", "v", 1000, &schema) ||
	    !specread_str(r, doc, "", "family", &name) ||
	    !specread_str(r, doc, "", "title", &f->title) ||
	    !specread_str(r, doc, "", "interface", &f->interface) ||
	    !specread_opt_str(r, doc, "", "document", &f->document) ||
	    !specread_opt_str(r, doc, "", "follows", &f->follows) ||
	    !specread_opt_str(r, doc, "", "incomplete", &f->incomplete) ||
	    !specread_opt_strs(r, doc, "", "urls", &f->urls) ||
	    !specread_opt_strs(r, doc, "", "words", &f->words) ||
	    !specread_opt_strs(r, doc, "", "stages", &f->stages) ||
	    !specread_opt_num(r, doc, "", "owner", 63, &owner))
		return false;
	f->owner = (unsigned)owner;
	if (schema != 1)
		return specread_fail(r, "", "v", "not 1");
	if (!str_eq(name, f->name))
		return specread_fail(r, "", "family", "is not its folder");
	return true;
}

static bool read_doc(struct specread *r, const struct json *doc,
		     struct spec_family *f)
{
	return read_head(r, doc, f) && read_ranges(r, doc, f) &&
	       read_prefixes(r, doc, "macros", &f->macros.v, &f->macros.n) &&
	       read_prefixes(r, doc, "wrappers", &f->wrappers.v,
			     &f->wrappers.n) &&
	       read_prefixes(r, doc, "status_macros", &f->status_macros.v,
			     &f->status_macros.n) &&
	       read_calls(r, doc, f) && read_maps(r, doc, f) &&
	       read_types(r, doc, f) && read_abi(r, doc, f) &&
	       read_issues(r, doc, f) && read_earlier(r, doc, f);
}

bool specfamily_read(struct specdb *db, struct spec_family *f, struct err *err)
{
	char *path = specdb_path(db, f->name, "family.json", &f->file, &f->dir);
	struct specread r = { db->a, str_z(db->a, f->file), err };
	struct json *doc;
	struct str text;

	if (!file_read(db->a, path, FILE_MAX, &text, err))
		return false;
	doc = json_parse(db->a, text, r.file, err);
	if (!doc)
		return false;
	return json_type(doc) == JSON_OBJECT ? read_doc(&r, doc, f) :
	       specread_fail(&r, "", "", "not an object");
}
