// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "text/needle.h"
#include "text/tag.h"

TEST(needles_are_found_in_one_pass)
{
	static const struct {
		const char *text;
		uint64_t want;
	} rows[] = {
		{ "", 0 }, { "do", 0 }, { "DO NOT MERGE", 1 },
		{ "not merged, until now", 1 | 2 }, { "unti", 0 }, { "until", 2 },
		{ "a HaCk", 4 }, { "hackhack", 4 },
	};
	struct arena *a = arena_new();
	struct needles *n = needles_new(a);

	needles_add(n, STR("merg"), 0);
	needles_add(n, STR("until"), 1);
	needles_add(n, STR("hack"), 2);
	needles_add(n, STR("no"), 3);		/* too short: never */
	needles_add(n, STR("hack"), NEEDLE_MAX);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		CHECK_NUM(needles_find(n, str_of(rows[i].text)), rows[i].want);
	arena_free(a);
}

static struct json *json_of(struct arena *a, const char *text)
{
	struct err err;
	struct json *j = json_parse(a, str_of(text), "test", &err);

	if (!j)
		die("%s", err.msg);
	return j;
}

TEST(patterns_may_name_sets_of_words)
{
	struct arena *a = arena_new();
	struct map *words = map_new(a);
	struct json *j = json_of(a, "{\"words\": {\"IT\": \"(?:this|{THAT})\","
				 "\"THAT\": \"that\"},"
				 "\"patterns\": [\"^{IT} is\", \"x{2,3}\", \"{NONE}\"],"
				 "\"one\": \"a\", \"bad\": \"(\"}");
	struct patterns ps, one, bad, none;
	struct err err;

	phrase_words(words, a, json_get(j, "words"));
	phrase_read(&ps, a, j, "patterns", REGEX_NOCASE, words);
	phrase_read(&one, a, j, "one", 0, words);
	phrase_read(&bad, a, j, "bad", 0, words);
	phrase_read(&none, a, j, "absent", 0, words);
	CHECK_NUM(ps.n, 3);
	CHECK(phrase_any(&ps, STR("That is it")));
	CHECK(phrase_any(&ps, STR("an xx")));
	CHECK(!phrase_any(&ps, STR("so is x")));
	CHECK(one.n == 1 && phrase_any(&one, STR("bab")) && !phrase_any(&one, STR("A")));
	CHECK(!phrase_any(&none, STR("x")));
	CHECK(!phrase_any(&bad, STR("(")));
	CHECK(!phrase_check(&bad, &err));
	CHECK(phrase_check(&ps, &err));
	phrase_close(&ps);
	phrase_close(&one);
	phrase_close(&bad);
	arena_free(a);
}

TEST(tags_count_only_in_their_places)
{
	static const struct {
		const char *subject;
		const char *hit;	/* "" none */
	} rows[] = {
		{ "[PATCH] foo: bar", "" },
		{ "[PATCH WIP 1/2] foo: bar", "WIP" },
		{ "[WIP][PATCH] foo", "WIP" },
		{ "[PATCH wip-tests] foo", "" },
		{ "[PATCH] WIP: foo", "WIP" },
		{ "[PATCH] WIP/foo: bar", "WIP" },
		{ "[PATCH] foo: WIP", "WIP" },
		{ "[PATCH] foo: *WIP* bar", "WIP" },
		{ "[PATCH] foo: a WIP bar", "" },
		{ "[PATCH] foo - WIP - bar", "WIP" },
		{ "[PATCH foo", "" },
		{ "[", "" }, { "", "" },
		{ "[PATCH] not WIP: any more", "" },
		{ "[PATCH] foo: end a->b() WIP", "" },
		{ "[PATCH] foo: end b(c) WIP", "" },
		{ "[PATCH] foo (WIP) bar", "WIP" },
		{ "[PATCH] foo: end #[wip]s and a[wip]", "" },
	};
	struct arena *a = arena_new();
	struct json *j = json_of(a, "{\"tags\": [{\"name\": \"WIP\", \"pattern\": \"wip\","
				 "\"strength\": \"strong\", \"unless\": \"^not\","
				 "\"places\": [\"bracket\", \"prefix\", \"segment\"]}]}");
	struct json *bad = json_of(a, "{\"tags\": [{\"name\": \"A\", \"pattern\": \"a\","
				   "\"strength\": \"weak\", \"places\": [\"here\"]}]}");
	struct tags ts, none;
	struct err err;
	struct str hit;

	CHECK(tags_read(&ts, a, j, NULL, &err));
	CHECK(!tags_read(&none, a, bad, NULL, &err));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		hit = STR("");
		CHECK_AT(tag_find(&ts.v[0], str_of(rows[i].subject), &hit) ==
			 (rows[i].hit[0] != '\0'), i);
		if (rows[i].hit[0])
			CHECK_STR(hit, rows[i].hit);
	}
	tags_close(&ts);
	arena_free(a);
}
