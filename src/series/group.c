// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/group.h"

#include "base/map.h"

#define NONE SIZE_MAX
#define DAY (24 * 60 * 60)

struct node {
	struct patch *p;
	size_t up;		/* disjoint sets */
	size_t parent;		/* another candidate that it answers, or NONE */
	bool root;		/* answers nothing */
	bool local;		/* a file of format-patch, never mailed */
	bool out;		/* no patch and no cover letter, or a copy of one */
};

/* What is known of a set, kept at its representative. */
struct set {
	size_t first, last;	/* nodes, in input order */
	size_t patches;
	size_t home;		/* set whose numbers it has joined, or itself */
	bool cover, mixed;
};

struct grouper {
	struct arena *a;
	struct node *v;
	size_t n;
	struct map *ids;	/* message-id to node + 1 */
	struct map *threads;	/* absent mail, version and total to node + 1 */
	struct set *sets;
	struct map *taken;	/* set and k: there */
};

bool group_numbered(const struct patch *p)
{
	return p->subject.numbered && p->subject.n > 0;
}

static bool in_series(const struct patch *p)
{
	return p->kind == PATCH_PATCH || p->kind == PATCH_COVER;
}

static size_t lookup(const struct map *m, struct str key)
{
	return (size_t)(uintptr_t)map_get(m, key) - 1;
}

static void remember(struct map *m, struct str key, size_t node)
{
	void **at = map_at(m, key);

	if (!*at)
		*at = (void *)(uintptr_t)(node + 1);
}

static size_t find(struct grouper *g, size_t i)
{
	while (g->v[i].up != i) {
		g->v[i].up = g->v[g->v[i].up].up;
		i = g->v[i].up;
	}
	return i;
}

/* The lower index wins: sets are named by their first message. */
static void join(struct grouper *g, size_t i, size_t j)
{
	i = find(g, i);
	j = find(g, j);
	if (i < j)
		g->v[j].up = i;
	else
		g->v[i].up = j;
}

/* git format-patch writes this date into every separator. */
static bool is_local(const struct message *m)
{
	struct str line = str_sub(m->raw, 0, str_find_chr(m->raw, '\n'));

	return !m->message_id.n ||
	       (str_starts(line, STR("From ")) &&
		str_has(line, STR("Mon Sep 17 00:00:00 2001")));
}

/* ---- by thread ---- */

static bool same_shape(const struct patch *x, const struct patch *y)
{
	bool nx = group_numbered(x), ny = group_numbered(y);

	if (x->subject.version != y->subject.version)
		return false;
	if (nx && ny)
		return x->subject.n == y->subject.n;
	/* a cover letter without a number */
	return (nx || ny) && (nx ? y : x)->kind == PATCH_COVER;
}

/* Is this id the answer? True ends the walk up the thread. */
static bool answers(struct grouper *g, size_t i, struct str id)
{
	struct node *node = &g->v[i];
	size_t to = id.n ? lookup(g->ids, id) : NONE;

	if (to == NONE || to == i || g->v[to].out)
		return false;
	if (node->parent == NONE)
		node->parent = to;
	if (!same_shape(node->p, g->v[to].p))
		return false;
	node->parent = to;
	join(g, i, to);
	return true;
}

static void link_thread(struct grouper *g, size_t i)
{
	const struct patch *p = g->v[i].p;
	struct str refs = str_trim(p->msg->references), id = { 0 };
	struct str top = p->msg->in_reply_to;

	g->v[i].root = !refs.n && !top.n;
	if (answers(g, i, top))
		return;
	while (refs.n) {
		size_t blank = str_rfind_chr(refs, ' ');

		id = str_from(refs, blank == SIZE_MAX ? 0 : blank + 1);
		if (answers(g, i, id))
			return;
		refs = str_rtrim(str_sub(refs, 0, (size_t)(id.p - refs.p)));
		top = id;
	}
	if (top.n && group_numbered(p) && p->kind != PATCH_COVER) {
		struct str key = str_printf(g->a, "%u/%u %.*s", p->subject.version,
					    p->subject.n, STR_FMT(top));

		remember(g->threads, key, i);
		join(g, i, lookup(g->threads, key));
	}
}

