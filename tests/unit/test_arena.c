// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "base/vec.h"

static bool zero(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

TEST(memory_is_zeroed_and_aligned_also_after_a_reset)
{
	struct arena *a = arena_new();

	for (int round = 0; round < 3; round++) {
		for (size_t n = 0; n < 3000; n += 37) {
			char *p = arena_alloc(a, n);

			CHECK(p && (size_t)p % _Alignof(max_align_t) == 0 && zero(p, n));
			memset(p, 0xa5, n);
		}
		arena_reset(a);
		CHECK_NUM(arena_used(a), 0);
	}
	arena_free(a);
	arena_free(NULL);
}

TEST(pieces_larger_than_a_block_fit)
{
	struct arena *a = arena_new();
	char *p = arena_alloc(a, 10u << 20), *q = arena_alloc(a, 1);

	CHECK(zero(p, 10u << 20));
	p[(10u << 20) - 1] = 1;
	CHECK(*q == 0);
	CHECK(arena_used(a) >= (10u << 20));
	arena_free(a);
}

TEST(an_arena_may_begin_with_a_large_page)
{
	struct arena *a = arena_new_large();

	for (int round = 0; round < 2; round++) {
		for (size_t n = 0; n < 5u << 20; n += 100000) {
			char *p = arena_alloc(a, 100000);

			CHECK(zero(p, 100000));
			memset(p, 0xa5, 100000);
		}
		CHECK(arena_used(a) >= 5u << 20);
		arena_reset(a);
	}
	arena_free(a);
}

TEST(room_that_is_known_is_made_once)
{
	struct arena *a = arena_new();
	VEC(size_t) v = { 0 };
	size_t used;

	vec_room(a, &v, 1000);
	used = arena_used(a);
	for (size_t i = 0; i < 1000; i++)
		vec_add(a, &v, i);
	CHECK_NUM(arena_used(a), used);
	vec_room(a, &v, 10);
	vec_room(a, &v, 0);
	CHECK_NUM(v.cap, 1000);
	vec_add(a, &v, 1000);
	for (size_t i = 0; i <= 1000; i++)
		CHECK_NUM(v.v[i], i);
	arena_free(a);
}

TEST(text_is_copied_and_ended)
{
	struct arena *a = arena_new();

	CHECK_STR(arena_strndup(a, "abcdef", 3), "abc");
	CHECK_STR(arena_printf(a, "%s-%d", "x", 7), "x-7");
	CHECK_NUM(strlen(arena_printf(a, "%5000d", 1)), 5000);
	arena_free(a);
}

TEST(arrays_grow_and_keep_what_they_hold)
{
	struct arena *a = arena_new();
	VEC(size_t) v = { 0 };
	size_t sum = 0;

	for (size_t i = 0; i < 10000; i++)
		vec_add(a, &v, i);
	vec_for(size_t, it, &v)
		sum += *it;
	CHECK_NUM(v.n, 10000);
	CHECK_NUM(sum, 49995000);
	CHECK_NUM(*vec_last(&v), 9999);
	CHECK_NUM(*vec_push(a, &v), 0);
	arena_free(a);
}
