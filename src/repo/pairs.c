// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/pairs.h"

#include <stdlib.h>

#include "base/map.h"
#include "base/path.h"
#include "base/vec.h"
#include "repo/libgit2.h"
#include "repo/repo.h"
#include "repo/treediff.h"

#define MIN_SCORE (PAIR_MAX_SCORE / 2)
#define MIN_SCORE_SAME_NAME (PAIR_MAX_SCORE / 4 * 3)
#define LIMIT 1000		/* diff.renameLimit */
#define CANDIDATES 4		/* kept of each new file */
#define HASHES 107927
#define PIECE 64
#define BINARY_LOOK 8000
/* A few kilobytes of a repository can be files of any size. */
#define TEXTS_MAX ((size_t)1 << 30)

struct piece {
	uint32_t hash, bytes;
};

struct file {
	struct pair *pair;
	struct pair_side *side;
	struct piece *pieces;		/* by hash; NULL: not cut yet */
	size_t npieces;
	bool used;
};

struct match {
	struct file *src, *dst;
	unsigned score;
	bool same_name;
	size_t order;
};

struct finder {
	struct arena *a;
	git_repository *git;
	struct err *err;
	struct { struct file *v; size_t n, cap; } src, dst;
};

/* ---- contents ---- */

static bool is_file(unsigned mode)
{
	return (mode & 0170000) == 0100000;
}

bool pair_load(git_repository *git, struct arena *a, struct pair_side *s,
	       struct err *err)
{
	git_blob *blob;
	char hex[41];
	size_t n;

	if (s->loaded || !s->mode)
		return true;
	s->loaded = true;
	if ((s->mode & 0170000) == 0160000) {
		s->text = str_printf(a, "Subproject commit %s\n",
				     git2.oid_tostr(hex, 41, &s->id));
		return true;
	}
	if (git2.blob_lookup(&blob, git, &s->id))
		return repo_fail(err, s->path);
	n = (size_t)git2.blob_rawsize(blob);
	if (arena_used(a) + n > TEXTS_MAX) {
		git2.blob_free(blob);
		return err_set(err, "%s: more than 1 GiB of text", s->path);
	}
	s->text = str_dup(a, str_n(git2.blob_rawcontent(blob), n));
	git2.blob_free(blob);
	s->binary = str_find_chr(str_sub(s->text, 0, BINARY_LOOK), '\0') != SIZE_MAX;
	return true;
}

/* ---- similarity ---- */

