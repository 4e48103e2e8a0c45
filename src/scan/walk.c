// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE		/* getdents64, unshare */
#include "scan/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "scan/match.h"

/* Files of one folder that a thread takes at a time, by the bytes of their
 * names: the largest folder must not be the work of one thread. */
#define BATCH 512
#define BUFFER (512u << 10)
#define LISTING (64u << 10)
#define SECOND_MAX (8u << 20)
#define HUGE_MAX (WALK_FILE_MAX + (1u << 20))	/* of a buffer */
#define TICK_NS 100000000

/* A folder to list, or some of its files to read. */
struct job {
	struct job *next;
	char *dir;		/* "" the root */
	size_t n;		/* of names; 0: list it */
	char names[BATCH + NAME_MAX + 1];	/* NUL behind each */
};

/* A buffer for files that need more than BUFFER, kept for the next one: new
 * pages cost as much as reading into them. */
struct huge {
	char *buf;
	size_t cap;
	bool busy;
};

struct pool {
	struct walk *w;
	pthread_mutex_t lock;
	pthread_cond_t more, done;
	struct job *jobs;
	struct huge huge[2];	/* the second for files up to SECOND_MAX */
	pthread_cond_t huge_free;
	unsigned busy;		/* workers with a job */
	atomic_bool stop;
	atomic_size_t files, bytes;
	int root;
};

struct worker {
	struct pool *pool;
	unsigned no;
	char *buf, *small;
	size_t cap;
	struct huge *huge;	/* whose buffer is used in place of small */
	char path[4096];
	struct job *batch;	/* being filled */
	pthread_t thread;
};

static void *must(void *p)
{
	if (!p)
		die("out of memory");
	return p;
}

static void put_job(struct pool *p, struct job *j)
{
	pthread_mutex_lock(&p->lock);
	j->next = p->jobs;
	p->jobs = j;
	pthread_cond_signal(&p->more);
	pthread_mutex_unlock(&p->lock);
}

static struct job *new_job(const char *dir)
{
	struct job *j = must(malloc(sizeof(*j)));

	j->dir = must(strdup(dir));
	j->n = 0;
	return j;
}

static void free_job(struct job *j)
{
	free(j->dir);
	free(j);
}

static void fail(struct pool *p, const char *path, int error)
{
	pthread_mutex_lock(&p->lock);
	p->w->failed(p->w->ctx, *path ? path : p->w->root, strerror(error));
	pthread_mutex_unlock(&p->lock);
}

/* Of a name too long to be opened with its folder. */
static void fail_in(struct pool *p, const char *dir, const char *name, int error)
{
	struct buf path = BUF;

	buf_printf(&path, "%s%s%s", dir, *dir ? "/" : "", name);
	fail(p, path.p, error);
	buf_free(&path);
}

/* ---- files ---- */

/* What a file longer than the buffer needs: its size, or more of it when it
 * has none or has grown. */
static size_t room_for(int fd, size_t cap)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && st.st_size > 0 &&
	    (size_t)st.st_size > cap - MATCH_SLACK)
		return (size_t)st.st_size + MATCH_SLACK + 4096;
	return cap * 2;
}

static void huge_drop(struct huge *h)
{
	if (h->buf)
		munmap(h->buf, h->cap);
	h->buf = NULL;
	h->cap = 0;
}

/* Room for the next ones as well: what nobody writes to is no memory. */
static size_t huge_size(size_t need)
{
	size_t size = SECOND_MAX;

	while (size < need)
		size *= 2;
	return size < HUGE_MAX ? size : HUGE_MAX;
}

static struct huge *huge_take(struct pool *p, size_t need)
{
	struct huge *h;

