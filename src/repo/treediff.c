// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/treediff.h"

#include <string.h>

#include "base/vec.h"
#include "repo/libgit2.h"
#include "repo/repo.h"

#define PATH_MAX_BYTES 4095
/* A few kilobytes of a repository can be any number of files. */
#define FILES_MAX 500000
#define ENTRIES_MAX 4000000

struct level {
	git_tree *before, *after;	/* NULL: not there */
	size_t i, k;			/* their next entries */
	size_t path;			/* bytes of the path above */
};

/* Without recursion: the depth is the input's choice. */
struct walk {
	struct arena *a;
	git_repository *git;
	struct pairs *out;
	VEC(struct level) levels;
	size_t seen;
	struct err *err;
	char path[PATH_MAX_BYTES + 1];
};

static const git_tree_entry *entry(const git_tree *t, size_t i)
{
	return t ? git2.tree_entry_byindex(t, i) : NULL;
}

static bool is_tree(const git_tree_entry *e)
{
	return e && git2.tree_entry_type(e) == GIT_OBJECT_TREE;
}

/* git sorts a folder as if its name ended in a slash. */
static int order(const git_tree_entry *a, const git_tree_entry *b)
{
	const char *x = git2.tree_entry_name(a), *y = git2.tree_entry_name(b);
	size_t m = strlen(x), n = strlen(y);
	int d = memcmp(x, y, m < n ? m : n);
	unsigned char cx, cy;

	if (d)
		return d;
	cx = m > n ? (unsigned char)x[n] : is_tree(a) ? '/' : 0;
	cy = n > m ? (unsigned char)y[m] : is_tree(b) ? '/' : 0;
	return cx - cy;
}

static bool same(const git_tree_entry *a, const git_tree_entry *b)
{
	return a && b && git2.oid_equal(git2.tree_entry_id(a), git2.tree_entry_id(b)) &&
	       git2.tree_entry_filemode_raw(a) == git2.tree_entry_filemode_raw(b);
}

static bool too_many(struct walk *w)
{
	return err_set(w->err, "commit: more files than there is room for");
}

static bool look_up(struct walk *w, git_tree **out, const git_tree_entry *e)
{
	*out = NULL;
	return !e || !git2.tree_lookup(out, w->git, git2.tree_entry_id(e)) ||
	       repo_fail(w->err, w->path);
}

static bool enter(struct walk *w, const git_tree_entry *one, const git_tree_entry *two)
{
	size_t n = strlen(w->path);
	struct level l = { .path = n + 1 };

	if (!look_up(w, &l.before, one))
		return false;
	if (!look_up(w, &l.after, two)) {
		git2.tree_free(l.before);
		return false;
	}
	w->path[n] = '/';
	vec_add(w->a, &w->levels, l);
	return true;
}

static struct pair_side side(const char *path, const git_tree_entry *e)
{
	struct pair_side s = { .path = path };

	if (e) {
		s.id = *git2.tree_entry_id(e);
		s.mode = git2.tree_entry_filemode_raw(e);
	}
	return s;
}

/* Of two trees or two files, or of one that stands alone. */
static bool visit(struct walk *w, size_t at, const git_tree_entry *one,
		  const git_tree_entry *two)
{
	const char *name = git2.tree_entry_name(one ? one : two), *path;
	size_t n = strlen(name);

	if (++w->seen > ENTRIES_MAX)
		return too_many(w);
	if (same(one, two))
		return true;
	if (at + n >= PATH_MAX_BYTES)
		return err_set(w->err, "%.*s...: path too long", (int)at, w->path);
	memcpy(w->path + at, name, n + 1);
	if (is_tree(one) || is_tree(two))
		return enter(w, one, two);
	if (w->out->n == FILES_MAX)
		return too_many(w);
	path = arena_strdup(w->a, w->path);
	vec_add(w->a, w->out, ((struct pair){ .one = side(path, one), .two = side(path, two) }));
	return true;
}

/* One entry of the deepest level, or the same of both sides. */
static bool step(struct walk *w)
{
	struct level *l = vec_last(&w->levels);
	const git_tree_entry *one = entry(l->before, l->i), *two = entry(l->after, l->k);
	int d = one && two ? order(one, two) : one ? -1 : 1;

	if (!one && !two) {
		git2.tree_free(l->before);
		git2.tree_free(l->after);
		w->levels.n--;
		return true;
	}
	l->i += d <= 0;
	l->k += d >= 0;
	return visit(w, l->path, d <= 0 ? one : NULL, d >= 0 ? two : NULL);
}

static bool copy(git_tree **out, const git_tree *t)
{
	*out = NULL;
	return !t || !git2.tree_dup(out, (git_tree *)t);
}

bool treediff(struct pairs *out, struct arena *a, git_repository *git,
	      const git_tree *before, const git_tree *after, struct err *err)
{
	struct walk *w = NEW(a, struct walk);
	struct level top = { 0 };
	bool ok = true;

	*w = (struct walk){ .a = a, .git = git, .out = out, .err = err };
	if (!copy(&top.before, before) || !copy(&top.after, after))
		die("libgit2 copies no tree");
	vec_add(a, &w->levels, top);
	while (ok && w->levels.n)
		ok = step(w);
	vec_for(struct level, l, &w->levels) {
		git2.tree_free(l->before);
		git2.tree_free(l->after);
	}
	return ok;
}
