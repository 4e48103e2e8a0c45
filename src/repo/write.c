// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/write.h"

#include "repo/libgit2.h"

static bool make_object(git_oid *out, git_repository *git, const struct repo_change *c,
			struct err *err)
{
	struct str id = repo_submodule(c->text);
	char hex[41] = "";

	if (c->mode != 0160000)
		return !git2.blob_create_from_buffer(out, git, c->text.p, c->text.n) ||
		       repo_fail(err, c->path);
	if (id.n)
		memcpy(hex, id.p, id.n);
	return !git2.oid_fromstr(out, hex) ||
	       err_set(err, "%s: no commit of a submodule", c->path);
}

/* libgit2 puts no file in the place of a submodule, nor the other way round. */
static bool in_the_way(git_tree *base, const struct repo_change *c)
{
	git_tree_entry *e;
	bool module;

	if (git2.tree_entry_bypath(&e, base, c->path))
		return false;
	module = git2.tree_entry_type(e) == GIT_OBJECT_COMMIT;
	git2.tree_entry_free(e);
	return module != (c->mode == 0160000);
}

/* What goes, or what is there from now on. */
static bool update_tree(git_oid *out, git_repository *git, git_tree *base,
			const struct repo_commit *c, bool gone, struct err *err)
{
	struct arena *a = arena_new();
	git_tree_update *v = NEW_ARRAY(a, c->n + 1, git_tree_update);
	size_t n = 0;
	bool ok = true;

	for (size_t i = 0; ok && i < c->n; i++) {
		if (c->v[i].gone != gone && !(gone && in_the_way(base, &c->v[i])))
			continue;
		v[n].path = c->v[i].path;
		v[n].action = gone ? GIT_TREE_UPDATE_REMOVE : GIT_TREE_UPDATE_UPSERT;
		v[n].filemode = (git_filemode_t)c->v[i].mode;
		ok = gone || make_object(&v[n].id, git, &c->v[i], err);
		n++;
	}
	if (ok && git2.tree_create_updated(out, git, base, n, v))
		ok = repo_fail(err, "tree");
	arena_free(a);
	return ok;
}

/* In two steps: a file may make room for a folder of its name. */
static bool make_tree(git_oid *out, git_repository *git, git_tree *base,
		      const struct repo_commit *c, struct err *err)
{
	git_tree *rest = NULL;
	git_oid id;
	bool ok = update_tree(&id, git, base, c, true, err) &&
		  (!git2.tree_lookup(&rest, git, &id) || repo_fail(err, "tree")) &&
		  update_tree(out, git, rest, c, false, err);

	git2.tree_free(rest);
	return ok;
}

static bool signatures(git_signature **author, git_signature **committer,
		       const struct repo_commit *c, struct err *err)
{
	struct arena *a = arena_new();
	const char *name = repo_user_config(a, "user.name");
	const char *mail = repo_user_config(a, "user.email");
	bool ok;

	if (!name || !mail) {
		name = c->name;
		mail = c->mail;
	}
	ok = !git2.signature_new(author, c->name, c->mail, c->time, c->zone) &&
	     !git2.signature_new(committer, name, mail, c->time, c->zone);
	arena_free(a);
	return ok || repo_fail(err, c->name);
}

bool repo_commit(struct repo *r, const char *parent, const struct repo_commit *c,
		 char out[41], struct err *err)
{
	git_repository *git = repo_handle(r);
	git_signature *author = NULL, *committer = NULL;
	git_commit *on = NULL;
	git_tree *base = NULL, *tree = NULL;
	git_oid id;
	bool ok = !git2.oid_fromstr(&id, parent) && !git2.commit_lookup(&on, git, &id) &&
		  !git2.commit_tree(&base, on);

	if (!ok)
		repo_fail(err, parent);
	ok = ok && make_tree(&id, git, base, c, err) && signatures(&author, &committer, c, err);
	if (ok && (git2.tree_lookup(&tree, git, &id) ||
		   git2.commit_create_v(&id, git, NULL, author, committer, NULL,
					c->message, tree, 1, on)))
		ok = repo_fail(err, "commit");
	if (ok)
		git2.oid_tostr(out, 41, &id);
	git2.tree_free(tree);
	git2.tree_free(base);
	git2.commit_free(on);
	git2.signature_free(author);
	git2.signature_free(committer);
	return ok;
}

bool repo_has_branch(struct repo *r, const char *name)
{
	git_reference *ref = NULL;
	bool has = !git2.branch_lookup(&ref, repo_handle(r), name, GIT_BRANCH_LOCAL);

	git2.reference_free(ref);
	return has;
}

bool repo_branch(struct repo *r, const char *name, const char *commit,
		 bool force, struct err *err)
{
	struct arena *a = arena_new();
	git_reference *ref = NULL;
	git_oid id;
	bool ok = !git2.oid_fromstr(&id, commit) &&
		  !git2.reference_create(&ref, repo_handle(r),
					 arena_printf(a, "refs/heads/%s", name), &id,
					 force, "winnow split");

	git2.reference_free(ref);
	arena_free(a);
	return ok || repo_fail(err, name);
}
