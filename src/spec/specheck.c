// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/specheck.h"

#include <errno.h>

#include "base/file.h"
#include "spec/fid.h"
#include "spec/spectype.h"

#define FILE_MAX (16u << 20)

struct check {
	struct arena *a;
	struct spec_problems *out;
	struct specdb db;
	const struct spec_version *v;
};

#define problem(c, at, ...) \
	spec_problem((c)->a, (c)->out, (c)->v->file, at, __VA_ARGS__)

/* ---- files by the schema ---- */

static bool parse_file(struct arena *a, const char *path, struct str name,
		       struct json **doc, struct spec_problems *out)
{
	struct err err;
	struct str text;

	*doc = NULL;
	if (file_read(a, path, FILE_MAX, &text, &err))
		*doc = json_parse(a, text, str_z(a, name), &err);
	if (!*doc)
		spec_problem(a, out, name, "", "%s", err.msg);
	return *doc != NULL;
}

static bool has_family(const struct check *c, const char *family)
{
	struct str name;
	const char *dir, *path = specdb_path(&c->db, str_of(family), "family.json",
					     &name, &dir);

	return path && file_kind(path) == FILE_REG;
}

/* What lies under a file of a later folder does not count. */
static void check_file(struct check *c, const struct json *schema,
		       const char *dir, const char *family, const char *file,
		       struct specheck_count *count)
{
	bool is_family = strcmp(file, "family.json") == 0;
	const char *from, *path;
	struct json *doc;
	struct str name;

	if (!str_ends(str_of(file), STR(".json")))
		return;
	path = specdb_path(&c->db, str_of(family), file, &name, &from);
	if (!path || from != dir)
		return;
	count->files++;
	if (!has_family(c, family))
		spec_problem(c->a, c->out, name, "", "its folder has no family.json");
	if (parse_file(c->a, path, name, &doc, c->out))
		specschema_check(c->a, schema, is_family ? "family" :
				 "version", doc, name, c->out);
}

static bool check_dir(struct check *c, const struct json *schema, const char *dir,
		      struct specheck_count *count, struct err *err)
{
	struct file_list names = { 0 };

	if (!file_dir(c->a, dir, false, &names, err))
		return false;
	for (size_t i = 0; i < names.n; i++) {
		const char *sub = path_join(c->a, dir, names.v[i]);
		struct file_list files = { 0 };

		if (file_kind(sub) != FILE_DIR)
			continue;
		if (!file_dir(c->a, sub, false, &files, err))
			return false;
		for (size_t k = 0; k < files.n; k++)
			check_file(c, schema, dir, names.v[i], files.v[k], count);
	}
	return true;
}

static bool check_files(struct check *c, struct specheck_count *count,
			struct err *err)
{
	struct json *schema;
	bool ok = true;

	if (file_kind(c->db.dirs[0]) == FILE_NONE)
		return err_set(err, "%s: %s", c->db.dirs[0], strerror(ENOENT));
	if (!parse_file(c->a, path_join(c->a, c->db.dirs[0], "schema.json"),
			STR("spec-db/schema.json"), &schema, c->out))
		return true;
	for (size_t i = 0; ok && i < c->db.ndirs; i++)
		ok = check_dir(c, schema, c->db.dirs[i], count, err);
	return ok;
}

/* ---- commands ---- */

static bool in_range(const struct spec_family *f, uint32_t id)
{
	vec_for(const struct spec_range, r, &f->ranges)
		if (id >= r->first && id <= r->last)
			return true;
	return false;
}

static void check_fid(struct check *c, uint32_t id, const char *at)
{
	const struct spec_family *f = c->v->family;
	struct fid fid = fid_of(id);

	if (!in_range(f, id))
		problem(c, at, "0x%08X is in none of the family's ranges", id);
	if (fid.owner != f->owner)
		problem(c, at, "0x%08X has owner %u, the family %u", id,
			fid.owner, f->owner);
	if (fid.fast && (fid.reserved || fid.hint))
		problem(c, at, "0x%08X: bits 23:16 of a fast call are zero",
			id);
}

static const char *place(struct check *c, const char *list, size_t i,
			 struct str name)
{
	return arena_printf(c->a, "%s[%zu] %.*s", list, i, STR_FMT(name));
}

static void check_twice(struct check *c, struct map *seen, struct str key,
			const char *at, const char *what)
{
	if (map_get(seen, key))
		problem(c, at, "%s is given twice", what);
	map_set(seen, key, c);
}

static void check_standing(struct check *c, enum spec_standing s,
			   const struct spec_conflict *conflict,
			   const char *at)
{
	if (s == SPEC_CONFLICT && !conflict)
		problem(c, at, "in conflict, but names no conflict");
}

