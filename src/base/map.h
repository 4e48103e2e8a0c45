/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/map.h - byte slice to pointer.
 *
 * Keys are not copied: they live as long as the map. Iteration (map_next) is
 * in order of insertion, so output built from a map is deterministic. The hash
 * is seeded a process, so that hostile keys cannot pile up in one bucket.
 */
#ifndef WINNOW_BASE_MAP_H
#define WINNOW_BASE_MAP_H

#include "base/str.h"

struct arena;
struct map;

struct map *map_new(struct arena *a);
/* With room for `n` keys, where the number is known before. */
struct map *map_new_for(struct arena *a, size_t n);
size_t map_count(const struct map *m);

/* NULL when absent (and for a NULL map). */
void *map_get(const struct map *m, struct str key);

/* The slot of the key, made (holding NULL) when absent. Good until the next
 * map_at() with a new key. */
void **map_at(struct map *m, struct str key);

static inline void map_set(struct map *m, struct str key, void *value)
{
	*map_at(m, key) = value;
}

/* `for (size_t i = 0; map_next(m, &i, &key, &value); )` */
bool map_next(const struct map *m, size_t *i, struct str *key, void **value);

#endif
