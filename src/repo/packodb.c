// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/packodb.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/sha1.h"
#include "base/vec.h"
#include "repo/libgit2.h"
#include "repo/packs.h"

#define BASES (1u << 20)
#define SHALLOW_MAX (16u << 20)
#define BEFORE_LIBGIT2 100	/* its own have 1 and 2 */

struct packodb {
	git_odb_backend backend;	/* first: libgit2 knows only this */
	struct arena *a;
	const char *objects;
	struct packs *packs;	/* opened when there is need of it */
	struct packs_reader *reader;
	struct { git_odb_backend **v; size_t n, cap; } loose;	/* libgit2's */
	struct { git_oid *v; size_t n, cap; } shallow;	/* sorted */
};

static int fail(const char *why)
{
	git2.error_set_str(GIT_ERROR_ODB, why);
	return GIT_ERROR;
}

/* ---- commits ---- */

/* Trees and commits that name each other in a circle would be walked without end.
 * No circle has ids that are hashes. Blobs name nothing. */
static bool is_own_id(const git_oid *id, struct str text, git_object_t type)
{
	char want[41], got[41];

	if (type != GIT_OBJECT_COMMIT && type != GIT_OBJECT_TREE)
		return true;
	sha1_object(got, type == GIT_OBJECT_TREE ? "tree" : "commit", text);
	sha1_hex(want, id->id);
	return strcmp(got, want) == 0;
}

static int by_id(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(git_oid));
}

static void read_shallow(struct packodb *o, const char *path)
{
	struct str text, line;
	git_oid id;

	if (file_kind(path) != FILE_REG || !file_read(o->a, path, SHALLOW_MAX, &text, NULL))
		return;
	while (str_line(&text, &line))
		if (line.n == 40 && !git2.oid_fromstr(&id, str_z(o->a, line)))
			vec_add(o->a, &o->shallow, id);
	if (o->shallow.n)
		qsort(o->shallow.v, o->shallow.n, sizeof(git_oid), by_id);
}

/* Where a clone was cut off, the commit names parents that are not there. */
static void cut_parents(const struct packodb *o, const git_oid *id, char *text, size_t *n)
{
	struct str s = str_n(text, *n), line, rest;
	size_t head;

	if (!o->shallow.n ||
	    !bsearch(id, o->shallow.v, o->shallow.n, sizeof(git_oid), by_id))
		return;
	if (!str_line(&s, &line) || !str_starts(line, STR("tree ")))
		return;
	head = *n - s.n;
	for (rest = s; str_line(&s, &line) && str_starts(line, STR("parent ")); )
		rest = s;
	memmove(text + head, rest.p, rest.n);
	*n = head + rest.n;
}

/* ---- packs ---- */

static struct packs_reader *reader(struct packodb *o)
{
	if (!o->packs) {
		o->packs = packs_open_objects(o->objects);
		o->reader = packs_reader_open(o->packs, BASES);
	}
	return o->reader;
}

static void forget_packs(struct packodb *o)
{
	packs_reader_close(o->reader);
	packs_close(o->packs);
	o->reader = NULL;
	o->packs = NULL;
}

/* 0, or what libgit2 wants to hear. */
static int look_up(struct packodb *o, const git_oid *id, struct str *text, git_object_t *type)
{
	struct packs_reader *r = reader(o);
	struct packidx_item it = { .pack = 0 };
	enum pack_type t;
	struct err err;

	memcpy(it.id, id->id, PACK_ID);
	packs_find_one(r, &it);
	switch (packs_object(r, &it, &t, text, &err)) {
	case OBJECT_NONE:
		return GIT_ENOTFOUND;
	case OBJECT_DAMAGED:
		return fail(err.msg);
	case OBJECT_READ:
		break;
	}
	*type = (git_object_t)t;	/* the numbers are the same */
	return 0;
}

static int packed_whole(struct packodb *o, const git_oid *id, size_t digits, git_oid *whole)
{
	switch (packs_find_prefix(reader(o), id->id, digits, whole->id)) {
	case PACKIDX_ONE:
		return 0;
	case PACKIDX_MANY:
		return GIT_EAMBIGUOUS;
	case PACKIDX_NONE:
		break;
	}
	return GIT_ENOTFOUND;
}

/* ---- what libgit2 asks ---- */

