// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "scan/commit.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>

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
	struct scan *scan;
	const struct commit_options *o;
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

static bool asked_for(const struct commit_options *o, const char *path)
{
	for (size_t i = 0; i < o->npaths; i++)
		if (below(path, o->paths[i]))
			return true;
	return o->npaths == 0;
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

static void note_blob(void *ctx, const struct repo_entry *e)
{
	struct listing *l = ctx;
	struct packidx_item b = { .pack = 0 };
	struct blob_sign sign;

	if (!asked_for(l->job->o, e->path) ||
	    (l->old && map_get(l->old, entry_key(l->a, e))) ||
	    !scan_wants(l->job->scan, str_of(e->path)))
		return;
	if (scan_known(l->job->scan, 0, str_of(e->path), sign_of(l->job, e->id, &sign))) {
		l->job->files++;
		return;
	}
	b.tag = l->job->paths.n;
	buf_add(&l->job->paths, str_n(e->path, strlen(e->path) + 1));
	memcpy(b.id, e->id, PACK_ID);
	buf_add(&l->job->list, str_n((const char *)&b, sizeof(b)));
}

static bool list_blobs(struct job *j, struct arena *a, struct err *err)
{
	struct listing l = { .job = j, .a = a };
	struct repo *r = repo_open(j->o->repo, err);
	bool ok = r != NULL;

	find_repo(&j->where, j->o->repo);
	if (ok && j->o->since) {
		l.old = map_new(a);
		ok = each_entry(r, j->o->since, note_old, &l, err);
	}
	ok = ok && each_entry(r, j->o->rev, note_blob, &l, err);
	repo_close(r);
	packmem_give_back();
	j->blobs = (struct packidx_item *)j->list.p;
	j->nblobs = j->list.n / sizeof(*j->blobs);
	return ok;
}

/* ---- threads ---- */

static void read_blob(struct hand *h, struct packs_reader *r, const struct packidx_item *b)
{
	struct job *j = h->job;
	const char *path = j->paths.p + b->tag;
	struct blob_sign sign;
	struct str text;
	struct err err;

	if (!packs_blob(r, b, &text, &err)) {
		scan_failed(j->scan, path, err.msg);
		return;
	}
	scan_text(j->scan, h->no, str_of(path), text,
		  sign_of(j, b->id, &sign));
	atomic_fetch_add_explicit(&j->files, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&j->bytes, text.n, memory_order_relaxed);
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
		if (h->no == 0 && j->scan->tick &&
		    !j->scan->tick(j->scan->tick_ctx, j->files, j->bytes))
			j->stop = true;
	}
	packs_reader_close(r);
	return NULL;
}

static void read_blobs(struct job *j, struct arena *a)
{
	struct hand *hands = NEW_ARRAY(a, j->scan->workers, struct hand);

	packplan_make(&j->plan, j->packs, j->blobs, j->nblobs, j->scan->workers);
	for (unsigned i = 0; i < j->scan->workers; i++) {
		hands[i] = (struct hand){ .job = j, .no = i };
		if (pthread_create(&hands[i].thread, NULL, work, &hands[i]))
			die("cannot start a thread");
	}
	for (unsigned i = 0; i < j->scan->workers; i++)
		pthread_join(hands[i].thread, NULL);
	packplan_close(&j->plan);
}

bool scan_commit(struct scan *s, const struct commit_options *o, struct err *err)
{
	struct job j = { .scan = s, .o = o };
	struct arena *a = arena_new();
	bool ok = list_blobs(&j, a, err) && (j.packs = packs_open(o->repo, err));

	if (ok)
		read_blobs(&j, a);
	packs_close(j.packs);
	buf_free(&j.list);
	buf_free(&j.paths);
	s->stopped = j.stop;
	s->files += j.files;
	s->bytes += j.bytes;
	arena_free(a);
	/* The last stage of a scan takes the most: the rest of this is not in its way. */
	packmem_give_back();
	return ok;
}
