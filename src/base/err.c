// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/visible.h"

bool err_set(struct err *err, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return false;
	va_start(ap, fmt);
	vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	visible_line(err->msg);
	return false;
}

void err_vprint(const char *fmt, va_list ap)
{
	char line[8192];	/* a path of any length has room */

	vsnprintf(line, sizeof(line), fmt, ap);
	visible_line(line);
	fprintf(stderr, "winnow: %s\n", line);
}

void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	err_vprint(fmt, ap);
	va_end(ap);
	exit(2);
}
