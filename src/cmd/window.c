// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/window.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/map.h"

#define SEEN (1u << 19)

struct mail {
	struct mbox_raw raw;
	const char *source;
	struct arena *home;	/* of its bytes */
	struct patch *p;
	enum patch_kind kind;	/* as parsed; grouping may change it, */
	unsigned number;	/* and this */
	bool fresh;		/* of this window, not held back */
	bool copy;		/* of one that has left */
	bool hold;		/* for the next window */
};

void window_open(struct window *w, struct input *in, size_t max_mails,
		 size_t max_bytes)
{
	*w = (struct window){
		.in = in, .max_mails = max_mails, .max_bytes = max_bytes,
		.more = true,
	};
}

void window_close(struct window *w)
{
	input_close(w->in);
	arena_free(w->a);
	arena_free(w->before);
	free(w->seen);
}

/* ---- copies of mails that have left ---- */

static uint64_t mail_hash(const struct message *m)
{
	uint64_t h = str_hash(str_hash(STR_HASH, m->message_id), STR("\n"));

	return str_hash(h, m->subject) | 1;
}

static bool in_series(enum patch_kind k)
{
	return k == PATCH_PATCH || k == PATCH_COVER;
}

static bool was_seen(const struct window *w, const struct patch *p)
{
	uint64_t h = mail_hash(p->msg);

	return w->seen && p->msg->message_id.n && in_series(p->kind) &&
	       w->seen[(h >> 32) % SEEN] == h;
}

static void remember(struct window *w, const struct patch *p)
{
	uint64_t h = mail_hash(p->msg);

	if (!w->seen && !(w->seen = calloc(SEEN, sizeof(*w->seen))))
		die("out of memory");
	w->seen[(h >> 32) % SEEN] = h;
}

/* ---- filling ---- */

static void parse(struct window *w, struct mail *m)
{
	m->home = w->a;
	m->p = patch_parse(w->a, message_parse(w->a, &m->raw, m->source));
	m->kind = m->p->kind;
	m->number = m->p->number;
}

static void parse_again(struct window *w, struct mail *m)
{
	m->raw.text = str_dup(w->a, m->raw.text);
	m->source = arena_strdup(w->a, m->source);
	parse(w, m);
}

/* A window's memory lives on for the next one, which most mails held back
 * leave; what is held longer moves on. */
static void move_held(struct window *w, struct mails *mails)
{
	struct arena *oldest = w->before;

	w->before = w->a;
	w->a = arena_new();
	vec_for(struct mail, held, &w->held) {
		struct mail *m = vec_push(w->a, mails);

		*m = *held;
		m->fresh = m->hold = false;
		m->p->kind = m->kind;
		m->p->number = m->number;
		if (m->home == oldest)
			parse_again(w, m);
	}
	w->held = (struct mails){ 0 };
	arena_free(oldest);
}

static void read_fresh(struct window *w, struct mails *mails)
{
	size_t n = 0, bytes = 0;
	struct mail m = { .fresh = true };

	while ((!w->max_mails || n < w->max_mails) &&
	       (!w->max_bytes || bytes < w->max_bytes)) {
		w->more = input_next(w->in, w->a, &m.raw, &m.source);
		if (!w->more)
			return;
		parse(w, &m);
		m.copy = was_seen(w, m.p);
		vec_add(w->a, mails, m);
		bytes += m.raw.text.n;
		n++;
	}
}

static void group(struct window *w, const struct mails *mails)
{
	struct { struct patch **v; size_t n, cap; } all = { 0 };

	vec_for(struct mail, m, mails)
		if (!m->copy)
			vec_add(w->a, &all, m->p);
	w->series = (struct series_set){ 0 };
	series_group(&w->series, w->a, all.v, all.n);
}

/* ---- what is held back ---- */

struct hold {
	struct map *mails;	/* patch pointer to its mail */
	size_t left;		/* bytes that may still be held */
};

