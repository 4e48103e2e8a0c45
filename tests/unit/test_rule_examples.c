// SPDX-License-Identifier: GPL-2.0-or-later
/* The examples of the spec rules: each is a new file of one patch, held against
 * the version it names, and fires or stays quiet as the rule's file says. */
#include "test.h"

#include "world.h"

/* SIZE_MAX: they could not be looked for. */
static size_t findings_of(struct world *w, const struct rule *r, struct str code,
			  struct str spec)
{
	const char *diff = world_new(w, "drivers/firmware/x.h", str_z(w->a, code));

	world_again(w);
	world_add(w, "[PATCH] firmware: add it", "Add it.", diff);
	if (!world_study(w, spec.n ? str_z(w->a, spec) : NULL))
		return SIZE_MAX;
	matcher_find(r->matcher)->match(&w->st, r);
	return w->st.findings.n;
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

	world_open(&w);
	vec_for(const struct rule, r, &w.rules) {
		const struct json *all = json_get(r->json, "examples");

		if (!str_eq(r->group, STR("spec")) || !matcher_find(r->matcher)->match)
			continue;
		json_for(j, all)
			example(&w, r, j);
	}
	world_close(&w);
}
