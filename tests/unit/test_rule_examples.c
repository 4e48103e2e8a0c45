// SPDX-License-Identifier: GPL-2.0-or-later
/* The examples of the spec rules: each is a new file of one patch, held against
 * the version it names, and fires or stays quiet as the rule's file says. */
#include "mail/mbox.h"
#include "mail/message.h"
#include "patch/patch.h"
#include "rule/matcher.h"
#include "rule/target.h"
#include "series/series.h"

#include "test.h"

struct world {
	struct arena *a;
	struct rules rules;
	struct specdb db;
	struct source_reader *reader;
};

static const char *top(struct world *w, const char *name)
{
	const char *dir = getenv("TOP");

	return arena_printf(w->a, "%s/%s", dir ? dir : ".", name);
}

static bool begin(struct world *w)
{
	const char *dirs[1];
	struct err err;

	*w = (struct world){ .a = arena_new() };
	dirs[0] = top(w, "rules");
	w->reader = source_reader_open();
	if (rules_load(&w->rules, w->a, dirs, 1, &err) && rules_check(&w->rules, &err) &&
	    specdb_open(&w->db, w->a, top(w, "spec-db"), &err))
		return true;
	printf("%s\n", err.msg);
	return false;
}

static void end(struct world *w)
{
	source_reader_close(w->reader);
	arena_free(w->a);
}

static struct str mail_of(struct arena *a, struct str code)
{
	struct buf b = BUF;
	struct str rest = code, line, out;
	size_t n = 0;

	while (str_line(&rest, &line))
		n++;
	buf_printf(&b, "From a@example.org Mon Jun  1 10:00:00 2026\n"
		   "From: A <a@example.org>\nSubject: [PATCH] firmware: add it\n"
		   "Date: Mon, 1 Jun 2026 10:00:00 +0000\nMessage-ID: <1@example.org>\n\n"
		   "Add it.\n\nSigned-off-by: A <a@example.org>\n---\n"
		   "diff --git a/drivers/firmware/x.h b/drivers/firmware/x.h\n"
		   "new file mode 100644\nindex 000000000000..111111111111\n"
		   "--- /dev/null\n+++ b/drivers/firmware/x.h\n@@ -0,0 +1,%zu @@\n", n);
	for (rest = code; str_line(&rest, &line); )
		buf_printf(&b, "+%.*s\n", STR_FMT(line));
	buf_printf(&b, "-- \n2.43.0\n\n");
	out = str_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static size_t findings_of(struct world *w, const struct rule *r, struct str code,
			  struct str spec)
{
	const struct spec_version *given[1] = { specdb_version(&w->db, spec) };
	struct series_set set = { 0 };
	struct patch *patches[1];
	struct study st;
	struct mbox_raw raw;
	struct mbox m;
	struct err err;

	mbox_open(&m, mail_of(w->a, code));
	if (!mbox_next(&m, &raw))
		return SIZE_MAX;
	patches[0] = patch_parse(w->a, message_parse(w->a, &raw, "example"));
	series_group(&set, w->a, patches, 1);
	if (set.n != 1)
		return SIZE_MAX;
	study_build(&st, w->a, &set.v[0], &w->db, &w->rules, w->reader, NULL);
	if (!target_find(&st, given, given[0] != NULL, &err))
		return SIZE_MAX;
	matcher_find(r->matcher)->match(&st, r);
	return st.findings.n;
}

static void example(struct world *w, const struct rule *r, const struct json *j)
{
	struct str code, spec = { NULL, 0 };
	bool fires = false;
	size_t n;

	if (!json_str(j, "code", &code) || !json_bool(j, "fires", &fires))
		return;
	json_str(j, "spec", &spec);
	n = findings_of(w, r, code, spec);
	if (!CHECK(n != SIZE_MAX && (n > 0) == fires))
		printf("%s: %s, but got %zu findings: %.*s\n", r->path,
		       fires ? "should fire" : "should stay quiet", n, STR_FMT(code));
}

TEST(examples_of_spec_rules_fire_or_stay_quiet)
{
	struct world w;

	if (!CHECK(begin(&w)))
		return;
	vec_for(const struct rule, r, &w.rules) {
		const struct json *all = json_get(r->json, "examples");

		if (!str_eq(r->group, STR("spec")) || !matcher_find(r->matcher)->match)
			continue;
		json_for(j, all)
			example(&w, r, j);
	}
	end(&w);
}
