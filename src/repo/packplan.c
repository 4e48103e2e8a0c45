// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/packplan.h"

#include <stdlib.h>

/* A part is as many bytes of a pack as stay in a processor's cache; a hole in
 * it is not read. */
#define PART_BYTES (256u << 10)
#define HOLE_BYTES (64u << 10)
#define PART_ITEMS 1024
#define LOOSE_ITEMS 32
#define LARGE_BYTES (128u << 10)
#define THREADS_MAX 16
#define THREAD_ITEMS 4096	/* fewer are not worth a thread */

/* Families of giants come first, the largest before all, while the rest of a
 * scan is small; those of a large base come last, for they take more memory than
 * others, too. */
enum rank { LIGHT = 1024, FAMILY, LARGE };

static uint16_t giant(size_t size)
{
	return (uint16_t)(LIGHT - (size >> 20));
}

static int by_number(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int by_offset(const void *a, const void *b)
{
	const struct packidx_item *x = a, *y = b;

	return x->pack != y->pack ? by_number(x->pack, y->pack) :
				    by_number(x->offset, y->offset);
}

static int by_plan(const void *a, const void *b)
{
	const struct packidx_item *x = a, *y = b;

	if (x->rank != y->rank)
		return by_number(x->rank, y->rank);
	if (x->rank == LIGHT || x->pack != y->pack || x->family == y->family)
		return by_offset(a, b);
	return by_number(x->family, y->family);
}

/* The last of those at the offset; NULL when there is none. */
static struct packidx_item *at_offset(struct packidx_item *v, size_t n, uint64_t offset)
{
	size_t lo = 0, hi = n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (v[mid].offset <= offset)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo && v[lo - 1].offset == offset ? &v[lo - 1] : NULL;
}

/* Reads the heads of some items of a pack, in order of offset: its base as the
 * family of a delta, its own place as that of others, and a rank by its size. */
struct heads {
	const struct pack *pack;
	struct packidx_item *v;
	size_t n;
	pthread_t thread;
};

static void *read_heads(void *arg)
{
	const struct heads *some = arg;
	struct packfile file = { .path = NULL };
	struct packfile_head h;

	if (!packfile_open(&file, some->pack->path, some->pack->idx.n, NULL))
		return NULL;
	file.reach = 0;
	for (size_t i = 0; i < some->n; i++) {
		struct packidx_item *it = &some->v[i];

		if (packfile_head(&file, it->offset, &h))
			continue;
		if (h.type == PACK_OFS_DELTA)
			it->family = h.base;
		if (h.size > PACKREAD_HUGE)
			it->rank = giant(h.size);
		else if (h.type != PACK_OFS_DELTA && h.size > LARGE_BYTES)
			it->rank = LARGE;
	}
	packfile_close(&file);
	return NULL;
}

static void read_all_heads(const struct pack *p, struct packidx_item *v, size_t n,
			   unsigned threads)
{
	struct heads some[THREADS_MAX];
	size_t from = 0;

	if (threads > THREADS_MAX)
		threads = THREADS_MAX;
	if (n < THREAD_ITEMS || !threads)
		threads = 1;
	for (unsigned i = 0; i < threads; i++) {
		size_t to = n * (i + 1) / threads;

		some[i] = (struct heads){ .pack = p, .v = v + from, .n = to - from };
		if (i && pthread_create(&some[i].thread, NULL, read_heads, &some[i]))
			die("cannot start a thread");
		from = to;
	}
	read_heads(&some[0]);
	for (unsigned i = 1; i < threads; i++)
		pthread_join(some[i].thread, NULL);
}

/* The family of a delta is that of its base, which lies before it. */
static void join_family(struct packidx_item *v, size_t i)
{
	struct packidx_item *base = at_offset(v, i, v[i].family), *root;

	if (base)
		v[i].family = base->family;
	root = base ? at_offset(v, i, base->family) : NULL;
	if (root && v[i].rank < root->rank && v[i].rank < LIGHT)
		root->rank = v[i].rank;
	else if (root && root->rank == LARGE)
		root->rank = FAMILY;
	v[i].rank = LIGHT;
}

/* The items of one pack, in order of offset. A base that is named by its id is
 * not looked for. */
static void rank_pack(const struct pack *p, struct packidx_item *v, size_t n,
		      unsigned threads)
{
	for (size_t i = 0; i < n; i++)
		v[i].family = v[i].offset;
	read_all_heads(p, v, n, threads);
	for (size_t i = 0; i < n; i++)
		if (v[i].family != v[i].offset)
			join_family(v, i);
	for (size_t i = 0; i < n; i++) {
		const struct packidx_item *root = v[i].family == v[i].offset ?
			NULL : at_offset(v, i, v[i].family);

		if (root)
			v[i].rank = root->rank;
		else if (v[i].rank == LARGE)
			v[i].rank = LIGHT;
	}
}

void packplan_make(struct packplan *plan, struct packs *p, struct packidx_item *v, size_t n,
		   unsigned threads)
{
	*plan = (struct packplan){ .v = v, .n = n };
	pthread_mutex_init(&plan->lock, NULL);
	packs_find(p, v, n);
	if (n)
		qsort(v, n, sizeof(*v), by_offset);
	for (size_t i = 0, from = 0; i < n; i++) {
		v[i].rank = LIGHT;
		if (i + 1 < n && v[i + 1].pack == v[i].pack)
			continue;
		if (v[i].pack)
			rank_pack(packs_pack(p, v[i].pack), v + from, i + 1 - from, threads);
		from = i + 1;
	}
	if (n)
		qsort(v, n, sizeof(*v), by_plan);
	while (plan->ngiants < n && v[plan->ngiants].rank < LIGHT)
		plan->ngiants++;
	plan->next = plan->ngiants;
}

void packplan_close(struct packplan *plan)
{
	if (plan->v)
		pthread_mutex_destroy(&plan->lock);
}

/* ---- parts ---- */

static bool same_part(const struct packidx_item *first, const struct packidx_item *it)
{
	if (it->rank != first->rank || it->pack != first->pack)
		return false;
	if (it->rank != LIGHT)
		return it->family == first->family;
	return it->offset - first->offset < PART_BYTES &&
	       it->offset - it[-1].offset < HOLE_BYTES;
}

static size_t part_end(const struct packplan *plan, size_t from)
{
	const struct packidx_item *v = plan->v;
	size_t most = v[from].pack ? PART_ITEMS : LOOSE_ITEMS, i = from + 1;

	while (i < plan->n && i - from < most && same_part(&v[from], &v[i]))
		i++;
	return i;
}

bool packplan_take(struct packplan *plan, struct packplan_part *part)
{
	size_t *cursor = &plan->next;
	bool any;

	pthread_mutex_lock(&plan->lock);
	part->giant = !plan->busy && plan->giant < plan->ngiants;
	if (part->giant)
		cursor = &plan->giant;
	any = *cursor < plan->n;
	if (any) {
		part->from = *cursor;
		*cursor = part->to = part_end(plan, part->from);
		plan->busy |= part->giant;
	}
	pthread_mutex_unlock(&plan->lock);
	return any;
}

void packplan_done(struct packplan *plan, const struct packplan_part *part)
{
	if (!part->giant)
		return;
	pthread_mutex_lock(&plan->lock);
	plan->busy = false;
	pthread_mutex_unlock(&plan->lock);
}
