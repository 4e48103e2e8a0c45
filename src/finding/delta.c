// SPDX-License-Identifier: GPL-2.0-or-later
#include "finding/delta.h"

#include "base/map.h"

static const char *const state_names[] = { "new", "kept", "resolved" };

const char *delta_state_name(enum delta_state s)
{
	return state_names[s];
}

/* Old findings with one key, in order. */
struct queue {
	VEC(size_t) at;
	size_t next;
};

struct pairing {
	struct arena *a;
	const struct findings *old, *new;
	const struct finding **old_of;	/* by new finding */
	bool *used;			/* by old finding */
};

static bool take(struct pairing *p, const struct map *m, struct str key, size_t j)
{
	struct queue *q = map_get(m, key);

	if (!q || q->next == q->at.n)
		return false;
	p->used[q->at.v[q->next]] = true;
	p->old_of[j] = &p->old->v[q->at.v[q->next++]];
	return true;
}

static void put(struct pairing *p, struct map *m, struct str key, size_t i)
{
	void **at = map_at(m, key);

	if (!*at)
		*at = NEW(p->a, struct queue);
	vec_add(p->a, &((struct queue *)*at)->at, i);
}

static void pair_equal(struct pairing *p)
{
	struct map *m = map_new(p->a);

	for (size_t i = 0; i < p->old->n; i++)
		put(p, m, str_of(p->old->v[i].fingerprint), i);
	for (size_t j = 0; j < p->new->n; j++)
		take(p, m, str_of(p->new->v[j].fingerprint), j);
}

/* `place` is the patch's in the new version. Empty: such a finding is told by
 * its text alone. */
static struct str key_of(struct arena *a, const struct finding *f, uint32_t place)
{
	if (f->file.n && !f->symbol.n)
		return STR("");
	if (f->file.n)
		return str_printf(a, "%.*s %.*s", STR_FMT(f->rule),
				  STR_FMT(f->symbol));
	return str_printf(a, "%.*s %.*s %u %u", STR_FMT(f->rule),
			  STR_FMT(f->symbol), f->where, place);
}

static void pair_alike(struct pairing *p, const uint32_t *old_to_new, size_t n)
{
	struct map *m = map_new(p->a);
	struct str key;

	for (size_t i = 0; i < p->old->n; i++) {
		const struct finding *f = &p->old->v[i];
		uint32_t place = f->order < n ? old_to_new[f->order] : 0;

		if (p->used[i] || (f->order && !f->file.n && !place))
			continue;
		key = key_of(p->a, f, f->order ? place : 0);
		if (key.n)
			put(p, m, key, i);
	}
	for (size_t j = 0; j < p->new->n; j++) {
		if (p->old_of[j])
			continue;
		key = key_of(p->a, &p->new->v[j], p->new->v[j].order);
		if (key.n)
			take(p, m, key, j);
	}
}

static void add(struct delta *out, struct arena *a, enum delta_state state,
		const struct finding *old, const struct finding *new)
{
	vec_add(a, out, ((struct delta_item){ state, old, new }));
	out->count[state]++;
}

void delta_findings(struct delta *out, struct arena *a,
		    const struct findings *old, const struct findings *new,
		    const uint32_t *old_to_new, size_t n)
{
	struct pairing p = { .a = a, .old = old, .new = new };

	*out = (struct delta){ 0 };
	p.old_of = NEW_ARRAY(a, new->n, const struct finding *);
	p.used = NEW_ARRAY(a, old->n, bool);
	pair_equal(&p);
	pair_alike(&p, old_to_new, n);
	for (size_t j = 0; j < new->n; j++)
		add(out, a, p.old_of[j] ? DELTA_KEPT : DELTA_NEW, p.old_of[j],
		    &new->v[j]);
	for (size_t i = 0; i < old->n; i++)
		if (!p.used[i])
			add(out, a, DELTA_RESOLVED, &old->v[i], NULL);
}