/* ---- sets that grew apart ---- */

static struct str sender(struct grouper *g, const struct patch *p)
{
	struct str from = p->msg->from, mail;

	if (str_until(&from, '<', &mail) && str_until(&from, '>', &mail))
		return str_trim(mail);
	return str_trim(str_dup(g->a, p->msg->from));
}

static struct str taken_key(struct grouper *g, size_t set, const struct patch *p)
{
	unsigned k = p->kind == PATCH_COVER ? 0 : p->subject.k;

	return str_printf(g->a, "%zx %x", set, k);
}

static void note_member(struct grouper *g, size_t set, size_t i)
{
	struct set *s = &g->sets[set];

	s->cover |= g->v[i].p->kind == PATCH_COVER;
	s->patches += g->v[i].p->kind == PATCH_PATCH;
	s->last = i;
}

/* Sets as threads made them; `next` chains their members. */
static void collect(struct grouper *g, size_t *next)
{
	g->sets = NEW_ARRAY(g->a, g->n, struct set);
	for (size_t i = 0; i < g->n; i++) {
		size_t set = find(g, i);

		next[i] = NONE;
		if (g->v[i].out)
			continue;
		if (set == i)
			g->sets[i] = (struct set){ .first = i, .last = i, .home = i };
		else
			next[g->sets[set].last] = i;
		note_member(g, set, i);
	}
}

/* Are all numbers of set `from` still free in set `to`? */
static bool disjoint(struct grouper *g, const size_t *next, size_t from, size_t to)
{
	for (size_t i = g->sets[from].first; i != NONE; i = next[i])
		if (map_get(g->taken, taken_key(g, to, g->v[i].p)))
			return false;
	return true;
}

static void take(struct grouper *g, const size_t *next, size_t from, size_t to)
{
	for (size_t i = g->sets[from].first; i != NONE; i = next[i])
		map_set(g->taken, taken_key(g, to, g->v[i].p), g);
}

/* Numbers are looked at once a set: `to` is never a set that moved. */
static bool move_in(struct grouper *g, const size_t *next, size_t from, size_t to)
{
	struct set *s = &g->sets[from], *t = &g->sets[to];

	if (from == to || (s->cover && t->cover) || !disjoint(g, next, from, to))
		return false;
	take(g, next, from, to);
	t->cover |= s->cover;
	t->patches += s->patches;
	s->home = to;
	return true;
}

static bool close_in_time(const struct message *x, const struct message *y)
{
	int64_t apart = x->time - y->time;

	return x->time && y->time && apart < DAY && apart > -DAY;
}

/* Same sender, version and total, in no thread; or files. */
static size_t posted_with(struct grouper *g, struct map *open, size_t set)
{
	const struct node *node = &g->v[set];
	const struct patch *p = node->p;
	struct str key;
	size_t to;
	void **at;

	if (!node->root || (!node->local && !group_numbered(p)))
		return NONE;
	key = str_printf(g->a, "%u/%u %.*s", p->subject.version, p->subject.n,
			 STR_FMT(node->local ? STR("") : sender(g, p)));
	at = map_at(open, key);
	to = (size_t)(uintptr_t)*at - 1;
	*at = (void *)(uintptr_t)(set + 1);
	if (to == NONE || (!node->local && !close_in_time(p->msg, g->v[to].p->msg)))
		return NONE;
	return g->sets[to].home;
}

static bool is_whole(const struct grouper *g, size_t set, const struct patch *p)
{
	return g->sets[set].patches >= p->subject.n;
}

