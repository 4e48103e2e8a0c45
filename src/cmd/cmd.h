/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd/cmd.h - the commands of winnow, and what they share.
 *
 * A command gets its own name as argv[0], returns the exit status, and is the
 * only place (with main.c) that prints.
 */
#ifndef WINNOW_CMD_CMD_H
#define WINNOW_CMD_CMD_H

#include "base/err.h"
#include "rule/rule.h"

enum {
	EXIT_CLEAN = 0, EXIT_FOUND = 1, EXIT_FAILED = 2,
	EXIT_NIPA_WARNING = 250,	/* what NIPA's patch tests take for a warning */
};

int cmd_check(int argc, char **argv);
int cmd_triage(int argc, char **argv);
int cmd_split(int argc, char **argv);
int cmd_scan(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_spec(int argc, char **argv);
int cmd_rules(int argc, char **argv);
int cmd_dump(int argc, char **argv);
int cmd_fetch(int argc, char **argv);

/* Those this process may run on, one at least. */
unsigned cmd_cores(void);

/* "winnow: " and the line to stderr; EXIT_FAILED, so that it can be returned. */
int cmd_fail(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* For main(), before anything is opened: what was closed is not taken for a file
 * of ours, and what goes to a terminal is text and colours only, for it was written
 * by others (see base/visible.h). */
void cmd_guard_output(void);
/* And at the end: `status`, or a failure when not all that was printed is out. */
int cmd_end_output(int status);

/* Colour for --color=WHEN (NULL: not given)? */
bool cmd_color(const char *when);

/* The status that ends a command when option_parse() gave no operands: help was
 * asked for, or the usage was bad. */
static inline int cmd_usage_status(int argc)
{
	return argc == -2 ? EXIT_CLEAN : EXIT_FAILED;
}

/* The rules winnow brings and those of the directory `extra` (may be NULL). */
bool cmd_rules_load(struct rules *out, struct arena *a, const char *extra,
		    struct err *err);

#endif
