// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/inbox.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/map.h"
#include "base/vec.h"
#include "mail/header.h"
#include "repo/libgit2.h"
#include "repo/packs.h"
#include "repo/repo.h"

struct wanted {
	size_t epoch;
	git_oid commit, blob;
};

struct mail_at {
	git_oid commit, blob;
	uint16_t pack;		/* where it lies, as packs_find() has it */
	uint64_t offset;
};

/* Mails that the reader is told of at a time. */
#define AHEAD 64
/* Mails are made of the ones around them, over chains of fifty. */
#define BASES (4u << 20)

struct inbox {
	struct arena *a;
	struct problems *problems;	/* the caller's, in: */
	struct arena *problems_in;
	struct { const char **v; size_t n, cap; } epochs;
	size_t next;			/* epoch to open */
	struct repo *repo;
	const char *path;		/* of the open epoch */
	struct mail_list {		/* v2: newest first */
		struct mail_at *v;
		size_t n, cap;
	} mails;
	struct arena *mails_in;
	struct packs *packs;		/* for them */
	struct packs_reader *reader;
	size_t told;			/* those from here on are expected */
	const struct mail_at *current;
	struct repo_walk *tree;		/* v1 */
	git_oid commit;
	bool threaded;
	struct { struct wanted *v; size_t n, cap; } wanted;
	size_t given;
};

/* ---- what it is ---- */

enum shape { NO_INBOX, V1, V2 };

/* GIT_ENOTFOUND: there is no commit yet. */
static int find_head(git_repository *git, git_oid *commit)
{
	int ret = git2.reference_name_to_id(commit, git, "HEAD");

	return ret == GIT_ENOTFOUND ?
		git2.reference_name_to_id(commit, git, "refs/heads/master") : ret;
}

static git_tree *tree_of(git_repository *git, const git_oid *commit)
{
	git_tree *tree = NULL;
	git_commit *c;

	if (git2.commit_lookup(&c, git, commit))
		return NULL;
	if (git2.commit_tree(&tree, c))
		tree = NULL;
	git2.commit_free(c);
	return tree;
}

static bool hex_name(const char *name, size_t n)
{
	size_t i = 0;

	while (chr_hex(name[i]) >= 0)
		i++;
	return i == n && !name[n];
}

static enum shape tree_shape(const git_tree *tree)
{
	const git_tree_entry *e = git2.tree_entry_byindex(tree, 0);
	const char *name = e ? git2.tree_entry_name(e) : "";

	if (git2.tree_entrycount(tree) == 1 &&
	    (!strcmp(name, "m") || !strcmp(name, "d")))
		return V2;
	for (size_t i = 0; (e = git2.tree_entry_byindex(tree, i)); i++)
		if (git2.tree_entry_type(e) != GIT_OBJECT_TREE ||
		    !hex_name(git2.tree_entry_name(e), 2))
			return NO_INBOX;
	return git2.tree_entrycount(tree) ? V1 : NO_INBOX;
}

static enum shape shape_of(struct repo *r)
{
	git_oid commit;
	git_tree *tree = NULL;
	enum shape s = NO_INBOX;

	if (!find_head(repo_handle(r), &commit))
		tree = tree_of(repo_handle(r), &commit);
	if (tree)
		s = tree_shape(tree);
	git2.tree_free(tree);
	return s;
}

static bool is_epoch(const char *path)
{
	struct repo *r = repo_is(path) ? repo_open(path, NULL) : NULL;
	bool yes = r && shape_of(r) != NO_INBOX;

	repo_close(r);
	return yes;
}

/* DIR/git/0.git, DIR/git/1.git, ..., or DIR/0.git, ... as clones are laid out. */
static void find_epochs(struct inbox *in, const char *path)
{
	static const char *const under[] = { "git/", "" };

	for (size_t k = 0; k < 2 && !in->epochs.n; k++)
		for (unsigned i = 0; i < 1000; i++) {
			char *p = arena_printf(in->a, "%s/%s%u.git", path,
					       under[k], i);

			/* The first epochs may not have been cloned. */
			if (file_kind(p) == FILE_DIR && repo_is(p))
				vec_add(in->a, &in->epochs, p);
		}
	if (!in->epochs.n && is_epoch(path))
		vec_add(in->a, &in->epochs, arena_strdup(in->a, path));
}

static struct inbox *inbox_new(const char *path)
{
	struct inbox *in = calloc(1, sizeof(*in));

