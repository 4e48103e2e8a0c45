// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "cmd/cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/visible.h"

unsigned cmd_cores(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) ? 1 : (unsigned)CPU_COUNT(&set);
}

int cmd_fail(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	err_vprint(fmt, ap);
	va_end(ap);
	return EXIT_FAILED;
}

int cmd_end_output(int status)
{
	if (fflush(stdout) || ferror(stdout))
		return cmd_fail("standard output: cannot write");
	return status;
}

/* The next file that is opened would be standard output: what is printed would go
 * into it. */
static void keep_taken(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

#ifdef __GLIBC__
static ssize_t write_visible(void *cookie, const char *p, size_t n)
{
	static struct visible_stream v;
	struct buf out = BUF;
	size_t at = 0;
	bool all;

	(void)cookie;
	visible_text(&v, &out, str_n(p, n));
	while (at < out.n) {
		ssize_t put = write(STDOUT_FILENO, out.p + at, out.n - at);

		if (put < 0 && errno != EINTR)
			break;
		at += put > 0 ? (size_t)put : 0;
	}
	all = at == out.n;
	buf_free(&out);
	return all ? (ssize_t)n : 0;
}
#endif

void cmd_guard_output(void)
{
	keep_taken();
#ifdef __GLIBC__
	/* Others have no stream that can be put in place of this one. */
	FILE *f = isatty(STDOUT_FILENO) ?
		fopencookie(NULL, "w", (cookie_io_functions_t){ .write = write_visible }) : NULL;

	if (!f)
		return;
	setvbuf(f, NULL, _IOLBF, BUFSIZ);
	stdout = f;
#endif
}

bool cmd_color(const char *when)
{
	if (!when)
		return isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
	return strcmp(when, "never") &&
	       (strcmp(when, "auto") || isatty(STDOUT_FILENO));
}

bool cmd_rules_load(struct rules *out, struct arena *a, const char *extra,
		    struct err *err)
{
	const char *dirs[2] = { file_data_dir(a, "rules", err), extra };

	return dirs[0] && rules_load(out, a, dirs, extra ? 2 : 1, err);
}
