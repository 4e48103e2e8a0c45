// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow rules list | show RULE - what is looked for, and from which source. */
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/option.h"
#include "rule/rule.h"

static void list(const struct rules *rs)
{
	struct str group = STR("");

	vec_for(const struct rule, r, rs) {
		if (!str_eq(group, r->group))
			printf("%s%.*s\n", group.n ? "\n" : "", STR_FMT(r->group));
		group = r->group;
		printf("  %-20.*s %-8s %.*s\n", STR_FMT(r->id), level_name(r->level),
		       STR_FMT(r->title));
	}
}

static void print_list(const struct json *list, const char *head)
{
	struct str s;

	if (!json_len(list))
		return;
	printf("\n%s\n", head);
	json_for(it, list)
		if (json_to_str(it, &s))
			printf("  %.*s\n", STR_FMT(s));
}

static void print_examples(const struct rule *r)
{
	static const char *const keys[] = { "subject", "text", "code" };
	const struct json *all = json_get(r->json, "examples");

	if (json_len(all))
		puts("\nexamples");
	json_for(it, all) {
		bool fires = false;
		struct str s;

		json_bool(it, "fires", &fires);
		for (size_t k = 0; k < 3; k++)
			if (json_str(it, keys[k], &s))
				printf("  %-7s %s: %.*s\n", fires ? "fires" : "quiet",
				       keys[k], STR_FMT(s));
	}
}

static void show(const struct rule *r)
{
	printf("%.*s (%.*s, %s)\n  %.*s\n\nwhy\n  %.*s\n\nsays\n  %.*s\n",
	       STR_FMT(r->id), STR_FMT(r->group), level_name(r->level),
	       STR_FMT(r->title), STR_FMT(r->why), STR_FMT(r->message));
	print_list(json_get(r->json, "references"), "references");
	print_examples(r);
	printf("\nfile\n  %s, matcher %.*s\n", r->path, STR_FMT(r->matcher));
}

static int run(const struct rules *rs, int argc, char **argv)
{
	int shown = 0;

	if (argc < 2 || !strcmp(argv[1], "list")) {
		list(rs);
		return EXIT_CLEAN;
	}
	if (strcmp(argv[1], "show") || argc < 3) {
		fputs("usage: winnow rules list | show RULE...\n", stderr);
		return EXIT_FAILED;
	}
	for (int i = 2; i < argc; i++) {
		int before = shown;

		vec_for(const struct rule, r, rs) {
			if (!str_eq_nocase(r->id, str_of(argv[i])))
				continue;
			if (shown++)
				puts("");
			show(r);
		}
		if (shown == before)
			return cmd_fail("%s: no such rule", argv[i]);
	}
	return EXIT_CLEAN;
}

int cmd_rules(int argc, char **argv)
{
	const char *extra = NULL;
	struct option opts[] = {
		OPT_STR(0, "rules", &extra, "DIR", "rules beside the ones winnow brings"),
		OPT_END,
	};
	struct arena *a = arena_new();
	struct rules rs = { 0 };
	struct err err;
	int status;

	argc = option_parse(argc, argv, opts, "rules list | show RULE...");
	if (argc < 0) {
		arena_free(a);
		return cmd_usage_status(argc);
	}
	if (cmd_rules_load(&rs, a, extra, &err))
		status = run(&rs, argc, argv);
	else
		status = cmd_fail("%s", err.msg);
	arena_free(a);
	return status;
}
