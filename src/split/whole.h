/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/whole.h - a hunk that cannot be taken apart goes as a whole.
 *
 * A patch puts one line in place of an #if, its branches and its #endif, of which
 * a diff shows the ends apart. Without the line they come back, but not those that
 * another run of the same hunk took out.
 */
#ifndef WINNOW_SPLIT_WHOLE_H
#define WINNOW_SPLIT_WHOLE_H

#include "split/dangle.h"
#include "split/plan.h"

struct whole_file {
	const struct weave *weave;
	enum dangle_tear tear;		/* that there was */
};

struct whole_files {
	struct whole_file *v;
	size_t n, cap;
};

/* Where there would be a tear in the first half of a closed plan, puts all of the hunks
 * that are in both halves into the second, and closes it again. Takes that back where
 * there is one then, too; adds the files where there is none. */
void whole_hunks(struct plan *p, struct whole_files *out);

#endif
