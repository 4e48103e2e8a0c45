/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd/option.h - a command's options as a table pointing at its own locals.
 *
 *	struct option opts[] = {
 *		OPT_FLAG('q', "quiet", &quiet, "no summary"),
 *		OPT_STR(0, "spec", &spec, "NAME@VERSION", "the target"),
 *		OPT_CHOICE(0, "order", &order, "WHERE", "above|below", "..."),
 *		OPT_ALSO(report_options),	rows shared with other commands
 *		OPT_END,
 *	};
 *	argc = option_parse(argc, argv, opts, "check [OPTIONS] SERIES...");
 *
 * Long options take "--name=value" or "--name value"; "--" ends them; a lone
 * "-" is an operand. Help is printed from the same rows.
 */
#ifndef WINNOW_CMD_OPTION_H
#define WINNOW_CMD_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_kind { OPTION_END, OPTION_FLAG, OPTION_STR, OPTION_CHOICE, OPTION_NUM,
		   OPTION_LIST, OPTION_OPTIONAL, OPTION_ALSO };

struct option {
	enum option_kind kind;
	char letter;
	const char *name;
	void *value;
	const char *arg;	/* name of the value in the help */
	const char *help;	/* NULL: not listed (an alias) */
	const char *choices;	/* "a|b|c": the values there are */
};

/* Values of an option that may be given several times. */
struct option_list {
	const char *v[64];
	size_t n;
};

#define OPT_FLAG(l, n, p, h) { OPTION_FLAG, l, n, (bool *){ p }, NULL, h, NULL }
#define OPT_STR(l, n, p, a, h) { OPTION_STR, l, n, (const char **){ p }, a, h, NULL }
#define OPT_CHOICE(l, n, p, a, c, h) { OPTION_CHOICE, l, n, (const char **){ p }, a, h, c }
#define OPT_NUM(l, n, p, a, h) { OPTION_NUM, l, n, (uint64_t *){ p }, a, h, NULL }
#define OPT_LIST(l, n, p, a, h) { OPTION_LIST, l, n, (struct option_list *){ p }, a, h, NULL }
/* "--color" alone gives "", "--color=never" its value. */
#define OPT_OPTIONAL(l, n, p, a, c, h) { OPTION_OPTIONAL, l, n, (const char **){ p }, a, h, c }
#define OPT_ALSO(table) { OPTION_ALSO, 0, NULL, (struct option *){ table }, NULL, NULL, NULL }
#define OPT_END { OPTION_END, 0, NULL, NULL, NULL, NULL, NULL }

/* Rows that several commands have. */
#define OPT_COLOR(p) \
	OPT_OPTIONAL(0, "color", p, "WHEN", "always|never|auto", "always, never or auto")

/* Takes the options out of argv[1..); what is left are operands, argv[0] stays
 * and the new argc is returned. -1: bad usage, said on stderr. -2: --help was
 * printed on stdout. */
int option_parse(int argc, char **argv, const struct option *opts,
		 const char *usage);

#endif
