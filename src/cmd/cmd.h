/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd/cmd.h - the commands of winnow, and what they share.
 *
 * A command gets its own name as argv[0], returns the exit status, and is the
 * only place (with main.c) that prints.
 */
#ifndef WINNOW_CMD_CMD_H
#define WINNOW_CMD_CMD_H

enum { EXIT_CLEAN = 0, EXIT_FOUND = 1, EXIT_FAILED = 2 };

int cmd_check(int argc, char **argv);
int cmd_triage(int argc, char **argv);
int cmd_split(int argc, char **argv);
int cmd_scan(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_spec(int argc, char **argv);
int cmd_rules(int argc, char **argv);
int cmd_dump(int argc, char **argv);
int cmd_fetch(int argc, char **argv);

#endif
