/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/literal.h - what no match of a pattern can do without.
 *
 * Source: pcre2pattern(3). A regular expression costs a hundred times what it
 * costs to see that a text holds none of a few words; so the words come first.
 */
#ifndef WINNOW_BASE_LITERAL_H
#define WINNOW_BASE_LITERAL_H

#include "base/str.h"

struct arena;

#define LITERAL_MIN 3		/* bytes of the shortest that is given */
#define LITERAL_MAX 256		/* as many are given at most in a set */
#define LITERAL_SETS 3

struct literals {
	struct str *v;
	size_t n;
};

/* Whatever the pattern matches holds one of each set, case aside. A word goes
 * over as many pieces as can be told while that gives no more than `most` words:
 * "(?:drop|remove) (?:this )?when" gives "drop when", "drop this when" and so
 * on. More words are rarer, and take longer to tell. Gives the number of sets,
 * the one of the rarest words first, none with "the" and its like beside a better
 * one; 0 when there are none, or when the pattern has syntax that is not read
 * here. Not for patterns with REGEX_EXTENDED. In `a` is also what it took to find
 * them: it is better one that is soon forgotten. */
size_t literal_needs(struct arena *a, struct str pattern, size_t most,
		     struct literals out[LITERAL_SETS]);

#endif
