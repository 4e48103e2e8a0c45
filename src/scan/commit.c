// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/commit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "repo/repo.h"
#include "scan/match.h"

#define ID 20

struct blob {
	char *path;
	unsigned char id[ID];
};

struct job {
	struct scan *scan;
	const struct commit_options *o;
	struct { struct blob *v; size_t n, cap; } blobs;
	atomic_size_t next, bytes;
	atomic_bool stop;
};

struct hand {
	struct job *job;
	unsigned no;
	pthread_t thread;
	struct err err;
	bool failed;
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

/* Path and id in one key: the same file with the same bytes. */
static struct str entry_key(struct arena *a, const struct repo_entry *e)
{
	size_t n = strlen(e->path);
	char *p = arena_alloc(a, n + ID);

	memcpy(p, e->path, n);
	memcpy(p + n, e->id, ID);
	return str_n(p, n + ID);
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
	struct blob *b;

	if (!asked_for(l->job->o, e->path) ||
	    (l->old && map_get(l->old, entry_key(l->a, e))) ||
	    !scan_wants(l->job->scan, str_of(e->path)))
		return;
	b = vec_push(l->a, &l->job->blobs);
	b->path = arena_strdup(l->a, e->path);
	memcpy(b->id, e->id, ID);
}

static bool list_blobs(struct job *j, struct arena *a, struct err *err)
{
	struct listing l = { .job = j, .a = a };
	struct repo *r = repo_open(j->o->repo, err);
	bool ok = r != NULL;

	if (ok && j->o->since) {
		l.old = map_new(a);
		ok = each_entry(r, j->o->since, note_old, &l, err);
	}
	ok = ok && each_entry(r, j->o->rev, note_blob, &l, err);
	repo_close(r);
	return ok;
}

/* ---- threads ---- */

static void read_blob(struct hand *h, struct repo *r, const struct blob *b,
		      struct arena *a)
{
	struct job *j = h->job;
	struct str text;
	struct err err;
	char *padded;

	arena_reset(a);
	if (!repo_read(r, b->id, a, &text, &err)) {
		scan_failed(j->scan, b->path, err.msg);
		return;
	}
	padded = arena_alloc(a, text.n + MATCH_SLACK);
	memcpy(padded, text.p, text.n);
	atomic_fetch_add(&j->bytes, text.n);
	scan_text(j->scan, h->no, str_of(b->path), str_n(padded, text.n));
}

static void *work(void *arg)
{
	struct hand *h = arg;
	struct job *j = h->job;
	struct arena *a = arena_new();
	struct repo *r = repo_open(j->o->repo, &h->err);
	size_t i;

	h->failed = !r;
	while (r && !j->stop && (i = atomic_fetch_add(&j->next, 1)) < j->blobs.n) {
		read_blob(h, r, &j->blobs.v[i], a);
		if (h->no == 0 && i % 256 == 0 && j->scan->tick &&
		    !j->scan->tick(j->scan->tick_ctx, i, j->bytes))
			j->stop = true;
	}
	repo_close(r);
	arena_free(a);
	return NULL;
}

bool scan_commit(struct scan *s, const struct commit_options *o, struct err *err)
{
	struct job j = { .scan = s, .o = o };
	struct arena *a = arena_new();
	struct hand *hands = NEW_ARRAY(a, s->workers, struct hand);
	bool ok = list_blobs(&j, a, err);

	for (unsigned i = 0; ok && i < s->workers; i++) {
		hands[i] = (struct hand){ .job = &j, .no = i };
		if (pthread_create(&hands[i].thread, NULL, work, &hands[i]))
			die("cannot start a thread");
	}
	for (unsigned i = 0; ok && i < s->workers; i++)
		pthread_join(hands[i].thread, NULL);
	for (unsigned i = 0; ok && i < s->workers; i++)
		if (hands[i].failed)
			ok = err_set(err, "%s", hands[i].err.msg);
	s->stopped = j.stop;
	s->files += j.blobs.n;
	s->bytes += j.bytes;
	arena_free(a);
	return ok;
}
