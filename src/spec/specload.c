// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/file.h"
#include "spec/specload.h"

#define FILE_MAX (16u << 20)

static const struct spec_source *source_find(const struct spec_version *v,
					     struct str id)
{
	vec_for(struct spec_source, s, &v->sources)
		if (str_eq(s->id, id))
			return s;
	return NULL;
}

static const struct spec_conflict *conflict_find(const struct spec_version *v,
						 struct str id)
{
	vec_for(struct spec_conflict, c, &v->conflicts)
		if (str_eq(c->id, id))
			return c;
	return NULL;
}

bool specload_src(struct specload *l, const struct json *o, const char *at,
		  const char *key, struct spec_sources *out)
{
	struct strs ids = { 0 };

	if (!specread_opt_strs(&l->r, o, at, key, &ids))
		return false;
	if (!ids.n)
		return true;
	out->v = NEW_ARRAY(l->r.a, ids.n, const struct spec_source *);
	out->n = ids.n;
	for (size_t i = 0; i < ids.n; i++) {
		out->v[i] = source_find(l->v, ids.v[i]);
		if (!out->v[i])
			return specread_fail(&l->r, at, key,
					     "names a source that is not in "
					     "sources");
	}
	return true;
}

bool specload_conflict(struct specload *l, const struct json *o,
		       const char *at, const struct spec_conflict **out)
{
	struct str id = { 0 };

	if (!specread_opt_str(&l->r, o, at, "conflict", &id))
		return false;
	if (!id.n)
		return true;
	*out = conflict_find(l->v, id);
	if (!*out)
		return specread_fail(&l->r, at, "conflict",
				     "is not in conflicts");
	return true;
}

static bool load_sources(struct specload *l, const struct json *doc)
{
	const struct json *o;
	char at[SPECREAD_AT];

	if (!specread_object(&l->r, doc, "", "sources", &o))
		return false;
	if (!json_len(o))
		return specread_fail(&l->r, "", "sources", "missing or empty");
	json_for(it, o) {
		struct spec_source *s = vec_push(l->r.a, &l->v->sources);

		s->id = str_dup(l->r.a, json_key(it));
		specread_place(at, "sources.%.*s", STR_FMT(s->id));
		if (!specread_str(&l->r, it, at, "ref", &s->ref) ||
		    !specread_str(&l->r, it, at, "kind", &s->kind))
			return false;
	}
	if (!specload_src(l, doc, "", "src", &l->v->src))
		return false;
	if (!l->v->src.n) {		/* the first one, then */
		l->v->src.v = NEW_ARRAY(l->r.a, 1, const struct spec_source *);
		l->v->src.v[0] = l->v->sources.v;
		l->v->src.n = 1;
	}
	return true;
}

static bool load_readings(struct specload *l, const struct json *o, const char *at,
			  struct spec_conflict *c)
{
	const struct json *list;
	char sub[SPECREAD_AT];

	if (!specread_array(&l->r, o, at, "readings", &list))
		return false;
	c->readings = NEW_ARRAY(l->r.a, json_len(list), struct spec_reading);
	json_for(it, list) {
		struct spec_reading *r = &c->readings[c->n_readings];

		specread_item(sub, at, "readings", c->n_readings++);
		if (!specread_str(&l->r, it, sub, "is", &r->is) ||
		    !specload_src(l, it, sub, "src", &r->src))
			return false;
		if (!r->src.n)
			return specread_fail(&l->r, sub, "src", "missing");
	}
	if (c->n_readings < 2)
		return specread_fail(&l->r, at, "readings", "fewer than two");
	return true;
}

static bool load_conflicts(struct specload *l, const struct json *doc)
{
	const struct json *list;
	char at[SPECREAD_AT];

	if (!specread_array(&l->r, doc, "", "conflicts", &list))
		return false;
	json_for(it, list) {
		struct spec_conflict *c = vec_push(l->r.a, &l->v->conflicts);
		struct str confidence = { 0 };

		specread_item(at, "", "conflicts", l->v->conflicts.n - 1);
		if (!specread_str(&l->r, it, at, "id", &c->id) ||
		    !specread_str(&l->r, it, at, "about", &c->about) ||
		    !specread_opt_str(&l->r, it, at, "favours", &c->favours) ||
		    !specread_opt_str(&l->r, it, at, "confidence",
				      &confidence) ||
		    !specread_opt_strs(&l->r, it, at, "why", &c->why) ||
		    !load_readings(l, it, at, c))
			return false;
		c->high = str_eq(confidence, STR("high"));
	}
	return true;
}

/* ---- commands ---- */

