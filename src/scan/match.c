// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/match.h"

#include "base/vec.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define WINDOW 4
#define BUCKETS 8
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

/* By position in the window and half of the byte: buckets that take it. */
struct tables {
	_Alignas(16) uint8_t lo[WINDOW][16], hi[WINDOW][16];
	uint8_t low[WINDOW][64];	/* the same by its lower six bits */
};

/* Of bytes, their lower and their upper halves: a bit each. */
struct halves {
	uint16_t lo, hi;
};

struct search;
typedef void find_fn(struct search *s, const struct str *texts, size_t n);

struct match {
	struct arena *a;
	find_fn *find;
	struct { struct literal *v; size_t n, cap; } lits;
	struct tables t;
	double share[256];		/* see share() */
	struct halves takes[BUCKETS][WINDOW];
	double misses[BUCKETS];		/* see choose_bucket() */
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

	l->width = l->s.n < WINDOW ? 3 : WINDOW;
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

/* The bytes that a bucket takes at one place of a window: all whose halves are both
 * among these. */
static struct halves halves_at(const struct literal *l, uint32_t k)
{
	struct halves h = { UINT16_MAX, UINT16_MAX };
	uint8_t c;

	if (k >= l->width)
		return h;
	c = (uint8_t)l->s.p[l->offset + k];
	h = (struct halves){ (uint16_t)(1u << (c & 15)), (uint16_t)(1u << (c >> 4)) };
	if (l->nocase && chr_alpha((char)c))
		h.hi |= (uint16_t)(1u << ((c ^ 0x20) >> 4));
	return h;
}

static struct halves both(struct halves x, struct halves y)
{
	return (struct halves){ x.lo | y.lo, x.hi | y.hi };
}

/* How often such a byte stands in source. */
static double taken(const struct match *m, struct halves h)
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

	for (unsigned b = 0; b < BUCKETS; b++) {
		double misses = 1;

		for (uint32_t k = 0; k < WINDOW; k++)
			misses *= taken(m, both(m->takes[b][k], halves_at(l, k)));
		if (misses - m->misses[b] < best_cost) {
			best_cost = misses - m->misses[b];
			best_misses = misses;
			best = b;
		}
	}
	m->misses[best] = best_misses;
	return best;
}

/* Every byte of the literal's halves at place k: upper and lower case differ in the
 * upper half alone, and where anything goes all do. */
static void allow(struct match *m, unsigned b, uint32_t k, struct halves h)
{
	uint8_t bit = (uint8_t)(1u << b);

	m->takes[b][k] = both(m->takes[b][k], h);
	for (uint32_t his = h.hi; his; his &= his - 1)
		for (uint32_t los = h.lo; los; los &= los - 1) {
			int hi = __builtin_ctz(his), lo = __builtin_ctz(los);

			m->t.lo[k][lo] |= bit;
			m->t.hi[k][hi] |= bit;
			m->t.low[k][(hi << 4 | lo) & 63] |= bit;
		}
}

static void place(struct match *m, size_t i)
{
	struct literal *l = &m->lits.v[i];
	uint16_t *slots = l->width == 3 ? m->slots3 : m->slots4;
	uint16_t *s = &slots[slot(l->key)];
	unsigned b = choose_bucket(m, l);

	m->any3 |= l->width == 3;
	for (uint32_t k = 0; k < WINDOW; k++)
		allow(m, b, k, halves_at(l, k));
	l->next = *s;
	*s = (uint16_t)(i + 1);
}

static find_fn *fastest(void);

