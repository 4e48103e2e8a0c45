// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/specupdate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "base/sha1.h"
#include "spec/specheck.h"

/* ---- the index ---- */

static bool plain_name(struct str s)
{
	if (!s.n || s.n > 100 || s.p[0] == '.' || s.p[0] == '-')
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!chr_alpha(s.p[i]) && !chr_digit(s.p[i]) &&
		    !strchr("._-", s.p[i]))
			return false;
	return true;
}

/* FAMILY/FILE.json, so that nothing leads out of the folder. */
static bool good_path(struct str path)
{
	struct str family;

	return memchr(path.p, '\0', path.n) == NULL &&
	       str_until(&path, '/', &family) && plain_name(family) &&
	       plain_name(path) && path.n > 5 && str_ends(path, STR(".json"));
}

static bool good_sha1(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (chr_hex(s.p[i]) < 0 || chr_upper(s.p[i]))
			return false;
	return s.n == 40;
}

static bool add_file(struct specupdate *u, struct arena *a, struct map *seen,
		     const struct json *j, const char *url, struct err *err)
{
	struct str path = { 0 }, sha1 = { 0 };

	if (!json_str(j, "path", &path) || !good_path(path))
		return err_set(err, "%s: files[%zu].path: not FAMILY/FILE.json", url,
			       u->files.n);
	if (!json_str(j, "sha1", &sha1) || !good_sha1(sha1))
		return err_set(err, "%s: files[%zu].sha1: not 40 hex digits", url,
			       u->files.n);
	path = str_dup(a, path);
	if (map_get(seen, path))
		return err_set(err, "%s: %.*s is there twice", url, STR_FMT(path));
	map_set(seen, path, seen);
	vec_add(a, &u->files, ((struct specupdate_file){
		.path = path, .sha1 = str_dup(a, sha1) }));
	return true;
}

static bool read_doc(struct specupdate *u, struct arena *a, const struct json *doc,
		     const char *url, struct err *err)
{
	const struct json *files = json_get(doc, "files");
	struct map *seen = map_new(a);
	uint64_t v = 0;

	if (!json_num(doc, "v", &v, UINT32_MAX) || v != 1)
		return err_set(err, "%s: v: not 1", url);
	if (json_type(files) != JSON_ARRAY || !json_len(files))
		return err_set(err, "%s: files: missing or empty", url);
	if (json_len(files) > SPECUPDATE_FILES)
		return err_set(err, "%s: more than %d files", url, SPECUPDATE_FILES);
	json_for(it, files)
		if (!add_file(u, a, seen, it, url, err))
			return false;
	return true;
}

static bool read_index(struct specupdate *u, struct arena *a, const char *url,
		       struct err *err)
{
	struct json *doc;
	struct str text;

	if (!fetch_url(a, url, &u->fetch, &text, err))
		return false;
	doc = json_parse(a, text, url, err);
	return doc && read_doc(u, a, doc, url, err);
}

/* ---- the files ---- */

static bool has_sha1(struct str text, struct str want)
{
	unsigned char hash[20];
	char hex[41];

	sha1(hash, text.p, text.n);
	sha1_hex(hex, hash);
	return str_eq(want, str_of(hex));
}

static char *below(struct arena *a, const char *dir, struct str path)
{
	return arena_printf(a, "%s/%.*s", dir, STR_FMT(path));
}

static enum specupdate_kind kind_of(const struct specupdate *u, struct arena *a,
				    const struct specupdate_file *f)
{
	char *path = below(a, u->user, f->path);
	struct str text;

	if (file_kind(path) == FILE_NONE)
		path = below(a, u->base, f->path);
	if (file_kind(path) == FILE_NONE)
		return SPECUPDATE_NEW;
	return file_read(a, path, SPECUPDATE_BYTES, &text, NULL) &&
	       has_sha1(text, f->sha1) ? SPECUPDATE_SAME : SPECUPDATE_CHANGED;
}

