/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail/body.h - the body of a mail: which parts, decoded, in one text.
 *
 * The body is the plain text; behind it, where the text holds no diff, what an
 * attached patch adds to it. A patch that is attached twice counts once. Left
 * out: HTML beside plain text, signatures, list footers in parts of their own.
 * A damaged or unread part is in m->problems.
 */
#ifndef WINNOW_MAIL_BODY_H
#define WINNOW_MAIL_BODY_H

#include "mail/message.h"

/* Fills body, raw_lines, raw_first, nlines, flowed, decoded. `body` is the raw
 * text behind the head, `line` its first line; `mail` begins with the first
 * field; `quoted`: ">From " is somewhere in it. */
void body_parse(struct arena *a, struct message *m, struct str mail,
		struct str body, uint32_t line, bool quoted);

#endif
