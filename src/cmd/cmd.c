// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "cmd/cmd.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

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

bool cmd_flush(struct err *err)
{
	if (fflush(stdout) || ferror(stdout))
		return err_set(err, "standard output: cannot write");
	return true;
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
