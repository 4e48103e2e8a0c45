// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/specdb.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/file.h"

/* ---- order of versions ---- */

/* Splits 2.0-bet1 into 2, 0, stage of "bet", 1. */
static bool next_part(const struct spec_family *f, struct str *s, uint64_t *n)
{
	struct str word;

	while (s->n && !chr_digit(*s->p) && !chr_alpha(*s->p))
		*s = str_from(*s, 1);
	if (!s->n)
		return false;
	if (str_num(s, n, UINT32_MAX))
		return true;
	word = *s;
	while (s->n && chr_alpha(*s->p))
		*s = str_from(*s, 1);
	word.n -= s->n;
	if (!word.n) {			/* a number out of range */
		s->n = 0;
		return false;
	}
	for (*n = 0; *n < f->stages.n; ++*n)
		if (str_eq_nocase(word, f->stages.v[*n]))
			break;
	return true;
}

int spec_version_cmp(const struct spec_family *f, struct str a, struct str b)
{
	for (;;) {
		uint64_t x = 0, y = 0;
		bool more_a = next_part(f, &a, &x);
		bool more_b = next_part(f, &b, &y);

		if (!more_a || !more_b)		/* 2.0 is newer than 2.0-bet0 */
			return more_a ? -1 : more_b ? 1 : 0;
		if (x != y)
			return x < y ? -1 : 1;
	}
}

struct str spec_version_base(struct str id)
{
	size_t n = 0;

	while (n < id.n && (chr_digit(id.p[n]) || id.p[n] == '.'))
		n++;
	return str_sub(id, 0, n);
}

static void sort_versions(struct spec_family *f)
{
	struct spec_version *v = f->versions.v;

	for (size_t i = 1; i < f->versions.n; i++) {
		struct spec_version t = v[i];
		size_t k = i;

		for (; k && spec_version_cmp(f, t.id, v[k - 1].id) < 0; k--)
			v[k] = v[k - 1];
		v[k] = t;
	}
}

/* ---- the folders ---- */

static struct str without_slash(const char *dir)
{
	struct str s = str_of(dir);

	while (s.n > 1 && s.p[s.n - 1] == '/')
		s.n--;
	return s;
}

char *specdb_path(const struct specdb *db, struct str family, const char *file,
		  struct str *shown, const char **dir)
{
	for (size_t i = db->ndirs; i-- > 0;) {
		struct str top = without_slash(db->dirs[i]);
		char *path = arena_printf(db->a, "%.*s/%.*s/%s", STR_FMT(top),
					  STR_FMT(family), file);
		size_t slash = i ? SIZE_MAX : str_rfind_chr(top, '/');

		/* Without layers the error of reading it says more. */
		if (db->ndirs > 1 && file_kind(path) != FILE_REG)
			continue;
		*shown = str_from(str_of(path), slash == SIZE_MAX ? 0 : slash + 1);
		*dir = db->dirs[i];
		return path;
	}
	return NULL;
}

static void add_version(struct specdb *db, struct spec_family *f, struct str id)
{
	vec_for(struct spec_version, v, &f->versions) {
		if (!str_eq(v->id, id))
			continue;
		v->derived = STR("");	/* has a file after all */
		return;
	}
	vec_push(db->a, &f->versions)->id = id;
}

static bool add_versions(struct specdb *db, struct spec_family *f,
			 const char *dir, struct err *err)
{
	char *sub = arena_printf(db->a, "%s/%.*s", dir, STR_FMT(f->name));
	struct file_list files = { 0 };

	if (db->ndirs > 1 && file_kind(sub) != FILE_DIR)
		return true;
	if (!file_dir(db->a, sub, false, &files, err))
		return false;
	for (size_t i = 0; i < files.n; i++) {
		struct str file = str_of(files.v[i]);

		if (str_ends(file, STR(".json")) &&
		    !str_eq(file, STR("family.json")))
			add_version(db, f, str_sub(file, 0, file.n - 5));
	}
	return true;
}

