// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "base/json.h"

TEST(values_are_read_by_type)
{
	struct err err = { "" };
	struct arena *a = arena_new();
	struct json *j = json_parse(a, STR("{\"s\":\"x\",\"n\":7,\"h\":\"0xC4000150\","
					   "\"b\":true,\"a\":[1,2,3],\"z\":null}"),
				    "t.json", &err);
	uint64_t n = 0, sum = 0;
	struct str s;
	bool b = false;

	CHECK(j != NULL);
	CHECK(json_str(j, "s", &s) && str_eq(s, STR("x")));
	CHECK(json_num(j, "n", &n, 10) && n == 7);
	CHECK(!json_num(j, "n", &n, 6));
	CHECK(json_num(j, "h", &n, UINT32_MAX) && n == 0xC4000150);
	CHECK(json_bool(j, "b", &b) && b);
	CHECK(!json_str(j, "n", &s) && !json_num(j, "s", &n, 10));
	CHECK(!json_bool(j, "absent", &b) && !json_str(j, "z", &s));
	CHECK_NUM(json_type(json_get(j, "z")), JSON_NULL);
	CHECK_NUM(json_type(json_get(j, "absent")), JSON_NULL);
	json_for(it, json_get(j, "a"))
		if (json_to_num(it, &n, 9))
			sum += n;
	CHECK_NUM(sum, 6);
	CHECK_NUM(json_len(json_get(j, "a")), 3);
	CHECK(json_get(NULL, "a") == NULL && json_first(NULL) == NULL);
	arena_free(a);
}

TEST(what_is_no_json_is_told_with_its_line)
{
	static const char *const rows[] = {
		"", "{", "{\"a\":}", "[1,]", "{\"a\":1} x", "nul", "\"open",
		"{\"a\" 1}", "{a:1}", "{\"a\":1,}", "[1 2]", "[1}", "]", "-",
		".5", "1e", "+1", "0x10", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"",
		"\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\\", "\"\\\"", "tru", "[,1]",
	};
	struct arena *a = arena_new();
	struct str deep;
	struct err err;
	char many[5000];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		err.msg[0] = '\0';
		CHECK_AT(!json_parse(a, str_of(rows[i]), "t.json", &err), i);
		CHECK_AT(!strncmp(err.msg, "t.json:1: ", 10), i);
	}
	CHECK(!json_parse(a, STR("{\n\"a\": 1,\n!\n}"), "t.json", &err));
	CHECK(!strncmp(err.msg, "t.json:3: ", 10));
	memset(many, '[', sizeof(many));
	deep = str_n(many, sizeof(many));
	CHECK(!json_parse(a, deep, "t.json", &err));
	arena_free(a);
}

TEST(strings_lose_their_escapes)
{
	static const struct { const char *in, *want; } rows[] = {
		{ "\"\"", "" },
		{ "\xef\xbb\xbf \"plain\"\n", "plain" },
		{ "\"a\\\"b\\\\c\\/d\"", "a\"b\\c/d" },
		{ "\"\\b\\f\\n\\r\\t|\"", "\b\f\n\r\t|" },
		{ "\"\\u0041\\u00e9\\u20ac\"", "A\xc3\xa9\xe2\x82\xac" },
		{ "\"\\ud83d\\ude00!\"", "\xf0\x9f\x98\x80!" },
		{ "\"caf\xe9\ttab\"", "caf\xe9\ttab" },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct str s = STR("?");

		CHECK_AT(json_to_str(json_parse(a, str_of(rows[i].in), "t", NULL), &s), i);
		CHECK_STR(s, rows[i].want);
	}
	arena_free(a);
}

TEST(numbers_are_those_of_json)
{
	static const struct { const char *in; double want; } rows[] = {
		{ "0", 0 }, { "-0", 0 }, { "12", 12 }, { "-3.5", -3.5 }, { "1e3", 1000 },
		{ "2.5E-1", 0.25 }, { "4294967295", 4294967295.0 },
	};
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		double d = 1.25;

		CHECK_AT(json_to_double(json_parse(a, str_of(rows[i].in), "t", NULL), &d), i);
		CHECK_AT(d == rows[i].want, i);
	}
	arena_free(a);
}

TEST(members_keep_their_order_and_the_first_of_a_name_counts)
{
	struct arena *a = arena_new();
	struct json *j = json_parse(a, STR("{\"a\":[],\"b\":{\"c\":[[1],{}]},\"a\":2}"),
				    "t", NULL);
	struct buf b = BUF;

	CHECK_NUM(json_len(j), 3);
	json_for(it, j)
		buf_add(&b, json_key(it));
	CHECK_STR(buf_str(&b), "aba");
	CHECK_NUM(json_type(json_get(j, "a")), JSON_ARRAY);
	CHECK_NUM(json_len(json_get(j, "a")), 0);
	CHECK_NUM(json_len(json_get(json_get(j, "b"), "c")), 2);
	buf_free(&b);
	arena_free(a);
}

TEST(output_is_utf8_whatever_goes_in)
{
	static const struct { const char *in; const char *want; } rows[] = {
		{ "plain", "\"plain\"" },
		{ "\"\\/\b\f\n\r\t", "\"\\\"\\\\/\\u0008\\u000c\\n\\r\\t\"" },
		{ "\x01\x1f", "\"\\u0001\\u001f\"" },
		{ "caf\xc3\xa9", "\"caf\xc3\xa9\"" },
		{ "caf\xe9", "\"caf\xc3\xa9\"" },
		{ "\xed\xa0\x80", "\"\xc3\xad\xc2\xa0\xc2\x80\"" },
		{ "\xc3", "\"\xc3\x83\"" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf b = BUF;
		struct jw w = JW(&b);

		jw_str(&w, str_of(rows[i].in));
		CHECK_STR(buf_str(&b), rows[i].want);
		buf_free(&b);
	}
}

TEST(commas_and_nesting_are_kept_by_the_writer)
{
	struct buf b = BUF;
	struct jw w = JW(&b);

	jw_begin(&w, '{');
	jw_knum(&w, "a", 1);
	jw_key(&w, "b");
	jw_begin(&w, '[');
	jw_end(&w, ']');
	jw_key(&w, "c");
	jw_begin(&w, '[');
	jw_int(&w, -5);
	jw_begin(&w, '{');
	jw_kstr_or_null(&w, "d", STR(""));
	jw_kbool(&w, "e", false);
	jw_end(&w, '}');
	jw_end(&w, ']');
	jw_end(&w, '}');
	CHECK_STR(buf_str(&b), "{\"a\":1,\"b\":[],\"c\":[-5,{\"d\":null,\"e\":false}]}");
	buf_free(&b);
}
