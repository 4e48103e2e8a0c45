// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/pick.h"

#include <stdlib.h>

#include "base/map.h"

bool series_keep_version(struct series_set *set, uint64_t version)
{
	size_t kept = 0;

	for (size_t i = 0; i < set->n; i++)
		if (set->v[i].version == version)
			set->v[kept++] = set->v[i];
	if (!kept)
		return false;
	set->n = kept;
	return true;
}

static struct str title_key(struct arena *a, struct str title)
{
	char *key = arena_alloc(a, title.n + 1);

	for (size_t i = 0; i < title.n; i++)
		key[i] = chr_lower(title.p[i]);
	return str_n(key, title.n);
}

void series_keep_newest(struct series_set *set)
{
	struct arena *a = arena_new();
	struct map *newest = map_new(a);
	size_t kept = 0;

	for (size_t i = 0; i < set->n; i++) {
		void **slot = map_at(newest, title_key(a, set->v[i].title));

		if (!*slot)
			*slot = NEW(a, uint32_t);
		if (set->v[i].version > *(uint32_t *)*slot)
			*(uint32_t *)*slot = set->v[i].version;
	}
	for (size_t i = 0; i < set->n; i++) {
		uint32_t *v = map_get(newest, title_key(a, set->v[i].title));

		if (set->v[i].version == *v)
			set->v[kept++] = set->v[i];
	}
	set->n = kept;
	arena_free(a);
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

struct str series_versions(struct arena *a, const struct series_set *set)
{
	uint32_t *v = NEW_ARRAY(a, set->n + 1, uint32_t);
	struct str out = STR("no series");
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		v[i] = set->v[i].version;
	if (set->n)
		qsort(v, set->n, sizeof(*v), by_number);
	for (size_t i = 0; i < set->n; i++)
		if (!n || v[n - 1] != v[i])
			v[n++] = v[i];
	for (size_t i = 0; i < n && i < 20; i++)
		out = i ? str_printf(a, "%.*s%s v%u", STR_FMT(out),
				     i + 1 < n ? "," : " and", v[i]) :
		      str_printf(a, "v%u", v[i]);
	return out;
}

struct str series_missing(const struct series *s)
{
	for (size_t i = 0; i < s->nproblems; i++)
		if (s->problems[i].kind == SERIES_MISSING)
			return s->problems[i].text;
	return STR("");
}
