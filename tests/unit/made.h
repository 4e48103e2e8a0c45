/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/unit/made.h - a series made of diffs, for tests of its files' states.
 *
 *	begin();
 *	patch(NEW_FILE("f") "@@ -0,0 +1,1 @@\n+a\n");
 *	weave_build(&ws, a, &s, NULL, NULL);
 */
#ifndef WINNOW_TESTS_UNIT_MADE_H
#define WINNOW_TESTS_UNIT_MADE_H

#include "series/weave.h"

#define PATCHES_MAX 2000

#define HEAD(name) "diff --git a/" name " b/" name "\n--- a/" name "\n+++ b/" name "\n"
#define NEW_FILE(name) "diff --git a/" name " b/" name "\nnew file mode 100644\n" \
	"--- /dev/null\n+++ b/" name "\n"

static struct arena *a;
static struct series s;
static struct weave_set ws;

static inline void begin(void)
{
	arena_free(a);
	a = arena_new();
	s = (struct series){ .patches = NEW_ARRAY(a, PATCHES_MAX, struct patch *) };
}

static inline void patch(const char *text)
{
	struct patch *p = NEW(a, struct patch);

	if (s.n == PATCHES_MAX)
		abort();
	diff_parse(&p->diff, a, str_of(text), 1);
	s.patches[s.n++] = p;
}

/* "LINE:text" of each part. */
static inline struct str snapshot_text(const struct snapshot *snap)
{
	struct str out = STR("");

	for (size_t i = 0; i < snap->n; i++)
		out = str_printf(a, "%.*s%u:%.*s", STR_FMT(out),
				 snap->parts[i].first_line,
				 STR_FMT(snap->parts[i].text));
	return out;
}

#endif
