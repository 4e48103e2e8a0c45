/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail/mbox.h - bytes to raw messages.
 *
 * Source: RFC 4155; mboxrd and mboxo as described in mbox(5) of qmail.
 * A message begins at a line "From " that looks like a separator (it ends in a
 * date as ctime(3) writes it: "From <40 hex> Mon Sep 17 00:00:00 2001") and
 * starts the text, follows an empty line or stands before a header field.
 * Text that does not begin with a separator (empty lines aside) is one message.
 * In mboxrd a body line that begins with "From " is written ">From " and each
 * further level of ">" once more; mbox_unquote() takes one level off, also for
 * mboxo (where the loss is not visible). git-format-patch quotes nothing, and
 * says so by the date in its separators.
 */
#ifndef WINNOW_MAIL_MBOX_H
#define WINNOW_MAIL_MBOX_H

#include "base/str.h"

/* In every separator of git-format-patch, whatever the commit's date is. */
#define MBOX_GIT_DATE "Mon Sep 17 00:00:00 2001"

struct mbox {
	struct str rest;
	size_t line;		/* of the front of rest, from 1 */
	bool started;
};

/* One message as it lies in the file, its "From " line included. */
struct mbox_raw {
	struct str text;
	size_t line;		/* of its first line in the file, from 1 */
	bool from_line;		/* text starts with a separator */
	bool quoted;		/* it does, and ">From " is somewhere in it */
};

void mbox_open(struct mbox *m, struct str text);
bool mbox_next(struct mbox *m, struct mbox_raw *out);

/* The line "From ...": does it separate messages? */
bool mbox_separator(struct str line);

/* A body line without one level of ">From " quoting. */
static inline struct str mbox_unquote(struct str line)
{
	size_t i = 0;

	while (i < line.n && line.p[i] == '>')
		i++;
	if (i && str_starts(str_n(line.p + i, line.n - i), STR("From ")))
		return str_n(line.p + 1, line.n - 1);
	return line;
}

#endif
