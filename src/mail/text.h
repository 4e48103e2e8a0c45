/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail/text.h - text on its way from the mail to the body, with the line of
 * the raw message for each of its lines; format=flowed, line ends.
 *
 * Source: RFC 3676; git-mailinfo(1), which joins flowed lines too.
 */
#ifndef WINNOW_MAIL_TEXT_H
#define WINNOW_MAIL_TEXT_H

#include "base/arena.h"
#include "base/str.h"

struct text {
	struct str s;
	uint32_t *lines;	/* NULL: one by one from `first` */
	uint32_t first;
	size_t nlines;
};

/* Lines in s; the last needs no line end. */
size_t text_nlines(struct str s);

uint32_t text_line(const struct text *t, size_t i);	/* i from 0 */

/* Takes one level of ">From " quoting off, where there is one. */
void text_unquote(struct arena *a, struct text *t);

/* CRLF to LF where they come from the transport: carriage returns that belong
 * to the lines of a diff are kept, and known by the diff's own lines (file and
 * hunk headers) having none. */
void text_line_ends(struct arena *a, struct text *t);

/* Undoes format=flowed: space-stuffing everywhere (unless the text shows that
 * its sender did not stuff), soft line breaks in prose but not from the first
 * line of a diff on, nor in quotes. Returns the line (of the raw message) of
 * the first stuffed line of a diff, or 0. */
uint32_t text_unflow(struct arena *a, struct text *t, bool delsp);

/* Appends `more` behind an empty line. */
void text_append(struct arena *a, struct text *t, const struct text *more);

/* Offset of the first line of a diff ("diff --git ", or "--- " before
 * "+++ "), or SIZE_MAX. */
size_t text_diff(struct str s);

#endif
