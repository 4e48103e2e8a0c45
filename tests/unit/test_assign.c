// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "series/assign.h"

#define N 5

static uint32_t seed;

static unsigned rnd(unsigned below)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % below;
}

struct task {
	size_t rows, cols;
	int64_t cost[N][N];	/* < 0: no such pair */
	int64_t row[N], col[N];
};

/* The least sum, by trying everything from row i on. */
static int64_t try_all(const struct task *t, size_t i, unsigned used)
{
	int64_t best, sum = 0;

	if (i >= N || i == t->rows) {
		for (size_t j = 0; j < t->cols; j++)
			sum += used >> j & 1 ? 0 : t->col[j];
		return sum;
	}
	best = t->row[i] + try_all(t, i + 1, used);
	for (size_t j = 0; j < t->cols; j++) {
		if (used >> j & 1 || t->cost[i][j] < 0)
			continue;
		sum = t->cost[i][j] + try_all(t, i + 1, used | 1u << j);
		if (sum < best)
			best = sum;
	}
	return best;
}

static int64_t solved(struct arena *a, const struct task *t)
{
	struct assign_pair pairs[N * N];
	size_t pair_of[N], n = 0;
	int64_t sum = 0;
	unsigned used = 0;

	for (size_t i = 0; i < t->rows; i++)
		for (size_t j = 0; j < t->cols; j++)
			if (t->cost[i][j] >= 0)
				pairs[n++] = (struct assign_pair){ i, j, t->cost[i][j] };
	assign(pair_of, a, pairs, n, t->row, t->rows, t->col, t->cols);
	for (size_t i = 0; i < t->rows; i++) {
		if (pair_of[i] == ASSIGN_NONE) {
			sum += t->row[i];
			continue;
		}
		CHECK(pair_of[i] < t->cols && !(used >> pair_of[i] & 1));
		used |= 1u << pair_of[i];
		sum += t->cost[i][pair_of[i]];
	}
	for (size_t j = 0; j < t->cols; j++)
		sum += used >> j & 1 ? 0 : t->col[j];
	return sum;
}

TEST(sums_are_least)
{
	struct arena *a = arena_new();

	for (seed = 1; seed < 3000;) {
		uint32_t round = seed;
		struct task t = { .rows = rnd(N + 1), .cols = rnd(N + 1) };

		for (size_t i = 0; i < N; i++) {
			t.row[i] = rnd(30);
			t.col[i] = rnd(30);
			for (size_t j = 0; j < N; j++)
				t.cost[i][j] = (int64_t)rnd(50) - 10;
		}
		CHECK_AT(solved(a, &t) == try_all(&t, 0, 0), round);
		arena_reset(a);
		seed = round + 1;
	}
	arena_free(a);
}

/* A part that is too large is paired cheapest first. */
TEST(large_parts_end)
{
	enum { M = 400 };
	struct arena *a = arena_new();
	struct assign_pair *pairs = NEW_ARRAY(a, M * M, struct assign_pair);
	int64_t *alone = NEW_ARRAY(a, M, int64_t);
	size_t *pair_of = NEW_ARRAY(a, M, size_t);

	for (size_t i = 0; i < M; i++) {
		alone[i] = 100;
		for (size_t j = 0; j < M; j++)
			pairs[i * M + j] = (struct assign_pair){ i, j, i == j ? 0 : 50 };
	}
	assign(pair_of, a, pairs, M * M, alone, M, alone, M);
	for (size_t i = 0; i < M; i++)
		CHECK_AT(pair_of[i] == i, i);
	arena_free(a);
}
