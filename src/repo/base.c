// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "repo/base.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"

/* No file of a kernel tree comes near. */
#define TEXT_MAX (64u << 20)

bool tree_base_open(struct tree_base *b, const char *dir, const char *rev,
		    struct err *err)
{
	*b = (struct tree_base){ .dir = -1 };
	if (rev) {
		b->repo = repo_open(dir, err);
		return b->repo && repo_resolve(b->repo, rev, b->commit, err);
	}
	b->dir = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	return b->dir >= 0 || err_set(err, "%s: %s", dir, strerror(errno));
}

void tree_base_close(struct tree_base *b)
{
	repo_close(b->repo);
	if (b->dir > 0)
		close(b->dir);
	*b = (struct tree_base){ .dir = -1 };
}

static bool plain(struct str path)
{
	struct str step;

	if (!path.n || path.p[0] == '/')
		return false;
	while (path.n) {
		if (!str_until(&path, '/', &step)) {
			step = path;
			path.n = 0;
		}
		if (!step.n || str_eq(step, STR("..")) || str_eq(step, STR(".")) ||
		    str_eq(step, STR(".git")))
			return false;
	}
	return true;
}

/* Step by step, so that no link on the way is followed. */
static int open_below(int dir, char *path)
{
	int at = dup(dir);

	for (char *slash; at >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
		int next;

		*slash = '\0';
		next = openat(at, path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		close(at);
		at = next;
	}
	if (at >= 0) {
		int fd = openat(at, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

		close(at);
		return fd;
	}
	return -1;
}

static bool read_text(int fd, struct buf *b)
{
	ssize_t got = 1;

	while (got > 0 && b->n <= TEXT_MAX) {
		char *to = buf_room(b, 65536);

		got = read(fd, to, 65536);
		if (got > 0)
			b->n += (size_t)got;
	}
	return got == 0;
}

bool tree_base_text(void *ctx, struct str path, struct str *text)
{
	struct tree_base *t = ctx;
	struct buf b = BUF;
	bool ok;
	int fd;

	if (!plain(path))
		return false;
	if (t->repo)
		return repo_blob(t->repo, t->commit, str_z(t->a, path), t->a, text);
	fd = open_below(t->dir, str_z(t->a, path));
	if (fd < 0)
		return false;
	ok = read_text(fd, &b);
	close(fd);
	if (ok)
		*text = str_dup(t->a, buf_str(&b));
	buf_free(&b);
	return ok;
}
