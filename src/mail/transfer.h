/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail/transfer.h - the transfer encodings base64 and quoted-printable.
 *
 * Source: RFC 2045 6.7 and 6.8.
 *
 * Both decode `in`, whose first line is `line`; lines of the result are mapped
 * to the lines where they begin. False when the encoding is damaged; `bad_line`
 * says where; what could be read is there.
 */
#ifndef WINNOW_MAIL_TRANSFER_H
#define WINNOW_MAIL_TRANSFER_H

#include "mail/text.h"

/* A line holds digits and then perhaps padding, nothing else; what stands
 * behind the padding, or behind whole groups of four, may be the footer of a
 * list. Reads up to the damage. */
bool transfer_base64(struct arena *a, struct str in, uint32_t line,
		     struct text *out, uint32_t *bad_line);

/* "=" with anything but two digits or a line end behind it stays as it is. */
bool transfer_quoted(struct arena *a, struct str in, uint32_t line,
		     struct text *out, uint32_t *bad_line);

#endif
