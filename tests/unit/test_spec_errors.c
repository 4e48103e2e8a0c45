// SPDX-License-Identifier: GPL-2.0-or-later
// A spec-db that is wrong is told by file and key; what is odd is found.
#include "test.h"

#include "base/file.h"
#include "spec/specheck.h"

static const char family[] =
	"{\"v\":1,\"family\":\"foo\",\"title\":\"Foo\",\"interface\":\"FOO\","
	"\"document\":null,\"owner\":2,"
	"\"ranges\":[\"0xC2000000-0xC20000FF\"],\"macros\":[]}";

#define HEAD "{\"v\":1,\"spec\":\"foo\",\"version\":\"1.0\",\"abi\":null," \
	"\"complete\":{\"commands\":true,\"types\":true,\"members\":true}," \
	"\"standing\":\"text\",\"sources\":{\"a\":{\"ref\":\"A\",\"kind\":" \
	"\"text\"}}"
#define ONE "{\"name\":\"X\",\"fid\":\"0xC2000001\",\"in\":[],\"out\":[]"

static char dir[] = "/tmp/winnow-spec-XXXXXX";

static void put(struct arena *a, const char *name, struct str text)
{
	struct err err;

	if (!file_write(arena_printf(a, "%s/spec-db/%s", dir, name), text,
			&err))
		printf("%s\n", err.msg);
}

static void clean_up(void)
{
	static const char *const names[] = {
		"/spec-db/foo/family.json", "/spec-db/foo/1.0.json",
		"/spec-db/schema.json", "/spec-db/foo", "/spec-db", "",
	};
	char path[200];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s%s", dir, names[i]);
		remove(path);
	}
}

static const char *set_up(struct arena *a, const char *fam, const char *version)
{
	struct str schema = STR("{}");
	const char *base;
	struct err err;
	static bool made;

	if (!made) {
		made = mkdtemp(dir) != NULL;
		atexit(clean_up);
	}
	base = arena_printf(a, "%s/spec-db", dir);
	file_mkdirs(arena_printf(a, "%s/foo", base), &err);
	file_read(a, "spec-db/schema.json", 0, &schema, &err);
	put(a, "schema.json", schema);
	put(a, "foo/family.json", str_of(fam));
	put(a, "foo/1.0.json", str_of(version));
	return base;
}