static bool add_family(struct specdb *db, struct str name, struct err *err)
{
	struct spec_family *f = vec_push(db->a, &db->families);

	f->name = name;
	if (!specfamily_read(db, f, err))
		return false;
	for (size_t i = 0; i < db->ndirs; i++)
		if (!add_versions(db, f, db->dirs[i], err))
			return false;
	sort_versions(f);
	for (size_t i = 0; i < f->versions.n; i++) {
		struct spec_version *v = &f->versions.v[i];
		struct str id = v->derived.n ? v->derived : v->id;
		char *file = arena_printf(db->a, "%.*s.json", STR_FMT(id));

		v->order = i;
		v->name = str_printf(db->a, "%.*s@%.*s", STR_FMT(name),
				     STR_FMT(v->id));
		if (!specdb_path(db, name, file, &v->file, &v->dir))
			return err_set(err, "%.*s: earlier: there is no %s",
				       STR_FMT(f->file), file);
	}
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Folders that hold a family.json, each once, by name. */
static bool family_names(struct specdb *db, struct file_list *out, struct err *err)
{
	for (size_t i = 0; i < db->ndirs; i++) {
		struct file_list l = { 0 };

		if (!file_dir(db->a, db->dirs[i], false, &l, err))
			return false;
		for (size_t k = 0; k < l.n; k++)
			if (file_kind(arena_printf(db->a, "%s/%s/family.json",
						   db->dirs[i], l.v[k])) == FILE_REG)
				vec_add(db->a, out, l.v[k]);
	}
	if (out->n && db->ndirs > 1)
		qsort(out->v, out->n, sizeof(*out->v), by_name);
	return true;
}

/* Most names of a series begin as none of these. */
static void note_beginnings(struct specdb *db)
{
	vec_for(struct spec_family, f, &db->families) {
		struct str name;
		void *value;

		for (size_t i = 0; i < f->macros.n; i++)
			db->begins[(unsigned char)f->macros.v[i].prefix.p[0]] = true;
		for (size_t i = 0; map_next(f->names, &i, &name, &value);)
			if (name.n)
				db->begins[(unsigned char)name.p[0]] = true;
	}
}

bool specdb_load(struct specdb *db, struct arena *a, const char *const *dirs,
		 size_t n, struct err *err)
{
	struct file_list names = { 0 };

	memset(db, 0, sizeof(*db));
	db->a = a;
	for (; db->ndirs < n && db->ndirs < SPECDB_DIRS; db->ndirs++)
		db->dirs[db->ndirs] = arena_strdup(a, dirs[db->ndirs]);
	if (!family_names(db, &names, err))
		return false;
	for (size_t i = 0; i < names.n; i++)
		if ((!i || strcmp(names.v[i - 1], names.v[i])) &&
		    !add_family(db, str_of(names.v[i]), err))
			return false;
	if (!db->families.n)
		return err_set(err, "%s: no family.json in any folder", dirs[0]);
	/* The vector has stopped moving. */
	vec_for(struct spec_family, f, &db->families)
		vec_for(struct spec_version, v, &f->versions)
			v->family = f;
	note_beginnings(db);
	return true;
}

char *specdb_user_dir(struct arena *a)
{
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	if (data && *data == '/')
		return arena_printf(a, "%s/winnow/spec-db", data);
	if (home && *home)
		return arena_printf(a, "%s/.local/share/winnow/spec-db", home);
	return NULL;
}

bool specdb_dirs(struct arena *a, const char *dir, const char *dirs[2],
		 size_t *n, struct err *err)
{
	dirs[0] = dir ? dir : file_data_dir(a, "spec-db", err);
	dirs[1] = dir ? NULL : specdb_user_dir(a);
	*n = dirs[1] && file_kind(dirs[1]) == FILE_DIR ? 2 : 1;
	return dirs[0];
}

bool specdb_open(struct specdb *db, struct arena *a, const char *dir,
		 struct err *err)
{
	const char *dirs[2];
	size_t n;

	return specdb_dirs(a, dir, dirs, &n, err) &&
	       specdb_load(db, a, dirs, n, err);
}

static bool load_versions(struct specdb *db, struct spec_family *f, struct err *err)
{
	if (f->loaded)
		return true;
	vec_for(struct spec_version, v, &f->versions)
		if (!specload_version(db, v, err))
			return false;
	f->loaded = true;
	return true;
}

bool specdb_need(struct specdb *db, struct spec_family *f, struct err *err)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	bool ok;

	pthread_mutex_lock(&lock);
	ok = load_versions(db, f, err);
	pthread_mutex_unlock(&lock);
	return ok;
}

bool specdb_need_all(struct specdb *db, struct err *err)
{
	vec_for(struct spec_family, f, &db->families)
		if (!specdb_need(db, f, err))
			return false;
	return true;
}

/* ---- versions ---- */

struct spec_family *specdb_family(struct specdb *db, struct str name)
{
	vec_for(struct spec_family, f, &db->families)
		if (str_eq_nocase(f->name, name))
			return f;
	return NULL;
}

struct spec_version *specdb_version(struct specdb *db, struct str name)
{
	struct spec_family *f;
	struct str family;

	if (!str_until(&name, '@', &family))
		return NULL;
	f = specdb_family(db, family);
	return f ? spec_version_find(f, name) : NULL;
}

static bool next_alnum(struct str *s, char *c)
{
	while (s->n && !chr_alpha(*s->p) && !chr_digit(*s->p))
		*s = str_from(*s, 1);
	if (!s->n)
		return false;
	*c = chr_lower(*s->p);
	*s = str_from(*s, 1);
	return true;
}

