// SPDX-License-Identifier: GPL-2.0-or-later
#include "input/jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/gzip.h"
#include "mail/mbox.h"
#include "net/lore.h"
#include "repo/inbox.h"
#include "repo/repo.h"

#define LOOK 4096

static void add_file(struct jobs *jobs, struct arena *a, const char *path)
{
	vec_add(a, jobs, ((struct job){ .kind = JOB_FILE, .path = path }));
}

/* ---- maildir: cur and new, by name ---- */

struct named {
	const char *name, *path;
};

struct names {
	struct named *v;
	size_t n, cap;
};

static int by_name(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static bool is_dir(struct arena *a, const char *dir, const char *name)
{
	return file_kind(path_join(a, dir, name)) == FILE_DIR;
}

static bool add_names(struct arena *a, struct names *names, const char *dir,
		      struct err *err)
{
	struct file_list l = { 0 };

	if (file_kind(dir) == FILE_NONE)
		return true;
	if (!file_dir(a, dir, false, &l, err))
		return false;
	for (size_t i = 0; i < l.n; i++)
		vec_add(a, names, ((struct named){ l.v[i],
						   path_join(a, dir, l.v[i]) }));
	return true;
}

static bool add_maildir(struct jobs *jobs, struct arena *a, const char *dir,
			struct err *err)
{
	struct names names = { 0 };

	if (!add_names(a, &names, path_join(a, dir, "cur"), err) ||
	    !add_names(a, &names, path_join(a, dir, "new"), err))
		return false;
	if (names.n)
		qsort(names.v, names.n, sizeof(*names.v), by_name);
	vec_for(struct named, m, &names)
		add_file(jobs, a, m->path);
	return true;
}

/* ---- MH: files whose names are numbers, in their order ---- */

static bool number(const char *name, uint64_t *out)
{
	struct str s = str_of(name);

	return str_num(&s, out, UINT32_MAX) && !s.n;
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = 0, y = 0;

	number(*(char *const *)a, &x);
	number(*(char *const *)b, &y);
	return x < y ? -1 : x > y;
}

static bool is_mh(const struct file_list *l)
{
	uint64_t n;

	for (size_t i = 0; i < l->n; i++)
		if (!number(l->v[i], &n) && l->v[i][0] != ',')
			return false;
	return l->n;
}

static void add_mh(struct jobs *jobs, struct arena *a, const char *dir,
		   struct file_list *l)
{
	uint64_t n;

	qsort(l->v, l->n, sizeof(*l->v), by_number);
	for (size_t i = 0; i < l->n; i++)
		if (number(l->v[i], &n))
			add_file(jobs, a, path_join(a, dir, l->v[i]));
}

/* ---- a folder of mails ---- */

static bool field_like(struct str s)
{
	size_t i = 0;

	while (i < s.n && (chr_alpha(s.p[i]) || s.p[i] == '-' || chr_digit(s.p[i])))
		i++;
	return i && i + 1 < s.n && s.p[i] == ':' && chr_blank(s.p[i + 1]);
}

static bool mail_like(struct str s)
{
	struct str line;

	return gzip_is(s) || str_starts(s, STR("From ")) || field_like(s) ||
	       str_starts(s, STR("diff --git ")) ||
	       (str_starts(s, STR("--- ")) && str_line(&s, &line) &&
		str_starts(s, STR("+++ ")));
}

static bool looks_like_mail(const char *path)
{
	char text[LOOK];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	ssize_t n;

	if (fd < 0)
		return true;	/* the error is told when it is read */
	n = read(fd, text, sizeof(text));
	close(fd);
	return n > 0 && mail_like(str_ltrim(str_n(text, (size_t)n)));
}

static size_t add_files(struct jobs *jobs, struct arena *a, const char *dir,
			const struct file_list *l, struct problems *problems)
{
	size_t had = jobs->n;

	for (size_t i = 0; i < l->n; i++) {
		const char *path = path_join(a, dir, l->v[i]);

		if (file_kind(path) != FILE_REG)
			continue;
		if (looks_like_mail(path))
			add_file(jobs, a, path);
		else
			problem_add(a, problems, PROBLEM_NOT_READ, 0,
				    "%s: not a mail", path);
	}
	return jobs->n - had;
}

static bool add_dir(struct jobs *jobs, struct arena *a, const char *dir,
		    struct problems *problems, struct err *err)
{
	struct file_list l = { 0 };

	if (is_dir(a, dir, "cur") || is_dir(a, dir, "new"))
		return add_maildir(jobs, a, dir, err);
	if (!file_dir(a, dir, false, &l, err))
		return false;
	if (is_mh(&l)) {
		add_mh(jobs, a, dir, &l);
		return true;
	}
	if (add_files(jobs, a, dir, &l, problems))
		return true;
	if (repo_is(dir))
		return err_set(err, "%s: a git repository, but no inbox: "
			       "name its commits with --git A..B", dir);
	return err_set(err, "%s: no mails in it", dir);
}

enum jobs_added jobs_add(struct jobs *jobs, struct arena *a, const char *arg,
			 const char *next, struct problems *problems,
			 struct err *err)
{
	struct job inbox = { .kind = JOB_INBOX, .path = arg };

	if (!strcmp(arg, "-")) {
		vec_add(a, jobs, ((struct job){ .kind = JOB_STDIN, .path = "-" }));
		return JOBS_ONE;
	}
	switch (file_kind(arg)) {
	case FILE_NONE:
		if (lore_is(arg))
			return JOBS_NET;
		err_set(err, "%s: %s", arg, strerror(ENOENT));
		return JOBS_FAILED;
	case FILE_DIR:
		break;
	default:
		add_file(jobs, a, arg);
		return JOBS_ONE;
	}
	if (!inbox_is(arg))
		return add_dir(jobs, a, arg, problems, err) ? JOBS_ONE : JOBS_FAILED;
	if (next && file_kind(next) == FILE_NONE)
		inbox.id = lore_id(next);
	vec_add(a, jobs, inbox);
	return inbox.id.n ? JOBS_TWO : JOBS_ONE;
}
