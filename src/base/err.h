/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/err.h - one line about what the world did to us, and die().
 *
 * A function that can fail for reasons outside winnow takes `struct err *`,
 * fills it once and returns false; callers pass it up unchanged. The line
 * names the place first: `spec-db/rmm/1.0.json: commands[4].fid: not a hex
 * string`. It has no final newline.
 */
#ifndef WINNOW_BASE_ERR_H
#define WINNOW_BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>

struct err {
	char msg[1024];
};

/* Fills err (which may be NULL) and returns false: `return err_set(...)`. */
bool err_set(struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* "winnow: ..." and a line end, to stderr. */
void err_vprint(const char *fmt, va_list ap)
	__attribute__((format(printf, 1, 0)));

/* A bug or no memory: one line to stderr, exit status 2. */
void die(const char *fmt, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

#endif
