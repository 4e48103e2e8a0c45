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

static void rank_delta(struct packidx_item *v, size_t i, const struct packfile_head *h)
{
	struct packidx_item *base = at_offset(v, i, h->base), *root;

	v[i].family = base ? base->family : h->base;
	root = base ? at_offset(v, i, base->family) : NULL;
	if (root && h->size > PACKREAD_HUGE && root->rank > giant(h->size))
		root->rank = giant(h->size);
	else if (root && root->rank == LARGE)
		root->rank = FAMILY;
}

/* The items of one pack, in order of offset. A base lies before its deltas;
 * one that is named by its id is not looked for. */
static void rank_pack(const struct pack *p, struct packidx_item *v, size_t n)
{
	struct packfile file = { .path = NULL };
	struct packfile_head h;

	if (!packfile_open(&file, p->path, p->idx.n, NULL))
		return;
	file.reach = 0;
	for (size_t i = 0; i < n; i++) {
		v[i].family = v[i].offset;
		if (packfile_head(&file, v[i].offset, &h))
			continue;
		if (h.type == PACK_OFS_DELTA)
			rank_delta(v, i, &h);
		else if (h.size > LARGE_BYTES)
			v[i].rank = h.size > PACKREAD_HUGE ? giant(h.size) : LARGE;
	}
	packfile_close(&file);
	for (size_t i = 0; i < n; i++) {
		const struct packidx_item *root = at_offset(v, n, v[i].family);

		if (v[i].rank == LARGE)
			v[i].rank = LIGHT;
		if (root && root < &v[i])
			v[i].rank = root->rank;
	}
}

void packplan_make(struct packplan *plan, struct packs *p, struct packidx_item *v, size_t n)
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
			rank_pack(packs_pack(p, v[i].pack), v + from, i + 1 - from);
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
