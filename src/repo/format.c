// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/format.h"

#include <iconv.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/vec.h"
#include "repo/diffstat.h"
#include "repo/libgit2.h"
#include "repo/patchid.h"
#include "repo/pretty.h"
#include "repo/repo.h"

struct ids {
	git_oid *v;
	size_t n, cap;
};

struct format {
	struct arena *a;
	struct repo *repo;
	git_repository *git;
	const char *version;
	struct ids commits;		/* oldest first */
	size_t next;			/* of commits */
	unsigned abbrev;
	bool based;			/* base is still to be written */
	git_oid base;
	struct ids before;		/* between base and the first */
};

void format_close(struct format *f)
{
	if (!f)
		return;
	repo_close(f->repo);
	arena_free(f->a);
	free(f);
}

/* ---- which commits ---- */

/* Unless it is a merge. */
static bool add_commit(struct format *f, struct ids *out, const git_oid *id)
{
	git_commit *c;

	if (git2.commit_lookup(&c, f->git, id))
		return false;
	if (git2.commit_parentcount(c) < 2)
		vec_add(f->a, out, *id);
	git2.commit_free(c);
	return true;
}

/* Commits reached from `to` and not from `from`, oldest first, no merges. */
static bool list(struct format *f, struct ids *out, const git_oid *from,
		 const git_oid *to, struct err *err)
{
	struct ids newest = { 0 };
	git_revwalk *walk;
	git_oid id;
	int ret;

	if (git2.revwalk_new(&walk, f->git))
		return repo_fail(err, "history");
	ret = git2.revwalk_push(walk, to);
	if (!ret && from)
		ret = git2.revwalk_hide(walk, from);
	while (!ret && !(ret = git2.revwalk_next(&id, walk)))
		if (!add_commit(f, &newest, &id))
			ret = GIT_ERROR;
	git2.revwalk_free(walk);
	for (size_t i = newest.n; i-- > 0;)
		vec_add(f->a, out, newest.v[i]);
	return ret == GIT_ITEROVER || repo_fail(err, "history");
}

static bool resolve(struct format *f, struct str rev, git_oid *out,
		    struct err *err)
{
	char hex[41];

	return repo_resolve(f->repo, rev.n ? str_z(f->a, rev) : "HEAD", hex, err) &&
	       !git2.oid_fromstr(out, hex);
}

static bool open_range(struct format *f, const char *range, git_oid *from,
		       git_oid *to, struct err *err)
{
	struct str s = str_of(range);
	size_t dots = str_find(s, STR(".."));

	if (str_has(s, STR("...")))
		return err_set(err, "%s: a symmetric difference is no series", range);
	if (!resolve(f, str_sub(s, 0, dots), from, err))
		return false;
	return resolve(f, dots == SIZE_MAX ? STR("") : str_from(s, dots + 2), to,
		       err);
}

static struct str key(const git_oid *id)
{
	return str_n((const char *)id->id, sizeof(id->id));
}

static bool open_base(struct format *f, const char *rev, const git_oid *to,
		      struct err *err)
{
	struct map *own = map_new(f->a);
	struct ids all = { 0 };

	if (!resolve(f, str_of(rev), &f->base, err))
		return false;
	vec_for(git_oid, id, &f->commits)
		map_set(own, key(id), id);
	if (f->commits.n && (map_get(own, key(&f->base)) ||
			     !git2.graph_descendant_of(f->git, to, &f->base)))
		return err_set(err, "%s: no base of the series", rev);
	if (!list(f, &all, &f->base, to, err))
		return false;
	for (size_t i = 0; i < all.n; i++)
		if (!map_get(own, key(&all.v[i])))
			vec_add(f->a, &f->before, all.v[i]);
	f->based = true;
	return true;
}

static bool open_series(struct format *f, const char *range, const char *base,
			struct err *err)
{
	git_oid from, to;

	if (!open_range(f, range, &from, &to, err) ||
	    !list(f, &f->commits, &from, &to, err))
		return false;
	f->abbrev = gitdiff_abbrev(f->git);
	return !base || open_base(f, base, &to, err);
}