TEST(errors_name_file_and_key)
{
	static const struct { const char *family, *version, *want; } rows[] = {
		{ family, HEAD "}", NULL },
		{ family, HEAD ",\"commands\":[" ONE "}]}", NULL },
		{ "[]", HEAD "}", "spec-db/foo/family.json: not an object" },
		{ "{\"v\":2,\"family\":\"foo\",\"title\":\"F\","
		  "\"interface\":\"F\"}", HEAD "}",
		  "spec-db/foo/family.json: v: not 1" },
		{ family, HEAD ",\"commands\":[{\"name\":\"X\",\"fid\":12}]}",
		  "spec-db/foo/1.0.json: commands[0].fid: not a hex string" },
		{ family, HEAD ",\"commands\":[" ONE "},{\"name\":\"Y\","
		  "\"fid\":\"0x1C2000001\"}]}",
		  "spec-db/foo/1.0.json: commands[1].fid: not a hex string" },
		{ family, HEAD ",\"commands\":[{\"fid\":\"0xC2000001\"}]}",
		  "spec-db/foo/1.0.json: commands[0].name: missing" },
		{ family, HEAD ",\"commands\":{}}",
		  "spec-db/foo/1.0.json: commands: not a list" },
		{ family, HEAD ",\"commands\":[7]}",
		  "spec-db/foo/1.0.json: commands[0]: not an object" },
		{ family, HEAD ",\"commands\":[{\"name\":\"X\",\"fid\":"
		  "\"0xC2000001\",\"in\":[\"a@Y1\"]}]}",
		  "spec-db/foo/1.0.json: commands[0].in: an argument is not "
		  "NAME, NAME:TYPE or NAME@Xn" },
		{ family, HEAD ",\"commands\":[" ONE ",\"standing\":\"sure\"}]}",
		  "spec-db/foo/1.0.json: commands[0].standing: not one of text, "
		  "agreed, single, presumed, conflict" },
		{ family, HEAD ",\"commands\":[" ONE ",\"src\":[\"b\"]}]}",
		  "spec-db/foo/1.0.json: commands[0].src: names a source that "
		  "is not in sources" },
		{ family, HEAD ",\"commands\":[" ONE ",\"conflict\":\"c\"}]}",
		  "spec-db/foo/1.0.json: commands[0].conflict: is not in "
		  "conflicts" },
		{ family, HEAD ",\"bits\":[{\"name\":\"B\",\"fields\":"
		  "{\"f\":\"3:7\"}}]}",
		  "spec-db/foo/1.0.json: bits[0].fields: a field is not "
		  "\"HI:LO TYPE\"" },
		{ family, HEAD ",\"enums\":[{\"name\":\"E\",\"values\":"
		  "{\"f\":1.5}}]}",
		  "spec-db/foo/1.0.json: enums[0].values: a value is not a "
		  "whole number" },
		{ family, HEAD ",\"structs\":[{\"name\":\"S\",\"fields\":"
		  "[{\"name\":\"f\",\"at\":\"0xfffffffff\"}]}]}",
		  "spec-db/foo/1.0.json: structs[0].fields[0].at: not a hex "
		  "string in range" },
		{ family, "{\"v\":1,\"spec\":\"bar\",\"version\":\"1.0\","
		  "\"standing\":\"text\"}",
		  "spec-db/foo/1.0.json: spec: is not its folder" },
		{ family, "{\"v\":1,\"spec\":\"foo\",\"version\":\"2.0\","
		  "\"standing\":\"text\"}",
		  "spec-db/foo/1.0.json: version: is not the name of the file" },
		{ family, "{\"v\":1,\"spec\":\"foo\",\"version\":\"1.0\","
		  "\"standing\":\"text\"}",
		  "spec-db/foo/1.0.json: sources: missing or empty" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *a = arena_new();
		struct err err = { "" };
		struct specdb db;
		bool ok = specdb_open(&db, a, set_up(a, rows[i].family,
						     rows[i].version), &err) &&
			  specdb_need_all(&db, &err);

		CHECK_AT(ok == !rows[i].want, i);
		if (rows[i].want)
			CHECK_STR(err.msg, rows[i].want);
		arena_free(a);
	}
}

TEST(any_cut_of_a_file_is_an_error_and_no_more)
{
	static const char text[] = HEAD ",\"commands\":[" ONE "}],"
		"\"bits\":[{\"name\":\"B\",\"fields\":{\"f\":\"7:3 T\"}}]}";

	for (size_t n = 0; n < sizeof(text) - 1; n++) {
		struct arena *a = arena_new();
		struct err err = { "" };
		struct specdb db;
		char *cut = arena_strndup(a, text, n);

		CHECK_AT(!(specdb_open(&db, a, set_up(a, family, cut), &err) &&
			   specdb_need_all(&db, &err)) && err.msg[0], n);
		arena_free(a);
	}
}

TEST(what_a_schema_cannot_say_is_a_problem)
{
	static const struct { const char *version, *at, *what; } rows[] = {
		{ HEAD ",\"oops\":1}", "oops", "is not in the schema" },
		{ HEAD ",\"commands\":[{\"name\":\"X\",\"fid\":\"0xC2000100\","
		  "\"in\":[],\"out\":[]}]}", "commands[0] X",
		  "0xC2000100 is in none of the family's ranges" },
		{ HEAD ",\"commands\":[" ONE "}," ONE "}]}", "commands[1] X",
		  "the name is given twice" },
		{ HEAD ",\"commands\":[" ONE ",\"standing\":\"conflict\"}]}",
		  "commands[0] X", "in conflict, but names no conflict" },
		{ HEAD ",\"bits\":[{\"name\":\"B\",\"fields\":{\"f\":\"7:3\","
		  "\"g\":\"3:0\"}}]}", "types[0] B", "f and g overlap" },
		{ HEAD ",\"structs\":[{\"name\":\"S\",\"size\":\"0x10\","
		  "\"fields\":[{\"name\":\"f\",\"at\":\"0xc\",\"size\":8}]}]}",
		  "types[0] S.f", "ends beyond the structure" },
		{ HEAD ",\"enums\":[{\"name\":\"E\",\"width\":1,\"values\":"
		  "{\"a\":2}}]}", "types[0] E.a", "2 does not fit into 1 bits" },
		{ HEAD ",\"changes\":[{\"from\":\"0.9\",\"removed\":[{\"old\":"
		  "\"Z\",\"how\":\"h\"}]}]}", "changes[0] Z",
		  "there is no version 0.9" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *a = arena_new();
		const char *dir = set_up(a, family, rows[i].version);
		struct spec_problems p = { 0 };
		struct specheck_count n;
		struct err err = { "" };

		CHECK_AT(specheck(a, &dir, 1, &p, &n, &err), i);
		if (CHECK_AT(p.n > 0, i)) {
			CHECK_STR(p.v[0].file, "spec-db/foo/1.0.json");
			CHECK_STR(p.v[0].at, rows[i].at);
			CHECK_STR(p.v[0].what, rows[i].what);
		}
		arena_free(a);
	}
}

TEST(the_shipped_database_is_consistent)
{
	struct arena *a = arena_new();
	const char *dir = "spec-db";
	struct spec_problems p = { 0 };
	struct specheck_count n;
	struct err err = { "" };

	CHECK(specheck(a, &dir, 1, &p, &n, &err));
	CHECK_NUM(p.n, 0);
	vec_for(struct spec_problem, it, &p)
		printf("%.*s: %.*s: %.*s\n", STR_FMT(it->file),
		       STR_FMT(it->at), STR_FMT(it->what));
	CHECK(n.families >= 10 && n.versions >= 35);
	arena_free(a);
}