	pthread_mutex_lock(&p->lock);
	while (p->huge[0].busy && (p->huge[1].busy || need > SECOND_MAX))
		pthread_cond_wait(&p->huge_free, &p->lock);
	h = &p->huge[need <= SECOND_MAX && !p->huge[1].busy];
	h->busy = true;
	pthread_mutex_unlock(&p->lock);
	if (h->cap >= need)
		return h;
	huge_drop(h);
	need = huge_size(need);
	h->buf = mmap(NULL, need, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (h->buf == MAP_FAILED)
		die("out of memory (%zu bytes)", need);
	madvise(h->buf, need, MADV_HUGEPAGE);
	h->cap = need;
	return h;
}

static void huge_give(struct pool *p, struct huge *h)
{
	pthread_mutex_lock(&p->lock);
	h->busy = false;
	pthread_cond_broadcast(&p->huge_free);
	pthread_mutex_unlock(&p->lock);
}

/* More room, of which `n` bytes are in use. Nobody waits for a buffer while he
 * has one: one that is too small as well is given back, and *n is 0 again. */
static bool grow(struct worker *wk, int fd, size_t *n)
{
	size_t need = room_for(fd, wk->cap);
	struct huge *old = wk->huge;

	if (need > HUGE_MAX) {
		errno = EFBIG;
		return false;
	}
	if (old) {
		huge_give(wk->pool, old);
		wk->huge = NULL;
		*n = 0;
		if (lseek(fd, 0, SEEK_SET))
			return false;
	}
	wk->huge = huge_take(wk->pool, need);
	memcpy(wk->huge->buf, wk->small, *n);
	wk->buf = wk->huge->buf;
	wk->cap = wk->huge->cap;
	return true;
}

static void shrink(struct worker *wk)
{
	if (wk->huge)
		huge_give(wk->pool, wk->huge);
	wk->huge = NULL;
	wk->buf = wk->small;
	wk->cap = BUFFER;
}

/* More of the file, behind the n bytes that are in the buffer. */
static ssize_t fill(const struct worker *wk, int fd, size_t n)
{
	ssize_t got;

	do {
		got = read(fd, wk->buf + n, wk->cap - n - MATCH_SLACK);
	} while (got < 0 && errno == EINTR);
	return got;
}

/* The whole file into the worker's buffer. */
static bool read_all(struct worker *wk, int fd, size_t *n)
{
	*n = 0;
	for (;;) {
		ssize_t got;

		if (wk->cap - *n <= MATCH_SLACK + 1 && !grow(wk, fd, n))
			return false;
		got = fill(wk, fd, *n);
		if (got < 0)
			return false;
		*n += (size_t)got;
		/* Less than asked for is the end of a regular file. */
		if (got == 0 || *n < wk->cap - MATCH_SLACK)
			return true;
	}
}

static bool set_path(struct worker *wk, const char *dir, const char *name, struct str *path)
{
	size_t ndir = strlen(dir), nname = strlen(name), n = ndir + (ndir > 0) + nname;

	if (n >= sizeof(wk->path)) {
		fail_in(wk->pool, dir, name, ENAMETOOLONG);
		return false;
	}
	memcpy(wk->path, dir, ndir);
	wk->path[ndir] = '/';
	memcpy(wk->path + n - nname, name, nname + 1);
	*path = str_n(wk->path, n);
	return true;
}

static void count(struct pool *p, size_t bytes)
{
	atomic_fetch_add_explicit(&p->files, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&p->bytes, bytes, memory_order_relaxed);
}

/* In one piece. */
static bool read_whole(struct worker *wk, int fd, struct walk_file *f, size_t *bytes)
{
	const struct walk *w = wk->pool->w;

	if (!read_all(wk, fd, bytes))
		return false;
	memset(wk->buf + *bytes, 0, MATCH_SLACK);
	f->text = str_n(wk->buf, *bytes);
	f->goes_on = f->went_on = false;
	w->file(w->ctx, f);
	return true;
}

/* A file through the worker's own buffer: see piece() of walk.h. */
static bool read_pieces(struct worker *wk, int fd, struct walk_file *f, size_t *bytes)
{
	const struct walk *w = wk->pool->w;
	size_t rest;

	for (size_t n = 0; ; f->went_on = true) {
		ssize_t got = fill(wk, fd, n);

		if (got < 0)
			return false;
		*bytes += (size_t)got;
		n += (size_t)got;
		f->goes_on = n == wk->cap - MATCH_SLACK;
		f->text = str_n(wk->buf, n);
		memset(wk->buf + n, 0, MATCH_SLACK);
		if (*bytes > WALK_FILE_MAX) {
			errno = EFBIG;
			return false;
		}
		if (!f->goes_on && !f->went_on) {
			w->file(w->ctx, f);
			return true;
		}
		rest = w->piece(w->ctx, f);
		if (rest != WALK_WHOLE && !f->goes_on)
			return true;
		if (rest > n / 2)
			return lseek(fd, 0, SEEK_SET) == 0 && read_whole(wk, fd, f, bytes);
		memmove(wk->buf, wk->buf + n - rest, rest);
		n = rest;
	}
}

static void read_text(struct worker *wk, int dirfd, const char *name, struct walk_file *f)
{
	struct pool *p = wk->pool;
	int fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	size_t n = 0;

	if (p->w->stat && !f->st && fd >= 0 && fstat(fd, &st) == 0)
		f->st = &st;
	if (fd >= 0 && (p->w->piece ? read_pieces : read_whole)(wk, fd, f, &n))
		count(p, n);
	else
		fail(p, wk->path, errno);
	if (fd >= 0)
		close(fd);
	shrink(wk);
}

static void read_file(struct worker *wk, int dirfd, const char *dir, const char *name)
{
	struct walk *w = wk->pool->w;
	struct walk_file f = { .worker = wk->no };
	struct stat st;

	if (!set_path(wk, dir, name, &f.path) || (w->want && !w->want(w->ctx, f.path)))
		return;
	if (w->known && fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		f.st = &st;
		if (w->known(w->ctx, &f)) {
			count(wk->pool, (size_t)st.st_size);
			return;
		}
	}
	read_text(wk, dirfd, name, &f);
}

static void read_names(struct worker *wk, int dirfd, const struct job *j)
{
	for (size_t i = 0; i < j->n && !wk->pool->stop; i += strlen(j->names + i) + 1)
		read_file(wk, dirfd, j->dir, j->names + i);
}

static void read_batch(struct worker *wk, const struct job *j)
{
	int dirfd = openat(wk->pool->root, *j->dir ? j->dir : ".",
			   O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dirfd < 0) {
		fail(wk->pool, j->dir, errno);
		return;
	}
	read_names(wk, dirfd, j);
	close(dirfd);
}

/* ---- folders ---- */

static int kind_of(int dirfd, const struct dirent64 *e)
{
	struct stat st;

	if (e->d_type != DT_UNKNOWN)
		return e->d_type;
	if (fstatat(dirfd, e->d_name, &st, AT_SYMLINK_NOFOLLOW))
		return DT_UNKNOWN;
	return S_ISDIR(st.st_mode) ? DT_DIR : S_ISREG(st.st_mode) ? DT_REG : DT_LNK;
}

static void add_folder(struct worker *wk, const char *dir, const char *name)
{
	char path[4096];
	int n = snprintf(path, sizeof(path), "%s%s%s", dir, *dir ? "/" : "", name);

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, ".git") == 0)
		return;
	if (n < 0 || (size_t)n >= sizeof(path))
		fail_in(wk->pool, dir, name, ENAMETOOLONG);
	else
		put_job(wk->pool, new_job(path));
}