static int by_hash(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

/* Bytes per hash, sorted. A last line without its end does not count. */
static size_t cut(struct arena *a, const struct pair_side *s, struct piece **out)
{
	struct { struct piece *v; size_t n, cap; } all = { 0 };
	uint32_t x = 0, y = 0, n = 0;
	size_t k = 0;

	for (size_t i = 0; i < s->text.n; i++) {
		unsigned char c = (unsigned char)s->text.p[i];
		uint32_t was = x;

		if (!s->binary && c == '\r' && i + 1 < s->text.n &&
		    s->text.p[i + 1] == '\n')
			continue;
		x = ((x << 7) ^ (y >> 25)) + c;
		y = (y << 7) ^ (was >> 25);
		if (++n < PIECE && c != '\n')
			continue;
		vec_add(a, &all, ((struct piece){ (x + y * 0x61) % HASHES, n }));
		x = y = n = 0;
	}
	*out = all.v ? all.v : NEW(a, struct piece);
	if (all.n)
		qsort(all.v, all.n, sizeof(*all.v), by_hash);
	for (size_t i = 0; i < all.n; i++) {
		if (k && all.v[k - 1].hash == all.v[i].hash)
			all.v[k - 1].bytes += all.v[i].bytes;
		else
			all.v[k++] = all.v[i];
	}
	return k;
}

static uint64_t bytes_in_both(const struct file *s, const struct file *d)
{
	uint64_t sum = 0;

	for (size_t i = 0, k = 0; i < s->npieces && k < d->npieces;) {
		const struct piece *x = &s->pieces[i], *y = &d->pieces[k];

		if (x->hash == y->hash)
			sum += x->bytes < y->bytes ? x->bytes : y->bytes;
		i += x->hash <= y->hash;
		k += y->hash <= x->hash;
	}
	return sum;
}

static bool prepare(struct finder *f, struct file *file)
{
	if (file->pieces)
		return true;
	if (!pair_load(f->git, f->a, file->side, f->err))
		return false;
	file->npieces = cut(f->a, file->side, &file->pieces);
	return true;
}

static bool similarity(struct finder *f, struct file *s, struct file *d,
		       unsigned min, unsigned *score)
{
	uint64_t big, small;

	*score = 0;
	if (!is_file(s->side->mode) || !is_file(d->side->mode))
		return true;
	if (!pair_load(f->git, f->a, s->side, f->err) ||
	    !pair_load(f->git, f->a, d->side, f->err))
		return false;
	big = s->side->text.n;
	small = d->side->text.n;
	if (big < small) {
		big = small;
		small = s->side->text.n;
	}
	if (big * (PAIR_MAX_SCORE - min) < (big - small) * PAIR_MAX_SCORE || !big)
		return true;
	if (!prepare(f, s) || !prepare(f, d))
		return false;
	*score = (unsigned)(bytes_in_both(s, d) * PAIR_MAX_SCORE / big);
	return true;
}

/* ---- pairing ---- */

static bool same_name(const struct file *s, const struct file *d)
{
	return str_eq(path_base(str_of(s->side->path)), path_base(str_of(d->side->path)));
}

/* The new file's pair becomes the rename; the old one's is dropped later. */
static void join(struct file *s, struct file *d, unsigned score)
{
	d->pair->one = *s->side;
	d->pair->score = score ? score : 1;
	s->used = d->used = true;
}

static bool may_be_exact(const struct file *s, const struct file *d)
{
	return !s->used && git2.oid_equal(&s->side->id, &d->side->id) &&
	       ((is_file(s->side->mode) && is_file(d->side->mode)) ||
		s->side->mode == d->side->mode);
}

static struct str id_key(const struct file *f)
{
	return str_n((const char *)f->side->id.id, GIT_OID_RAWSZ);
}

struct same {
	struct file *file;
	struct same *next;
};

static void exact(struct finder *f)
{
	struct map *by_id = map_new(f->a);

	for (size_t i = f->src.n; i-- > 0;) {
		struct same *s = NEW(f->a, struct same);
		void **slot = map_at(by_id, id_key(&f->src.v[i]));

		*s = (struct same){ &f->src.v[i], *slot };
		*slot = s;
	}
	vec_for(struct file, d, &f->dst) {
		struct file *best = NULL;

		for (struct same *s = map_get(by_id, id_key(d)); s; s = s->next) {
			if (!may_be_exact(s->file, d))
				continue;
			if (!best || same_name(s->file, d))
				best = s->file;
			if (same_name(best, d))
				break;
		}
		if (best)
			join(best, d, PAIR_MAX_SCORE);
	}
}

/* Base name to its one file, or to a file that stands for several. */
static struct map *by_name(struct arena *a, struct file *v, size_t n,
			   struct file *several)
{
	struct map *m = map_new(a);

	for (size_t i = 0; i < n; i++) {
		void **slot;

		if (v[i].used)
			continue;
		slot = map_at(m, path_base(str_of(v[i].side->path)));
		*slot = *slot ? several : &v[i];
	}
	return m;
}

static bool by_same_name(struct finder *f)
{
	struct file several;
	struct map *src = by_name(f->a, f->src.v, f->src.n, &several);
	struct map *dst = by_name(f->a, f->dst.v, f->dst.n, &several);

	vec_for(struct file, s, &f->src) {
		struct str name = path_base(str_of(s->side->path));
		struct file *d = map_get(dst, name);
		unsigned score;

		if (s->used || map_get(src, name) != s || !d || d == &several)
			continue;
		if (!similarity(f, s, d, MIN_SCORE_SAME_NAME, &score))
			return false;
		if (score >= MIN_SCORE_SAME_NAME)
			join(s, d, score);
	}
	return true;
}

/* As qsort() wants it: better ones first, else in the order they came. */
static int better(const struct match *x, const struct match *y)
{
	if (!x->dst || !y->dst)
		return !y->dst ? -!!x->dst : 1;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return (int)y->same_name - (int)x->same_name;
}

static int by_score(const void *a, const void *b)
{
	const struct match *x = a, *y = b;
	int c = better(x, y);

	return c ? c : x->order < y->order ? -1 : 1;
}

static void keep(struct match *best, const struct match *m)
{
	size_t worst = 0;

	for (size_t i = 1; i < CANDIDATES; i++)
		if (better(&best[i], &best[worst]) > 0)
			worst = i;
	if (better(&best[worst], m) > 0)
		best[worst] = *m;
}

static bool candidates(struct finder *f, struct file *d, struct match *best)
{
	vec_for(struct file, s, &f->src) {
		struct match m = { s, d, 0, same_name(s, d), 0 };

		if (s->used)
			continue;
		if (!similarity(f, s, d, MIN_SCORE, &m.score))
			return false;
		keep(best, &m);
	}
	return true;
}

static size_t unused(const struct file *v, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < n; i++)
		count += !v[i].used;
	return count;
}