static int read_object(void **data, size_t *n, git_object_t *type, git_odb_backend *backend,
		       const git_oid *id)
{
	struct packodb *o = (struct packodb *)backend;
	struct str text;
	int ret = look_up(o, id, &text, type);

	if (ret)
		return ret;
	if (!is_own_id(id, text, *type))
		return fail("the object is damaged: its id is not the hash of its bytes");
	*data = git2.odb_backend_data_alloc(backend, text.n + 1);
	if (!*data)
		return GIT_ERROR;
	memcpy(*data, text.p, text.n);
	((char *)*data)[text.n] = '\0';
	*n = text.n;
	if (*type == GIT_OBJECT_COMMIT)
		cut_parents(o, id, *data, n);
	return 0;
}

static int read_header(size_t *n, git_object_t *type, git_odb_backend *backend,
		       const git_oid *id)
{
	struct str text;
	int ret = look_up((struct packodb *)backend, id, &text, type);

	if (!ret)
		*n = text.n;
	return ret;
}

static int exists(git_odb_backend *backend, const git_oid *id)
{
	struct packidx_item it = { .pack = 0 };

	memcpy(it.id, id->id, PACK_ID);
	return packs_find_one(reader((struct packodb *)backend), &it);
}

static int exists_prefix(git_oid *whole, git_odb_backend *backend, const git_oid *id,
			 size_t digits)
{
	struct packodb *o = (struct packodb *)backend;
	int found = packed_whole(o, id, digits, whole);

	for (size_t i = 0; i < o->loose.n && found != GIT_EAMBIGUOUS; i++) {
		git_odb_backend *b = o->loose.v[i];
		git_oid one;
		int ret = b->exists_prefix(&one, b, id, digits);

		if (ret == GIT_ENOTFOUND)
			continue;
		if (ret)
			return ret;
		found = found == GIT_ENOTFOUND || git2.oid_equal(whole, &one) ? 0 :
									       GIT_EAMBIGUOUS;
		*whole = one;
	}
	if (found == GIT_EAMBIGUOUS)
		fail("ambiguous: more than one object begins so");
	return found;
}

static int read_prefix(git_oid *whole, void **data, size_t *n, git_object_t *type,
		       git_odb_backend *backend, const git_oid *id, size_t digits)
{
	int ret = exists_prefix(whole, backend, id, digits);

	return ret ? ret : read_object(data, n, type, backend, whole);
}

static int refresh(git_odb_backend *backend)
{
	struct packodb *o = (struct packodb *)backend;

	if (o->packs && packs_changed(o->packs))
		forget_packs(o);
	return 0;
}

static void free_backend(git_odb_backend *backend)
{
	struct packodb *o = (struct packodb *)backend;

	forget_packs(o);
	arena_free(o->a);
	free(o);
}

/* ---- in place of libgit2's own ---- */

/* It is asked for nothing but to write, and which loose objects there are. Only
 * packs are written as such. */
static void take_over(struct packodb *o, git_odb_backend *b)
{
	if (b->writepack) {
		b->exists = NULL;
		b->exists_prefix = NULL;
		b->freshen = NULL;
		b->refresh = NULL;
	} else if (b->read) {
		vec_add(o->a, &o->loose, b);
	}
	b->read = NULL;
	b->read_header = NULL;
	b->read_prefix = NULL;
}

static struct packodb *new_packodb(git_repository *git)
{
	struct packodb *o = calloc(1, sizeof(*o));

	if (!o || git2.odb_init_backend(&o->backend, GIT_ODB_BACKEND_VERSION))
		die("libgit2 takes no object database");
	o->a = arena_new();
	o->objects = path_join(o->a, git2.repository_commondir(git), "objects");
	read_shallow(o, path_join(o->a, git2.repository_commondir(git), "shallow"));
	o->backend.read = read_object;
	o->backend.read_prefix = read_prefix;
	o->backend.read_header = read_header;
	o->backend.exists = exists;
	o->backend.exists_prefix = exists_prefix;
	o->backend.refresh = refresh;
	o->backend.free = free_backend;
	return o;
}

bool packodb_add(git_repository *git)
{
	struct packodb *o;
	git_odb_backend *b;
	git_odb *odb;

	if (git2.repository_odb(&odb, git))
		return false;
	o = new_packodb(git);
	for (size_t i = 0; !git2.odb_get_backend(&b, odb, i); i++)
		take_over(o, b);
	if (git2.odb_add_backend(odb, &o->backend, BEFORE_LIBGIT2))
		die("libgit2 takes no object database");
	git2.odb_free(odb);
	return true;
}
