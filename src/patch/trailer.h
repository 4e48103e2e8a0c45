/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch/trailer.h - "Signed-off-by: A <a@b>" lines, base-commit and friends.
 *
 * Source: git-interpret-trailers(1); b4's base and change-id lines below the
 * diff. The trailer block is the last paragraph of the commit message when
 * all of its lines are trailers (or "[...]" remarks), or at least a quarter
 * with one of git's own among them.
 */
#ifndef WINNOW_PATCH_TRAILER_H
#define WINNOW_PATCH_TRAILER_H

#include "base/str.h"
#include "base/vec.h"

struct trailer {
	struct str name, value;	/* trimmed; a folded value keeps its line ends */
	uint32_t line;		/* line of the text given, plus first_line - 1 */
	bool given;		/* in a reply, see series/followup.h */
};

struct trailers {
	struct trailer *v;
	size_t n, cap;
};

/* The block at the end of `text`; *start gets the line where it begins (0 none). */
void trailers_parse(struct trailers *out, struct arena *a, struct str text,
		    uint32_t first_line, uint32_t *start);

/* Any line "name: value" of `text` with one of the base names: base-commit,
 * change-id, prerequisite-patch-id, prerequisite-message-id,
 * prerequisite-change-id, Depends-on, base-branch. */
void trailers_base(struct trailers *out, struct arena *a, struct str text,
		   uint32_t first_line);

#endif
