// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/write.h"

#include "repo/libgit2.h"

static bool make_tree(git_oid *out, git_repository *git, git_tree *base,
		      const struct repo_commit *c, struct err *err)
{
	git_tree_update *v = NULL;
	struct arena *a = arena_new();
	bool ok = true;

	v = NEW_ARRAY(a, c->n + 1, git_tree_update);
	for (size_t i = 0; ok && i < c->n; i++) {
		v[i].path = c->v[i].path;
		v[i].action = c->v[i].gone ? GIT_TREE_UPDATE_REMOVE : GIT_TREE_UPDATE_UPSERT;
		v[i].filemode = (git_filemode_t)c->v[i].mode;
		if (!c->v[i].gone &&
		    git2.blob_create_from_buffer(&v[i].id, git, c->v[i].text.p, c->v[i].text.n))
			ok = repo_fail(err, c->v[i].path);
	}
	if (ok && git2.tree_create_updated(out, git, base, c->n, v))
		ok = repo_fail(err, "tree");
	arena_free(a);
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
