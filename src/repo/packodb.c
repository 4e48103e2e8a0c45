// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/packodb.h"

#include <stdlib.h>

#include "base/buf.h"
#include "repo/libgit2.h"
#include "repo/packs.h"

#define BASES (1u << 20)
#define BEFORE_LIBGIT2 100	/* its own have 1 and 2 */

struct packodb {
	git_odb_backend backend;	/* first: libgit2 knows only this */
	char *objects;
	struct packs *packs;	/* opened when there is need of it */
	struct packs_reader *reader;
};

static struct packs_reader *reader(git_odb_backend *backend)
{
	struct packodb *o = (struct packodb *)backend;

	if (!o->packs) {
		o->packs = packs_open_objects(o->objects);
		o->reader = packs_reader_open(o->packs, BASES);
	}
	return o->reader;
}

/* 0, or what libgit2 wants to hear. */
static int object(git_odb_backend *backend, const git_oid *id, struct str *text,
		  git_object_t *type)
{
	struct packs_reader *r = reader(backend);
	struct packidx_item it = { .pack = 0 };
	enum pack_type t;
	struct err err;

	memcpy(it.id, id->id, PACK_ID);
	if (!packs_find_one(r, &it))
		return GIT_ENOTFOUND;
	if (!packs_object(r, &it, &t, text, &err)) {
		git2.error_set_str(GIT_ERROR_ODB, err.msg);
		return GIT_ERROR;
	}
	*type = (git_object_t)t;	/* the numbers are the same */
	return 0;
}

static int read_data(void **data, size_t *n, git_object_t *type, git_odb_backend *backend,
		     const git_oid *id)
{
	struct str text;
	int ret = object(backend, id, &text, type);

	if (ret)
		return ret;
	*data = git2.odb_backend_data_alloc(backend, text.n + 1);
	if (!*data)
		return GIT_ERROR;
	memcpy(*data, text.p, text.n);
	((char *)*data)[text.n] = '\0';
	*n = text.n;
	return 0;
}

static int read_header(size_t *n, git_object_t *type, git_odb_backend *backend,
		       const git_oid *id)
{
	struct str text;
	int ret = object(backend, id, &text, type);

	if (!ret)
		*n = text.n;
	return ret;
}

static int exists(git_odb_backend *backend, const git_oid *id)
{
	struct packidx_item it = { .pack = 0 };

	memcpy(it.id, id->id, PACK_ID);
	return packs_find_one(reader(backend), &it);
}

static void free_backend(git_odb_backend *backend)
{
	struct packodb *o = (struct packodb *)backend;

	packs_reader_close(o->reader);
	packs_close(o->packs);
	free(o->objects);
	free(o);
}

void packodb_add(git_repository *git)
{
	struct packodb *o = calloc(1, sizeof(*o));
	struct buf path = BUF;
	git_odb *odb;

	if (!o || git2.odb_init_backend(&o->backend, GIT_ODB_BACKEND_VERSION) ||
	    git2.repository_odb(&odb, git))
		die("libgit2 gives no object database");
	/* It ends with a slash. */
	buf_printf(&path, "%sobjects", git2.repository_commondir(git));
	o->objects = path.p;
	o->backend.read = read_data;
	o->backend.read_header = read_header;
	o->backend.exists = exists;
	o->backend.free = free_backend;
	if (git2.odb_add_backend(odb, &o->backend, BEFORE_LIBGIT2))
		die("libgit2 takes no object database");
	git2.odb_free(odb);
}
