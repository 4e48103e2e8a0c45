// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/linediff.h"

#define CONTEXT 3

/* furthest[d][k + d]: how far in x d edits come on diagonal k. */
struct search {
	const uint64_t *x, *y;
	int64_t nx, ny;
	int32_t **furthest;
};

static int32_t get(const struct search *s, int64_t d, int64_t k)
{
	return s->furthest[d][k + d];
}

/* Is the d-th edit on diagonal k an insertion (from k + 1)? */
static bool comes_down(const struct search *s, int64_t d, int64_t k)
{
	return k == -d || (k != d && get(s, d - 1, k - 1) < get(s, d - 1, k + 1));
}

static int64_t before(const struct search *s, int64_t d, int64_t k)
{
	if (!d)
		return 0;
	return comes_down(s, d, k) ? get(s, d - 1, k + 1) : get(s, d - 1, k - 1) + 1;
}

/* One more edit; true when that is enough. */
static bool step(struct search *s, struct arena *a, int64_t d)
{
	s->furthest[d] = NEW_ARRAY(a, (size_t)(2 * d + 1), int32_t);
	for (int64_t k = -d; k <= d; k += 2) {
		int64_t x = before(s, d, k), y = x - k;

		while (x < s->nx && y < s->ny && s->x[x] == s->y[y]) {
			x++;
			y++;
		}
		s->furthest[d][k + d] = (int32_t)x;
		if (x >= s->nx && y >= s->ny)
			return true;
	}
	return false;
}

/* What a run of equal lines between two edits adds to a diff -u. */
static size_t between(int64_t run)
{
	return run > 2 * CONTEXT ? 2 * CONTEXT + 1 : (size_t)run;
}

static size_t at_end(int64_t run)
{
	return run > CONTEXT ? CONTEXT : (size_t)run;
}

/* Walks the edits back; `head` and `tail` equal lines stand around. */
static size_t shown(const struct search *s, int64_t d, int64_t head, int64_t tail)
{
	int64_t x = s->nx, k = s->nx - s->ny;
	size_t n = 1 + (size_t)d;

	for (int64_t last = d; d > 0; d--) {
		int64_t from = before(s, d, k), run = x - from;

		n += d == last ? at_end(run + tail) : between(run);
		k += comes_down(s, d, k) ? 1 : -1;
		x = get(s, d - 1, k);
	}
	return n + at_end(x + head);
}

bool linediff(struct linediff *out, struct arena *a, const uint64_t *x, size_t nx,
	      const uint64_t *y, size_t ny, size_t limit)
{
	struct search s = { 0 };
	size_t head = 0, tail = 0;

	*out = (struct linediff){ 0 };
	if (limit > LINEDIFF_MAX)
		limit = LINEDIFF_MAX;
	if (nx > INT32_MAX / 2 || ny > INT32_MAX / 2)
		return false;
	while (head < nx && head < ny && x[head] == y[head])
		head++;
	while (tail < nx - head && tail < ny - head && x[nx - tail - 1] == y[ny - tail - 1])
		tail++;
	s.x = x + head;
	s.y = y + head;
	s.nx = (int64_t)(nx - head - tail);
	s.ny = (int64_t)(ny - head - tail);
	if (!s.nx && !s.ny)
		return true;
	s.furthest = NEW_ARRAY(a, limit + 1, int32_t *);
	for (size_t d = 0; d <= limit; d++) {
		if (!step(&s, a, (int64_t)d))
			continue;
		out->edits = d;
		out->shown = shown(&s, (int64_t)d, (int64_t)head, (int64_t)tail);
		return true;
	}
	return false;
}

size_t linediff_bound(const uint64_t *x, size_t nx, const uint64_t *y, size_t ny)
{
	size_t i = 0, j = 0, same = 0;

	while (i < nx && j < ny) {
		bool next_x = x[i] <= y[j], next_y = y[j] <= x[i];

		same += next_x && next_y;
		i += next_x;
		j += next_y;
	}
	return nx + ny - 2 * same;
}