	if (!in)
		die("out of memory");
	in->a = arena_new();
	find_epochs(in, path);
	return in;
}

bool inbox_is(const char *path)
{
	struct inbox *in = inbox_new(path);
	bool yes = in->epochs.n > 0;

	inbox_close(in);
	return yes;
}

static void close_epoch(struct inbox *in)
{
	arena_free(in->mails_in);
	packs_reader_close(in->reader);
	packs_close(in->packs);
	repo_walk_close(in->tree);
	repo_close(in->repo);
	in->mails_in = NULL;
	in->mails = (struct mail_list){ 0 };
	in->reader = NULL;
	in->current = NULL;
	in->packs = NULL;
	in->tree = NULL;
	in->repo = NULL;
}

void inbox_close(struct inbox *in)
{
	if (!in)
		return;
	close_epoch(in);
	arena_free(in->a);
	free(in);
}

/* ---- what cannot be read ---- */

static void not_read(struct inbox *in, const char *what, const char *why)
{
	problem_add(in->problems_in, in->problems, PROBLEM_NOT_READ, 0, "%s: %s", what, why);
}

static void failed(struct inbox *in, const struct err *err)
{
	problem_add(in->problems_in, in->problems, PROBLEM_NOT_READ, 0, "%s", err->msg);
}

/* In libgit2's words. */
static void git_failed(struct inbox *in, const char *what)
{
	struct err err;

	repo_fail(&err, what);
	failed(in, &err);
}

static const char *name_of(const struct inbox *in, struct arena *a, const git_oid *named)
{
	char hex[41];

	return arena_printf(a, "%s:%s", in->path, git2.oid_tostr(hex, 41, named));
}

/* ---- one mail after the other ---- */

/* The file `m` of a commit; one whose tree is damaged holds up no other. */
static void add_mail(struct inbox *in, const git_oid *id, git_commit *c)
{
	const git_tree_entry *e;
	git_tree *tree;

	if (git2.commit_tree(&tree, c)) {
		git_failed(in, name_of(in, in->mails_in, id));
		return;
	}
	e = git2.tree_entry_byname(tree, "m");
	if (e)
		vec_add(in->mails_in, &in->mails,
			((struct mail_at){ .commit = *id, .blob = *git2.tree_entry_id(e) }));
	git2.tree_free(tree);
}

/* And the commit before it, if there is one. */
static bool mail_of_commit(struct inbox *in, git_oid *id)
{
	git_commit *c;
	bool more;

	if (git2.commit_lookup(&c, repo_handle(in->repo), id)) {
		git_failed(in, arena_printf(in->mails_in, "%s, and the mails before it",
					    name_of(in, in->mails_in, id)));
		return false;
	}
	add_mail(in, id, c);
	more = git2.commit_parentcount(c) > 0;
	if (more)
		*id = *git2.commit_parent_id(c, 0);
	git2.commit_free(c);
	return more;
}

/* Where all of them lie, found in one go. */
static bool locate(struct inbox *in, struct err *err)
{
	struct packidx_item it = { .pack = 0 };
	struct buf b = BUF;

	in->packs = packs_open(in->path, err);
	if (!in->packs)
		return false;
	in->reader = packs_reader_open(in->packs, BASES);
	for (it.tag = 0; it.tag < in->mails.n; it.tag++) {
		memcpy(it.id, in->mails.v[it.tag].blob.id, PACK_ID);
		buf_add(&b, str_n((const char *)&it, sizeof(it)));
	}
	packs_find(in->packs, (struct packidx_item *)b.p, in->mails.n);
	for (size_t i = 0; i < in->mails.n; i++) {
		const struct packidx_item *found = (struct packidx_item *)b.p + i;

		in->mails.v[found->tag].pack = found->pack;
		in->mails.v[found->tag].offset = found->offset;
	}
	buf_free(&b);
	in->told = in->mails.n;
	return true;
}

static struct packidx_item item_of(const struct mail_at *m)
{
	struct packidx_item it = { .pack = m->pack, .offset = m->offset };

	memcpy(it.id, m->blob.id, PACK_ID);
	return it;
}

