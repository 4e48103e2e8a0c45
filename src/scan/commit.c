// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "scan/commit.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/map.h"
#include "repo/packplan.h"
#include "repo/repo.h"
#include "scan/match.h"

_Static_assert(PACKREAD_SLACK >= MATCH_SLACK, "the matcher reads behind a text");

/* What a part of a pack needs; large ones come with what is made of them. */
#define BASES (512u << 10)

/* Of its folder: device, inode, and when it was made, for inodes come again. */
struct repo_sign {
	uint64_t v[4];
};

static void find_repo(struct repo_sign *out, const char *path)
{
	struct statx st;

	memset(out, 0, sizeof(*out));
	if (statx(AT_FDCWD, path, 0, STATX_INO | STATX_BTIME, &st) == 0)
		*out = (struct repo_sign){ {
			(uint64_t)st.stx_dev_major << 32 | st.stx_dev_minor, st.stx_ino,
			(uint64_t)st.stx_btime.tv_sec, st.stx_btime.tv_nsec } };
}

struct job {
	struct walk *w;
	const char *rev, *since;
	pthread_mutex_t failing;
	struct repo_sign where;
	struct packs *packs;
	struct buf list;	/* of these: it grows without leaving anything behind */
	struct packidx_item *blobs;	/* tag: where its path begins in: */
	struct buf paths;
	size_t nblobs;
	struct packplan plan;
	atomic_size_t files, bytes;
	atomic_bool stop;
};

struct hand {
	struct job *job;
	unsigned no;
	pthread_t thread;
};

static bool below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	while (n && dir[n - 1] == '/')
		n--;
	return strncmp(path, dir, n) == 0 && (path[n] == '\0' || path[n] == '/');
}

static bool asked_for(const struct walk *w, const char *path)
{
	for (size_t i = 0; i < w->npaths; i++)
		if (below(path, w->paths[i]))
			return true;
	return w->npaths == 0;
}

/* What the cache knows a blob by. Nobody hashes it to see whether the id is its
 * own, so what a repository says holds for that repository. */
struct blob_sign {
	struct repo_sign where;
	unsigned char id[PACK_ID];
};

static struct str sign_of(const struct job *j, const unsigned char *id,
			  struct blob_sign *out)
{
	if (!j->where.v[1])
		return (struct str){ 0 };
	memset(out, 0, sizeof(*out));
	out->where = j->where;
	memcpy(out->id, id, PACK_ID);
	return str_n((const char *)out, sizeof(*out));
}

/* Path and id in one key: the same file with the same bytes. */
static struct str entry_key(struct arena *a, const struct repo_entry *e)
{
	size_t n = strlen(e->path);
	char *p = arena_alloc(a, n + PACK_ID);

	memcpy(p, e->path, n);
	memcpy(p + n, e->id, PACK_ID);
	return str_n(p, n + PACK_ID);
}

typedef void entry_fn(void *ctx, const struct repo_entry *e);

static bool each_entry(struct repo *r, const char *rev, entry_fn *fn, void *ctx,
		       struct err *err)
{
	struct repo_entry e;
	struct repo_walk *w;
	char hex[41];

	if (!repo_resolve(r, rev, hex, err))
		return false;
	w = repo_walk_open(r, hex, err);
	if (!w)
		return false;
	err->msg[0] = '\0';
	while (repo_walk_next(w, &e, err))
		if ((e.mode & 0170000) == 0100000)
			fn(ctx, &e);
	repo_walk_close(w);
	return !err->msg[0];
}

struct listing {
	struct job *job;
	struct arena *a;
	struct map *old;	/* keys of the other commit */
};

static void note_old(void *ctx, const struct repo_entry *e)
{
	struct listing *l = ctx;

	map_set(l->old, entry_key(l->a, e), l);
}

static bool known(const struct job *j, const struct repo_entry *e)
{
	struct blob_sign sign;
	struct walk_file f = { .path = str_of(e->path), .sign = sign_of(j, e->id, &sign) };

	return j->w->known && j->w->known(j->w->ctx, &f);
}

