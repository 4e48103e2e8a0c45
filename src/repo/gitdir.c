// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/gitdir.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/vec.h"

/* A "gitdir: PATH" or a path alone. */
#define LINK_MAX_BYTES 4200

struct look {
	struct arena *a;
	VEC(char *) folders;	/* still to be looked at */
	struct err *err;
};

static bool waits(const char *path)
{
	struct stat st;

	return !stat(path, &st) &&
	       (S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode));
}

static bool plain(const char *path, struct err *err)
{
	return !waits(path) || err_set(err, "%s: is no file", path);
}

/* Only what has no known kind costs a question of its own. Folders behind links
 * are not entered, for they may lead anywhere. */
static bool look_in(struct look *l, const char *folder, bool deep)
{
	DIR *dir = opendir(folder);
	struct dirent *e;
	bool ok = true;

	while (ok && dir && (e = readdir(dir))) {
		if (e->d_type == DT_REG || e->d_name[0] == '.')
			continue;
		if (e->d_type != DT_DIR)
			ok = plain(path_join(l->a, folder, e->d_name), l->err);
		else if (deep)
			vec_add(l->a, &l->folders, path_join(l->a, folder, e->d_name));
	}
	if (dir)
		closedir(dir);
	return ok;
}

/* HEAD, config and their like. Loose objects are many: see repo/looseread.h. */
static bool look_at(struct look *l, const char *gitdir)
{
	static const char *const flat[] = { "", "info", "objects", "objects/info", "objects/pack" };

	for (size_t i = 0; i < sizeof(flat) / sizeof(flat[0]); i++)
		if (!look_in(l, path_join(l->a, gitdir, flat[i]), false))
			return false;
	vec_add(l->a, &l->folders, path_join(l->a, gitdir, "refs"));
	while (l->folders.n)
		if (!look_in(l, l->folders.v[--l->folders.n], true))
			return false;
	return true;
}

/* The path that the file `name` in `folder` holds, behind `prefix`; NULL none. */
static const char *named(struct look *l, const char *folder, const char *name,
			 struct str prefix)
{
	char *path = path_join(l->a, folder, name);
	struct str text;

	if (file_kind(path) != FILE_REG ||
	    !file_read(l->a, path, LINK_MAX_BYTES, &text, NULL) || !str_eat(&text, prefix))
		return NULL;
	text = str_trim(text);
	return text.n && text.p[0] == '/' ? str_z(l->a, text) :
		path_join(l->a, folder, str_z(l->a, text));
}

/* A git directory, and that of the work trees it is one of. */
static bool look_through(struct look *l, const char *gitdir)
{
	const char *common;

	if (!look_at(l, gitdir))
		return false;
	common = named(l, gitdir, "commondir", STR(""));
	return !common || look_at(l, common);
}

static const char *gitdir_at(struct look *l, const char *path)
{
	char *inside = path_join(l->a, path, ".git");

	switch (file_kind(inside)) {
	case FILE_DIR:
		return inside;
	case FILE_REG:
		return named(l, path, ".git", STR("gitdir:"));
	default:
		return file_kind(path_join(l->a, path, "objects")) == FILE_DIR ? path : NULL;
	}
}

bool gitdir_plain(const char *path, bool search, struct err *err)
{
	struct look l = { .a = arena_new(), .err = err };
	char *at = realpath(path, NULL), *slash;
	const char *gitdir = NULL;
	bool ok;

	while (at && !(gitdir = gitdir_at(&l, *at ? at : "/")) && search && *at &&
	       (slash = strrchr(at, '/')))
		*slash = '\0';
	ok = !gitdir || look_through(&l, gitdir);
	free(at);
	arena_free(l.a);
	return ok;
}

bool gitdir_plain_attributes(const char *worktree, const char *path, struct err *err)
{
	struct arena *a = arena_new();
	struct str rest = str_of(path), folder;
	char *at = arena_strdup(a, worktree);
	bool ok = plain(path_join(a, at, ".gitattributes"), err);

	while (ok && str_until(&rest, '/', &folder)) {
		at = path_join(a, at, str_z(a, folder));
		ok = plain(path_join(a, at, ".gitattributes"), err);
	}
	arena_free(a);
	return ok;
}
