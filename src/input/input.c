// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "input/input.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/gzip.h"
#include "input/jobs.h"
#include "input/stream.h"
#include "net/lore.h"
#include "repo/format.h"
#include "repo/inbox.h"
#include "repo/repo.h"

#define MAX_BYTES (1u << 30)
/* Smaller mboxes are copied mail by mail, larger ones would fill the memory. */
#define MAP_MIN (1 << 20)
#define MAP_MAX (256 << 20)

#define COMMIT_DIGITS 12	/* as the kernel's commit messages have them */

struct input {
	struct arena *a;
	struct input_options o;
	struct jobs jobs;
	size_t next;
	const char *name;		/* of what is open */
	struct stream *stream;
	struct mbox mbox;
	bool mapped;			/* mbox is open */
	struct inbox *inbox;
	struct format *format;
	struct { struct file_map *v; size_t n, cap; } maps;
	struct problems problems;
};

const struct problems *input_problems(const struct input *in)
{
	return &in->problems;
}

static void not_read(struct input *in, const char *path, const char *why)
{
	problem_add(in->a, &in->problems, PROBLEM_NOT_READ, 0, "%s: %s", path, why);
}

static void close_current(struct input *in)
{
	stream_close(in->stream);
	inbox_close(in->inbox);
	format_close(in->format);
	in->stream = NULL;
	in->inbox = NULL;
	in->format = NULL;
	in->mapped = false;
}

void input_close(struct input *in)
{
	if (!in)
		return;
	close_current(in);
	vec_for(struct file_map, m, &in->maps)
		file_map_close(m);
	arena_free(in->a);
	free(in);
}

/* ---- opening ---- */

static bool map_file(struct input *in, const char *path, struct err *err)
{
	struct file_map *m = vec_push(in->a, &in->maps);

	if (!file_map_open(m, path, err)) {
		in->maps.n--;
		return false;
	}
	mbox_open(&in->mbox, m->text);
	in->mapped = true;
	return true;
}

static void open_file(struct input *in, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct err err = { { 0 } };
	struct stat st;
	char magic[5] = "";

	if (fd < 0 || fstat(fd, &st)) {
		not_read(in, path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return;
	}
	if (S_ISREG(st.st_mode) && st.st_size >= MAP_MIN &&
	    st.st_size <= MAP_MAX && pread(fd, magic, 5, 0) == 5 &&
	    !gzip_is(str_n(magic, 5)) && map_file(in, path, &err)) {
		close(fd);
		return;
	}
	in->stream = stream_open(fd, in->o.max_bytes);
}

static void open_job(struct input *in, const struct job *j)
{
	struct err err = { { 0 } };

	in->name = j->path;
	switch (j->kind) {
	case JOB_STDIN:
		in->stream = stream_open(STDIN_FILENO, in->o.max_bytes);
		break;
	case JOB_FILE:
		open_file(in, j->path);
		break;
	case JOB_TEXT:
		mbox_open(&in->mbox, j->text);
		in->mapped = true;
		break;
	case JOB_INBOX:
		in->inbox = inbox_open(in->a, j->path, j->id, &in->problems, &err);
		if (!in->inbox)
			problem_add(in->a, &in->problems, PROBLEM_NOT_READ, 0,
				    "%s", err.msg);
		break;
	}
}

static const char *server(struct input *in)
{
	const char *s = in->o.server ? in->o.server : getenv("WINNOW_SERVER");

	return s && *s ? s : repo_user_config(in->a, "winnow.server");
}

static bool open_net(struct input *in, struct job *j, struct err *err)
{
	struct lore_options o = {
		.server = server(in), .offline = in->o.offline,
		.no_cache = in->o.no_cache, .max_bytes = in->o.max_bytes,
		.seconds = in->o.seconds, .stall_seconds = in->o.stall_seconds,
	};

	j->kind = JOB_TEXT;
	return lore_get(in->a, j->path, &o, &j->text, &j->path, err);
}

static bool resolve(struct input *in, const char *const *args, size_t n,
		    struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		const char *id = i + 1 < n ? args[i + 1] : NULL;

		switch (jobs_add(&in->jobs, in->a, args[i], id, &in->problems,
				 err)) {
		case JOBS_FAILED:
			return false;
		case JOBS_TWO:
			i++;
			break;
		case JOBS_NET:
			vec_add(in->a, &in->jobs, ((struct job){ .path = args[i] }));
			if (!open_net(in, vec_last(&in->jobs), err))
				return false;
			break;
		case JOBS_ONE:
			break;
		}
	}
	return true;
}

static bool open_git(struct input *in, struct err *err)
{
	struct format_options o = {
		.version = in->o.git_version, .base = in->o.git_base,
	};

	in->name = in->o.git;
	in->format = format_open(in->o.git_dir ? in->o.git_dir : ".", in->o.git,
				 &o, err);
	return in->format;
}

struct input *input_open(const char *const *args, size_t n,
			 const struct input_options *o, struct err *err)
{
	struct input *in = calloc(1, sizeof(*in));

	if (!in)
		die("out of memory");
	in->a = arena_new();
	if (o)
		in->o = *o;
	if (!in->o.max_bytes)
		in->o.max_bytes = MAX_BYTES;
	if (in->o.git ? open_git(in, err) : resolve(in, args, n, err))
		return in;
	input_close(in);
	return NULL;
}

/* ---- mails ---- */

static bool whole(struct str text, bool from_line, struct mbox_raw *raw)
{
	*raw = (struct mbox_raw){
		.text = text, .line = 1, .from_line = from_line,
	};
	return true;
}

/* A range says not of which mail line 4 is: the commit, as its separator has it. */
static const char *commit_of(struct arena *a, struct str mail)
{
	return arena_printf(a, "%.*s", STR_FMT(str_sub(mail, strlen("From "), COMMIT_DIGITS)));
}

static bool next_of_current(struct input *in, struct arena *a,
			    struct mbox_raw *raw, const char **source,
			    struct err *err)
{
	struct str text;

	*source = in->name;
	if (in->stream)
		return stream_next(in->stream, a, raw, err);
	if (in->mapped)
		return mbox_next(&in->mbox, raw);
	if (in->inbox)
		return inbox_next(in->inbox, a, &text, source) &&
		       whole(text, false, raw);
	if (in->format) {
		if (!format_next(in->format, a, &text, err))
			return false;
		*source = commit_of(a, text);
		return whole(text, true, raw);
	}
	return false;
}

bool input_next(struct input *in, struct arena *a, struct mbox_raw *raw,
		const char **source)
{
	for (;;) {
		struct err err = { { 0 } };

		if (next_of_current(in, a, raw, source, &err))
			return true;
		if (err.msg[0])
			not_read(in, in->name, err.msg);
		close_current(in);
		if (in->next == in->jobs.n)
			return false;
		open_job(in, &in->jobs.v[in->next++]);
	}
}