static void note_blob(void *ctx, const struct repo_entry *e)
{
	struct listing *l = ctx;
	struct job *j = l->job;
	struct packidx_item b = { .pack = 0 };

	if (!asked_for(j->w, e->path) ||
	    (l->old && map_get(l->old, entry_key(l->a, e))) ||
	    (j->w->want && !j->w->want(j->w->ctx, str_of(e->path))))
		return;
	if (known(j, e)) {
		j->files++;
		return;
	}
	b.tag = j->paths.n;
	buf_add(&j->paths, str_n(e->path, strlen(e->path) + 1));
	memcpy(b.id, e->id, PACK_ID);
	buf_add(&j->list, str_n((const char *)&b, sizeof(b)));
}

static bool list_blobs(struct job *j, struct arena *a, struct err *err)
{
	struct listing l = { .job = j, .a = a };
	struct repo *r = repo_open(j->w->root, err);
	bool ok = r != NULL;

	find_repo(&j->where, j->w->root);
	if (ok && j->since) {
		l.old = map_new(a);
		ok = each_entry(r, j->since, note_old, &l, err);
	}
	ok = ok && each_entry(r, j->rev, note_blob, &l, err);
	repo_close(r);
	packmem_give_back();
	j->blobs = (struct packidx_item *)j->list.p;
	j->nblobs = j->list.n / sizeof(*j->blobs);
	return ok;
}

/* ---- threads ---- */

static void fail(struct job *j, const char *path, const char *why)
{
	pthread_mutex_lock(&j->failing);
	j->w->failed(j->w->ctx, path, why);
	pthread_mutex_unlock(&j->failing);
}

static void read_blob(struct hand *h, struct packs_reader *r, const struct packidx_item *b)
{
	struct job *j = h->job;
	const char *path = j->paths.p + b->tag;
	struct blob_sign sign;
	struct walk_file f = { .path = str_of(path), .worker = h->no,
			       .sign = sign_of(j, b->id, &sign) };
	struct err err;

	if (!packs_blob(r, b, &f.text, &err)) {
		fail(j, path, err.msg);
		return;
	}
	j->w->file(j->w->ctx, &f);
	atomic_fetch_add_explicit(&j->files, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&j->bytes, f.text.n, memory_order_relaxed);
}

static void *work(void *arg)
{
	struct hand *h = arg;
	struct job *j = h->job;
	struct packs_reader *r = packs_reader_open(j->packs, BASES);
	struct packplan_part part;

	while (!j->stop && packplan_take(&j->plan, &part)) {
		packs_expect(r, j->blobs, j->nblobs, part.from, part.to);
		for (size_t i = part.from; i < part.to; i++)
			read_blob(h, r, &j->blobs[i]);
		packplan_done(&j->plan, &part);
		if (h->no == 0 && j->w->tick && !j->w->tick(j->w->ctx, j->files, j->bytes))
			j->stop = true;
	}
	packs_reader_close(r);
	return NULL;
}

static void read_blobs(struct job *j, struct arena *a)
{
	struct hand *hands = NEW_ARRAY(a, j->w->workers, struct hand);

	packplan_make(&j->plan, j->packs, j->blobs, j->nblobs, j->w->workers);
	for (unsigned i = 0; i < j->w->workers; i++) {
		hands[i] = (struct hand){ .job = j, .no = i };
		if (pthread_create(&hands[i].thread, NULL, work, &hands[i]))
			die("cannot start a thread");
	}
	for (unsigned i = 0; i < j->w->workers; i++)
		pthread_join(hands[i].thread, NULL);
	packplan_close(&j->plan);
}

bool commit_run(struct walk *w, const char *rev, const char *since, struct err *err)
{
	struct job j = { .w = w, .rev = rev, .since = since,
			 .failing = PTHREAD_MUTEX_INITIALIZER };
	struct arena *a = arena_new();
	bool ok = list_blobs(&j, a, err) && (j.packs = packs_open(w->root, err));

	if (ok)
		read_blobs(&j, a);
	packs_close(j.packs);
	buf_free(&j.list);
	buf_free(&j.paths);
	w->files = j.files;
	w->bytes = j.bytes;
	arena_free(a);
	/* The last stage of a scan takes the most: the rest of this is not in its way. */
	packmem_give_back();
	if (j.stop)
		err->msg[0] = '\0';
	return ok && !j.stop;
}
