/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/visible.h - bytes that steer a terminal, or end a line, as text.
 *
 * Subjects, code and names of files are anybody's: printed as they are they
 * could move the cursor, colour lines or give a terminal commands, and a name
 * with a line feed would be two lines.
 */
#ifndef WINNOW_BASE_VISIBLE_H
#define WINNOW_BASE_VISIBLE_H

#include "base/buf.h"

/* A name, with such bytes as git writes them in names: \n, \033. */
void visible_name(struct buf *out, struct str name);

/* A message of one line: such bytes but tabs become question marks. */
void visible_line(char *s);

/* Output on its way to a terminal. Lines and tabs stay, and colours as winnow
 * sets them; the rest is written as cat -v does it: ^[, M-^[. A zeroed struct is
 * a beginning; `held` may be left at the end and is never shown. */
struct visible_stream {
	char held[8];
	size_t n;
};
void visible_text(struct visible_stream *v, struct buf *out, struct str text);

#endif
