// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/option.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

static const struct option *by_name(const struct option *opts, struct str name)
{
	for (const struct option *o = opts; o->kind != OPTION_END; o++) {
		if (o->kind == OPTION_ALSO) {
			const struct option *hit = by_name(o->value, name);

			if (hit)
				return hit;
		} else if (str_eq(str_of(o->name), name)) {
			return o;
		}
	}
	return NULL;
}

static const struct option *by_letter(const struct option *opts, char letter)
{
	for (const struct option *o = opts; o->kind != OPTION_END; o++) {
		if (o->kind == OPTION_ALSO) {
			const struct option *hit = by_letter(o->value, letter);

			if (hit)
				return hit;
		} else if (o->letter && o->letter == letter) {
			return o;
		}
	}
	return NULL;
}

static void print_row(const struct option *o)
{
	char left[64];

	if (!o->help)
		return;
	snprintf(left, sizeof(left), "%c%c%s --%s%s%s", o->letter ? '-' : ' ',
		 o->letter ? o->letter : ' ', o->letter ? "," : " ", o->name,
		 o->arg ? "=" : "", o->arg ? o->arg : "");
	if (strlen(left) > 27)
		printf("  %s\n  %-27s %s\n", left, "", o->help);
	else
		printf("  %-27s %s\n", left, o->help);
}

static void print_rows(const struct option *opts)
{
	for (const struct option *o = opts; o->kind != OPTION_END; o++) {
		if (o->kind == OPTION_ALSO)
			print_rows(o->value);
		else
			print_row(o);
	}
}

static int bad(const char *usage, struct str option, const char *what)
{
	fprintf(stderr, "winnow: %.*s: %s\nusage: winnow %s\n",
		STR_FMT(option), what, usage);
	return -1;
}

/* "a|b|c": not a, b or c. */
static void print_choices(struct str choices)
{
	struct str one;

	for (const char *before = "not "; choices.n; before = ", ") {
		if (!str_until(&choices, '|', &one)) {
			one = choices;
			choices.n = 0;
			before = before[0] == 'n' ? before : " or ";
		}
		fprintf(stderr, "%s%.*s", before, STR_FMT(one));
	}
}

static int bad_value(const char *usage, const struct option *o, const char *value)
{
	fprintf(stderr, "winnow: --%s: %s: ", o->name, value);
	if (o->choices)
		print_choices(str_of(o->choices));
	else
		fputs(o->kind == OPTION_NUM ? "not a number" : "one too many", stderr);
	fprintf(stderr, "\nusage: winnow %s\n", usage);
	return -1;
}

static bool takes_value(const struct option *o)
{
	return o->kind == OPTION_STR || o->kind == OPTION_CHOICE ||
	       o->kind == OPTION_NUM || o->kind == OPTION_LIST;
}

static bool is_choice(struct str choices, struct str value)
{
	struct str one;

	while (str_until(&choices, '|', &one))
		if (str_eq(one, value))
			return true;
	return str_eq(choices, value);
}

static bool store(const struct option *o, const char *value)
{
	struct option_list *list;

	switch (o->kind) {
	case OPTION_FLAG:
		*(bool *)o->value = true;
		return true;
	case OPTION_STR:
	case OPTION_CHOICE:
	case OPTION_OPTIONAL:
		*(const char **)o->value = value ? value : "";
		return !value || !o->choices || is_choice(str_of(o->choices), str_of(value));
	case OPTION_NUM:
		return str_to_num(str_of(value), o->value);
	case OPTION_LIST:
		list = o->value;
		if (list->n == sizeof(list->v) / sizeof(*list->v))
			return false;
		list->v[list->n++] = value;
		return true;
	default:
		return false;
	}
}

/* One "--name[=value]" or a cluster of letters, whose last may take a value
 * (argv[*i + 1]). */
static int parse_one(int argc, char **argv, int *i, const struct option *opts,
		     const char *usage)
{
	struct str word = str_of(argv[*i]), option = word, name;
	const char *value = NULL;
	const struct option *o;

	if (str_eat(&word, STR("--"))) {
		name = word;
		if (str_until(&word, '=', &name))
			value = word.p;
		option = str_sub(option, 0, 2 + name.n);
		o = by_name(opts, name);
	} else {
		name = str_sub(word, 1, 1);
		o = by_letter(opts, name.p[0]);
		if (o && !takes_value(o) && word.n > 2) {
			store(o, NULL);
			argv[*i]++;
			argv[*i][0] = '-';
			return parse_one(argc, argv, i, opts, usage);
		}
		if (word.n > 2)
			value = word.p + 2;
	}
	if (!o)
		return bad(usage, option, "no such option");
	if (!value && takes_value(o)) {
		if (*i + 1 >= argc)
			return bad(usage, option, "needs a value");
		value = argv[++*i];
	}
	if (value && o->kind == OPTION_FLAG)
		return bad(usage, option, "takes no value");
	if (!store(o, value))
		return bad_value(usage, o, value);
	return 0;
}

int option_parse(int argc, char **argv, const struct option *opts,
		 const char *usage)
{
	int kept = 1;

	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];

		if (!strcmp(word, "--help") || !strcmp(word, "-h")) {
			printf("usage: winnow %s\n\n", usage);
			print_rows(opts);
			return -2;
		}
		if (!strcmp(word, "--")) {
			while (++i < argc)
				argv[kept++] = argv[i];
			break;
		}
		if (word[0] != '-' || !word[1])
			argv[kept++] = argv[i];
		else if (parse_one(argc, argv, &i, opts, usage))
			return -1;
	}
	argv[kept] = NULL;
	return kept;
}
