// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/repo.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/vec.h"
#include "repo/gitdir.h"
#include "repo/libgit2.h"
#include "repo/packodb.h"

#define PATH_MAX_BYTES 4095
#define COST_ENTRY 256		/* beside its path */
#define COST_MAX ((size_t)2 << 30)

struct repo {
	git_repository *git;
	git_oid commit;		/* of `tree` */
	git_tree *tree;
};

struct level {
	git_tree *tree;
	size_t next;
	size_t path;		/* bytes of the path above */
};

struct repo_walk {
	struct repo *repo;
	struct arena *a;
	struct { struct level *v; size_t n, cap; } levels;
	size_t cost;		/* in bytes, of what was listed */
	char path[PATH_MAX_BYTES + 1];
};

bool repo_fail(struct err *err, const char *what)
{
	const git_error *e = git2.error_last();

	return err_set(err, "%s: %s", what, e ? e->message : "cannot be read");
}

/* The repository's own settings (drivers, prefixes) are not ours. */
static void forget_config(git_repository *git)
{
	git_config *none;

	if (!git2.config_new(&none)) {
		git2.repository_set_config(git, none);
		git2.config_free(none);
	}
}

struct repo *repo_open(const char *path, struct err *err)
{
	git_repository *git;
	struct repo *r;

	if (!libgit2_open(err) || !gitdir_plain(path, true, err))
		return NULL;
	if (git2.repository_open_ext(&git, path, 0, NULL)) {
		repo_fail(err, path);
		return NULL;
	}
	forget_config(git);
	if (!packodb_add(git)) {
		repo_fail(err, path);
		git2.repository_free(git);
		return NULL;
	}
	r = calloc(1, sizeof(*r));
	if (!r)
		die("out of memory");
	r->git = git;
	return r;
}

void repo_close(struct repo *r)
{
	if (!r)
		return;
	git2.tree_free(r->tree);
	git2.repository_free(r->git);
	free(r);
}

bool repo_is(const char *path)
{
	git_repository *git;

	if (!libgit2_open(NULL))
		return false;
	/* repo_open() says what is wrong with it. */
	if (!gitdir_plain(path, false, NULL))
		return true;
	if (git2.repository_open_ext(&git, path, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL))
		return false;
	git2.repository_free(git);
	return true;
}

static char *config_value(struct arena *a, const char *path, const char *name)
{
	git_config *c;
	git_buf b = { 0 };
	char *value = NULL;

	if (git2.config_open_ondisk(&c, path))
		return NULL;
	if (!git2.config_get_string_buf(&b, c, name))
		value = arena_strndup(a, b.ptr, b.size);
	git2.buf_dispose(&b);
	git2.config_free(c);
	return value;
}

char *repo_user_config(struct arena *a, const char *name)
{
	const char *home = getenv("HOME"), *xdg = getenv("XDG_CONFIG_HOME");
	char *value = NULL;

	if (!libgit2_open(NULL))
		return NULL;
	if (home && *home)
		value = config_value(a, path_join(a, home, ".gitconfig"), name);
	if (!value && xdg && *xdg)
		value = config_value(a, path_join(a, xdg, "git/config"), name);
	else if (!value && home && *home)
		value = config_value(a, path_join(a, home, ".config/git/config"),
				     name);
	return value;
}

struct git_repository *repo_handle(struct repo *r)
{
	return r->git;
}

/* libgit2 1.5 loses the reference where its object is not there. */
static int look_up(git_object **o, struct repo *r, const char *rev)
{
	git_oid id;

	if (git2.reference_name_to_id(&id, r->git, rev) == 0)
		return git2.object_lookup(o, r->git, &id, GIT_OBJECT_ANY);
	return git2.revparse_single(o, r->git, rev);
}

static bool find_commit(struct repo *r, const char *rev, git_oid *out,
			struct err *err)
{
	git_object *o, *commit;

	if (strlen(rev) == 40 && !git2.oid_fromstr(out, rev))
		return true;
	if (look_up(&o, r, rev))
		return repo_fail(err, rev);
	if (git2.object_peel(&commit, o, GIT_OBJECT_COMMIT)) {
		git2.object_free(o);
		return err_set(err, "%s: not a commit", rev);
	}
	*out = *git2.object_id(commit);
	git2.object_free(commit);
	git2.object_free(o);
	return true;
}

bool repo_resolve(struct repo *r, const char *rev, char hex[41],
		  struct err *err)
{
	git_oid id;

	if (!find_commit(r, rev, &id, err))
		return false;
	git2.oid_tostr(hex, 41, &id);
	return true;
}