/* The set of the mail it answers, of the same sender, where it fills a gap. */
static size_t answered_set(struct grouper *g, size_t set)
{
	const struct node *node = &g->v[set];
	const struct patch *p = node->p, *q;
	size_t to;

	if (node->parent == NONE || g->sets[set].cover || !group_numbered(p))
		return NONE;
	to = g->sets[find(g, node->parent)].home;
	q = g->v[node->parent].p;
	if (!group_numbered(q) || q->subject.n < 2 || p->subject.n < 2 ||
	    !str_eq_nocase(sender(g, p), sender(g, q)))
		return NONE;
	if (p->subject.n != q->subject.n && is_whole(g, to, q))
		return NONE;
	if (p->subject.version != q->subject.version &&
	    (p->subject.n != q->subject.n || !g->sets[to].patches ||
	     g->sets[set].patches >= p->subject.n))
		return NONE;
	return to;
}

/* Files without numbers follow each other as they were given. */
static bool follows(struct grouper *g, size_t from, size_t to)
{
	if (!g->v[from].local || group_numbered(g->v[from].p) ||
	    !g->v[to].local || group_numbered(g->v[to].p))
		return false;
	g->sets[from].home = to;
	return true;
}

static void settle(struct grouper *g, const size_t *next)
{
	struct map *open = map_new(g->a);

	g->taken = map_new(g->a);
	for (size_t i = 0; i < g->n; i++) {
		size_t to;

		if (g->v[i].out || find(g, i) != i)
			continue;
		to = posted_with(g, open, i);
		if (to != NONE && (follows(g, i, to) || move_in(g, next, i, to)))
			continue;
		to = answered_set(g, i);
		if (to != NONE && g->sets[to].home == to && to < i &&
		    move_in(g, next, i, to)) {
			g->sets[to].mixed |= g->v[i].p->subject.version !=
					     g->v[to].p->subject.version;
			continue;
		}
		take(g, next, i, i);
	}
}

/* ---- all of it ---- */

/* A node for each mail; second copies get none in the maps. */
static bool is_copy(struct grouper *g, size_t i)
{
	const struct patch *p = g->v[i].p;
	size_t first;

	if (!p->msg->message_id.n)
		return false;
	remember(g->ids, p->msg->message_id, i);
	first = lookup(g->ids, p->msg->message_id);
	return first != i && in_series(p) &&
	       str_eq(g->v[first].p->msg->subject, p->msg->subject);
}

static void emit(struct groups *out, struct grouper *g)
{
	size_t *group = NEW_ARRAY(g->a, g->n, size_t);

	for (size_t i = 0; i < g->n; i++) {
		size_t home;

		if (g->v[i].out)
			continue;
		home = g->sets[find(g, i)].home;
		if (!group[home]) {
			vec_push(g->a, out)->mixed = g->sets[home].mixed;
			group[home] = out->n;
		}
		vec_add(g->a, &out->v[group[home] - 1], g->v[i].p);
	}
}

void group_patches(struct groups *out, struct arena *a, struct patch **patches,
		   size_t n)
{
	struct grouper g = { .a = a, .n = n, .ids = map_new(a), .threads = map_new(a) };
	size_t *next = NEW_ARRAY(a, n, size_t);
	struct { struct patch **v; size_t n, cap; } copies = { 0 };

	g.v = NEW_ARRAY(a, n, struct node);
	for (size_t i = 0; i < n; i++) {
		g.v[i] = (struct node){ .p = patches[i], .up = i, .parent = NONE };
		g.v[i].local = is_local(patches[i]->msg);
		g.v[i].out = !in_series(patches[i]);
		if (is_copy(&g, i)) {
			g.v[i].out = true;
			vec_add(a, &copies, patches[i]);
		}
	}
	for (size_t i = 0; i < n; i++)
		if (!g.v[i].out)
			link_thread(&g, i);
	collect(&g, next);
	settle(&g, next);
	emit(out, &g);
	out->copies = copies.v;
	out->ncopies = copies.n;
	out->copies_cap = copies.cap;
}
