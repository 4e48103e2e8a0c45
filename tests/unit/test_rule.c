// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/path.h"
#include "world.h"

static size_t on(const struct rules *rs)
{
	size_t n = 0;

	vec_for(const struct rule, r, rs)
		n += r->on;
	return n;
}

static struct rules load(struct arena *a)
{
	const char *dirs[] = { world_path(a, "rules") };
	struct rules rs;
	struct err err;

	if (!rules_load(&rs, a, dirs, 1, &err))
		die("%s", err.msg);
	return rs;
}

TEST(every_rule_is_complete_and_has_a_matcher)
{
	struct arena *a = arena_new();
	struct rules rs = load(a);
	struct err err = { "" };

	CHECK(rules_check(&rs, &err));
	CHECK_STR(err.msg, "");
	vec_for(const struct rule, r, &rs)
		CHECK(r->on && r->id.n && r->group.n && r->title.n && r->why.n &&
		      r->message.n);
	CHECK(rules_find(&rs, STR("FID_REMOVED")) != NULL);
	CHECK(rules_find(&rs, STR("fid_removed")) == NULL);
	CHECK(rules_matcher(&rs, "fid_removed") == rules_find(&rs, STR("FID_REMOVED")));
	arena_free(a);
}

TEST(the_file_without_a_name_speaks_for_its_id)
{
	struct arena *a = arena_new();
	struct rules rs = load(a);
	size_t shared = 0;

	vec_for(const struct rule, r, &rs) {
		const struct rule *head = rules_find(&rs, r->id);
		struct str name = path_base(str_of(head->path));

		if (head == r)
			continue;
		shared++;
		CHECK_STR(name, arena_printf(a, "%.*s.json", STR_FMT(r->id)));
	}
	CHECK(shared > 20);
	arena_free(a);
}

TEST(names_and_groups_select_rules)
{
	struct arena *a = arena_new();
	struct rules rs = load(a);
	size_t all = on(&rs);
	struct err err;

	CHECK(rules_select(&rs, STR("FID_REMOVED"), false, &err));
	CHECK_NUM(on(&rs), all - 1);
	CHECK(rules_select(&rs, STR("FID_REMOVED,FID_VALUE"), true, &err));
	CHECK_NUM(on(&rs), 2);
	CHECK(rules_select(&rs, STR("marker"), true, &err));
	vec_for(const struct rule, r, &rs)
		CHECK(r->on == str_eq(r->group, STR("marker")));
	CHECK(!rules_select(&rs, STR("FID_REMOVED,NO_SUCH"), false, &err));
	CHECK(strstr(err.msg, "NO_SUCH") != NULL);
	arena_free(a);
}

TEST(a_message_is_filled_in_from_the_finding_and_the_values_given)
{
	struct arena *a = arena_new();
	struct rule r = { .id = STR("X"), .group = STR("g"), .level = LEVEL_ERROR };
	struct findings fs = { 0 };
	struct finding *f;

	r.message = STR("{symbol} ({fid}) is not in {spec}; {had} had it {");
	f = rule_finding(a, &fs, &r);
	CHECK_STR(f->rule, "X");
	CHECK_STR(f->group, "g");
	CHECK_NUM(f->level, LEVEL_ERROR);
	f->symbol = STR("SMC_X");
	f->spec = STR("rmm@2.0-bet0");
	f->fid = 0xC4000150;
	f->has_fid = true;
	rule_message(a, f, &r, "had", "{symbol}", NULL);
	CHECK_STR(f->message,
		  "SMC_X (0xC4000150) is not in rmm@2.0-bet0; {symbol} had it {");
	arena_free(a);
}

TEST(params_hold_lists)
{
	struct arena *a = arena_new();
	struct json *doc = json_parse(a, STR("{\"params\":{\"data\":[\"_INDEX\",7]}}"),
				      "t", NULL);
	struct rule r = { .params = json_get(doc, "params") }, none = { 0 };

	CHECK(rule_param_has(&r, "data", STR("_INDEX")));
	CHECK(!rule_param_has(&r, "data", STR("7")));
	CHECK(!rule_param_has(&r, "absent", STR("_INDEX")));
	CHECK(!rule_param_has(&none, "data", STR("_INDEX")));
	arena_free(a);
}
