/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/unit/world.h - the rules and specifications of the source tree, and
 * small series made in memory, for tests of what needs a whole study.
 *
 *	struct world w;
 *
 *	world_open(&w);
 *	world_add(&w, "[PATCH 1/2] x: Add y", "Text.", world_new(&w, "x/y.c", CODE));
 *	world_study(&w, "rmm@2.0-bet0");
 *	... w.st ...
 *	world_close(&w);
 */
#ifndef WINNOW_TESTS_UNIT_WORLD_H
#define WINNOW_TESTS_UNIT_WORLD_H

#include "patch/patch.h"
#include "rule/matcher.h"
#include "series/series.h"
#include "triage/triage.h"

struct world {
	struct arena *a;
	struct rules rules;
	struct specdb db;
	struct source_reader *reader;
	struct evidence_rules *er;
	VEC(struct patch *) patches;
	struct series_set set;
	struct study st;
	struct triage triage;
};

static inline const char *world_path(struct arena *a, const char *name)
{
	const char *top = getenv("TOP");

	return arena_printf(a, "%s/%s", top ? top : ".", name);
}

static inline void world_open(struct world *w)
{
	const char *dirs[1];
	struct err err;

	*w = (struct world){ .a = arena_new() };
	dirs[0] = world_path(w->a, "rules");
	if (!rules_load(&w->rules, w->a, dirs, 1, &err) ||
	    !rules_check(&w->rules, &err) ||
	    !evidence_rules_open(&w->er, w->a, &w->rules, &err) ||
	    !specdb_open(&w->db, w->a, world_path(w->a, "spec-db"), &err))
		die("%s", err.msg);
	w->reader = source_reader_open();
}

static inline void world_close(struct world *w)
{
	source_reader_close(w->reader);
	evidence_rules_close(w->er);
	arena_free(w->a);
}

/* The next series in the same world. */
static inline void world_again(struct world *w)
{
	w->patches.n = 0;
	w->set = (struct series_set){ 0 };
}

/* A diff that adds a file. */
static inline const char *world_new(struct world *w, const char *path,
				    const char *code)
{
	struct str rest = str_of(code), line;
	struct buf b = BUF;
	const char *out;
	size_t n = 0;

	while (str_line(&rest, &line))
		n++;
	buf_printf(&b, "diff --git a/%s b/%s\nnew file mode 100644\n"
		   "--- /dev/null\n+++ b/%s\n@@ -0,0 +1,%zu @@\n", path, path,
		   path, n);
	for (rest = str_of(code); str_line(&rest, &line); )
		buf_printf(&b, "+%.*s\n", STR_FMT(line));
	out = arena_strdup(w->a, b.p);
	buf_free(&b);
	return out;
}

/* A diff of one hunk that begins at line `at`; every line of `hunk` has its
 * sign. */
static inline const char *world_hunk(struct world *w, const char *path,
				     unsigned at, const char *hunk)
{
	struct str rest = str_of(hunk), line;
	unsigned old = 0, new = 0;

	while (str_line(&rest, &line)) {
		old += line.n && line.p[0] != '+';
		new += line.n && line.p[0] != '-';
	}
	return arena_printf(w->a, "diff --git a/%s b/%s\n--- a/%s\n+++ b/%s\n"
			    "@@ -%u,%u +%u,%u @@\n%s", path, path, path, path,
			    at, old, at, new, hunk);
}

/* diff NULL: a cover letter. */
static inline void world_add(struct world *w, const char *subject,
			     const char *message, const char *diff)
{
	struct mbox_raw raw = { .line = 1 };

	raw.text = str_printf(w->a, "From: A <a@example.org>\n"
			      "Date: Mon, 4 May 2026 09:00:00 +0200\n"
			      "Message-ID: <%zu@x>\n%sSubject: %s\n\n%s\n\n"
			      "Signed-off-by: A <a@example.org>\n---\n%s-- \n2.43.0\n",
			      w->patches.n, w->patches.n ? "In-Reply-To: <0@x>\n" : "",
			      subject, message, diff ? diff : "");
	vec_add(w->a, &w->patches, patch_parse(w->a, message_parse(w->a, &raw, "t")));
}

/* False when the mails are not one series or the spec is unknown. spec NULL:
 * as the series claims. */
static inline bool world_study(struct world *w, const char *spec)
{
	struct spec_version *v = spec ? specdb_version(&w->db, str_of(spec)) : NULL;
	const struct spec_version *given = v;
	struct err err;

	series_group(&w->set, w->a, w->patches.v, w->patches.n);
	if (w->set.n != 1 || (spec && !v) ||
	    (v && !specdb_need(&w->db, v->family, &err)))
		return false;
	study_build(&w->st, w->a, &w->set.v[0], &w->db, &w->rules, w->reader, NULL);
	return target_find(&w->st, &given, v ? 1 : 0, &err);
}

static inline bool world_triage(struct world *w, const char *spec)
{
	if (!world_study(w, spec))
		return false;
	rules_run(&w->st);
	triage_run(&w->triage, &w->st, w->er);
	return true;
}

#endif
