/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/match.h - many literals in one pass over raw bytes.
 *
 * Of each literal the window of four bytes that is rarest in source code is
 * looked for by a sieve (three where it is no longer); what passes is compared
 * in full. Results are the same on all machines.
 */
#ifndef WINNOW_SCAN_MATCH_H
#define WINNOW_SCAN_MATCH_H

#include "base/arena.h"
#include "base/str.h"
#include "scan/sieve.h"

/* Bytes that must be readable behind a text; what they hold does not matter. */
#define MATCH_SLACK SIEVE_SLACK

struct match;

struct match *match_new(struct arena *a);
/* `lit` has 3 bytes at least and outlives the matcher; `nocase`: ASCII. */
void match_add(struct match *m, struct str lit, bool nocase, uint32_t id);
/* To be called once, after the last match_add(). */
void match_ready(struct match *m);

/* Gets every hit: literal `id` stands at `at` of the text number `text`; in the
 * order of their windows, not of `at`. False: no more of that text. */
typedef bool match_hit(void *ctx, size_t text, uint32_t id, size_t at);

/* Texts one after the other: many short ones cost little more than one. */
void match_find(const struct match *m, const struct str *texts, size_t n,
		match_hit *hit, void *ctx);

#endif