/* There is room behind BATCH bytes for one more of any length. */
static bool add_name(struct job *j, const char *name)
{
	size_t n = strlen(name) + 1;

	if (n > NAME_MAX + 1)
		return false;
	memcpy(j->names + j->n, name, n);
	j->n += n;
	return true;
}

static void add_file(struct worker *wk, const char *dir, const char *name)
{
	if (!wk->batch)
		wk->batch = new_job(dir);
	if (!add_name(wk->batch, name))
		fail_in(wk->pool, dir, name, ENAMETOOLONG);
	if (wk->batch->n >= BATCH) {
		put_job(wk->pool, wk->batch);
		wk->batch = NULL;
	}
}

/* Names into the buffer for files, which no file needs meanwhile; not with
 * readdir(), which has a buffer of its own to get and asks what it was given. */
static bool list_names(struct worker *wk, int fd, const char *dir)
{
	ssize_t n = 0;

	while (!wk->pool->stop && (n = getdents64(fd, wk->buf, LISTING)) > 0)
		for (const char *p = wk->buf, *end = p + n; p < end; ) {
			const struct dirent64 *e = (const struct dirent64 *)p;
			int kind = kind_of(fd, e);

			if (kind == DT_DIR)
				add_folder(wk, dir, e->d_name);
			else if (kind == DT_REG)
				add_file(wk, dir, e->d_name);
			p += e->d_reclen;
		}
	return n >= 0;
}

static void list_folder(struct worker *wk, const struct job *j)
{
	int fd = openat(wk->pool->root, *j->dir ? j->dir : ".",
			O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0 || !list_names(wk, fd, j->dir))
		fail(wk->pool, j->dir, errno);
	/* The rest is read at once, by who has it. */
	if (wk->batch) {
		read_names(wk, fd, wk->batch);
		free_job(wk->batch);
		wk->batch = NULL;
	}
	if (fd >= 0)
		close(fd);
}

