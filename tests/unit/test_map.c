// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "base/map.h"

TEST(what_was_put_in_is_found_in_the_order_of_insertion)
{
	struct arena *a = arena_new();
	struct map *m = map_new(a);
	struct str key;
	void *value;
	size_t n = 0;

	for (size_t i = 0; i < 5000; i++)
		map_set(m, str_printf(a, "key%zu", i), (void *)(i + 1));
	CHECK_NUM(map_count(m), 5000);
	for (size_t i = 0; i < 5000; i += 7)
		CHECK_NUM((size_t)map_get(m, str_printf(a, "key%zu", i)), i + 1);
	for (size_t i = 0; map_next(m, &i, &key, &value); n++)
		CHECK((size_t)value == n + 1);
	CHECK_NUM(n, 5000);
	arena_free(a);
}

TEST(keys_are_bytes)
{
	struct arena *a = arena_new();
	struct map *m = map_new(a);
	int x, y, z;

	map_set(m, str_n("a\0b", 3), &x);
	map_set(m, str_n("a\0c", 3), &y);
	map_set(m, STR(""), &z);
	CHECK(map_get(m, str_n("a\0b", 3)) == &x);
	CHECK(map_get(m, str_n("a\0c", 3)) == &y);
	CHECK(map_get(m, STR("")) == &z);
	CHECK(map_get(m, STR("a")) == NULL);
	map_set(m, STR(""), &x);
	CHECK(map_get(m, STR("")) == &x && map_count(m) == 3);
	CHECK(map_get(NULL, STR("a")) == NULL);
	arena_free(a);
}

TEST(a_slot_is_made_once)
{
	struct arena *a = arena_new();
	struct map *m = map_new(a);
	int x;

	CHECK(*map_at(m, STR("k")) == NULL);
	*map_at(m, STR("k")) = &x;
	CHECK(*map_at(m, STR("k")) == &x && map_count(m) == 1);
	arena_free(a);
}
