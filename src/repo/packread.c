// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "repo/packread.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "repo/packdelta.h"

#define CHAIN_MAX 4096
#define TRIM_BYTES (PACKREAD_HUGE + PACKREAD_HUGE / 2)	/* room that is kept */
#define RUN_BYTES (512u << 10)
#define HUGE_CACHE_BYTES (12u << 20)

struct expected {
	uint64_t at;
	bool base;	/* of another */
};

struct packread {
	const struct pack *pack;
	struct packfile file;
	int idx_fd;		/* -1: not open */
	struct inflate *z;
	struct packcache cache;
	struct packmem out, delta;
	struct expected *run;
	size_t nrun, caprun;
	uint64_t next;		/* behind the run */
	struct packread_huge *huge;
	bool holds_huge;
	unsigned nhuge;		/* times it had them since packread_expect() */
	uint64_t last;		/* what `out` holds; 0: nothing */
	enum pack_type last_type;
	struct str last_text;
	struct packfile_head chain[CHAIN_MAX];
};

static void *must(void *p, size_t n)
{
	if (!p)
		die("out of memory (%zu bytes)", n);
	return p;
}

/* ---- memory ---- */

void packread_huge_open(struct packread_huge *h)
{
	*h = (struct packread_huge){ .cache.max = HUGE_CACHE_BYTES };
	pthread_mutex_init(&h->lock, NULL);
}

void packread_huge_close(struct packread_huge *h)
{
	packcache_clear(&h->cache);
	pthread_mutex_destroy(&h->lock);
}

static void hold_huge(struct packread *r)
{
	if (r->holds_huge)
		return;
	pthread_mutex_lock(&r->huge->lock);
	packcache_use(&r->huge->cache, r->pack);
	r->holds_huge = true;
	r->nhuge++;
}

static char *room(struct packread *r, struct packmem *m, size_t n)
{
	if (n > PACKREAD_HUGE)
		hold_huge(r);
	return packmem_room(m, n);
}

static char *out_room(struct packread *r, size_t n)
{
	char *p = room(r, &r->out, n + PACKREAD_SLACK);

	memset(p + n, 0, PACKREAD_SLACK);
	return p;
}

/* What was huge about the last object. */
void packread_rest(struct packread *r)
{
	packmem_trim(&r->out, TRIM_BYTES);
	packmem_trim(&r->delta, TRIM_BYTES);
	if (r->holds_huge)
		pthread_mutex_unlock(&r->huge->lock);
	r->holds_huge = false;
	r->last = 0;
}

struct packread *packread_open(struct packread_huge *huge, size_t bases)
{
	struct packread *r = must(calloc(1, sizeof(*r)), sizeof(*r));

	r->cache.max = bases;
	r->huge = huge;
	r->idx_fd = -1;
	r->z = inflate_open();
	return r;
}

static void close_pack(struct packread *r)
{
	packcache_clear(&r->cache);
	packfile_close(&r->file);
	if (r->idx_fd >= 0)
		close(r->idx_fd);
	r->idx_fd = -1;
	r->pack = NULL;
	r->nrun = 0;
}

void packread_close(struct packread *r)
{
	if (!r)
		return;
	packread_rest(r);
	close_pack(r);
	packmem_trim(&r->out, 0);
	packmem_trim(&r->delta, 0);
	free(r->run);
	inflate_close(r->z);
	free(r);
}

static bool use(struct packread *r, const struct pack *p, struct err *err)
{
	if (r->pack == p)
		return true;
	packread_rest(r);
	close_pack(r);
	if (!packfile_open(&r->file, p->path, p->idx.n, err))
		return false;
	r->pack = p;
	return true;
}

/* ---- what is expected ---- */

