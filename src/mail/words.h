/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail/words.h - encoded words as nearly all mailers write them.
 *
 * Source: RFC 2047. One name in ten of a kernel list is encoded, and loading a
 * MIME library for it takes longer than judging a patch.
 */
#ifndef WINNOW_MAIL_WORDS_H
#define WINNOW_MAIL_WORDS_H

#include "base/str.h"

/* The value with its words decoded. False when a word is not in UTF-8, is
 * malformed, holds control characters or does not stand by itself between
 * single blanks: then a MIME library has to say what it is. Whether the result
 * is UTF-8 has to be asked of it. */
bool words_decode(struct arena *a, struct str value, struct str *out);

#endif