/* Equal but for case, blanks and punctuation: 2-0bet0 is 2.0-bet0. A digit
 * must not run into the next number, though: 1.11 is not 11.1. */
static bool same_version(struct str a, struct str b)
{
	char x, y;

	for (;;) {
		bool more_a = next_alnum(&a, &x), more_b = next_alnum(&b, &y);

		if (!more_a || !more_b)
			return more_a == more_b;
		if (x != y)
			return false;
	}
}

static struct spec_version *version_with(struct spec_family *f, struct str id,
					 bool (*same)(struct str, struct str))
{
	vec_for(struct spec_version, v, &f->versions)
		if (same(v->id, id))
			return v;
	return NULL;
}

struct spec_version *spec_version_find(struct spec_family *f, struct str id)
{
	struct spec_version *v = version_with(f, id, str_eq);

	for (size_t i = 0; !v && i + 1 < f->issues.n; i += 2)
		if (str_eq_nocase(f->issues.v[i], id))
			v = version_with(f, f->issues.v[i + 1], str_eq);
	if (v)
		return v;
	if (id.n > 1 && chr_lower(id.p[0]) == 'v' && chr_digit(id.p[1]))
		id = str_from(id, 1);
	return version_with(f, id, same_version);
}

/* ---- lookups ---- */

static struct str fid_key(const uint32_t *fid)
{
	return str_n((const char *)fid, sizeof(*fid));
}

void specload_index(struct arena *a, struct spec_version *v)
{
	v->by_name = map_new_for(a, v->commands.n);
	v->by_fid = map_new_for(a, v->commands.n);
	v->by_also = map_new(a);
	v->type_by_name = map_new_for(a, v->types.n);
	v->constants = map_new(a);
	vec_for(struct spec_command, c, &v->commands) {
		map_set(v->by_name, c->name, c);
		for (size_t i = 0; i < c->n_fid; i++)
			map_set(v->by_fid, fid_key(&c->fid[i]), c);
		for (size_t i = 0; i < c->also.n; i++)
			map_set(v->by_also, c->also.v[i], c);
	}
	vec_for(struct spec_type, t, &v->types) {
		map_set(v->type_by_name, t->name, t);
		for (size_t i = 0; t->kind == SPEC_ENUM && i < t->n; i++)
			map_set(v->constants, t->v[i].name, t);
	}
}

const struct spec_command *spec_by_fid(const struct spec_version *v,
				       uint32_t fid)
{
	return map_get(v->by_fid, fid_key(&fid));
}

const struct spec_command *spec_by_name(const struct spec_version *v,
					struct str name)
{
	return map_get(v->by_name, name);
}

static struct spec_answer answer(const struct spec_version *v,
				 const struct spec_command *c)
{
	struct spec_answer a = { SPEC_ABSENT, c, NULL };

	if (!c) {
		a.is = v->all_commands ? SPEC_ABSENT : SPEC_MAYBE;
		return a;
	}
	a.is = SPEC_PRESENT;
	if (c->standing == SPEC_CONFLICT) {
		a.is = SPEC_MAYBE;
		a.conflict = c->conflict;
	}
	return a;
}

struct spec_answer spec_ask_fid(const struct spec_version *v, uint32_t fid)
{
	return answer(v, spec_by_fid(v, fid));
}

struct spec_answer spec_ask_name(const struct spec_version *v, struct str name)
{
	const struct spec_command *c = spec_by_name(v, name);
	struct spec_answer a;

	if (c || !map_get(v->by_also, name)) {
		a = answer(v, c);
	} else {
		a = answer(v, map_get(v->by_also, name));
		a.is = SPEC_MAYBE;
	}
	for (size_t i = 0; !c && i < v->named.n; i++)
		if (str_eq(v->named.v[i], name))
			a.is = SPEC_PRESENT;
	return a;
}

const struct spec_type *spec_type(const struct spec_version *v, struct str name)
{
	return map_get(v->type_by_name, name);
}

const struct spec_member *spec_member(const struct spec_type *t,
				      struct str name)
{
	for (size_t i = 0; i < t->n; i++)
		if (str_eq(t->v[i].name, name))
			return &t->v[i];
	return NULL;
}

const struct spec_status *spec_status(const struct spec_version *v,
				      struct str name)
{
	vec_for(struct spec_status, s, &v->status)
		if (str_eq(s->name, name))
			return s;
	return NULL;
}

struct str spec_sources_text(struct arena *a, const struct spec_sources *s)
{
	struct str out = { 0 };

	for (size_t i = 0; i < s->n; i++)
		out = i ? str_printf(a, "%.*s; %.*s", STR_FMT(out),
				     STR_FMT(s->v[i]->ref)) : s->v[i]->ref;
	return out;
}