/* ---- threads ---- */

static struct job *take_job(struct pool *p)
{
	struct job *j;

	pthread_mutex_lock(&p->lock);
	while (!p->jobs && p->busy && !p->stop)
		pthread_cond_wait(&p->more, &p->lock);
	j = p->stop ? NULL : p->jobs;
	if (j) {
		p->jobs = j->next;
		p->busy++;
	}
	pthread_mutex_unlock(&p->lock);
	return j;
}

static void end_job(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	if (--p->busy == 0 && !p->jobs) {
		pthread_cond_broadcast(&p->more);
		pthread_cond_signal(&p->done);
	}
	pthread_mutex_unlock(&p->lock);
}

static void *work(void *arg)
{
	struct worker *wk = arg;
	struct job *j;

	/* In vain where it is not allowed; then they wait for each other. */
	if (wk->pool->w->own_fds)
		unshare(CLONE_FILES);
	while ((j = take_job(wk->pool))) {
		if (j->n)
			read_batch(wk, j);
		else
			list_folder(wk, j);
		free_job(j);
		end_job(wk->pool);
	}
	return NULL;
}

/* Waits for the end of the work, with a tick now and then. */
static bool wait_for(struct pool *p)
{
	bool ok = true;

	pthread_mutex_lock(&p->lock);
	while ((p->busy || p->jobs) && !p->stop) {
		struct timespec t;

		clock_gettime(CLOCK_REALTIME, &t);
		t.tv_nsec += TICK_NS;
		t.tv_sec += t.tv_nsec / 1000000000;
		t.tv_nsec %= 1000000000;
		if (pthread_cond_timedwait(&p->done, &p->lock, &t) == ETIMEDOUT &&
		    p->w->tick && !p->w->tick(p->w->ctx, p->files, p->bytes)) {
			p->stop = true;
			ok = false;
		}
	}
	pthread_cond_broadcast(&p->more);
	pthread_mutex_unlock(&p->lock);
	return ok;
}

/* A path that the user named: a folder, or a file. */
static void add_operand(struct pool *p, const char *path)
{
	struct stat st;
	struct job *j;
	const char *slash = strrchr(path, '/');

	if (fstatat(p->root, path, &st, 0)) {
		fail(p, path, errno);
		return;
	}
	if (S_ISDIR(st.st_mode)) {
		put_job(p, new_job(strcmp(path, ".") ? path : ""));
		return;
	}
	j = new_job("");
	if (slash) {
		free(j->dir);
		j->dir = must(strndup(path, (size_t)(slash - path)));
	}
	if (add_name(j, slash ? slash + 1 : path))
		put_job(p, j);
	else
		free_job(j);
}

static bool run(struct pool *p, unsigned n)
{
	struct worker *wk = must(calloc(n, sizeof(*wk)));
	bool ok;

	for (unsigned i = 0; i < n; i++) {
		wk[i] = (struct worker){ .pool = p, .no = i, .cap = BUFFER };
		wk[i].buf = wk[i].small = must(malloc(BUFFER));
		if (pthread_create(&wk[i].thread, NULL, work, &wk[i]))
			die("cannot start a thread");
	}
	ok = wait_for(p);
	for (unsigned i = 0; i < n; i++) {
		pthread_join(wk[i].thread, NULL);
		free(wk[i].small);
	}
	while (p->jobs) {
		struct job *j = p->jobs;

		p->jobs = j->next;
		free_job(j);
	}
	free(wk);
	return ok;
}

bool walk_run(struct walk *w, struct err *err)
{
	struct pool p = { .w = w, .lock = PTHREAD_MUTEX_INITIALIZER,
			  .huge_free = PTHREAD_COND_INITIALIZER,
			  .more = PTHREAD_COND_INITIALIZER,
			  .done = PTHREAD_COND_INITIALIZER };
	bool ok;

	err->msg[0] = '\0';
	p.root = open(w->root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (p.root < 0)
		return err_set(err, "%s: %s", w->root, strerror(errno));
	for (size_t i = 0; i < w->npaths; i++)
		add_operand(&p, w->paths[i]);
	if (!w->npaths)
		put_job(&p, new_job(""));
	ok = run(&p, w->workers ? w->workers : 1);
	huge_drop(&p.huge[0]);
	huge_drop(&p.huge[1]);
	close(p.root);
	w->files = p.files;
	w->bytes = p.bytes;
	return ok;
}