static void check_arg_types(struct check *c, const struct spec_args *args,
			    const char *at)
{
	for (size_t i = 0; c->v->all_types && i < args->n; i++)
		if (args->v[i].type.n && !spec_type(c->v, args->v[i].type))
			problem(c, at, "there is no type %.*s",
				STR_FMT(args->v[i].type));
}

static void check_commands(struct check *c)
{
	struct map *names = map_new(c->a), *fids = map_new(c->a);
	size_t i = 0;

	vec_for(struct spec_command, cmd, &c->v->commands) {
		const char *at = place(c, "commands", i++, cmd->name);

		check_twice(c, names, cmd->name, at, "the name");
		for (size_t k = 0; k < cmd->n_fid; k++) {
			check_fid(c, cmd->fid[k], at);
			check_twice(c, fids, str_n((char *)&cmd->fid[k], 4),
				    at, "the number");
		}
		if (cmd->n_fid == 2 && (cmd->fid[0] ^ cmd->fid[1]) != 1u << 30)
			problem(c, at, "the two forms differ in more than bit 30");
		check_standing(c, cmd->standing, cmd->conflict, at);
		check_standing(c, cmd->in.standing, cmd->conflict, at);
		check_standing(c, cmd->out.standing, cmd->conflict, at);
		check_arg_types(c, &cmd->in, at);
		check_arg_types(c, &cmd->out, at);
		if (cmd->memory && cmd->stateful != SPEC_YES)
			problem(c, at, "memory without stateful");
	}
}

/* ---- types ---- */

static void check_overlap(struct check *c, const struct spec_type *t, size_t i,
			  size_t k, const char *at)
{
	const struct spec_member *m = &t->v[i], *n = &t->v[k];
	bool clash = false;

	if (!m->known || !n->known)
		return;
	if (t->kind == SPEC_BITS)
		clash = m->lo <= n->hi && n->lo <= m->hi;
	else if (t->kind == SPEC_STRUCT)
		clash = m->offset < n->offset + (n->size ? n->size : 1) &&
			n->offset < m->offset + (m->size ? m->size : 1);
	else
		clash = m->value == n->value;
	if (clash)
		problem(c, at, "%.*s and %.*s overlap", STR_FMT(m->name),
			STR_FMT(n->name));
}

static void check_member(struct check *c, const struct spec_type *t, size_t i,
			 const char *at)
{
	const struct spec_member *m = &t->v[i];
	const char *where = arena_printf(c->a, "%s.%.*s", at,
					 STR_FMT(m->name));

	check_standing(c, m->standing, m->conflict ? m->conflict : t->conflict,
		       where);
	if (t->kind == SPEC_BITS && m->hi + t->from > 63)
		problem(c, where, "is beyond bit 63");
	if (t->kind == SPEC_ENUM && m->known && t->size && t->size < 63 &&
	    (m->value < 0 || m->value >> t->size))
		problem(c, where, "%lld does not fit into %llu bits",
			(long long)m->value, (unsigned long long)t->size);
	if (t->kind == SPEC_STRUCT && m->known && t->size &&
	    m->offset + m->size > t->size)
		problem(c, where, "ends beyond the structure");
	if (m->count && m->size % m->count)
		problem(c, where, "%llu bytes are no %llu elements",
			(unsigned long long)m->size,
			(unsigned long long)m->count);
	for (size_t k = 0; k < i; k++) {
		if (str_eq(t->v[k].name, m->name))
			problem(c, where, "is given twice");
		check_overlap(c, t, k, i, at);
	}
}

static void check_types(struct check *c)
{
	struct map *names = map_new(c->a);
	size_t i = 0;

	vec_for(struct spec_type, t, &c->v->types) {
		const char *at = place(c, "types", i++, t->name);

		check_twice(c, names, t->name, at, "the name");
		check_standing(c, t->standing, t->conflict, at);
		for (size_t k = 0; k < t->n; k++)
			check_member(c, t, k, at);
	}
}

/* ---- changes ---- */

static void check_change(struct check *c, const struct spec_change *ch,
			 const struct spec_version *from, const char *at)
{
	if (!spec_by_name(from, ch->old) && from->all_commands)
		problem(c, at, "%.*s is not in %.*s", STR_FMT(ch->old),
			STR_FMT(from->id));
	if (ch->new.n && !spec_by_name(c->v, ch->new) && c->v->all_commands)
		problem(c, at, "%.*s is not in this version", STR_FMT(ch->new));
	if (spec_by_name(c->v, ch->old))
		problem(c, at, "%.*s is still in this version",
			STR_FMT(ch->old));
	if (!ch->new.n && !ch->how.n)
		problem(c, at, "says neither `new` nor `how`");
	for (size_t i = 0; i < ch->see.n; i++)
		if (!spec_by_name(c->v, ch->see.v[i]))
			problem(c, at, "%.*s is not in this version",
				STR_FMT(ch->see.v[i]));
}

