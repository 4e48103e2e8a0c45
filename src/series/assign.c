// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/assign.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/vec.h"

/* Far above any sum of costs, far below overflow. */
#define NEVER (INT64_MAX / 8)

/* One connected part as a matrix: r rows, c columns, and behind them a column
 * for each row that stands for staying alone. */
struct matrix {
	struct arena *a;
	size_t rows, cols;	/* cols with those for staying alone */
	int64_t *cost;
	size_t *row_of;		/* of a column, 1-based; 0 free */
	int64_t *u, *v;		/* potentials of rows and columns */
	int64_t *least;		/* of this search, by column */
	size_t *from;		/* the column before it on the path */
	bool *seen;
};

static int64_t cost_at(const struct matrix *m, size_t row, size_t col)
{
	return m->cost[(row - 1) * m->cols + col - 1];
}

/* Widens the tree by the cheapest column; returns it. */
static size_t grow(struct matrix *m, size_t col)
{
	size_t row = m->row_of[col], best = 0;
	int64_t delta = INT64_MAX;

	m->seen[col] = true;
	for (size_t j = 1; j <= m->cols; j++) {
		int64_t c;

		if (m->seen[j])
			continue;
		c = cost_at(m, row, j) - m->u[row] - m->v[j];
		if (c < m->least[j]) {
			m->least[j] = c;
			m->from[j] = col;
		}
		if (m->least[j] < delta) {
			delta = m->least[j];
			best = j;
		}
	}
	for (size_t j = 0; j <= m->cols; j++) {
		if (m->seen[j]) {
			m->u[m->row_of[j]] += delta;
			m->v[j] -= delta;
		} else {
			m->least[j] -= delta;
		}
	}
	return best;
}

/* The columns 0 and rows 0 are the root of the search. */
static void place_row(struct matrix *m, size_t row)
{
	size_t col = 0;

	m->row_of[0] = row;
	for (size_t j = 0; j <= m->cols; j++) {
		m->least[j] = NEVER * 4;
		m->seen[j] = false;
	}
	do
		col = grow(m, col);
	while (m->row_of[col]);
	while (col) {
		m->row_of[col] = m->row_of[m->from[col]];
		col = m->from[col];
	}
}

static void solve(struct matrix *m)
{
	m->row_of = NEW_ARRAY(m->a, m->cols + 1, size_t);
	m->u = NEW_ARRAY(m->a, m->rows + 1, int64_t);
	m->v = NEW_ARRAY(m->a, m->cols + 1, int64_t);
	m->least = NEW_ARRAY(m->a, m->cols + 1, int64_t);
	m->from = NEW_ARRAY(m->a, m->cols + 1, size_t);
	m->seen = NEW_ARRAY(m->a, m->cols + 1, bool);
	for (size_t i = 1; i <= m->rows; i++)
		place_row(m, i);
}

/* ---- connected parts ---- */

struct problem {
	struct arena *a;
	struct assign_pair *pairs;
	size_t npairs, nrows, ncols;
	const int64_t *alone_row, *alone_col;
	size_t *pair_of;
	size_t *up;		/* disjoint sets of rows, then columns */
	size_t *place;		/* of a row or column in its part */
};

static size_t find(size_t *up, size_t i)
{
	while (up[i] != i) {
		up[i] = up[up[i]];
		i = up[i];
	}
	return i;
}

static int by_place(const void *x, const void *y)
{
	const struct assign_pair *p = x, *q = y;

	if (p->row != q->row)
		return p->row < q->row ? -1 : 1;
	return p->col < q->col ? -1 : p->col > q->col;
}

static int by_cost(const void *x, const void *y)
{
	const struct assign_pair *p = x, *q = y;

	if (p->cost != q->cost)
		return p->cost < q->cost ? -1 : 1;
	return by_place(x, y);
}

static bool pays(const struct problem *p, const struct assign_pair *pair)
{
	return pair->cost < p->alone_row[pair->row] + p->alone_col[pair->col];
}

