// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "repo/packs.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sha1.h"
#include "base/vec.h"
#include "repo/libgit2.h"
#include "repo/repo.h"

#define BORROWED_MAX 64
#define ALTERNATES_MAX (1u << 20)
#define PACKS_MAX 65535
#define IDX_OPEN 16

struct objects {
	const char *dir;
	struct timespec packs;	/* when its packs came or went last */
};

struct packs {
	struct arena *a;
	struct { struct objects *v; size_t n, cap; } dirs;
	struct { struct pack *v; size_t n, cap; } v;
	struct packread_huge huge;
	struct err broken;	/* the first that could not be read */
};

struct packs_reader {
	struct packs *packs;
	struct packread *read;
	struct looseread *loose;
	struct { uint16_t pack; int fd; } idx[IDX_OPEN];	/* of single look-ups */
	unsigned oldest;	/* of them */
	uint16_t found;		/* in this pack, the last time */
};

/* ---- which packs there are ---- */

static void note_broken(struct packs *p, const struct err *err)
{
	if (!p->broken.msg[0])
		p->broken = *err;
}

static struct timespec changed(struct arena *a, const char *dir)
{
	struct stat st;

	return stat(path_join(a, dir, "pack"), &st) ? (struct timespec){ 0 } : st.st_mtim;
}

static void add_dir(struct packs *p, const char *dir)
{
	for (size_t i = 0; i < p->dirs.n; i++)
		if (strcmp(p->dirs.v[i].dir, dir) == 0)
			return;
	if (p->dirs.n < BORROWED_MAX)
		vec_add(p->a, &p->dirs, ((struct objects){ dir, changed(p->a, dir) }));
}

bool packs_changed(const struct packs *p)
{
	struct arena *a = arena_new();
	bool yes = false;

	for (size_t i = 0; i < p->dirs.n && !yes; i++) {
		const struct objects *o = &p->dirs.v[i];
		struct timespec now = changed(a, o->dir);

		yes = memcmp(&now, &o->packs, sizeof(now)) != 0;
	}
	arena_free(a);
	return yes;
}

static void add_borrowed(struct packs *p, const char *dir)
{
	const char *list = path_join(p->a, dir, "info/alternates");
	struct str text, line;

	if (file_kind(list) != FILE_REG || !file_read(p->a, list, ALTERNATES_MAX, &text, NULL))
		return;
	while (str_line(&text, &line)) {
		const char *path = str_z(p->a, line);

		if (line.n && line.p[0] != '#')
			add_dir(p, line.p[0] == '/' ? path : path_join(p->a, dir, path));
	}
}

static void add_pack(struct packs *p, const char *dir, const char *name)
{
	struct str stem = str_of(name);
	struct pack pack;
	struct err err;

	if (!str_ends(stem, STR(".idx")) || p->v.n == PACKS_MAX)
		return;
	stem.n -= 4;
	pack.path = arena_printf(p->a, "%s/%.*s.pack", dir, STR_FMT(stem));
	if (file_kind(pack.path) != FILE_REG)
		return;
	if (packidx_open(&pack.idx, path_join(p->a, dir, name), &err))
		vec_add(p->a, &p->v, pack);
	else
		note_broken(p, &err);
}

static void add_packs(struct packs *p, const char *objects)
{
	const char *dir = path_join(p->a, objects, "pack");
	struct file_list names;

	if (file_kind(dir) != FILE_DIR || !file_dir(p->a, dir, false, &names, NULL))
		return;
	for (size_t i = 0; i < names.n; i++)
		add_pack(p, dir, names.v[i]);
}

struct packs *packs_open_objects(const char *dir)
{
	struct packs *p = calloc(1, sizeof(*p));

	if (!p)
		die("out of memory");
	p->a = arena_new();
	packread_huge_open(&p->huge);
	add_dir(p, arena_strdup(p->a, dir));
	for (size_t i = 0; i < p->dirs.n; i++) {
		add_borrowed(p, p->dirs.v[i].dir);
		add_packs(p, p->dirs.v[i].dir);
	}
	return p;
}

struct packs *packs_open(const char *path, struct err *err)
{
	struct repo *r = repo_open(path, err);
	struct packs *p;
	struct arena *a;

	if (!r)
		return NULL;
	a = arena_new();
	p = packs_open_objects(path_join(a, git2.repository_commondir(repo_handle(r)), "objects"));
	arena_free(a);
	repo_close(r);
	return p;
}

void packs_close(struct packs *p)
{
	if (!p)
		return;
	packread_huge_close(&p->huge);
	arena_free(p->a);
	free(p);
}

/* ---- where objects lie ---- */

static int by_id(const void *a, const void *b)
{
	return memcmp(((const struct packidx_item *)a)->id,
		      ((const struct packidx_item *)b)->id, PACK_ID);
}

void packs_find(struct packs *p, struct packidx_item *v, size_t n)
{
	struct err err;

	if (n)
		qsort(v, n, sizeof(*v), by_id);
	for (size_t i = 0; i < n; i++)
		v[i].pack = 0;
	for (size_t i = 0; i < p->v.n; i++)
		if (!packidx_find(&p->v.v[i].idx, (uint16_t)(i + 1), v, n, &err))
			note_broken(p, &err);
}

const struct pack *packs_pack(const struct packs *p, uint16_t number)
{
	return &p->v.v[number - 1];
}

