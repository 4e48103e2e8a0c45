// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "cmd/option.h"

struct got {
	bool quiet, verbose;
	const char *format, *color, *order;
	uint64_t n;
	struct option_list types;
};

static struct option shared[] = {
	OPT_END,
	OPT_END,
};

/* Words of a line become argv; what is left is written back, one blank
 * between. Returns option_parse()'s answer. */
static int parse(struct got *g, const char *line, char *left, size_t size)
{
	static char words[300];
	char *argv[32] = { "check" }, *save = NULL;
	int argc = 1, n;
	const struct option opts[] = {
		OPT_FLAG('q', "quiet", &g->quiet, "x"),
		OPT_FLAG('v', "verbose", &g->verbose, "x"),
		OPT_STR('f', "format", &g->format, "F", "x"),
		OPT_OPTIONAL(0, "color", &g->color, "WHEN", "always|never", "x"),
		OPT_CHOICE('o', "order", &g->order, "WHERE", "above|below|none", "x"),
		OPT_NUM(0, "patch", &g->n, "N", "x"),
		OPT_ALSO(shared),
		OPT_END,
	};

	*g = (struct got){ 0 };
	shared[0] = (struct option)OPT_LIST(0, "types", &g->types, "T", "x");
	snprintf(words, sizeof(words), "%s", line);
	for (char *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save))
		argv[argc++] = w;
	n = option_parse(argc, argv, opts, "check");
	*left = '\0';
	for (int i = 1; i < n; i++)
		snprintf(left + strlen(left), size - strlen(left), "%s%s",
			 i > 1 ? " " : "", argv[i]);
	return n;
}

TEST(options_and_operands_come_in_any_order)
{
	struct got g;
	char left[100];

	CHECK_NUM(parse(&g, "a -q b --format=json c", left, sizeof(left)), 4);
	CHECK_STR(left, "a b c");
	CHECK(g.quiet && !g.verbose);
	CHECK_STR(g.format, "json");
	CHECK_NUM(parse(&g, "-vq --format text --patch 5 -", left, sizeof(left)), 2);
	CHECK(g.quiet && g.verbose && g.n == 5);
	CHECK_STR(g.format, "text");
	CHECK_STR(left, "-");
	CHECK_NUM(parse(&g, "-- -q --bogus", left, sizeof(left)), 3);
	CHECK_STR(left, "-q --bogus");
	CHECK_NUM(parse(&g, "-fjson x", left, sizeof(left)), 2);
	CHECK_STR(g.format, "json");
	CHECK_NUM(parse(&g, "--format= x", left, sizeof(left)), 2);
	CHECK_STR(g.format, "");
}

TEST(lists_collect_and_optional_values_may_be_left_out)
{
	struct got g;
	char left[100];

	CHECK_NUM(parse(&g, "--types=a --types b,c x", left, sizeof(left)), 2);
	CHECK_NUM(g.types.n, 2);
	CHECK_STR(g.types.v[1], "b,c");
	CHECK(parse(&g, "x", left, sizeof(left)) == 2 && !g.color);
	CHECK(parse(&g, "--color x", left, sizeof(left)) == 2);
	CHECK_STR(g.color, "");
	CHECK(g.color != NULL);
	CHECK(parse(&g, "--color=never x", left, sizeof(left)) == 2);
	CHECK_STR(g.color, "never");
}

TEST(a_choice_is_one_of_the_values)
{
	struct got g;
	char left[100];

	CHECK(parse(&g, "--order=above", left, sizeof(left)) == 1);
	CHECK_STR(g.order, "above");
	CHECK(parse(&g, "-o none", left, sizeof(left)) == 1);
	CHECK_STR(g.order, "none");
	CHECK(parse(&g, "x", left, sizeof(left)) == 2 && !g.order);
}

TEST(bad_usage_is_refused)
{
	static const char *const rows[] = {
		"--bogus", "-x", "-qx", "--format", "-f", "--quiet=yes",
		"--patch=five", "--patch=-1", "--quie", "--=x", "--order=abov",
		"--order=above|below", "--order=", "--order", "--color=red",
	};
	struct got g;
	char left[100];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		CHECK_AT(parse(&g, rows[i], left, sizeof(left)) == -1, i);
}
