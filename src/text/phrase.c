// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/phrase.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/buf.h"

#define NEST_MAX 6		/* sets of words in sets of words */
#define PATTERN_MAX 65536
#define JOIN_SELDOM 16		/* words that are joined for a pattern used seldom */

/* Held by who makes a pattern ready, which is once a pattern. */
static pthread_mutex_t reading = PTHREAD_MUTEX_INITIALIZER;

void phrase_words(struct map *words, struct arena *a, const struct json *object)
{
	json_for(it, object) {
		struct str *s = NEW(a, struct str);

		if (json_to_str(it, s))
			map_set(words, json_key(it), s);
	}
}

/* Length of "{NAME}" at the front, 0 if there is none. */
static size_t name_at(struct str s)
{
	size_t n = 1;

	if (!s.n || s.p[0] != '{')
		return 0;
	while (n < s.n && (chr_upper(s.p[n]) || (n > 2 && s.p[n] == '_')))
		n++;
	return n > 2 && n < s.n && s.p[n] == '}' ? n + 1 : 0;
}

/* One round of replacing names; false when nothing was left to replace. */
static bool expand_once(struct buf *out, struct str s, const struct map *words)
{
	bool any = false;

	while (s.n) {
		size_t before = str_find_chr(s, '{'), n;
		const struct str *set;

		buf_add(out, str_sub(s, 0, before));
		s = str_from(s, before);
		n = name_at(s);
		set = n ? map_get(words, str_sub(s, 1, n - 2)) : NULL;
		if (set) {
			buf_add(out, *set);
			any = true;
		} else if (s.n) {
			buf_chr(out, s.p[0]);
			n = 1;
		}
		s = str_from(s, n);
	}
	return any;
}

/* The source with all names replaced, for buf_free(). */
static struct buf expand(const struct pattern *p)
{
	struct buf from = BUF, to = BUF;

	buf_add(&from, p->source);
	for (int i = 0; i < NEST_MAX; i++) {
		struct buf swap = from;

		buf_clear(&to);
		if (!expand_once(&to, buf_str(&from), p->words) ||
		    to.n > PATTERN_MAX)
			break;
		from = to;
		to = swap;
	}
	buf_free(&to);
	return from;
}

static struct regex *compile(const struct pattern *p, struct err *err)
{
	struct buf source = expand(p);
	struct regex *re = regex_open(buf_str(&source), p->flags, err);

	buf_free(&source);
	return re;
}

/* Of set k of pattern i: all are looked for at once. */
static unsigned bit_of(const struct patterns *ps, size_t i, size_t k)
{
	return (unsigned)(k * ps->n + i);
}

static void read_need(struct patterns *ps, size_t i, struct arena *scratch)
{
	struct buf source = expand(&ps->v[i]);
	struct literals sets[LITERAL_SETS];
	size_t most = ps->v[i].flags & REGEX_OFTEN ? LITERAL_MAX : JOIN_SELDOM;
	size_t n = literal_needs(scratch, buf_str(&source), most, sets);

	if (n && !ps->needs)
		ps->needs = needles_new(ps->a);
	for (size_t k = 0; k < n && bit_of(ps, i, k) < NEEDLE_MAX; k++) {
		ps->needy[k] |= UINT64_C(1) << i;
		for (size_t w = 0; w < sets[k].n; w++)
			needles_add(ps->needs, sets[k].v[w], bit_of(ps, i, k));
	}
	buf_free(&source);
}

static void read_needs(struct patterns *ps)
{
	struct arena *scratch = arena_new();

	for (size_t i = 0; i < ps->n && i < NEEDLE_MAX; i++) {
		if (!(ps->v[i].flags & REGEX_EXTENDED))
			read_need(ps, i, scratch);
		arena_reset(scratch);
	}
	arena_free(scratch);
}

