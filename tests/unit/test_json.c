// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/json.h"

TEST(values_are_read_by_type)
{
	struct err err = { "" };
	struct json *j = json_parse(STR("{\"s\":\"x\",\"n\":7,\"h\":\"0xC4000150\","
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
	json_free(j);
	json_free(NULL);
}

TEST(what_is_no_json_is_told_with_its_line)
{
	static const char *const rows[] = {
		"", "{", "{\"a\":}", "[1,]", "{\"a\":1} x", "nul", "\"open",
	};
	struct str deep;
	struct err err;
	char many[5000];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		err.msg[0] = '\0';
		CHECK_AT(!json_parse(str_of(rows[i]), "t.json", &err), i);
		CHECK_AT(!strncmp(err.msg, "t.json:1: ", 10), i);
	}
	CHECK(!json_parse(STR("{\n\"a\": 1,\n!\n}"), "t.json", &err));
	CHECK(!strncmp(err.msg, "t.json:3: ", 10));
	memset(many, '[', sizeof(many));
	deep = str_n(many, sizeof(many));
	CHECK(!json_parse(deep, "t.json", &err));
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
