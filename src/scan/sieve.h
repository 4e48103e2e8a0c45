/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/sieve.h - where in a text one of many short words may begin.
 *
 * Words are put into eight buckets. A place passes where there is a bucket that
 * takes the byte there, and the three bytes behind it, each by its two halves:
 * some words are close enough, and what passes has to be compared. Sixteen to
 * sixty-four places are looked at a time where the machine can (AVX-512 VBMI,
 * AVX2, SSSE3, NEON); elsewhere all places pass.
 *
 * Source: "Teddy" of the Hyperscan regular expression library.
 */
#ifndef WINNOW_SCAN_SIEVE_H
#define WINNOW_SCAN_SIEVE_H

#include "base/str.h"

#define SIEVE_WIDTH 4		/* bytes */
#define SIEVE_BUCKETS 8
#define SIEVE_STEP 64		/* places */

/* Bytes that must be readable behind a text; what they hold does not matter. */
#define SIEVE_SLACK (SIEVE_STEP + SIEVE_WIDTH)

/* Sets of bytes: of those whose lower half is in `lo` and upper half in `hi`, a
 * bit each. */
struct sieve_bytes {
	uint16_t lo, hi;
};

#define SIEVE_ANY ((struct sieve_bytes){ UINT16_MAX, UINT16_MAX })

/* The byte; if it is a letter and `nocase`, in either case. */
struct sieve_bytes sieve_byte(char c, bool nocase);

struct sieve;
typedef uint64_t sieve_fn(const struct sieve *s, struct str text, size_t *at);

/* A byte's buckets by place and half of the byte. */
struct sieve {
	sieve_fn *next;
	uint8_t lo[SIEVE_WIDTH][16], hi[SIEVE_WIDTH][16];
	uint8_t low[SIEVE_WIDTH][64];	/* the same by its lower six bits */
};

/* With nothing in it; only the machine is chosen. */
void sieve_init(struct sieve *s);

/* Bucket `b` takes such bytes at place `k` of a word as well. */
void sieve_allow(struct sieve *s, unsigned b, unsigned k, struct sieve_bytes which);

/* From `*at` on, in steps of SIEVE_STEP, the first run of as many places of which
 * some pass: sets `*at` to its begin and gives a bit for each. 0: none to the end.
 * Words that the end of the text cuts off may pass, and places behind it. */
static inline uint64_t sieve_next(const struct sieve *s, struct str text, size_t *at)
{
	return s->next(s, text, at);
}

#endif