static struct mail *mail_of(const struct hold *h, const struct patch *p)
{
	return map_get(h->mails, str_n((const char *)&p, sizeof(p)));
}

static bool complete(const struct series *s)
{
	const struct patch *p = s->n ? s->patches[0] : NULL;

	if (!p || (!p->subject.numbered && !p->msg->message_id.n))
		return false;		/* files of git-format-patch may follow */
	if (!p->subject.numbered || p->subject.n < 2)
		return s->n == 1;
	return s->cover && s->n >= p->subject.n;
}

static bool got_mail(const struct hold *h, const struct series *s)
{
	bool got = s->cover && mail_of(h, s->cover)->fresh;

	for (size_t i = 0; !got && i < s->n; i++)
		got = mail_of(h, s->patches[i])->fresh;
	return got;
}

static size_t bytes_of(const struct series *s)
{
	size_t n = s->cover ? s->cover->msg->raw.n : 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->patches[i]->msg->raw.n;
	return n;
}

static void hold_series(struct hold *h, struct series *s)
{
	size_t bytes = bytes_of(s);

	if (complete(s) || !got_mail(h, s) || bytes > h->left)
		return;
	h->left -= bytes;
	if (s->cover)
		mail_of(h, s->cover)->hold = true;
	for (size_t i = 0; i < s->n; i++)
		mail_of(h, s->patches[i])->hold = true;
}

static bool is_held(const struct hold *h, const struct series *s)
{
	return mail_of(h, s->cover ? s->cover : s->patches[0])->hold;
}

/* The newest first, should there be too much. */
static void choose(struct window *w, struct hold *h, struct mails *mails)
{
	h->mails = map_new(w->a);
	h->left = WINDOW_HELD * w->max_bytes;
	vec_for(struct mail, m, mails) {
		map_set(h->mails, str_n((const char *)&m->p, sizeof(m->p)), m);
		/* A cover letter whose patches are still to come. */
		m->hold = m->fresh && m->kind == PATCH_COVER &&
			  m->p->kind == PATCH_OTHER;
	}
	for (size_t i = w->series.n; i-- > 0;)
		hold_series(h, &w->series.v[i]);
}

static void take_out(struct window *w, const struct hold *h)
{
	struct series_set *set = &w->series;
	size_t n = 0, nrest = 0;

	for (size_t i = 0; i < set->n; i++)
		if (!is_held(h, &set->v[i]))
			set->v[n++] = set->v[i];
	for (size_t i = 0; i < set->nrest; i++)
		if (!mail_of(h, set->rest[i])->hold)
			set->rest[nrest++] = set->rest[i];
	set->n = n;
	set->nrest = nrest;
}

static void add_rest(struct window *w, struct patch *p)
{
	struct { struct patch **v; size_t n, cap; } rest = {
		w->series.rest, w->series.nrest, w->series.rest_cap,
	};

	vec_add(w->a, &rest, p);
	w->series.rest = rest.v;
	w->series.nrest = rest.n;
	w->series.rest_cap = rest.cap;
}

static void part(struct window *w, const struct mails *mails)
{
	w->patches.v = NULL;
	w->patches.n = w->patches.cap = 0;
	vec_for(struct mail, m, mails) {
		if (m->hold) {
			vec_add(w->a, &w->held, *m);
			continue;
		}
		vec_add(w->a, &w->patches, m->p);
		if (m->copy)
			add_rest(w, m->p);
		else if (w->more && in_series(m->kind))
			remember(w, m->p);
	}
}

bool window_next(struct window *w)
{
	struct mails mails = { 0 };
	struct hold h;

	if (!w->more && !w->held.n)
		return false;
	move_held(w, &mails);
	if (w->more)
		read_fresh(w, &mails);
	group(w, &mails);
	if (w->more) {
		choose(w, &h, &mails);
		take_out(w, &h);
	}
	part(w, &mails);
	return true;
}