static bool by_similarity(struct finder *f)
{
	size_t nd = unused(f->dst.v, f->dst.n), ns = unused(f->src.v, f->src.n);
	struct match *m;
	size_t k = 0;

	if (!nd || !ns || nd * ns > LIMIT * LIMIT)
		return true;
	m = NEW_ARRAY(f->a, nd * CANDIDATES, struct match);
	vec_for(struct file, d, &f->dst)
		if (!d->used && !candidates(f, d, &m[CANDIDATES * k++]))
			return false;
	for (size_t i = 0; i < nd * CANDIDATES; i++)
		m[i].order = i;
	qsort(m, nd * CANDIDATES, sizeof(*m), by_score);
	for (size_t i = 0; i < nd * CANDIDATES; i++) {
		if (!m[i].dst || m[i].score < MIN_SCORE)
			break;
		if (!m[i].dst->used && !m[i].src->used)
			join(m[i].src, m[i].dst, m[i].score);
	}
	return true;
}

static void drop_sources(struct finder *f, struct pairs *out)
{
	size_t kept = 0;

	vec_for(struct file, s, &f->src)
		if (s->used)
			s->pair->one.mode = 0;
	for (size_t i = 0; i < out->n; i++)
		if (out->v[i].one.mode || out->v[i].two.mode)
			out->v[kept++] = out->v[i];
	out->n = kept;
}

static bool find_renames(struct pairs *out, struct arena *a,
			 git_repository *git, struct err *err)
{
	struct finder f = { .a = a, .git = git, .err = err };

	vec_for(struct pair, p, out) {
		if (!p->two.mode)
			vec_add(a, &f.src, ((struct file){ p, &p->one, NULL, 0, false }));
		else if (!p->one.mode)
			vec_add(a, &f.dst, ((struct file){ p, &p->two, NULL, 0, false }));
	}
	if (!f.src.n || !f.dst.n)
		return true;
	exact(&f);
	if (!by_same_name(&f) || !by_similarity(&f))
		return false;
	drop_sources(&f, out);
	return true;
}

/* ---- the commit ---- */

bool pairs_of_commit(struct pairs *out, struct arena *a, git_repository *git,
		     git_commit *c, struct err *err)
{
	git_tree *before = NULL, *after = NULL;
	git_commit *parent = NULL;
	bool ok;

	*out = (struct pairs){ 0 };
	ok = (!git2.commit_tree(&after, c) &&
	      (!git2.commit_parentcount(c) ||
	       (!git2.commit_parent(&parent, c, 0) &&
		!git2.commit_tree(&before, parent)))) ||
	     repo_fail(err, "commit");
	ok = ok && treediff(out, a, git, before, after, err);
	git2.tree_free(before);
	git2.tree_free(after);
	git2.commit_free(parent);
	return ok && find_renames(out, a, git, err);
}
