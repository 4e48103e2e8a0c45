/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/marks.h - throwaway markers in one file of a tree.
 *
 * The rules MARKER, BARE_COMMENT and IF_ZERO of rules/marker/, held against the
 * comments in which one of their words stands. Signs that need a patch to mean
 * something (prose, trailers, code that only looks odd) are none of a tree.
 */
#ifndef WINNOW_SCAN_MARKS_H
#define WINNOW_SCAN_MARKS_H

#include "finding/finding.h"
#include "scan/excerpt.h"
#include "source/lang.h"
#include "triage/evidence.h"

/* What a literal found in a file is a sign of. */
enum hit_kind { HIT_MARK, HIT_BARE, HIT_IF_ZERO, HIT_SPEC };

struct hit {
	size_t at;
	enum hit_kind kind;
};

struct hits {
	struct hit *v;
	size_t n, cap;
};

/* One a thread. */
struct marks {
	struct arena *a;	/* of findings */
	struct arena *scratch;	/* of one file */
	struct evidence_rules *rules;
	struct excerpt excerpt;
	struct findings *out;
};

/* Hits come in order of place. True when one of HIT_SPEC stands in
 * code: the file is one for the rules of specifications. */
bool marks_read(struct marks *m, struct str path, enum source_lang lang,
		struct str text, const struct hits *hits);

#endif