/* The first of the run that does not lie before `at`. */
static size_t place(const struct packread *r, uint64_t at)
{
	size_t lo = 0, hi = r->nrun;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (r->run[mid].at < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

static struct expected *expected(const struct packread *r, uint64_t at)
{
	size_t i = place(r, at);

	return i < r->nrun && r->run[i].at == at ? &r->run[i] : NULL;
}

static uint64_t next_of(const struct packread *r, uint64_t at)
{
	size_t i = place(r, at);

	if (i == r->nrun || r->run[i].at != at)
		return 0;
	return i + 1 < r->nrun ? r->run[i + 1].at : r->next;
}

/* Those on which others of the run stand: they are worth keeping. */
static void mark_bases(struct packread *r)
{
	for (size_t i = 0; i < r->nrun; i++) {
		struct packfile_head h;
		struct expected *base;

		if (packfile_head(&r->file, r->run[i].at, &h) || h.type != PACK_OFS_DELTA)
			continue;
		base = expected(r, h.base);
		if (base)
			base->base = true;
	}
}

/* Huge ones come with all that is made of them. */
static void forget_huge(struct packread *r)
{
	if (r->nhuge) {
		hold_huge(r);
		packcache_clear(&r->huge->cache);
		packread_rest(r);
	}
	r->nhuge = 0;
}

bool packread_expect(struct packread *r, const struct pack *p, const struct packidx_item *v,
		     size_t n, uint64_t next, struct err *err)
{
	if (!use(r, p, err))
		return false;
	if (n > r->caprun) {
		r->caprun = n;
		r->run = must(realloc(r->run, n * sizeof(*r->run)), n * sizeof(*r->run));
	}
	packread_rest(r);
	forget_huge(r);
	r->nrun = 0;
	r->next = next;
	for (size_t i = 0; i < n; i++)
		if (!i || v[i].offset != v[i - 1].offset)
			r->run[r->nrun++] = (struct expected){ .at = v[i].offset };
	if (n && v[n - 1].offset - v[0].offset < RUN_BYTES)
		packfile_expect(&r->file, v[0].offset, v[n - 1].offset + 1);
	mark_bases(r);
	return true;
}

/* ---- chains ---- */

static bool bad(const struct packread *r, uint64_t at, const char *what, struct err *err)
{
	return err_set(err, "%s: offset %llu: %s", r->pack->path, (unsigned long long)at, what);
}

static bool base_by_id(struct packread *r, struct packfile_head *h, struct err *err)
{
	if (r->idx_fd < 0)
		r->idx_fd = open(r->pack->idx.path, O_RDONLY | O_CLOEXEC);
	return (r->idx_fd >= 0 &&
		packidx_find_one(&r->pack->idx, r->idx_fd, h->base_id, &h->base)) ||
	       bad(r, h->at, "the base of its delta is not in the pack", err);
}

static const struct packcache_entry *remembered(struct packread *r, uint64_t at)
{
	const struct packcache_entry *e = packcache_get(&r->cache, at);

	return e || !r->holds_huge ? e : packcache_get(&r->huge->cache, at);
}

/* Down to what is no delta (*full, by its head) or is remembered (*known). */
static bool follow(struct packread *r, uint64_t at, size_t *n, struct packfile_head *full,
		   const struct packcache_entry **known, struct err *err)
{
	uint64_t from = at;

	for (*n = 0; ; at = r->chain[(*n)++].base) {
		struct packfile_head *h = &r->chain[*n];
		const char *wrong;

		*known = remembered(r, at);
		if (*known)
			return true;
		if (*n == CHAIN_MAX - 1)
			return bad(r, from, "a delta whose bases come to no end", err);
		wrong = packfile_head(&r->file, at, h);
		if (wrong)
			return bad(r, at, wrong, err);
		if (h->type != PACK_OFS_DELTA && h->type != PACK_REF_DELTA) {
			*full = *h;
			return true;
		}
		if (h->type == PACK_REF_DELTA && !base_by_id(r, h, err))
			return false;
	}
}

static bool inflate(struct packread *r, const struct packfile_head *h, char *out,
		    struct err *err)
{
	const char *wrong = packfile_inflate(&r->file, r->z, h, next_of(r, h->at), out);

	return !wrong || bad(r, h->at, wrong, err);
}

/* The delta of `h` in r->delta. */
static bool read_delta(struct packread *r, const struct packfile_head *h,
		       struct packdelta *d, struct err *err)
{
	char *p = room(r, &r->delta, h->size + 1);

	if (!inflate(r, h, p, err))
		return false;
	if (!packdelta_open(d, str_n(p, h->size)))
		return bad(r, h->at, "its delta is damaged", err);
	return d->result <= PACKFILE_MAX || bad(r, h->at, "larger than 256 MiB", err);
}

static bool apply(struct packread *r, const struct packfile_head *h,
		  const struct packdelta *d, struct str base, char *out, struct err *err)
{
	return packdelta_apply(d, base, out) || bad(r, h->at, "its delta is damaged", err);
}

static const struct packcache_entry *keep(struct packread *r, uint64_t at,
					  enum pack_type type, struct packmem *m, size_t n)
{
	return packcache_put(n > PACKREAD_HUGE ? &r->huge->cache : &r->cache, at, type, m, n);
}

static struct packmem keep_room(struct packread *r, size_t n)
{
	if (n > PACKREAD_HUGE)
		hold_huge(r);
	return packmem_new(n);
}

static const struct packcache_entry *keep_full(struct packread *r,
					       const struct packfile_head *h, struct err *err)
{
	struct packmem m = keep_room(r, h->size);

	if (inflate(r, h, m.p, err))
		return keep(r, h->at, h->type, &m, h->size);
	packmem_trim(&m, 0);
	return NULL;
}

static const struct packcache_entry *keep_delta(struct packread *r,
						const struct packfile_head *h,
						const struct packcache_entry *base,
						struct err *err)
{
	struct packdelta d;
	struct packmem m;

	if (!read_delta(r, h, &d, err))
		return NULL;
	m = keep_room(r, d.result);
	if (apply(r, h, &d, base->text, m.p, err))
		return keep(r, h->at, base->type, &m, d.result);
	packmem_trim(&m, 0);
	return NULL;
}

/* n deltas of r->chain on top of `base`, the last into r->out. */
static bool build(struct packread *r, size_t n, const struct packcache_entry *base,
		  struct err *err)
{
	struct packdelta d;
	char *p;

	for (; base && n > 1; n--)
		base = keep_delta(r, &r->chain[n - 1], base, err);
	if (!base || (n && !read_delta(r, &r->chain[0], &d, err)))
		return false;
	r->last_type = base->type;
	r->last_text.n = n ? (size_t)d.result : base->text.n;
	r->last_text.p = p = out_room(r, r->last_text.n);
	if (n)
		return apply(r, &r->chain[0], &d, base->text, p, err);
	memcpy(p, base->text.p, base->text.n);
	return true;
}

static bool read_full(struct packread *r, const struct packfile_head *h, struct err *err)
{
	char *p = out_room(r, h->size);

	/* It is the larger part of what there is room for. */
	if (h->size > HUGE_CACHE_BYTES)
		packcache_clear(&r->huge->cache);
	r->last_type = h->type;
	r->last_text = str_n(p, h->size);
	return inflate(r, h, p, err);
}

static bool read_object(struct packread *r, uint64_t at, struct err *err)
{
	const struct packcache_entry *base;
	struct packfile_head full;
	size_t n;

	if (!follow(r, at, &n, &full, &base, err))
		return false;
	if (!n && !base)
		return read_full(r, &full, err);
	/* Another thread may have made its base by the time this one may. */
	if (!base && full.size > PACKREAD_HUGE && !r->holds_huge) {
		hold_huge(r);
		if (!follow(r, at, &n, &full, &base, err))
			return false;
	}
	if (!base)
		base = keep_full(r, &full, err);
	return build(r, n, base, err);
}

/* Others of the run are made of it. What is huge is not there twice. */
static void keep_expected(struct packread *r, uint64_t at)
{
	const struct expected *e = expected(r, at);
	struct packmem m;
	size_t n = r->last_text.n;

	if (!e || !e->base || remembered(r, at))
		return;
	if (n > PACKREAD_HUGE) {
		keep(r, at, r->last_type, &r->out, n);
		return;
	}
	m = packmem_new(n);
	memcpy(m.p, r->last_text.p, n);
	keep(r, at, r->last_type, &m, n);
}

bool packread_object(struct packread *r, const struct pack *p, uint64_t offset,
		     enum pack_type *type, struct str *text, struct err *err)
{
	if (!use(r, p, err))
		return false;
	if (!r->last || r->last != offset) {
		packread_rest(r);
		if (!read_object(r, offset, err))
			return false;
		keep_expected(r, offset);
		r->last = offset;
	}
	*type = r->last_type;
	*text = r->last_text;
	return true;
}