/* NAME[:TYPE][@Xn] */
static bool parse_arg(struct specload *l, struct str s, struct spec_arg *arg)
{
	size_t at = str_rfind_chr(s, '@');
	uint64_t n;

	if (at != SIZE_MAX) {
		struct str reg = str_from(s, at + 1);

		if (!str_eat_chr(&reg, 'X') || !str_num(&reg, &n, 17) || reg.n)
			return false;
		arg->reg = (unsigned)n;
		s = str_sub(s, 0, at);
	}
	arg->name = s;
	at = str_find_chr(s, ':');
	if (at != SIZE_MAX) {
		arg->type = str_dup(l->r.a, str_from(s, at + 1));
		arg->name = str_sub(s, 0, at);
	}
	arg->name = str_dup(l->r.a, arg->name);
	return arg->name.n > 0;
}

static bool load_args(struct specload *l, const struct json *o, const char *at,
		      const char *key, enum spec_standing standing,
		      struct spec_args *out)
{
	const struct json *list;
	struct str s;

	if (!specread_array(&l->r, o, at, key, &list))
		return false;
	if (!list)
		return true;
	out->standing = standing;
	out->v = NEW_ARRAY(l->r.a, json_len(list), struct spec_arg);
	json_for(it, list) {
		struct spec_arg *arg = &out->v[out->n++];

		arg->reg = (unsigned)out->n;
		if (!json_to_str(it, &s) || !parse_arg(l, s, arg))
			return specread_fail(&l->r, at, key,
					     "an argument is not NAME, "
					     "NAME:TYPE or NAME@Xn");
		if (arg->reg > out->last_reg)
			out->last_reg = arg->reg;
	}
	return true;
}

static bool load_fid(struct specload *l, const struct json *o, const char *at,
		     struct spec_command *c)
{
	const struct json *j = json_get(o, "fid");
	bool list = json_type(j) == JSON_ARRAY;
	uint64_t n;

	for (const struct json *it = list ? json_first(j) : j; it;
	     it = list ? json_next(it) : NULL) {
		struct str s;

		if (!json_to_str(it, &s) || !str_starts(s, STR("0x")) ||
		    !json_to_num(it, &n, UINT32_MAX))
			return specread_fail(&l->r, at, "fid",
					     "not a hex string");
		if (c->n_fid == 2)
			return specread_fail(&l->r, at, "fid", "more than two");
		c->fid[c->n_fid++] = (uint32_t)n;
	}
	if (!c->n_fid)
		return specread_fail(&l->r, at, "fid", "missing");
	return true;
}

static bool load_presumed(struct specload *l, const struct json *o, const char *at,
			  struct spec_command *c)
{
	const struct json *p;
	char sub[SPECREAD_AT];

	if (!specread_object(&l->r, o, at, "presumed", &p))
		return false;
	if (!p)
		return true;
	specread_place(sub, "%s.presumed", at);
	return load_args(l, p, sub, "in", SPEC_PRESUMED, &c->presumed_in) &&
	       load_args(l, p, sub, "out", SPEC_PRESUMED, &c->presumed_out) &&
	       specread_tri(&l->r, p, sub, "stateful", &c->presumed_stateful) &&
	       specread_str(&l->r, p, sub, "basis", &c->basis);
}

static bool load_command_args(struct specload *l, const struct json *o,
			      const char *at, struct spec_command *c)
{
	enum spec_standing in = l->v->standing, out = in;

	if (!specread_opt_standing(&l->r, o, at, "in_standing", &in) ||
	    !specread_opt_standing(&l->r, o, at, "out_standing", &out) ||
	    !load_args(l, o, at, "in", in, &c->in) ||
	    !load_args(l, o, at, "out", out, &c->out))
		return false;
	if (in == SPEC_CONFLICT)
		c->in.standing = in;
	if (out == SPEC_CONFLICT)
		c->out.standing = out;
	return true;
}

static bool load_stateful(struct specload *l, const struct json *o, const char *at,
			  struct spec_command *c)
{
	enum spec_standing standing = l->v->standing;

	if (!specread_tri(&l->r, o, at, "stateful", &c->stateful) ||
	    !specread_opt_bool(&l->r, o, at, "memory", &c->memory) ||
	    !specread_opt_standing(&l->r, o, at, "stateful_standing",
				   &standing))
		return false;
	if (c->stateful != SPEC_DONT_KNOW)
		c->stateful_standing = standing;
	return true;
}

static bool load_command_src(struct specload *l, const struct json *o,
			     const char *at, struct spec_command *c)
{
	c->src = l->v->src;
	if (!specload_src(l, o, at, "src", &c->src))
		return false;
	c->in.src = c->out.src = c->stateful_src = c->src;
	return specload_src(l, o, at, "in_src", &c->in.src) &&
	       specload_src(l, o, at, "out_src", &c->out.src) &&
	       specload_src(l, o, at, "stateful_src", &c->stateful_src);
}

