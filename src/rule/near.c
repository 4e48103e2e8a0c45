// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/near.h"

#define MAX_NAME 64
#define MIN_NAME 4
#define LONG_NAME 10

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;

	return m < c ? m : c;
}

unsigned near_edits(struct str a, struct str b, unsigned max)
{
	unsigned row[3][MAX_NAME + 1];
	size_t gap = a.n > b.n ? a.n - b.n : b.n - a.n;

	if (a.n > MAX_NAME || b.n > MAX_NAME || gap > max)
		return max + 1;
	for (size_t j = 0; j <= b.n; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.n; i++) {
		unsigned *now = row[i % 3], *last = row[(i - 1) % 3];
		unsigned *before = row[(i + 1) % 3];

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b.n; j++) {
			char x = chr_lower(a.p[i - 1]), y = chr_lower(b.p[j - 1]);

			now[j] = least(last[j] + 1, now[j - 1] + 1,
				       last[j - 1] + (x != y));
			if (i > 1 && j > 1 && x == chr_lower(b.p[j - 2]) &&
			    y == chr_lower(a.p[i - 2]) && before[j - 2] + 1 < now[j])
				now[j] = before[j - 2] + 1;
		}
	}
	return row[a.n % 3][b.n] > max ? max + 1 : row[a.n % 3][b.n];
}

static bool same_digits(struct str a, struct str b)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < a.n && !chr_digit(a.p[i]))
			i++;
		while (j < b.n && !chr_digit(b.p[j]))
			j++;
		if (i == a.n || j == b.n)
			return i == a.n && j == b.n;
		if (a.p[i++] != b.p[j++])
			return false;
	}
}

static size_t same_before(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

static size_t same_behind(struct str a, struct str b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[a.n - n - 1] == b.p[b.n - n - 1])
		n++;
	return n;
}

/* Leaves of both what the other has not. */
static void cut_same(struct str *a, struct str *b)
{
	size_t n = same_before(*a, *b);

	*a = str_from(*a, n);
	*b = str_from(*b, n);
	n = same_behind(*a, *b);
	a->n -= n;
	b->n -= n;
}

static bool crossed(struct str a, struct str b)
{
	return a.n == 2 && b.n == 2 && a.p[0] == b.p[1] && a.p[1] == b.p[0];
}

bool near_swapped(struct str a, struct str b)
{
	cut_same(&a, &b);
	return crossed(a, b) && a.p[0] != '_' && a.p[1] != '_';
}

bool near_one(struct str a, struct str b)
{
	struct str x = a, y = b;

	cut_same(&x, &y);
	return x.n + y.n && ((x.n <= 1 && y.n <= 1) || crossed(x, y)) && same_digits(a, b);
}

static bool next_word(struct str *s, struct str *word)
{
	if (!s->n)
		return false;
	if (!str_until(s, '_', word)) {
		*word = *s;
		s->n = 0;
	}
	return true;
}

static size_t count_word(struct str s, struct str want)
{
	struct str word;
	size_t n = 0;

	while (next_word(&s, &word))
		n += str_eq_nocase(word, want);
	return n;
}

static bool same_words(struct str a, struct str b)
{
	struct str rest = a, word;
	size_t words = 0;

	if (a.n != b.n)
		return false;
	while (next_word(&rest, &word)) {
		words++;
		if (count_word(a, word) != count_word(b, word))
			return false;
	}
	return words > 1;
}

bool near_miss(struct str a, struct str b)
{
	size_t shorter = a.n < b.n ? a.n : b.n;

	if (str_eq(a, b) || shorter < MIN_NAME || shorter > MAX_NAME ||
	    !same_digits(a, b))
		return false;
	return near_edits(a, b, 2) <= (shorter >= LONG_NAME ? 2 : 1) ||
	       same_words(a, b);
}