static void connect(struct problem *p)
{
	size_t n = p->nrows + p->ncols;

	p->up = NEW_ARRAY(p->a, n, size_t);
	for (size_t i = 0; i < n; i++)
		p->up[i] = i;
	for (size_t i = 0; i < p->npairs; i++)
		if (pays(p, &p->pairs[i]))
			p->up[find(p->up, p->pairs[i].row)] =
				find(p->up, p->nrows + p->pairs[i].col);
}

/* Cheapest first: for parts too large to solve. */
static void greedy(struct problem *p, struct assign_pair *v, size_t n)
{
	bool *taken = NEW_ARRAY(p->a, p->ncols, bool);

	qsort(v, n, sizeof(*v), by_cost);
	for (size_t i = 0; i < n; i++) {
		if (p->pair_of[v[i].row] != ASSIGN_NONE || taken[v[i].col])
			continue;
		p->pair_of[v[i].row] = v[i].col;
		taken[v[i].col] = true;
	}
}

struct part {
	VEC(size_t) rows;
	VEC(size_t) cols;
	VEC(struct assign_pair) pairs;
};

static void fill(struct matrix *m, const struct problem *p, const struct part *part)
{
	m->rows = part->rows.n;
	m->cols = part->cols.n + part->rows.n;
	m->cost = NEW_ARRAY(p->a, m->rows * m->cols, int64_t);
	for (size_t i = 0; i < m->rows * m->cols; i++)
		m->cost[i] = NEVER;
	/* a column left alone costs too: pairs are cheaper by that */
	for (size_t i = 0; i < part->pairs.n; i++) {
		const struct assign_pair *q = &part->pairs.v[i];

		m->cost[p->place[q->row] * m->cols + p->place[p->nrows + q->col]] =
			q->cost - p->alone_col[q->col];
	}
	for (size_t i = 0; i < m->rows; i++)
		m->cost[i * m->cols + part->cols.n + i] = p->alone_row[part->rows.v[i]];
}

static void solve_part(struct problem *p, struct part *part)
{
	struct matrix m = { .a = p->a };

	if (part->rows.n + part->cols.n > ASSIGN_MAX) {
		greedy(p, part->pairs.v, part->pairs.n);
		return;
	}
	for (size_t i = 0; i < part->rows.n; i++)
		p->place[part->rows.v[i]] = i;
	for (size_t i = 0; i < part->cols.n; i++)
		p->place[p->nrows + part->cols.v[i]] = i;
	fill(&m, p, part);
	solve(&m);
	for (size_t j = 1; j <= part->cols.n; j++)
		if (m.row_of[j] && cost_at(&m, m.row_of[j], j) < NEVER / 2)
			p->pair_of[part->rows.v[m.row_of[j] - 1]] = part->cols.v[j - 1];
}

void assign(size_t *pair_of, struct arena *a, struct assign_pair *pairs,
	    size_t npairs, const int64_t *alone_row, size_t nrows,
	    const int64_t *alone_col, size_t ncols)
{
	struct problem p = {
		.a = a, .pairs = pairs, .npairs = npairs, .nrows = nrows, .ncols = ncols,
		.alone_row = alone_row, .alone_col = alone_col, .pair_of = pair_of,
	};
	struct part *parts;

	for (size_t i = 0; i < nrows; i++)
		pair_of[i] = ASSIGN_NONE;
	if (npairs)
		qsort(pairs, npairs, sizeof(*pairs), by_place);
	connect(&p);
	p.place = NEW_ARRAY(a, nrows + ncols, size_t);
	parts = NEW_ARRAY(a, nrows + ncols, struct part);
	for (size_t i = 0; i < nrows; i++)
		vec_add(a, &parts[find(p.up, i)].rows, i);
	for (size_t i = 0; i < ncols; i++)
		vec_add(a, &parts[find(p.up, nrows + i)].cols, i);
	for (size_t i = 0; i < npairs; i++)
		if (pays(&p, &pairs[i]))
			vec_add(a, &parts[find(p.up, pairs[i].row)].pairs, pairs[i]);
	for (size_t i = 0; i < nrows + ncols; i++)
		if (parts[i].pairs.n)
			solve_part(&p, &parts[i]);
}