static bool load_command(struct specload *l, const struct json *o,
			 const char *at)
{
	struct spec_command *c = vec_push(l->r.a, &l->v->commands);
	struct specread *r = &l->r;

	c->standing = l->v->standing;
	c->version = l->v;
	return specread_str(r, o, at, "name", &c->name) &&
	       load_fid(l, o, at, c) && load_command_src(l, o, at, c) &&
	       load_command_args(l, o, at, c) &&
	       load_stateful(l, o, at, c) && load_presumed(l, o, at, c) &&
	       specread_opt_standing(r, o, at, "standing", &c->standing) &&
	       specread_opt_str(r, o, at, "sec", &c->section) &&
	       specread_opt_str(r, o, at, "since", &c->since) &&
	       specread_opt_str(r, o, at, "note", &c->note) &&
	       specread_opt_strs(r, o, at, "also", &c->also) &&
	       specload_conflict(l, o, at, &c->conflict);
}

static bool load_status(struct specload *l, const struct json *o, const char *at)
{
	struct spec_status *s = vec_push(l->r.a, &l->v->status);
	const struct json *value = json_get(o, "value");

	s->standing = l->v->standing;
	s->known = value && json_type(value) != JSON_NULL;
	if (s->known && !specread_int(value, &s->value))
		return specread_fail(&l->r, at, "value", "not a whole number");
	return specread_str(&l->r, o, at, "name", &s->name) &&
	       specread_opt_str(&l->r, o, at, "data", &s->data) &&
	       specread_opt_str(&l->r, o, at, "since", &s->since) &&
	       specread_opt_standing(&l->r, o, at, "standing", &s->standing);
}

static bool load_change(struct specload *l, const struct json *o, const char *at,
			struct str from, bool renamed)
{
	struct spec_change *c = vec_push(l->r.a, &l->v->changes);

	c->from = from;
	c->standing = SPEC_SINGLE;
	if (renamed && !specread_str(&l->r, o, at, "new", &c->new))
		return false;
	return specread_str(&l->r, o, at, "old", &c->old) &&
	       specread_opt_str(&l->r, o, at, "how", &c->how) &&
	       specread_opt_str(&l->r, o, at, "by", &c->by) &&
	       specread_opt_strs(&l->r, o, at, "see", &c->see) &&
	       specread_opt_standing(&l->r, o, at, "standing", &c->standing);
}

static bool load_changes(struct specload *l, const struct json *o, const char *at)
{
	static const char *const keys[] = { "renamed", "removed" };
	const struct json *list;
	char sub[SPECREAD_AT];
	struct str from;

	if (!specread_str(&l->r, o, at, "from", &from))
		return false;
	for (int k = 0; k < 2; k++) {
		size_t i = 0;

		if (!specread_array(&l->r, o, at, keys[k], &list))
			return false;
		json_for(it, list) {
			specread_item(sub, at, keys[k], i++);
			if (!load_change(l, it, sub, from, k == 0))
				return false;
		}
	}
	return true;
}

/* ---- the file ---- */

static bool load_list(struct specload *l, const struct json *doc, const char *key,
		      bool (*one)(struct specload *, const struct json *,
				  const char *))
{
	const struct json *list;
	char at[SPECREAD_AT];
	size_t i = 0;

	if (!specread_array(&l->r, doc, "", key, &list))
		return false;
	json_for(it, list) {
		specread_item(at, "", key, i++);
		if (json_type(it) != JSON_OBJECT)
			return specread_fail(&l->r, at, "", "not an object");
		if (!one(l, it, at))
			return false;
	}
	return true;
}

static bool load_abi(struct specload *l, const struct json *doc)
{
	enum spec_standing standing = l->v->standing;
	uint64_t major = UINT64_MAX, minor = UINT64_MAX;
	const struct json *abi;

	if (!specread_object(&l->r, doc, "", "abi", &abi))
		return false;
	if (!abi)
		return true;
	if (!specread_opt_num(&l->r, abi, "abi", "major", 0x7fff, &major) ||
	    !specread_opt_num(&l->r, abi, "abi", "minor", 0xffff, &minor) ||
	    !specread_opt_standing(&l->r, abi, "abi", "standing", &standing))
		return false;
	if (major == UINT64_MAX || minor == UINT64_MAX)
		return specread_fail(&l->r, "abi", "", "not major and minor");
	l->v->abi_standing = standing;
	l->v->abi_major = (unsigned)major;
	l->v->abi_minor = (unsigned)minor;
	return true;
}