void match_ready(struct match *m)
{
	m->find = fastest();
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

static void find_plain(struct search *s, const struct str *texts, size_t n)
{
	for (s->no = 0; s->no < n; s->no++) {
		s->text = texts[s->no];
		for (size_t i = 0; i < s->text.n; i++)
			if (!check(s, i))
				break;
	}
}

void match_find_plain(const struct match *m, const struct str *texts, size_t n,
		      match_hit *hit, void *ctx)
{
	struct search s = { .m = m, .hit = hit, .ctx = ctx };

	find_plain(&s, texts, n);
}

/* ---- many positions at a time ---- */

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

#if defined(__x86_64__)

/* Looks bytes up by their lower six bits, which tell letters, digits and signs
 * from each other as good as always: one instruction where others take five. */
__attribute__((target("avx512vbmi,avx512bw")))
static void find_vbmi(struct search *s, const struct str *texts, size_t n)
{
	__m512i low[WINDOW];

	for (int k = 0; k < WINDOW; k++)
		low[k] = _mm512_loadu_si512(s->m->t.low[k]);
	for (s->no = 0; s->no < n; s->no++) {
		s->text = texts[s->no];
		for (size_t i = 0; i < s->text.n; i += 64) {
			const char *p = s->text.p + i;
			__m512i all = _mm512_permutexvar_epi8(_mm512_loadu_si512(p), low[0]);
			uint64_t bits;

#pragma GCC unroll 3
			for (int k = 1; k < WINDOW; k++)
				all = _mm512_and_si512(all, _mm512_permutexvar_epi8(
					_mm512_loadu_si512(p + k), low[k]));
			bits = _mm512_test_epi8_mask(all, all);
			if (bits && !check_bits(s, i, bits))
				break;
		}
	}
}

__attribute__((target("avx2")))
static inline __m256i twice(const uint8_t *table)
{
	return _mm256_broadcastsi128_si256(_mm_load_si128((const __m128i *)table));
}

__attribute__((target("avx2")))
static void find_avx2(struct search *s, const struct str *texts, size_t n)
{
	const __m256i low = _mm256_set1_epi8(15), zero = _mm256_setzero_si256();
	__m256i lo[WINDOW], hi[WINDOW];

	for (int k = 0; k < WINDOW; k++) {
		lo[k] = twice(s->m->t.lo[k]);
		hi[k] = twice(s->m->t.hi[k]);
	}
	for (s->no = 0; s->no < n; s->no++) {
		s->text = texts[s->no];
		for (size_t i = 0; i < s->text.n; i += 32) {
			__m256i all = _mm256_set1_epi8(-1);
			uint32_t bits;

#pragma GCC unroll 4
			for (int k = 0; k < WINDOW; k++) {
				__m256i v = _mm256_loadu_si256(
					(const __m256i *)(s->text.p + i + k));
				__m256i h = _mm256_and_si256(_mm256_srli_epi16(v, 4), low);

				all = _mm256_and_si256(all, _mm256_and_si256(
					_mm256_shuffle_epi8(lo[k], _mm256_and_si256(v, low)),
					_mm256_shuffle_epi8(hi[k], h)));
			}
			bits = ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(all, zero));
			if (bits && !check_bits(s, i, bits))
				break;
		}
	}
}

__attribute__((target("ssse3")))
static uint32_t bits_ssse3(const struct match *m, const char *p)
{
	const __m128i low = _mm_set1_epi8(15), zero = _mm_setzero_si128();
	__m128i all = _mm_set1_epi8(-1);

	for (int k = 0; k < WINDOW; k++) {
		__m128i v = _mm_loadu_si128((const __m128i *)(p + k));
		__m128i h = _mm_and_si128(_mm_srli_epi16(v, 4), low);
		__m128i lo = _mm_load_si128((const __m128i *)m->t.lo[k]);
		__m128i hi = _mm_load_si128((const __m128i *)m->t.hi[k]);

		all = _mm_and_si128(all, _mm_and_si128(
			_mm_shuffle_epi8(lo, _mm_and_si128(v, low)),
			_mm_shuffle_epi8(hi, h)));
	}
	return 0xffff & ~(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(all, zero));
}

__attribute__((target("ssse3")))
static void find_ssse3(struct search *s, const struct str *texts, size_t n)
{
	for (s->no = 0; s->no < n; s->no++) {
		s->text = texts[s->no];
		for (size_t i = 0; i < s->text.n; i += 16) {
			uint32_t bits = bits_ssse3(s->m, s->text.p + i);

			if (bits && !check_bits(s, i, bits))
				break;
		}
	}
}

static find_fn *fastest(void)
{
	if (__builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512bw"))
		return find_vbmi;
	if (__builtin_cpu_supports("avx2"))
		return find_avx2;
	return __builtin_cpu_supports("ssse3") ? find_ssse3 : find_plain;
}

#elif defined(__aarch64__)

static uint8x16_t bits_neon(const struct match *m, const char *p)
{
	uint8x16_t all = vdupq_n_u8(255);

	for (int k = 0; k < WINDOW; k++) {
		uint8x16_t v = vld1q_u8((const uint8_t *)p + k);

		all = vandq_u8(all, vandq_u8(
			vqtbl1q_u8(vld1q_u8(m->t.lo[k]), vandq_u8(v, vdupq_n_u8(15))),
			vqtbl1q_u8(vld1q_u8(m->t.hi[k]), vshrq_n_u8(v, 4))));
	}
	return all;
}

static void find_neon(struct search *s, const struct str *texts, size_t n)
{
	for (s->no = 0; s->no < n; s->no++) {
		s->text = texts[s->no];
		for (size_t i = 0; i < s->text.n; i += 16) {
			uint8x16_t all = bits_neon(s->m, s->text.p + i);
			uint64_t bits = 0;

			if (!vmaxvq_u8(all))
				continue;
			for (int k = 0; k < 16; k++)
				bits |= (uint64_t)!!((uint8_t *)&all)[k] << k;
			if (!check_bits(s, i, bits))
				break;
		}
	}
}

static find_fn *fastest(void)
{
	return find_neon;
}

#else

static find_fn *fastest(void)
{
	return find_plain;
}

#endif

void match_find(const struct match *m, const struct str *texts, size_t n,
		match_hit *hit, void *ctx)
{
	struct search s = { .m = m, .hit = hit, .ctx = ctx };

	if (m->lits.n)
		m->find(&s, texts, n);
}
