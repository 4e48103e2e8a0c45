// SPDX-License-Identifier: GPL-2.0-or-later
/* The examples of rules/ are tests: code is made a patch that adds a file, and
 * the rule alone must find something in it, or nothing. Examples of text are
 * tried by evidence_rules_check(), see test_evidence.c. */
#include "test.h"

#include "world.h"

static void try_example(struct world *w, const struct rule *r,
			const struct json *example, size_t i)
{
	struct str code, spec = { 0 };
	bool fires = false, tried;

	if (!json_str(example, "code", &code) ||
	    !CHECK(json_bool(example, "fires", &fires)))
		return;
	json_str(example, "spec", &spec);
	world_again(w);
	world_add(w, "[PATCH] x: Add y", "Text.",
		  world_new(w, "x/y.c", str_z(w->a, code)));
	tried = world_study(w, spec.n ? str_z(w->a, spec) : NULL);
	if (tried)
		rules_run(&w->st);
	rules_drop_off(w->st.rules, &w->st.findings);
	if (!CHECK_AT(tried && (w->st.findings.n > 0) == fires, i))
		printf("\t%s: examples[%zu] %s\n", r->path, i,
		       !tried ? "cannot be tried" : fires ? "stays quiet" : "fires");
}

/* Only rule i is on. */
static const struct rule *alone(struct rules *rs, size_t i)
{
	for (size_t k = 0; k < rs->n; k++)
		rs->v[k].on = k == i;
	return &rs->v[i];
}

TEST(every_example_of_code_holds)
{
	struct world w;

	world_open(&w);
	for (size_t i = 0; i < w.rules.n; i++) {
		const struct rule *r = alone(&w.rules, i);
		size_t k = 0;

		json_for(it, json_get(r->json, "examples"))
			try_example(&w, r, it, k++);
	}
	world_close(&w);
}

/* Not those that compare the definitions of a whole series with its text. */
TEST(rules_about_the_spec_have_an_example_that_fires)
{
	struct world w;

	world_open(&w);
	vec_for(const struct rule, r, &w.rules) {
		bool fires = false, found = !str_eq(r->group, STR("spec"));

		if (str_eq(r->matcher, STR("fid_missing")) ||
		    str_eq(r->matcher, STR("spec_claim")))
			continue;
		json_for(it, json_get(r->json, "examples"))
			if (json_bool(it, "fires", &fires) && fires)
				found = true;
		if (!CHECK(found))
			printf("\t%s\n", r->path);
	}
	world_close(&w);
}
