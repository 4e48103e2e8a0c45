/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail/mbox.h - bytes to raw messages.
 *
 * Source: RFC 4155; mboxrd and mboxo as described in mbox(5) of qmail.
 * A message begins at a line "From " that starts the text or follows an empty
 * line and looks like a separator (an address and a date, or git's
 * "From <40 hex> Mon Sep 17"); text that does not begin with "From " is one
 * message. In mboxrd a body line that begins with "From " is written ">From "
 * and each further level of ">" once more; mbox_unquote() takes one level off,
 * also for mboxo (where the loss is not visible).
 */
#ifndef WINNOW_MAIL_MBOX_H
#define WINNOW_MAIL_MBOX_H

#include "base/str.h"

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
};

void mbox_open(struct mbox *m, struct str text);
bool mbox_next(struct mbox *m, struct mbox_raw *out);

#endif
