// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/match.h"

#include "base/vec.h"
#include "scan/sieve.h"

#define TABLE_BITS 12
#define TABLE (1u << TABLE_BITS)

struct literal {
	struct str s;
	bool nocase;
	uint32_t id;
	uint32_t offset;	/* of the window in it */
	uint32_t width;		/* of the window */
	uint32_t key;		/* the window, folded */
	uint32_t next;		/* literal of the same slot, + 1 */
};

struct match {
	struct arena *a;
	struct sieve sieve;
	struct { struct literal *v; size_t n, cap; } lits;
	double share[256];		/* see share() */
	struct sieve_bytes takes[SIEVE_BUCKETS][SIEVE_WIDTH];
	double misses[SIEVE_BUCKETS];		/* see choose_bucket() */
	uint16_t slots4[TABLE], slots3[TABLE];	/* first literal + 1 */
	bool any3;
};

/* Bytes of kernel source from common to rare; all others are rarer. */
static const char common[] = " \te\nrtsniaodcl_p,u*fm;)(h=-gbv>.x0&S1TE/y"
	"RIwCkADNL2OPM{}\"U:F3#4B8<G56V+|7H[]9WKqY%Xz!jQ@'\\JZ?$~^`";

struct match *match_new(struct arena *a)
{
	struct match *m = NEW(a, struct match);

	m->a = a;
	return m;
}

void match_add(struct match *m, struct str lit, bool nocase, uint32_t id)
{
	if (lit.n >= 3)
		vec_add(m->a, &m->lits,
			((struct literal){ .s = lit, .nocase = nocase, .id = id }));
}

static uint32_t fold(uint32_t v)
{
	return v | 0x20202020;
}

