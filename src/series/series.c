// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/series.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/map.h"
#include "series/group.h"

#define MISSING_MAX 8		/* ranges named in one problem */

struct problem_list {
	struct series_problem *v;
	size_t n, cap;
};

#define TROUBLE(a, list, k, p, ...) \
	(*vec_push((a), (list)) = (struct series_problem){ \
		.kind = (k), .patch = (p), .text = str_printf((a), __VA_ARGS__) })

/* ---- order ---- */

struct place {
	struct patch *p;
	size_t at;		/* in the input */
};

static int by_number(const void *x, const void *y)
{
	const struct place *p = x, *q = y;

	if (p->p->number != q->p->number)
		return p->p->number < q->p->number ? -1 : 1;
	return p->at < q->at ? -1 : 1;
}

static void sort_patches(struct arena *a, struct series *s)
{
	struct place *v = NEW_ARRAY(a, s->n, struct place);
	bool sorted = true;

	for (size_t i = 0; i < s->n; i++) {
		v[i] = (struct place){ s->patches[i], i };
		sorted = sorted && (!i || by_number(&v[i - 1], &v[i]) < 0);
	}
	if (sorted)
		return;
	qsort(v, s->n, sizeof(*v), by_number);
	for (size_t i = 0; i < s->n; i++)
		s->patches[i] = v[i].p;
}

/* ---- what is wrong with it ---- */

static void find_numbering(struct arena *a, struct series *s, struct problem_list *out)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct patch *p = s->patches[i];

		if (!group_numbered(p))
			continue;
		if (i && group_numbered(s->patches[i - 1]) &&
		    p->number == s->patches[i - 1]->number)
			TROUBLE(a, out, SERIES_TWICE, p, "patch %u is there more than once",
				p->number);
		if (p->subject.k > p->subject.n)
			TROUBLE(a, out, SERIES_NUMBERING, p, "number %u/%u is beyond the total",
				p->subject.k, p->subject.n);
		else if (p->subject.n != s->total)
			TROUBLE(a, out, SERIES_NUMBERING, p, "number %u/%u in a series of %u",
				p->subject.k, p->subject.n, s->total);
	}
	if (s->cover && s->n && group_numbered(s->cover) && s->cover->subject.n != s->total)
		TROUBLE(a, out, SERIES_NUMBERING, s->cover,
			"the cover letter speaks of %u patches, the patches of %u",
			s->cover->subject.n, s->total);
}

/* "3, 5, 7 to 9 and 2 more" of the numbers nobody has. */
struct gaps {
	struct buf text;
	uint32_t count;
	unsigned ranges;
};

static void add_gap(struct gaps *g, uint32_t from, uint32_t to)
{
	if (from > to)
		return;
	g->count += to - from + 1;
	if (g->ranges++ >= MISSING_MAX)
		return;
	buf_printf(&g->text, g->ranges > 1 ? ", %u" : "%u", from);
	if (to > from)
		buf_printf(&g->text, to > from + 1 ? " to %u" : ", %u", to);
}

static void find_missing(struct arena *a, struct series *s, struct problem_list *out)
{
	struct gaps g = { .text = BUF };
	uint32_t want = 1;

	if (s->partial && s->n == 1) {
		TROUBLE(a, out, SERIES_MISSING, NULL, "only patch %u of %u is in the input",
			s->patches[0]->number, s->total);
		return;
	}
	if (s->partial) {
		TROUBLE(a, out, SERIES_MISSING, NULL,
			"only %zu of %u patches are in the input", s->n, s->total);
		return;
	}
	for (size_t i = 0; i < s->n; i++) {
		uint32_t k = s->patches[i]->number;

		if (k > want)
			add_gap(&g, want, (k - 1 < s->total ? k - 1 : s->total));
		want = k + 1;
	}
	add_gap(&g, want, s->total);
	if (g.ranges > MISSING_MAX)
		buf_add(&g.text, STR(" and more"));
	if (g.count && !s->n)
		TROUBLE(a, out, SERIES_MISSING, NULL, "none of the %u patches is in the input",
			s->total);
	else if (g.count)
		TROUBLE(a, out, SERIES_MISSING, NULL, "not in the input: %s %.*s of %u",
			g.count > 1 ? "patches" : "patch", STR_FMT(buf_str(&g.text)), s->total);
	buf_free(&g.text);
}

static void find_mixed(struct arena *a, struct series *s, struct problem_list *out)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct patch *p = s->patches[i];

		if (p->subject.version != s->version)
			TROUBLE(a, out, SERIES_MIXED, p,
				"patch %u is of version %u in a series of version %u",
				p->number, p->subject.version, s->version);
	}
}

static void find_problems(struct arena *a, struct series *s, struct problem_list list,
			  bool mixed)
{
	bool numbered = s->cover || (s->n && group_numbered(s->patches[0]));

	if (numbered) {
		find_numbering(a, s, &list);
		find_missing(a, s, &list);
	}
	if (mixed)
		find_mixed(a, s, &list);
	if (s->total > 1 && !s->partial && numbered && !s->cover)
		TROUBLE(a, &list, SERIES_NO_COVER, NULL, "%u patches without a cover letter",
			s->total);
	if (s->total > 1 && !s->partial && !s->base_commit.n)
		TROUBLE(a, &list, SERIES_NO_BASE, NULL, "no base-commit is named");
	s->problems = list.v;
	s->nproblems = list.n;
	s->problems_cap = list.cap;
}

