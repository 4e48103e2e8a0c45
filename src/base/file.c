// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

static bool sys_err(struct err *err, const char *path)
{
	return err_set(err, "%s: %s", path, strerror(errno));
}

/* Reads to the end of fd. */
static bool read_all(int fd, const char *path, size_t max, struct buf *b,
		     struct err *err)
{
	for (;;) {
		char *to = buf_room(b, 65536);
		ssize_t got = read(fd, to, b->cap - b->n - 1);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return sys_err(err, path);
		if (!got)
			return true;
		b->n += (size_t)got;
		b->p[b->n] = '\0';
		if (max && b->n > max)
			return err_set(err, "%s: more than %zu bytes", path, max);
	}
}

static bool slurp(const char *path, size_t max, struct buf *b, struct err *err)
{
	bool is_stdin = !strcmp(path, "-");
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return sys_err(err, path);
	ok = read_all(fd, path, max, b, err);
	if (!is_stdin)
		close(fd);
	return ok;
}

bool file_read(struct arena *a, const char *path, size_t max, struct str *out,
	       struct err *err)
{
	struct buf b = BUF;
	bool ok = slurp(path, max, &b, err);

	if (ok)
		*out = str_dup(a, buf_str(&b));
	buf_free(&b);
	return ok;
}

bool file_read_at(int fd, void *to, size_t n, uint64_t at)
{
	char *p = to;

	while (n) {
		ssize_t got = pread(fd, p, n, (off_t)at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
		at += (uint64_t)got;
	}
	return true;
}

/* n bytes, at once where they stay: a copy would be there twice. */
static bool read_just(int fd, struct arena *a, size_t n, struct str *out)
{
	char *p = arena_alloc(a, n + 1);

	p[n] = '\0';
	*out = str_n(p, n);
	return file_read_at(fd, p, n, 0);
}

bool file_read_own(struct arena *a, const char *path, size_t max, struct str *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	bool ok;

	if (fd < 0)
		return false;
	ok = !fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	     st.st_size <= (off_t)max && read_just(fd, a, (size_t)st.st_size, out);
	close(fd);
	return ok;
}

static bool try_map(struct file_map *m, int fd)
{
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size < 1 << 20)
		return false;
	m->len = (size_t)st.st_size;
	m->map = mmap(NULL, m->len, PROT_READ, MAP_PRIVATE, fd, 0);
	if (m->map == MAP_FAILED) {
		m->map = NULL;
		return false;
	}
	m->text = str_n(m->map, m->len);
	return true;
}

bool file_map_open(struct file_map *m, const char *path, struct err *err)
{
	struct buf b = BUF;
	int fd;

	*m = (struct file_map){ 0 };
	if (strcmp(path, "-")) {
		bool mapped;

		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			return sys_err(err, path);
		mapped = try_map(m, fd);
		close(fd);
		if (mapped)
			return true;
	}
	if (!slurp(path, 0, &b, err)) {
		buf_free(&b);
		return false;
	}
	m->text = buf_str(&b);
	m->heap = b.p;
	return true;
}

void file_map_close(struct file_map *m)
{
	if (m->map)
		munmap(m->map, m->len);
	free(m->heap);
	*m = (struct file_map){ 0 };
}

enum file_kind file_kind(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return FILE_NONE;
	if (S_ISREG(st.st_mode))
		return FILE_REG;
	return S_ISDIR(st.st_mode) ? FILE_DIR : FILE_OTHER;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

bool file_dir(struct arena *a, const char *path, bool all, struct file_list *out,
	      struct err *err)
{
	DIR *d = opendir(path);
	struct dirent *e;

	if (!d)
		return sys_err(err, path);
	*out = (struct file_list){ 0 };
	while ((e = readdir(d))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (all || e->d_name[0] != '.')
			vec_add(a, out, arena_strdup(a, e->d_name));
	}
	closedir(d);
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_name);
	return true;
}

static bool write_all(int fd, struct str text)
{
	while (text.n) {
		ssize_t put = write(fd, text.p, text.n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		text = str_from(text, (size_t)put);
	}
	return true;
}

bool file_draft_open(struct file_draft *d, const char *path, struct err *err)
{
	struct buf tmp = BUF;

	buf_printf(&tmp, "%s.XXXXXX", path);
	*d = (struct file_draft){ .fd = mkostemp(tmp.p, O_CLOEXEC) };
	if (d->fd < 0) {
		buf_free(&tmp);
		return sys_err(err, path);
	}
	d->tmp = tmp.p;
	d->path = strdup(path);
	if (!d->path)
		die("out of memory");
	return true;
}

bool file_draft_add(struct file_draft *d, struct str text, struct err *err)
{
	return write_all(d->fd, text) || sys_err(err, d->path);
}

bool file_draft_front(struct file_draft *d, struct str text, struct err *err)
{
	return (lseek(d->fd, 0, SEEK_SET) == 0 && write_all(d->fd, text)) ||
	       sys_err(err, d->path);
}

static void forget(struct file_draft *d)
{
	free(d->tmp);
	free(d->path);
	*d = (struct file_draft){ 0 };
}

void file_draft_drop(struct file_draft *d)
{
	if (!d->tmp)
		return;
	close(d->fd);
	unlink(d->tmp);
	forget(d);
}

bool file_draft_keep(struct file_draft *d, unsigned mode, struct err *err)
{
	bool ok = !fchmod(d->fd, mode);

	ok = !close(d->fd) && ok && !rename(d->tmp, d->path);
	if (!ok) {
		sys_err(err, d->path);
		unlink(d->tmp);
	}
	forget(d);
	return ok;
}

bool file_write(const char *path, struct str text, struct err *err)
{
	struct file_draft d;
	bool ok;

	if (!file_draft_open(&d, path, err))
		return false;
	ok = file_draft_add(&d, text, err) && file_draft_keep(&d, 0644, err);
	file_draft_drop(&d);
	return ok;
}

bool file_mkdirs(const char *path, struct err *err)
{
	struct buf b = BUF;
	bool ok = true;

	buf_add(&b, str_of(path));
	for (size_t i = 1; ok && i <= b.n; i++) {
		if (i < b.n && b.p[i] != '/')
			continue;
		b.p[i] = '\0';
		ok = !mkdir(b.p, 0777) || errno == EEXIST;
		if (i < b.n)
			b.p[i] = '/';
	}
	if (!ok)
		sys_err(err, path);
	else if (file_kind(path) != FILE_DIR)
		ok = err_set(err, "%s: not a directory", path);
	buf_free(&b);
	return ok;
}

char *file_data_dir(struct arena *a, const char *name, struct err *err)
{
	static const char *const beside[] = { "..", "../..", "../share/winnow" };
	char exe[4096];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	char *slash;

	if (n < 0)
		n = 0;
	exe[n] = '\0';
	slash = strrchr(exe, '/');
	if (slash)
		*slash = '\0';
	for (size_t i = 0; i < sizeof(beside) / sizeof(*beside); i++) {
		char *dir = arena_printf(a, "%s/%s/%s", exe, beside[i], name);

		if (file_kind(dir) == FILE_DIR)
			return dir;
	}
	err_set(err, "%s: no such directory beside %s", name, exe);
	return NULL;
}

char *path_join(struct arena *a, const char *dir, const char *name)
{
	size_t n = strlen(dir);

	if (!n || dir[n - 1] == '/')
		return arena_printf(a, "%s%s", dir, name);
	return arena_printf(a, "%s/%s", dir, name);
}
