// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/held.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/err.h"

/* What may be kept in sum, in bytes of texts and facts: of Linux 7.2, which has
 * 41 such files, it is 10 MB. In the end it is about five times as much. */
#define WEIGHT_MAX (64u << 20)
/* A file costs so much, however small. */
#define WEIGHT_MIN (64u << 10)

struct held {
	pthread_mutex_t lock;
	struct arena *a;
	size_t weight;
	struct held_files files;	/* kept: a heap, the heaviest first */
};

struct held *held_open(void)
{
	struct held *h = calloc(1, sizeof(*h));

	if (!h)
		die("out of memory");
	pthread_mutex_init(&h->lock, NULL);
	h->a = arena_new();
	return h;
}

void held_close(struct held *h)
{
	if (!h)
		return;
	vec_for(struct held_file, f, &h->files.kept)
		arena_free(f->a);
	arena_free(h->a);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

static bool heavier(const struct held_file *a, const struct held_file *b)
{
	return a->weight != b->weight ? a->weight > b->weight : str_cmp(a->path, b->path) > 0;
}

static void swap(struct held_file *a, struct held_file *b)
{
	struct held_file t = *a;

	*a = *b;
	*b = t;
}

static void put(struct held *h, const struct held_file *f)
{
	struct held_file *v;
	size_t i = h->files.kept.n;

	vec_add(h->a, &h->files.kept, *f);
	v = h->files.kept.v;
	for (; i && heavier(&v[i], &v[(i - 1) / 2]); i = (i - 1) / 2)
		swap(&v[i], &v[(i - 1) / 2]);
	h->weight += f->weight;
}

static void drop_heaviest(struct held *h)
{
	struct held_file *v = h->files.kept.v;
	size_t n = --h->files.kept.n;

	vec_add(h->a, &h->files.dropped, v[0].path);
	h->weight -= v[0].weight;
	arena_free(v[0].a);
	v[0] = v[n];
	for (size_t i = 0, k; (k = 2 * i + 1) < n; i = k) {
		k += k + 1 < n && heavier(&v[k + 1], &v[k]);
		if (!heavier(&v[k], &v[i]))
			break;
		swap(&v[k], &v[i]);
	}
}

void held_add(struct held *h, struct arena *a, const struct source *src)
{
	struct held_file f = {
		.src = src, .a = a,
		.weight = WEIGHT_MIN + src->parts->text.n + src->n * sizeof(struct fact),
	};

	pthread_mutex_lock(&h->lock);
	f.path = str_dup(h->a, src->path);
	put(h, &f);
	while (h->weight > WEIGHT_MAX)
		drop_heaviest(h);
	pthread_mutex_unlock(&h->lock);
}

void held_refuse(struct held *h, struct str path)
{
	pthread_mutex_lock(&h->lock);
	vec_add(h->a, &h->files.refused, str_dup(h->a, path));
	pthread_mutex_unlock(&h->lock);
}

static int file_by_path(const void *a, const void *b)
{
	return str_cmp(((const struct held_file *)a)->path,
		       ((const struct held_file *)b)->path);
}

static int by_path(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

const struct held_files *held_files(struct held *h)
{
	struct held_files *f = &h->files;

	if (f->kept.n)
		qsort(f->kept.v, f->kept.n, sizeof(*f->kept.v), file_by_path);
	if (f->dropped.n)
		qsort(f->dropped.v, f->dropped.n, sizeof(*f->dropped.v), by_path);
	if (f->refused.n)
		qsort(f->refused.v, f->refused.n, sizeof(*f->refused.v), by_path);
	return f;
}
