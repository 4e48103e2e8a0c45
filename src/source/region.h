/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/region.h - which lines cannot stay where another one goes.
 *
 * By brackets, preprocessor conditionals and continued directives in C, assembly,
 * device trees and Rust; by indentation in Kconfig and YAML; by conditionals and
 * continued lines in Makefiles. No parser is asked: the text may begin and end
 * anywhere, and what it shows one end of only is no region.
 */
#ifndef WINNOW_SOURCE_REGION_H
#define WINNOW_SOURCE_REGION_H

#include "base/vec.h"
#include "source/lang.h"

/* Without line `head`, lines first..last hang in the air: what stands between its
 * bracket and the one that closes it, the closing line with it; of an #if the
 * branch that needs it, and each of its other directives. */
struct region {
	uint32_t head, first, last;
	bool bracket;
};

struct regions {
	struct region *v;
	size_t n, cap;
};

/* Adds those of the text, whose first line has the number first_line; inner ones
 * come before those around them. */
void region_read(struct regions *out, struct arena *a, struct str path, struct str text,
		 uint32_t first_line);

/* What a text opens, less what it closes. */
struct region_balance {
	int64_t braces, parens, brackets, conditionals;
};

/* All 0 where the language has none of them. */
struct region_balance region_weigh(struct str path, struct str text);

static inline bool region_balanced(const struct region_balance *b)
{
	return !b->braces && !b->parens && !b->brackets && !b->conditionals;
}

static inline bool region_same_balance(const struct region_balance *a,
				       const struct region_balance *b)
{
	return a->braces == b->braces && a->parens == b->parens &&
	       a->brackets == b->brackets && a->conditionals == b->conditionals;
}

#endif