static void know_needs(struct patterns *ps)
{
	pthread_mutex_lock(&reading);
	if (!ps->read && ps->a)
		read_needs(ps);
	ps->read = true;
	pthread_mutex_unlock(&reading);
}

uint64_t phrase_hopes(struct patterns *ps, struct str s)
{
	uint64_t all = ps->n < NEEDLE_MAX ? (UINT64_C(1) << ps->n) - 1 : UINT64_MAX;
	uint64_t out = all, found;

	if (!ps->read)
		know_needs(ps);
	found = ps->needs ? needles_find(ps->needs, s) : 0;
	for (size_t k = 0; k < LITERAL_SETS && ps->needy[k]; k++)
		out &= ~ps->needy[k] | found >> bit_of(ps, 0, k);
	return out;
}

void phrase_read(struct patterns *out, struct arena *a,
		 const struct json *params, const char *key, unsigned flags,
		 const struct map *words)
{
	const struct json *j = json_get(params, key);
	struct str one;

	*out = (struct patterns){ .a = a };
	if (json_to_str(j, &one)) {
		out->v = NEW(a, struct pattern);
		out->v[out->n++] = (struct pattern){ one, flags, words, NULL, false };
	} else if (json_type(j) == JSON_ARRAY) {
		out->v = NEW_ARRAY(a, json_len(j), struct pattern);
		json_for(it, j)
			if (json_to_str(it, &one))
				out->v[out->n++] = (struct pattern){
					one, flags, words, NULL, false };
	}
}

static bool ready(struct pattern *p, struct err *err)
{
	if (p->tried)
		return p->re;
	pthread_mutex_lock(&reading);
	if (!p->tried) {
		p->re = compile(p, err);
		p->tried = true;
	}
	pthread_mutex_unlock(&reading);
	return p->re;
}

bool phrase_check(struct patterns *ps, struct err *err)
{
	for (size_t i = 0; i < ps->n; i++) {
		/* In vain it is tried once more, for what is wrong with it. */
		ps->v[i].tried = ps->v[i].re;
		if (!ready(&ps->v[i], err))
			return false;
	}
	return true;
}

void phrase_close(struct patterns *ps)
{
	for (size_t i = 0; i < ps->n; i++) {
		regex_close(ps->v[i].re);
		ps->v[i].re = NULL;
		ps->v[i].tried = false;
	}
}

void phrase_often(struct patterns *ps)
{
	for (size_t i = 0; i < ps->n; i++)
		ps->v[i].flags |= REGEX_OFTEN;
}

static bool pattern_find(struct pattern *p, struct str s, size_t from,
			 size_t *start, size_t *end)
{
	size_t a, b;

	if (!ready(p, NULL) || !regex_find(p->re, s, from, &a, &b))
		return false;
	if (start)
		*start = a;
	if (end)
		*end = b;
	return true;
}

static bool find_of(struct patterns *ps, uint64_t hopes, struct str s,
		    size_t *start, size_t *end)
{
	for (size_t i = 0; i < ps->n; i++)
		if (phrase_hopeful(i, hopes) && pattern_find(&ps->v[i], s, 0, start, end))
			return true;
	return false;
}

bool phrase_find(struct patterns *ps, struct str s, size_t *start, size_t *end)
{
	return find_of(ps, ps->n ? phrase_hopes(ps, s) : 0, s, start, end);
}

bool phrase_any_of(struct patterns *ps, uint64_t hopes, struct str s)
{
	return find_of(ps, hopes, s, NULL, NULL);
}

bool phrase_first(struct patterns *ps, uint64_t hopes, struct str s, size_t from,
		  size_t *start, size_t *end)
{
	bool found = false;
	size_t a, b;

	for (size_t i = 0; i < ps->n; i++)
		if (phrase_hopeful(i, hopes) && pattern_find(&ps->v[i], s, from, &a, &b) &&
		    (!found || a < *start)) {
			found = true;
			*start = a;
			*end = b;
		}
	return found;
}
