/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail/mime.h - the GMime door: parts, transfer encodings, charsets, words.
 *
 * Source: RFC 2045 to 2047, 2231. Only mail that needs it comes here.
 * Limits, for GMime recurses into parts and looks at all open boundaries a
 * line: a mail that speaks of more than MIME_PARTS_MAX multiparts or has more
 * than MIME_BOUNDARIES_MAX lines that may be boundaries is not taken apart, a
 * header value over MIME_WORDS_MAX bytes not decoded.
 */
#ifndef WINNOW_MAIL_MIME_H
#define WINNOW_MAIL_MIME_H

#include "mail/header.h"
#include "mail/text.h"

#define MIME_PARTS_MAX 64
#define MIME_BOUNDARIES_MAX 10000
#define MIME_WORDS_MAX (64 * 1024)

/* A leaf of the tree. `content` is a slice of the raw message, still encoded. */
struct mime_part {
	struct content head;
	struct str content;
};

struct mime_parts {
	struct mime_part *v;
	size_t n, cap;
	bool cut_off;		/* a multipart without its closing boundary */
	bool encrypted, html, mail_attached;	/* such a part is there */
};

/* The leaves that a reader of plain text sees, in order: of alternatives the
 * plain one, of a signed part the part without the signature. False when the
 * mail cannot be taken apart; `why` then says so in a few words. */
bool mime_split(struct arena *a, struct str raw, struct mime_parts *out,
		const char **why);

/* Takes off quoted-printable or base64. Lines of the result are mapped to the
 * lines where they begin, `line` being that of the first of `in`.
 * False when the encoding is damaged; `bad_line` says where; what could be
 * read is there. */
bool mime_decode(struct arena *a, struct str in, bool base64, uint32_t line,
		 struct text *out, uint32_t *bad_line);

enum mime_charset {
	MIME_CHARSET_OK,
	MIME_CHARSET_UNKNOWN,	/* no such charset */
	MIME_CHARSET_WRONG,	/* the bytes are not of that charset */
};

/* `in` in UTF-8. What the charset does not explain is taken as UTF-8 if it is,
 * else as Latin-1; plain ASCII is right in any. */
enum mime_charset mime_utf8(struct arena *a, struct str in, struct str charset,
			    struct str *out);

/* Is it UTF-8 or a part of it, or not said? */
bool mime_plain(struct str charset);

/* A header value with its encoded words decoded, in UTF-8. */
struct str mime_words(struct arena *a, struct str value);

bool mime_has_words(struct str s);	/* "=?" */

#endif