/* ---- one series ---- */

static bool is_commit(struct str id)
{
	for (size_t i = 0; i < id.n; i++)
		if (chr_hex(id.p[i]) < 0)
			return false;
	return id.n >= 7 && id.n <= 64;
}

static void add_base(struct arena *a, struct series *s, const struct patch *p)
{
	for (size_t i = 0; i < p->base.n; i++) {
		struct str value = p->base.v[i].value, id;

		vec_add(a, &s->base, p->base.v[i]);
		if (!s->base_commit.n && str_word(&value, &id) && is_commit(id) &&
		    str_eq_nocase(p->base.v[i].name, STR("base-commit")))
			s->base_commit = id;
	}
}

/* Numbers by place where none were given. */
static void number_patches(struct series *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!group_numbered(s->patches[i]))
			s->patches[i]->number = (uint32_t)i + 1;
}

static void describe(struct series *s)
{
	const struct patch *first = s->n ? s->patches[0] : s->cover;
	const struct subject *sub = &first->subject;

	s->title = s->cover ? s->cover->subject.title : sub->title;
	s->version = s->cover ? s->cover->subject.version : sub->version;
	s->total = group_numbered(first) ? sub->n : (uint32_t)s->n;
	s->partial = !s->cover && s->n * 2 <= s->total && s->total > 1;
}

/* A cover letter counts when it has a number or opens something. */
static bool opens_nothing(const struct group *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->v[i]->kind == PATCH_PATCH || group_numbered(g->v[i]))
			return false;
	return true;
}

/* The same patch of the same version from the same sender, in another mail. */
static bool posted_again(const struct patch *p, const struct patch *q)
{
	return group_numbered(p) && group_numbered(q) && p->number == q->number &&
	       p->subject.version == q->subject.version &&
	       str_eq_nocase(p->subject.title, q->subject.title) &&
	       str_eq_nocase(p->msg->from, q->msg->from);
}

/* Of patches that were posted again only the last mail stays. The patches are
 * sorted. */
static void drop_reposted(struct arena *a, struct series *s, struct problem_list *list)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++) {
		struct patch *p = s->patches[i], *before = n ? s->patches[n - 1] : NULL;
		bool later = !before || p->msg->time >= before->msg->time;

		if (!before || !posted_again(before, p)) {
			s->patches[n++] = p;
			continue;
		}
		s->patches[n - 1] = later ? p : before;
		problem_add(a, &(later ? before : p)->problems, PROBLEM_SERIES, 0,
			    "the same patch was posted again later");
		TROUBLE(a, list, SERIES_NUMBERING, s->patches[n - 1],
			"patch %u was posted more than once, this is the last mail of it",
			p->number);
	}
	s->n = n;
}

static struct str pointer_key(struct patch *const *p)
{
	return str_n((const char *)p, sizeof(*p));
}

static void build(struct series_set *out, struct arena *a, const struct group *g,
		  struct map *placed)
{
	struct series *s = vec_push(a, out);
	struct problem_list troubles = { 0 };

	s->patches = NEW_ARRAY(a, g->n, struct patch *);
	for (size_t i = 0; i < g->n; i++) {
		struct patch *p = g->v[i];

		if (p->kind == PATCH_PATCH) {
			s->patches[s->n++] = p;
		} else if (!s->cover) {
			s->cover = p;
			map_set(placed, pointer_key(&g->v[i]), p);
		} else {
			problem_add(a, &p->problems, PROBLEM_SERIES, 0,
				    "another cover letter of the same series");
		}
	}
	number_patches(s);
	sort_patches(a, s);
	drop_reposted(a, s, &troubles);
	for (size_t i = 0; i < s->n; i++)
		map_set(placed, pointer_key(&s->patches[i]), s->patches[i]);
	describe(s);
	if (s->cover)
		add_base(a, s, s->cover);
	for (size_t i = 0; i < s->n; i++)
		add_base(a, s, s->patches[i]);
	find_problems(a, s, troubles, g->mixed);
}

static void opened_nothing(struct arena *a, const struct group *g)
{
	for (size_t i = 0; i < g->n; i++) {
		g->v[i]->kind = PATCH_OTHER;
		if (!g->v[i]->empty)
			problem_add(a, &g->v[i]->problems, PROBLEM_PATCH, 0,
				    "says PATCH, but holds no diff and opens no series");
	}
}

void series_group(struct series_set *out, struct arena *a,
		  struct patch **patches, size_t n)
{
	struct map *placed = map_new(a);
	VEC(struct patch *) rest = { 0 };
	struct groups groups = { 0 };

	*out = (struct series_set){ 0 };
	group_patches(&groups, a, patches, n);
	vec_for(struct group, g, &groups) {
		if (opens_nothing(g))
			opened_nothing(a, g);
		else
			build(out, a, g, placed);
	}
	for (size_t i = 0; i < groups.ncopies; i++)
		problem_add(a, &groups.copies[i]->problems, PROBLEM_SERIES, 0,
			    "a copy of a mail that came before");
	for (size_t i = 0; i < n; i++)
		if (!map_get(placed, pointer_key(&patches[i])))
			vec_add(a, &rest, patches[i]);
	out->rest = rest.v;
	out->nrest = rest.n;
	out->rest_cap = rest.cap;
}