/* ---- reading ---- */

struct packs_reader *packs_reader_open(struct packs *p, size_t bases)
{
	struct packs_reader *r = calloc(1, sizeof(*r));

	if (!r)
		die("out of memory");
	r->packs = p;
	r->read = packread_open(&p->huge, bases);
	r->loose = looseread_open(&p->huge);
	return r;
}

void packs_reader_close(struct packs_reader *r)
{
	if (!r)
		return;
	for (unsigned i = 0; i < IDX_OPEN; i++)
		if (r->idx[i].pack)
			close(r->idx[i].fd);
	packread_close(r->read);
	looseread_close(r->loose);
	free(r);
}

/* The open index; -1 when it does not open. */
static int idx_of(struct packs_reader *r, uint16_t number)
{
	unsigned i = 0;
	int fd;

	for (; i < IDX_OPEN; i++)
		if (r->idx[i].pack == number)
			return r->idx[i].fd;
	fd = open(packs_pack(r->packs, number)->idx.path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	i = r->oldest++ % IDX_OPEN;
	if (r->idx[i].pack)
		close(r->idx[i].fd);
	r->idx[i].pack = number;
	r->idx[i].fd = fd;
	return fd;
}

static bool find_in(struct packs_reader *r, uint16_t number, struct packidx_item *it)
{
	int fd = idx_of(r, number);

	if (fd < 0 || !packidx_find_one(&packs_pack(r->packs, number)->idx, fd, it->id,
					&it->offset))
		return false;
	it->pack = r->found = number;
	return true;
}

bool packs_find_one(struct packs_reader *r, struct packidx_item *it)
{
	uint16_t last = r->found;

	if (last && find_in(r, last, it))
		return true;
	for (size_t i = 1; i <= r->packs->v.n; i++)
		if (i != last && find_in(r, (uint16_t)i, it))
			return true;
	return false;
}

enum packidx_found packs_find_prefix(struct packs_reader *r, const unsigned char *id,
				     size_t digits, unsigned char *whole)
{
	unsigned char one[PACK_ID];
	bool found = false;

	for (size_t i = 1; i <= r->packs->v.n; i++) {
		int fd = idx_of(r, (uint16_t)i);

		switch (fd < 0 ? PACKIDX_NONE :
			packidx_find_prefix(&r->packs->v.v[i - 1].idx, fd, id, digits, one)) {
		case PACKIDX_NONE:
			continue;
		case PACKIDX_MANY:
			return PACKIDX_MANY;
		case PACKIDX_ONE:
			break;
		}
		if (found && memcmp(whole, one, PACK_ID) != 0)
			return PACKIDX_MANY;
		memcpy(whole, one, PACK_ID);
		found = true;
	}
	return found ? PACKIDX_ONE : PACKIDX_NONE;
}

void packs_expect(struct packs_reader *r, const struct packidx_item *v, size_t n,
		  size_t from, size_t to)
{
	const struct pack *p;

	if (!v[from].pack)
		return;
	p = packs_pack(r->packs, v[from].pack);
	packread_expect(r->read, p, v + from, to - from,
			to < n && v[to].pack == v[from].pack && v[to].offset > v[to - 1].offset ?
				v[to].offset : 0, NULL);
}

static bool fail(const struct packidx_item *it, const char *why, struct err *err)
{
	char hex[2 * PACK_ID + 1];

	sha1_hex(hex, it->id);
	return err_set(err, "object %s: %s", hex, why);
}

/* What is damaged here may be sound in a folder that is borrowed from. */
static enum object_found read_loose(struct packs_reader *r, const struct packidx_item *it,
				    enum pack_type *type, struct str *text, struct err *err)
{
	const struct packs *p = r->packs;
	const char *why = p->broken.msg[0] ? p->broken.msg : "not found", *wrong;
	enum object_found found = OBJECT_NONE;

	packread_rest(r->read);
	for (size_t i = 0; i < p->dirs.n; i++)
		switch (looseread_object(r->loose, p->dirs.v[i].dir, it->id, type, text,
					 &wrong)) {
		case OBJECT_READ:
			return OBJECT_READ;
		case OBJECT_DAMAGED:
			found = OBJECT_DAMAGED;
			why = wrong;
			break;
		case OBJECT_NONE:
			break;
		}
	fail(it, why, err);
	return found;
}

enum object_found packs_object(struct packs_reader *r, const struct packidx_item *it,
			       enum pack_type *type, struct str *text, struct err *err)
{
	struct err why;

	if (!it->pack)
		return read_loose(r, it, type, text, err);
	looseread_rest(r->loose);
	if (packread_object(r->read, packs_pack(r->packs, it->pack), it->offset, type, text,
			    &why))
		return OBJECT_READ;
	fail(it, why.msg, err);
	return OBJECT_DAMAGED;
}

bool packs_blob(struct packs_reader *r, const struct packidx_item *it, struct str *text,
		struct err *err)
{
	enum pack_type type;
	struct err why = { "not a blob" };

	if (packs_object(r, it, &type, text, err) != OBJECT_READ)
		return false;
	if (type == PACK_BLOB)
		return true;
	if (it->pack)
		err_set(&why, "%s: offset %llu: not a blob",
			packs_pack(r->packs, it->pack)->path, (unsigned long long)it->offset);
	return fail(it, why.msg, err);
}