static bool load_head(struct specload *l, const struct json *doc,
		      struct str version)
{
	struct spec_version *v = l->v;
	struct str spec, id;
	uint64_t schema = 0;

	if (!specread_opt_num(&l->r, doc, "", "v", 1000, &schema) ||
	    !specread_str(&l->r, doc, "", "spec", &spec) ||
	    !specread_str(&l->r, doc, "", "version", &id) ||
	    !specread_opt_standing(&l->r, doc, "", "standing", &v->standing) ||
	    !specread_opt_str(&l->r, doc, "", "note", &v->note) ||
	    !specread_opt_str(&l->r, doc, "", "date", &v->date) ||
	    !specread_opt_strs(&l->r, doc, "", "named_commands", &v->named))
		return false;
	if (schema != 1)
		return specread_fail(&l->r, "", "v", "not 1");
	if (!str_eq(spec, v->family->name))
		return specread_fail(&l->r, "", "spec", "is not its folder");
	if (!str_eq(id, version))
		return specread_fail(&l->r, "", "version",
				     "is not the name of the file");
	if (v->standing == SPEC_UNKNOWN)
		return specread_fail(&l->r, "", "standing", "missing");
	return true;
}

static bool load_complete(struct specload *l, const struct json *doc)
{
	const struct json *o;

	if (!specread_object(&l->r, doc, "", "complete", &o) ||
	    !specread_opt_bool(&l->r, o, "complete", "commands",
			       &l->v->all_commands) ||
	    !specread_opt_bool(&l->r, o, "complete", "types",
			       &l->v->all_types) ||
	    !specread_opt_bool(&l->r, o, "complete", "members",
			       &l->v->all_members))
		return false;
	vec_for(struct spec_type, t, &l->v->types)
		t->complete = t->complete && l->v->all_members;
	return true;
}

/* For what a version has a hundred of. */
static void make_room(struct specload *l, const struct json *doc)
{
	vec_room(l->r.a, &l->v->commands, json_len(json_get(doc, "commands")));
	vec_room(l->r.a, &l->v->status, json_len(json_get(doc, "status")));
}

static bool load_doc(struct specload *l, const struct json *doc, struct str version)
{
	make_room(l, doc);
	return load_head(l, doc, version) && load_sources(l, doc) &&
	       load_conflicts(l, doc) && load_abi(l, doc) &&
	       load_list(l, doc, "changes", load_changes) &&
	       load_list(l, doc, "commands", load_command) &&
	       load_list(l, doc, "status", load_status) &&
	       load_list(l, doc, "enums", specload_enum) &&
	       load_list(l, doc, "bits", specload_bits) &&
	       load_list(l, doc, "structs", specload_struct) &&
	       load_list(l, doc, "named", specload_named) &&
	       load_complete(l, doc);
}

/* What the later file says, as it was in the earlier version: a command or
 * status that came later goes, one of unknown age leaves the list partial. */
static void cut(struct spec_version *v)
{
	const struct spec_family *f = v->family;
	size_t n = 0;

	for (size_t i = 0; i < v->commands.n; i++) {
		struct spec_command *c = &v->commands.v[i];

		if (!c->since.n)
			v->all_commands = false;
		if (c->since.n && spec_version_cmp(f, c->since, v->id) <= 0)
			v->commands.v[n++] = *c;
	}
	v->commands.n = n;
	n = 0;
	vec_for(struct spec_status, s, &v->status)
		if (!s->since.n || spec_version_cmp(f, s->since, v->id) <= 0)
			v->status.v[n++] = *s;
	v->status.n = n;
	v->abi_standing = SPEC_UNKNOWN;
}

bool specload_version(struct specdb *db, struct spec_version *v,
		      struct err *err)
{
	struct str id = v->derived.n ? v->derived : v->id;
	struct specload l = { { db->a, NULL, err }, v };
	struct arena *scratch = arena_new();
	struct json *doc = NULL;
	struct str text;
	bool ok;

	l.r.file = str_z(db->a, v->file);
	if (file_read(scratch, arena_printf(scratch, "%s/%.*s/%.*s.json", v->dir,
					    STR_FMT(v->family->name), STR_FMT(id)),
		      FILE_MAX, &text, err))
		doc = json_parse(scratch, text, l.r.file, err);
	ok = doc && (json_type(doc) == JSON_OBJECT ? load_doc(&l, doc, id) :
		     specread_fail(&l.r, "", "", "not an object"));
	arena_free(scratch);
	if (!ok)
		return false;
	if (v->derived.n)
		cut(v);
	specload_index(db->a, v);
	return true;
}
