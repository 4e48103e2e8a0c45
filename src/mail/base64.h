/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail/base64.h - the transfer encoding base64.
 *
 * Source: RFC 2045 6.8. A line holds digits and then perhaps padding, nothing
 * else; what stands behind the padding, or behind whole groups of four, may be
 * the footer of a list.
 */
#ifndef WINNOW_MAIL_BASE64_H
#define WINNOW_MAIL_BASE64_H

#include "mail/text.h"

/* Decodes `in`, whose first line is `line`; lines of the result are mapped to
 * the lines where they begin. False when it is damaged; `bad_line` says where;
 * what stands before is there. */
bool base64_decode(struct arena *a, struct str in, uint32_t line,
		   struct text *out, uint32_t *bad_line);

#endif