static void check_changes(struct check *c)
{
	size_t i = 0;

	vec_for(struct spec_change, ch, &c->v->changes) {
		const char *at = place(c, "changes", i++, ch->old);
		const struct spec_version *from = NULL;

		vec_for(struct spec_version, v, &c->v->family->versions)
			if (str_eq(v->id, ch->from))
				from = v;
		if (!from)
			problem(c, at, "there is no version %.*s",
				STR_FMT(ch->from));
		else if (from->order >= c->v->order)
			problem(c, at, "%.*s is not older", STR_FMT(ch->from));
		else
			check_change(c, ch, from, at);
	}
}

/* ---- families ---- */

static bool any_member(const struct spec_family *f, struct str type,
		       struct str member, bool *any_type)
{
	*any_type = false;
	vec_for(const struct spec_version, v, &f->versions) {
		const struct spec_type *t = spec_type(v, type);

		*any_type |= t != NULL;
		if (t && (!member.n || spec_member(t, member)))
			return true;
	}
	return false;
}

static void check_ctypes(struct check *c, const struct spec_family *f)
{
	vec_for(const struct spec_ctype, t, &f->ctypes) {
		const char *at = place(c, "types", (size_t)(t - f->ctypes.v),
				       t->spec);
		bool any;

		if (!any_member(f, t->spec, STR(""), &any))
			spec_problem(c->a, c->out, f->file, at,
				     "no version has this type");
		for (size_t i = 0; any && i < t->n; i++)
			if (!any_member(f, t->spec, t->members[i].spec, &any))
				spec_problem(c->a, c->out, f->file, at,
					     "no version has %.*s in it",
					     STR_FMT(t->members[i].spec));
	}
}

static void check_ranges(struct check *c, const struct spec_family *f)
{
	vec_for(const struct spec_family, g, &c->db.families) {
		if (g == f)
			return;
		vec_for(const struct spec_range, x, &f->ranges)
			vec_for(const struct spec_range, y, &g->ranges)
				if (x->first <= y->last && y->first <= x->last)
					spec_problem(c->a, c->out, f->file,
						     "ranges", "overlap those "
						     "of %.*s",
						     STR_FMT(g->name));
	}
}

static void check_family(struct check *c, struct spec_family *f)
{
	void *value;
	struct str key;

	check_ranges(c, f);
	check_ctypes(c, f);
	if (!f->versions.n)
		spec_problem(c->a, c->out, f->file, "", "has no version");
	if (f->follows.n && !specdb_family(&c->db, f->follows))
		spec_problem(c->a, c->out, f->file, "follows",
			     "there is no family %.*s", STR_FMT(f->follows));
	for (size_t i = 0; i + 1 < f->issues.n; i += 2)
		if (!spec_version_find(f, f->issues.v[i + 1]))
			spec_problem(c->a, c->out, f->file, "issues",
				     "there is no version %.*s",
				     STR_FMT(f->issues.v[i + 1]));
	for (size_t i = 0; map_next(f->names, &i, &key, &value);) {
		const struct str *to = value;
		bool found = !to->n;

		vec_for(const struct spec_version, v, &f->versions)
			found = found || spec_by_name(v, *to);
		if (!found)
			spec_problem(c->a, c->out, f->file, "names",
				     "no version has %.*s", STR_FMT(*to));
	}
}

bool specheck(struct arena *a, const char *const *dirs, size_t n,
	      struct spec_problems *out, struct specheck_count *count,
	      struct err *err)
{
	struct check c = { a, out, { .a = a }, NULL };
	struct err why;

	memset(count, 0, sizeof(*count));
	for (; c.db.ndirs < n && c.db.ndirs < SPECDB_DIRS; c.db.ndirs++)
		c.db.dirs[c.db.ndirs] = dirs[c.db.ndirs];
	if (!check_files(&c, count, err))
		return false;
	if (!specdb_load(&c.db, a, dirs, n, &why) ||
	    !specdb_need_all(&c.db, &why)) {
		spec_problem(a, out, STR("spec-db"), "", "%s", why.msg);
		return true;
	}
	vec_for(struct spec_family, f, &c.db.families) {
		count->families++;
		check_family(&c, f);
		vec_for(struct spec_version, v, &f->versions) {
			c.v = v;
			count->versions++;
			count->commands += v->commands.n;
			count->types += v->types.n;
			check_commands(&c);
			check_types(&c);
			check_changes(&c);
		}
	}
	return true;
}
