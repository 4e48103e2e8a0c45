/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text/phrase.h - patterns of rules over a sentence, compiled when needed.
 *
 * A pattern may say {NAME} for a set of words; the sets are given to
 * phrase_words(). Names are two or more capitals, so that the {0,3} of a
 * regular expression stays. A pattern is compiled the first time it is asked
 * about a text with one of the words that it cannot do without; one that does
 * not compile never matches, and phrase_check() says why. Patterns that were
 * read serve many threads at once.
 */
#ifndef WINNOW_TEXT_PHRASE_H
#define WINNOW_TEXT_PHRASE_H

#include <stdatomic.h>

#include "base/json.h"
#include "base/literal.h"
#include "base/map.h"
#include "base/regex.h"
#include "text/needle.h"

struct arena;

struct pattern {
	struct str source;	/* with {NAME}s */
	unsigned flags;		/* of base/regex.h */
	const struct map *words;
	struct regex *re;
	atomic_bool tried;
};

struct patterns {
	struct pattern *v;
	size_t n;
	struct arena *a;	/* NULL: every pattern is tried */
	struct needles *needs;	/* of all sets, a bit for each set of a pattern */
	uint64_t needy[LITERAL_SETS];	/* patterns that need a word of the set */
	atomic_bool read;	/* needs and needy are known */
};

/* Adds the members of a JSON object (name -> string) to the sets. */
void phrase_words(struct map *words, struct arena *a, const struct json *object);

/* A string or an array of strings under `key` of `params`; none if absent. */
void phrase_read(struct patterns *out, struct arena *a,
		 const struct json *params, const char *key, unsigned flags,
		 const struct map *words);

/* Compiles all; false and err on the first that does not compile. */
bool phrase_check(struct patterns *ps, struct err *err);
void phrase_close(struct patterns *ps);
/* Before the first use: they will be used often. */
void phrase_often(struct patterns *ps);

/* The first of the patterns that matches. start, end may be NULL. */
bool phrase_find(struct patterns *ps, struct str s, size_t *start, size_t *end);

/* Bits of the patterns (the first NEEDLE_MAX) that may match somewhere in the
 * text: those of which it holds the words they cannot do without. */
uint64_t phrase_hopes(struct patterns *ps, struct str s);
/* Whether pattern i is one of them; those beyond NEEDLE_MAX always are. */
static inline bool phrase_hopeful(size_t i, uint64_t hopes)
{
	return i >= NEEDLE_MAX || (hopes >> i & 1);
}

/* Whether one of the patterns with hopes matches. */
bool phrase_any_of(struct patterns *ps, uint64_t hopes, struct str s);

/* The match at or after `from` that begins first, of the patterns with hopes. */
bool phrase_first(struct patterns *ps, uint64_t hopes, struct str s, size_t from,
		  size_t *start, size_t *end);

static inline bool phrase_any(struct patterns *ps, struct str s)
{
	return phrase_find(ps, s, NULL, NULL);
}

#endif