struct format *format_open(const char *repo_path, const char *range,
			   const struct format_options *o, struct err *err)
{
	struct format *f = calloc(1, sizeof(*f));

	if (!f)
		die("out of memory");
	f->a = arena_new();
	f->version = o && o->version ? o->version : FORMAT_VERSION;
	f->repo = repo_open(repo_path, err);
	if (f->repo) {
		f->git = repo_handle(f->repo);
		if (open_series(f, range, o ? o->base : NULL, err))
			return f;
	}
	format_close(f);
	return NULL;
}

/* ---- one mail ---- */

static struct str to_utf8(struct arena *a, struct str s, const char *charset)
{
	iconv_t cd = charset ? iconv_open("UTF-8", charset) : (iconv_t)-1;
	size_t left = s.n, room = s.n * 4 + 16;
	char *in = (char *)s.p, *out, *to;

	if (cd == (iconv_t)-1)
		return s;
	out = to = arena_alloc(a, room);
	if (iconv(cd, &in, &left, &to, &room) != (size_t)-1)
		s = str_n(out, (size_t)(to - out));
	iconv_close(cd);
	return s;
}

static void add_head(struct format *f, struct arena *a, struct buf *out,
		     git_commit *c, size_t k)
{
	const git_signature *author = git2.commit_author(c);
	const char *charset = git2.commit_message_encoding(c);
	char hex[41];
	struct pretty p = {
		.name = to_utf8(a, str_of(author->name), charset),
		.mail = to_utf8(a, str_of(author->email), charset),
		.time = author->when.time, .zone = author->when.offset,
		.message = to_utf8(a, str_of(git2.commit_message_raw(c)), charset),
		.k = k, .n = f->commits.n,
	};

	buf_printf(out, "From %s Mon Sep 17 00:00:00 2001\n",
		   git2.oid_tostr(hex, 41, git2.commit_id(c)));
	pretty_mail(out, &p);
}

static bool add_diff(struct format *f, struct arena *a, struct buf *out,
		     git_commit *c, struct err *err)
{
	struct gitdiff_counts *counts;
	struct buf text = BUF;
	struct pairs pairs;
	bool ok = true;

	if (!pairs_of_commit(&pairs, a, f->git, c, err))
		return false;
	if (!pairs.n)
		return true;
	counts = NEW_ARRAY(a, pairs.n, struct gitdiff_counts);
	for (size_t i = 0; ok && i < pairs.n; i++)
		ok = gitdiff_pair(&text, a, f->git, &pairs.v[i], f->abbrev,
				  &counts[i], err);
	buf_add(out, STR("---\n"));
	diffstat_add(out, &pairs, counts);
	buf_chr(out, '\n');
	buf_add(out, buf_str(&text));
	buf_free(&text);
	return ok;
}

/* There may be many: each is forgotten when its id is known. */
static bool add_base(struct format *f, struct buf *out, struct err *err)
{
	struct arena *a = arena_new();
	bool ok = true;
	char hex[41];

	buf_printf(out, "\nbase-commit: %s\n", git2.oid_tostr(hex, 41, &f->base));
	f->based = false;
	for (size_t i = 0; ok && i < f->before.n; i++) {
		arena_reset(a);
		ok = patchid_of_commit(a, f->git, &f->before.v[i], hex, err);
		if (ok)
			buf_printf(out, "prerequisite-patch-id: %s\n", hex);
	}
	arena_free(a);
	return ok;
}

static bool add_mail(struct format *f, struct arena *a, struct buf *out,
		     size_t k, struct err *err)
{
	git_commit *c;
	bool ok;

	if (git2.commit_lookup(&c, f->git, &f->commits.v[k - 1]))
		return repo_fail(err, "commit");
	add_head(f, a, out, c, k);
	ok = add_diff(f, a, out, c, err) && (!f->based || add_base(f, out, err));
	git2.commit_free(c);
	buf_printf(out, "-- \n%s\n\n", f->version);
	if (k < f->commits.n)
		buf_chr(out, '\n');
	return ok;
}

bool format_next(struct format *f, struct arena *a, struct str *mail,
		 struct err *err)
{
	struct buf out = BUF;
	bool ok;

	if (f->next == f->commits.n)
		return false;
	ok = add_mail(f, a, &out, ++f->next, err);
	if (ok)
		*mail = str_dup(a, buf_str(&out));
	buf_free(&out);
	return ok;
}
