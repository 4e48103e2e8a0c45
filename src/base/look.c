// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/look.h"

#include "base/machine.h"

/* Written for vectors of any machine; on x86 compiled for AVX2, too. */
typedef int8_t vec __attribute__((vector_size(32)));
typedef uint8_t counts __attribute__((vector_size(32)));
typedef uint64_t words __attribute__((vector_size(32)));

#define VEC sizeof(vec)
#define BLOCK (4 * VEC)
#define COUNT_MAX 255			/* steps until a byte that counts is full */
#define AHEAD 4096			/* asked for: processors stop at a page's end */

#define INLINE static inline __attribute__((always_inline))

INLINE bool any(const vec *v)
{
	words w = (words)*v;

	return w[0] | w[1] | w[2] | w[3];
}

/* ---- look_at ---- */

/* The bytes of `v` added up: pairs, pairs of pairs, and so on. */
INLINE size_t sum(const counts *v)
{
	const uint64_t two = 0x00ff00ff00ff00ff, four = 0x0000ffff0000ffff;
	words w = (words)*v;

	w = (w & two) + (w >> 8 & two);
	w = (w & four) + (w >> 16 & four);
	w += w >> 32;
	return (uint32_t)(w[0] + w[1] + w[2] + w[3]);
}

INLINE void look_at_vec(const char *p, counts *feeds, vec *odd)
{
	vec v;

	memcpy(&v, p, VEC);
	*feeds -= (counts)(v == '\n');
	*odd |= (v <= 0) | (v == '\r');
}

INLINE struct look look_at_by(struct str s)
{
	const char *p = s.p, *end = p + s.n;
	struct look out = { 0 };
	vec odd = { 0 };

	while ((size_t)(end - p) >= VEC) {
		counts feeds = { 0 };

		for (int k = 0; k < COUNT_MAX && (size_t)(end - p) >= VEC; k++, p += VEC)
			look_at_vec(p, &feeds, &odd);
		out.feeds += sum(&feeds);
	}
	if (p < end) {
		counts feeds = { 0 };
		char last[VEC];

		memset(last, ' ', VEC);
		memcpy(last, p, (size_t)(end - p));
		look_at_vec(last, &feeds, &odd);
		out.feeds += sum(&feeds);
	}
	out.plain = !any(&odd);
	return out;
}

/* ---- look_is_plain ---- */

typedef int8_t half __attribute__((vector_size(16)));

static bool half_is_plain(const char *p, int8_t x, int8_t y)
{
	uint64_t w[2];
	half v;

	memcpy(&v, p, sizeof(v));
	v = (v <= 0) | (v == x) | (v == y);
	memcpy(w, &v, sizeof(w));
	return !(w[0] | w[1]);
}

bool look_is_plain(struct str s, char x, char y)
{
	const char *p = s.p, *end = p + s.n;

	for (; end - p > (ptrdiff_t)sizeof(half); p += sizeof(half))
		if (!half_is_plain(p, (int8_t)x, (int8_t)y))
			return false;
	/* The last sixteen bytes, some of them once more. */
	if (s.n >= sizeof(half))
		return half_is_plain(end - sizeof(half), (int8_t)x, (int8_t)y);
	for (; p < end; p++)
		if ((signed char)*p <= 0 || *p == x || *p == y)
			return false;
	return true;
}

/* ---- look_behind ---- */

struct behind {
	struct str text, word;
	char x, y;
	size_t at, count;
};

/* Moves on by whole blocks, to one where the first and the last byte of the
 * word stand right: nearly always that is the word. */
INLINE void skip_blocks(struct behind *b)
{
	size_t last = b->word.n - 1, at = b->at, n = b->text.n, k = 0;
	int8_t x = (int8_t)b->x, y = (int8_t)b->y;
	int8_t begins = (int8_t)b->word.p[0], ends = (int8_t)b->word.p[last];
	vec v, end, before, hit;
	counts xs = { 0 };

	for (; at < n && n - at >= BLOCK + last; at += BLOCK) {
		const char *p = b->text.p + at;
		counts was = xs;

		hit = (vec){ 0 };
		__builtin_prefetch(p + AHEAD);
		__builtin_prefetch(p + AHEAD + BLOCK / 2);
		for (int i = 0; i < 4; i++, p += VEC) {
			memcpy(&v, p, VEC);
			memcpy(&end, p + last, VEC);
			memcpy(&before, p - 1, VEC);
			xs -= (counts)(before == x);
			hit |= (v == begins) & (end == ends) & ((before == x) | (before == y));
		}
		if (any(&hit)) {
			xs = was;
			break;
		}
		if (++k == COUNT_MAX / 4) {
			b->count += sum(&xs);
			xs = (counts){ 0 };
			k = 0;
		}
	}
	b->count += sum(&xs);
	b->at = at;
}

static bool find_in_block(struct behind *b)
{
	struct str s = b->text;

	for (size_t i = 0; i < BLOCK && b->at < s.n; i++, b->at++) {
		char before = s.p[b->at - 1];

		b->count += before == b->x;
		if ((before == b->x || before == b->y) &&
		    str_starts(str_from(s, b->at), b->word))
			return true;
	}
	return false;
}

INLINE bool behind_by(struct behind *b)
{
	while (b->at < b->text.n) {
		skip_blocks(b);
		if (find_in_block(b))
			return true;
	}
	return false;
}

/* ---- the best of the machine ---- */

#ifdef __x86_64__
#define AVX2 __attribute__((target("avx2")))

AVX2 static struct look look_at_avx2(struct str s)
{
	return look_at_by(s);
}

AVX2 static bool behind_avx2(struct behind *b)
{
	return behind_by(b);
}
#else
#define look_at_avx2 look_at_by
#define behind_avx2 behind_by
#endif

struct look look_at(struct str s)
{
	return machine_can(MACHINE_AVX2) ? look_at_avx2(s) : look_at_by(s);
}

size_t look_behind(struct str s, size_t from, struct str word, char x, char y,
		   size_t *count)
{
	struct behind b = {
		.text = s, .word = word, .x = x, .y = y, .at = from ? from : 1,
	};
	bool found = machine_can(MACHINE_AVX2) ? behind_avx2(&b) : behind_by(&b);

	*count += b.count;
	return found ? b.at : SIZE_MAX;
}
