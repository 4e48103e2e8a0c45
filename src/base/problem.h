/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/problem.h - odd input is data: what was wrong, and where.
 *
 * Parsers never stop at damage: they record it and go on. A problem becomes a
 * finding of the group `input` or `series` later. Lines count from 1; 0 means
 * the thing as a whole.
 */
#ifndef WINNOW_BASE_PROBLEM_H
#define WINNOW_BASE_PROBLEM_H

#include "base/str.h"
#include "base/vec.h"

enum problem_kind {
	PROBLEM_MAIL,		/* DAMAGED_MAIL: header, encoding, charset, MIME */
	PROBLEM_PATCH,		/* DAMAGED_PATCH: a hunk or file header */
	PROBLEM_NOT_READ,	/* NOT_READ: over a limit, cut off */
	PROBLEM_SERIES,		/* numbering and the like; see series/series.h */
};

struct problem {
	enum problem_kind kind;
	uint32_t line;
	struct str text;	/* one sentence, lower case, no full stop */
};

struct problems {
	struct problem *v;
	size_t n, cap;
};

#define problem_add(a, list, k, l, ...) \
	(*vec_push((a), (list)) = (struct problem){ \
		.kind = (k), .line = (uint32_t)(l), \
		.text = str_printf((a), __VA_ARGS__) })

#endif