/* Beside the index, whatever query that was asked for with. */
static char *url_below(struct arena *a, const char *index_url, struct str path)
{
	struct str s = str_of(index_url);

	s = str_sub(s, 0, str_find_chr(s, '#'));
	s = str_sub(s, 0, str_find_chr(s, '?'));
	s = str_sub(s, 0, str_rfind_chr(s, '/'));
	return arena_printf(a, "%.*s/%.*s", STR_FMT(s), STR_FMT(path));
}

static bool make_folder_of(struct arena *a, const char *path, struct err *err)
{
	return file_mkdirs(str_z(a, str_sub(str_of(path), 0,
					    str_rfind_chr(str_of(path), '/'))), err);
}

static bool get_file(struct specupdate *u, struct arena *a, const char *index_url,
		     const struct specupdate_file *f, const char *tmp,
		     struct err *err)
{
	char *url = url_below(a, index_url, f->path), *path = below(a, tmp, f->path);
	struct str text;

	if (!fetch_url(a, url, &u->fetch, &text, err))
		return false;
	if (!has_sha1(text, f->sha1))
		return err_set(err, "%s: not what the index says it is (SHA-1)", url);
	return make_folder_of(a, path, err) && file_write(path, text, err);
}

static bool get_files(struct specupdate *u, struct arena *a, const char *index_url,
		      const char *tmp, size_t *changed, struct err *err)
{
	*changed = 0;
	vec_for(struct specupdate_file, f, &u->files) {
		f->kind = kind_of(u, a, f);
		if (f->kind == SPECUPDATE_SAME)
			continue;
		++*changed;
		if (!get_file(u, a, index_url, f, tmp, err))
			return false;
	}
	return true;
}

static bool consistent(struct specupdate *u, struct arena *a, const char *tmp,
		       struct err *err)
{
	bool user = file_kind(u->user) == FILE_DIR;
	const char *dirs[3] = { u->base, user ? u->user : tmp, tmp };
	struct specheck_count n;

	if (!specheck(a, dirs, user ? 3 : 2, &u->problems, &n, err))
		return false;
	return !u->problems.n ||
	       err_set(err, "the database would not be consistent: %zu problem%s, "
		       "nothing changed", u->problems.n, u->problems.n == 1 ? "" : "s");
}

static bool move_files(const struct specupdate *u, struct arena *a, const char *tmp,
		       struct err *err)
{
	vec_for(const struct specupdate_file, f, &u->files) {
		char *to = below(a, u->user, f->path);

		if (f->kind == SPECUPDATE_SAME)
			continue;
		if (!make_folder_of(a, to, err))
			return false;
		if (rename(below(a, tmp, f->path), to))
			return err_set(err, "%s: %s (not all files were moved)", to,
				       strerror(errno));
	}
	return true;
}

static void remove_tmp(const struct specupdate *u, struct arena *a, const char *tmp)
{
	vec_for(const struct specupdate_file, f, &u->files)
		unlink(below(a, tmp, f->path));
	vec_for(const struct specupdate_file, f, &u->files)
		rmdir(below(a, tmp, str_sub(f->path, 0, str_find_chr(f->path, '/'))));
	rmdir(tmp);
}

bool specupdate(struct specupdate *u, struct arena *a, const char *index_url,
		struct err *err)
{
	char *tmp = arena_printf(a, "%s.XXXXXX", u->user);
	size_t changed;
	bool ok;

	u->fetch.max_bytes = SPECUPDATE_BYTES;
	if (!read_index(u, a, index_url, err) || !make_folder_of(a, u->user, err))
		return false;
	if (!mkdtemp(tmp))
		return err_set(err, "%s: %s", tmp, strerror(errno));
	ok = get_files(u, a, index_url, tmp, &changed, err) &&
	     (!changed || (consistent(u, a, tmp, err) && move_files(u, a, tmp, err)));
	remove_tmp(u, a, tmp);
	return ok;
}