static int by_offset(const void *a, const void *b)
{
	const struct packidx_item *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* The next mails, as far as they lie in the same pack. */
static void tell(struct inbox *in)
{
	uint16_t pack = in->mails.v[in->told - 1].pack;
	struct packidx_item v[AHEAD];
	size_t n = 0;

	while (n < AHEAD && in->told && in->mails.v[in->told - 1].pack == pack)
		v[n++] = item_of(&in->mails.v[--in->told]);
	qsort(v, n, sizeof(*v), by_offset);
	packs_expect(in->reader, v, n, 0, n);
}

/* The history of an epoch is a line: fifty bytes a mail are enough to walk it
 * from its old end, which git's own walkers do not do in so little. */
static bool start_v2(struct inbox *in, struct err *err)
{
	git_oid id = in->commit;

	in->mails_in = arena_new();
	while (mail_of_commit(in, &id))
		;
	/* What libgit2 maps and keeps on the way is not needed again. */
	repo_close(in->repo);
	packmem_give_back();
	in->repo = repo_open(in->path, err);
	if (in->repo && locate(in, err))
		return true;
	in->mails.n = 0;
	return false;
}

static bool start_v1(struct inbox *in, struct err *err)
{
	char hex[41];

	in->tree = repo_walk_open(in->repo, git2.oid_tostr(hex, 41, &in->commit), err);
	return in->tree;
}

static bool open_epoch(struct inbox *in, size_t epoch)
{
	struct err err;

	close_epoch(in);
	in->path = in->epochs.v[epoch];
	in->next = epoch + 1;
	in->repo = repo_open(in->path, &err);
	if (!in->repo)
		failed(in, &err);
	return in->repo;
}

static void start_epoch(struct inbox *in)
{
	git_tree *tree;
	enum shape shape;
	struct err err;
	bool ok = true;
	int ret;

	if (!open_epoch(in, in->next))
		return;
	ret = find_head(repo_handle(in->repo), &in->commit);
	if (ret == GIT_ENOTFOUND)
		return;		/* it is still empty */
	tree = ret ? NULL : tree_of(repo_handle(in->repo), &in->commit);
	if (!tree) {
		git_failed(in, in->path);
		return;
	}
	shape = tree_shape(tree);
	git2.tree_free(tree);
	if (shape == V2)
		ok = start_v2(in, &err);
	else if (shape == V1)
		ok = start_v1(in, &err);
	if (!ok)
		failed(in, &err);
}

static bool next_v1(struct inbox *in, git_oid *blob)
{
	struct err err = { "" };
	struct repo_entry e;

	while (repo_walk_next(in->tree, &e, &err)) {
		if (strlen(e.path) != 41 || e.path[2] != '/')
			continue;
		git2.oid_fromraw(blob, e.id);
		return true;
	}
	if (err.msg[0])
		not_read(in, in->path, err.msg);
	repo_walk_close(in->tree);
	in->tree = NULL;
	return false;
}

static bool next_v2(struct inbox *in, git_oid *blob)
{
	const struct mail_at *m;

	if (!in->mails.n)
		return false;
	if (in->told == in->mails.n)
		tell(in);
	m = in->current = &in->mails.v[--in->mails.n];
	in->commit = m->commit;
	*blob = m->blob;
	return true;
}

/* What next_blob() gave. */
static bool read_mail(struct inbox *in, struct arena *a, const git_oid *blob,
		      struct str *mail, struct err *err)
{
	struct packidx_item it;

	if (!in->current || !git2.oid_equal(blob, &in->current->blob))
		return repo_read(in->repo, blob->id, a, mail, err);
	it = item_of(in->current);
	if (!packs_blob(in->reader, &it, mail, err))
		return false;
	*mail = str_dup(a, *mail);
	return true;
}

static bool next_blob(struct inbox *in, git_oid *blob)
{
	for (;;) {
		if (in->mails_in && next_v2(in, blob))
			return true;
		if (in->tree && next_v1(in, blob))
			return true;
		if (in->next == in->epochs.n)
			return false;
		start_epoch(in);
	}
}

/* What next_blob() gave is named after its commit, where it has one of its own. */
static const git_oid *named_after(const struct inbox *in, const git_oid *blob)
{
	return in->mails_in ? &in->commit : blob;
}

static bool give(struct inbox *in, struct arena *a, const git_oid *blob,
		 const git_oid *named, struct str *mail, const char **name)
{
	struct err err;

	*name = name_of(in, a, named);
	if (read_mail(in, a, blob, mail, &err))
		return true;
	not_read(in, *name, err.msg);
	return false;
}

/* ---- a thread ---- */

/* The value of a field in the head of a mail, continuation lines included. */
static struct str field(struct str mail, struct str name)
{
	struct str line, value = { 0 };

	while (str_line_raw(&mail, &line) && line.p[0] != '\n') {
		if (value.p && (line.p[0] == ' ' || line.p[0] == '\t'))
			value.n += line.n;
		else if (value.p)
			break;
		else if (str_starts_nocase(line, name))
			value = str_from(line, name.n);
	}
	return value;
}

struct mail_ids {
	struct wanted where;
	struct str *ids;	/* its own, then those it refers to */
	size_t n;
};

struct index {
	struct mail_ids *v;
	size_t n, cap;
};

static void add_ids(struct arena *a, struct index *ix, struct wanted where,
		    struct str mail)
{
	struct { struct str *v; size_t n, cap; } ids = { 0 };
	struct str s[] = {
		field(mail, STR("message-id:")), field(mail, STR("references:")),
		field(mail, STR("in-reply-to:")),
	}, id;

	for (size_t i = 0; i < 3; i++)
		while (ids.n < 200 && header_next_id(&s[i], &id))
			vec_add(a, &ids, str_dup(a, id));
	vec_add(a, ix, ((struct mail_ids){ where, ids.v, ids.n }));
}

static void read_index(struct inbox *in, struct index *ix)
{
	struct arena *scratch = arena_new();
	const char *name;
	struct str mail;
	git_oid blob;

	while (next_blob(in, &blob)) {
		struct wanted where = { .epoch = in->next - 1,
					.commit = *named_after(in, &blob), .blob = blob };

		arena_reset(scratch);
		if (give(in, scratch, &blob, &where.commit, &mail, &name))
			add_ids(in->a, ix, where, mail);
	}
	arena_free(scratch);
}

/* Mails that name each other, or a third, are one thread: forests of ids. */
static size_t root(size_t *up, size_t i)
{
	while (up[i] != i) {
		up[i] = up[up[i]];
		i = up[i];
	}
	return i;
}

static size_t id_number(struct arena *a, struct map *m, struct str id)
{
	void **slot = map_at(m, id);

	if (!*slot) {
		size_t *n = NEW(a, size_t);

		*n = map_count(m) - 1;
		*slot = n;
	}
	return *(size_t *)*slot;
}

static void pick_thread(struct inbox *in, const struct index *ix, struct str id)
{
	struct map *m = map_new(in->a);
	size_t total = 1, *up, *target;

	for (size_t i = 0; i < ix->n; i++)
		total += ix->v[i].n;
	up = NEW_ARRAY(in->a, total, size_t);
	for (size_t i = 0; i < total; i++)
		up[i] = i;
	for (size_t i = 0; i < ix->n; i++)
		for (size_t k = 0; k < ix->v[i].n; k++)
			up[root(up, id_number(in->a, m, ix->v[i].ids[k]))] =
				root(up, id_number(in->a, m, ix->v[i].ids[0]));
	target = map_get(m, id);
	for (size_t i = 0; target && i < ix->n; i++) {
		size_t *own = ix->v[i].n ? map_get(m, ix->v[i].ids[0]) : NULL;

		if (own && root(up, *own) == root(up, *target))
			vec_add(in->a, &in->wanted, ix->v[i].where);
	}
}

static bool next_wanted(struct inbox *in, struct arena *a, struct str *mail,
			const char **name)
{
	while (in->given < in->wanted.n) {
		const struct wanted *w = &in->wanted.v[in->given++];

		if ((!in->repo || in->next != w->epoch + 1) && !open_epoch(in, w->epoch))
			continue;
		if (give(in, a, &w->blob, &w->commit, mail, name))
			return true;
	}
	return false;
}

bool inbox_next(struct inbox *in, struct arena *a, struct str *mail,
		const char **name)
{
	git_oid blob;

	if (in->threaded)
		return next_wanted(in, a, mail, name);
	while (next_blob(in, &blob))
		if (give(in, a, &blob, named_after(in, &blob), mail, name))
			return true;
	return false;
}

struct inbox *inbox_open(struct arena *a, const char *path, struct str id,
			 struct problems *problems, struct err *err)
{
	struct inbox *in = inbox_new(path);
	struct index ix = { 0 };
	bool ok = in->epochs.n || err_set(err, "%s: not a public-inbox repository", path);

	in->problems = problems;
	in->problems_in = a;
	if (ok && id.n) {
		in->threaded = true;
		read_index(in, &ix);
		pick_thread(in, &ix, id);
		ok = in->wanted.n ||
		     err_set(err, "%s: no mail <%.*s>", path, STR_FMT(id));
		close_epoch(in);
	}
	if (ok)
		return in;
	inbox_close(in);
	return NULL;
}