static git_tree *tree_of(struct repo *r, const char *rev, struct err *err)
{
	git_commit *commit;
	git_tree *tree;
	git_oid id;

	if (!find_commit(r, rev, &id, err))
		return NULL;
	if (r->tree && git2.oid_equal(&id, &r->commit))
		return r->tree;
	if (git2.commit_lookup(&commit, r->git, &id)) {
		repo_fail(err, rev);
		return NULL;
	}
	if (git2.commit_tree(&tree, commit)) {
		repo_fail(err, rev);
		tree = NULL;
	}
	git2.commit_free(commit);
	if (!tree)
		return NULL;
	git2.tree_free(r->tree);
	r->tree = tree;
	r->commit = id;
	return tree;
}

static bool blob_text(struct repo *r, const git_oid *id, struct arena *a,
		      struct str *out)
{
	git_blob *blob;

	if (git2.blob_lookup(&blob, r->git, id))
		return false;
	*out = str_dup(a, str_n(git2.blob_rawcontent(blob),
				(size_t)git2.blob_rawsize(blob)));
	git2.blob_free(blob);
	return true;
}

bool repo_blob(struct repo *r, const char *commit, const char *path,
	       struct arena *a, struct str *out)
{
	git_tree *tree = tree_of(r, commit, NULL);
	git_tree_entry *e;
	bool ok;

	if (!tree || git2.tree_entry_bypath(&e, tree, path))
		return false;
	ok = git2.tree_entry_type(e) == GIT_OBJECT_BLOB &&
	     blob_text(r, git2.tree_entry_id(e), a, out);
	git2.tree_entry_free(e);
	return ok;
}

unsigned repo_mode(struct repo *r, const char *commit, const char *path)
{
	git_tree *tree = tree_of(r, commit, NULL);
	git_tree_entry *e;
	unsigned mode;

	if (!tree || git2.tree_entry_bypath(&e, tree, path))
		return 0;
	mode = git2.tree_entry_filemode_raw(e);
	git2.tree_entry_free(e);
	return mode;
}

bool repo_read(struct repo *r, const unsigned char id[20], struct arena *a,
	       struct str *out, struct err *err)
{
	git_oid oid;

	git2.oid_fromraw(&oid, id);
	return blob_text(r, &oid, a, out) || repo_fail(err, "blob");
}

/* ---- walking a tree, without recursion: its depth is the input's choice ---- */

struct repo_walk *repo_walk_open(struct repo *r, const char *commit,
				 struct err *err)
{
	git_tree *tree = tree_of(r, commit, err), *own;
	struct repo_walk *w;

	if (!tree || git2.tree_dup(&own, tree))
		return NULL;
	w = calloc(1, sizeof(*w));
	if (!w)
		die("out of memory");
	w->repo = r;
	w->a = arena_new();
	vec_add(w->a, &w->levels, ((struct level){ .tree = own }));
	return w;
}

void repo_walk_close(struct repo_walk *w)
{
	if (!w)
		return;
	vec_for(struct level, l, &w->levels)
		git2.tree_free(l->tree);
	arena_free(w->a);
	free(w);
}

static bool can_pay(struct repo_walk *w, const git_tree *tree, size_t path, struct err *err)
{
	const git_tree_entry *e;

	for (size_t i = 0; (e = git2.tree_entry_byindex(tree, i)); i++)
		w->cost += COST_ENTRY + path + strlen(git2.tree_entry_name(e));
	return w->cost <= COST_MAX ||
	       err_set(err, "%.*s: more files than there is room for", (int)path, w->path);
}

static bool enter(struct repo_walk *w, const git_tree_entry *e, size_t path,
		  struct err *err)
{
	git_tree *tree;

	if (git2.tree_lookup(&tree, w->repo->git, git2.tree_entry_id(e)))
		return repo_fail(err, w->path);
	if (!can_pay(w, tree, path, err)) {
		git2.tree_free(tree);
		return false;
	}
	w->path[path] = '/';
	vec_add(w->a, &w->levels,
		((struct level){ .tree = tree, .path = path + 1 }));
	return true;
}

static bool append_name(struct repo_walk *w, size_t at, const char *name,
			struct err *err)
{
	size_t n = strlen(name);

	if (at + n >= PATH_MAX_BYTES)
		return err_set(err, "%.*s...: path too long", (int)at, w->path);
	memcpy(w->path + at, name, n + 1);
	return true;
}

bool repo_walk_next(struct repo_walk *w, struct repo_entry *out,
		    struct err *err)
{
	while (w->levels.n) {
		struct level *l = vec_last(&w->levels);
		const git_tree_entry *e = git2.tree_entry_byindex(l->tree, l->next++);
		size_t path = l->path;

		if (!e) {
			git2.tree_free(l->tree);
			w->levels.n--;
			continue;
		}
		if (!append_name(w, path, git2.tree_entry_name(e), err))
			return false;
		if (git2.tree_entry_type(e) == GIT_OBJECT_TREE) {
			if (!enter(w, e, strlen(w->path), err))
				return false;
			continue;
		}
		out->path = w->path;
		out->id = git2.tree_entry_id(e)->id;
		out->mode = git2.tree_entry_filemode_raw(e);
		return true;
	}
	return false;
}
