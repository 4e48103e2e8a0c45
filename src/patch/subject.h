/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch/subject.h - [RFC PATCH v3 02/45] title
 *
 * Source: Documentation/process/submitting-patches.rst; what people write in
 * fact is wider: brackets before and after the one with PATCH, tags without
 * brackets, slashes inside ([PATCH/LOCAL 2/3]), [PATCHv3], [PATCH v9.2 4/9],
 * [PATCH 1 of 3], PATCH v2 1/3: title. Kernel versions ([PATCH 5.10.y 1/3],
 * [PATCH v5.10.y]) are tags, not versions of the series.
 */
#ifndef WINNOW_PATCH_SUBJECT_H
#define WINNOW_PATCH_SUBJECT_H

#include "base/str.h"
#include "base/vec.h"

struct subject {
	struct str text;	/* the decoded subject, blanks folded */
	bool reply;		/* Re:, Aw:, Fwd: ... in front */
	bool has_patch;		/* a bracket (or the front) holds the word PATCH */
	bool rfc;
	uint32_t version;	/* 1 where not said */
	bool has_version;
	bool numbered;		/* k/n was given */
	uint32_t k, n;
	struct str title;	/* behind the leading brackets, trimmed */
	/* Words of the leading brackets that are none of the above: "net-next",
	 * "TEMP". Words that stand next to each other come joined too: DO, NOT,
	 * MERGE, "DO NOT MERGE". */
	struct str *tags;
	size_t ntags;
};

void subject_parse(struct subject *out, struct arena *a, struct str text);

/* Title for comparing versions of one patch: lower case, blanks folded, tags
 * of the title itself ("HACK:", "[WIP]", "fixup!") taken off. */
struct str subject_key(struct arena *a, const struct subject *s);

#endif