static uint32_t load4(const char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static uint32_t slot(uint32_t key)
{
	return (key * 2654435761u) >> (32 - TABLE_BITS);
}

/* Of the first bytes in memory, whatever the byte order. */
static uint32_t mask3(void)
{
	static const char bytes[4] = { -1, -1, -1, 0 };

	return load4(bytes);
}

/* About how often a byte stands in source, all bytes together being 1: the n-th
 * most common letter of a text comes about 1/n times as often as the first. */
static double share(uint8_t c)
{
	const char *at = c ? strchr(common, c) : NULL;

	return at ? 0.19 / (double)(at - common + 1) : 0.0001;
}

static double share_of(const struct match *m, const struct literal *l, uint8_t c)
{
	bool both = l->nocase && chr_alpha((char)c);

	return m->share[c] + (both ? m->share[c ^ 0x20] : 0);
}

/* Literals in which the window of `l` at `o` stands as well: windows that many
 * share are few windows. */
static double sharers(const struct match *m, const struct literal *l, uint32_t o)
{
	struct str w = str_sub(l->s, o, l->width);
	double n = 0;

	for (size_t i = 0; i < m->lits.n; i++)
		n += m->lits.v[i].nocase == l->nocase && str_has(m->lits.v[i].s, w);
	return n;
}

static void choose_window(const struct match *m, struct literal *l)
{
	double best = 2;

	l->width = l->s.n < SIEVE_WIDTH ? 3 : SIEVE_WIDTH;
	for (uint32_t o = 0; o + l->width <= l->s.n; o++) {
		double p = 1, n = sharers(m, l, o);

		for (uint32_t k = 0; k < l->width; k++)
			p *= share_of(m, l, (uint8_t)l->s.p[o + k]);
		p /= n * n * n;
		if (p < best) {
			best = p;
			l->offset = o;
		}
	}
	for (uint32_t k = 0; k < l->width; k++)
		((char *)&l->key)[k] = l->s.p[l->offset + k];
	l->key = fold(l->key) & (l->width == 3 ? mask3() : UINT32_MAX);
}

/* What is at one place of its window. */
static struct sieve_bytes bytes_at(const struct literal *l, uint32_t k)
{
	return k < l->width ? sieve_byte(l->s.p[l->offset + k], l->nocase) : SIEVE_ANY;
}

static struct sieve_bytes both(struct sieve_bytes x, struct sieve_bytes y)
{
	return (struct sieve_bytes){ x.lo | y.lo, x.hi | y.hi };
}

/* How often such a byte stands in source. */
static double taken(const struct match *m, struct sieve_bytes h)
{
	double sum = 0;

	for (uint32_t hi = h.hi; hi; hi &= hi - 1)
		for (uint32_t lo = h.lo; lo; lo &= lo - 1)
			sum += m->share[__builtin_ctz(hi) << 4 | __builtin_ctz(lo)];
	return sum;
}

/* The bucket that becomes worse by the least: one is as bad as it often takes a
 * place that holds nothing of it. */
static unsigned choose_bucket(struct match *m, const struct literal *l)
{
	double best_cost = 1e9, best_misses = 0;
	unsigned best = 0;

	for (unsigned b = 0; b < SIEVE_BUCKETS; b++) {
		double misses = 1;

		for (uint32_t k = 0; k < SIEVE_WIDTH; k++)
			misses *= taken(m, both(m->takes[b][k], bytes_at(l, k)));
		if (misses - m->misses[b] < best_cost) {
			best_cost = misses - m->misses[b];
			best_misses = misses;
			best = b;
		}
	}
	m->misses[best] = best_misses;
	return best;
}

static void allow(struct match *m, unsigned b, uint32_t k, struct sieve_bytes which)
{
	m->takes[b][k] = both(m->takes[b][k], which);
	sieve_allow(&m->sieve, b, k, which);
}

static void place(struct match *m, size_t i)
{
	struct literal *l = &m->lits.v[i];
	uint16_t *slots = l->width == 3 ? m->slots3 : m->slots4;
	uint16_t *s = &slots[slot(l->key)];
	unsigned b = choose_bucket(m, l);

	m->any3 |= l->width == 3;
	for (uint32_t k = 0; k < SIEVE_WIDTH; k++)
		allow(m, b, k, bytes_at(l, k));
	l->next = *s;
	*s = (uint16_t)(i + 1);
}

void match_ready(struct match *m)
{
	sieve_init(&m->sieve);
	for (unsigned c = 0; c < 256; c++)
		m->share[c] = share((uint8_t)c);
	for (size_t i = 0; i < m->lits.n; i++)
		choose_window(m, &m->lits.v[i]);
	for (size_t i = 0; i < m->lits.n && i < UINT16_MAX; i++)
		place(m, i);
}

/* ---- comparing in full ---- */

struct search {
	const struct match *m;
	struct str text;
	size_t no;		/* of the text */
	match_hit *hit;
	void *ctx;
};

static bool equal(const struct literal *l, const char *p)
{
	if (!l->nocase)
		return memcmp(l->s.p, p, l->s.n) == 0;
	for (size_t i = 0; i < l->s.n; i++)
		if (chr_lower(l->s.p[i]) != chr_lower(p[i]))
			return false;
	return true;
}

static bool try_slot(const struct search *s, uint32_t first, uint32_t key, size_t at)
{
	for (uint32_t i = first; i; i = s->m->lits.v[i - 1].next) {
		const struct literal *l = &s->m->lits.v[i - 1];

		if (l->key != key || at < l->offset ||
		    at - l->offset + l->s.n > s->text.n ||
		    !equal(l, s->text.p + at - l->offset))
			continue;
		if (!s->hit(s->ctx, s->no, l->id, at - l->offset))
			return false;
	}
	return true;
}

/* Whether a literal's window stands at `at`, and then the literal. */
static bool check(const struct search *s, size_t at)
{
	uint32_t key = fold(load4(s->text.p + at));
	uint32_t first = s->m->slots4[slot(key)];

	if (first && !try_slot(s, first, key, at))
		return false;
	if (!s->m->any3)
		return true;
	key &= mask3();
	first = s->m->slots3[slot(key)];
	return !first || try_slot(s, first, key, at);
}

/* The places behind `at` that have a bit; false: no more of this text. */
static bool check_bits(const struct search *s, size_t at, uint64_t bits)
{
	for (; bits; bits &= bits - 1) {
		size_t i = at + (size_t)__builtin_ctzll(bits);

		if (i >= s->text.n || !check(s, i))
			return false;
	}
	return true;
}

void match_find(const struct match *m, const struct str *texts, size_t n,
		match_hit *hit, void *ctx)
{
	struct search s = { .m = m, .hit = hit, .ctx = ctx };
	uint64_t bits;

	for (s.no = 0; m->lits.n && s.no < n; s.no++) {
		s.text = texts[s.no];
		for (size_t at = 0; (bits = sieve_next(&m->sieve, s.text, &at)); at += SIEVE_STEP)
			if (!check_bits(&s, at, bits))
				break;
	}
}
