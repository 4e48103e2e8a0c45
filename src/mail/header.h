/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail/header.h - the head of a mail: fields, ids, the content type.
 *
 * Source: RFC 5322 2.2 and 3.6.4, RFC 2045 5.1, RFC 3676 3.
 * Tolerated: "From " and ">From " lines between fields, lines without a colon
 * (recorded), no head at all (then everything is body, recorded).
 */
#ifndef WINNOW_MAIL_HEADER_H
#define WINNOW_MAIL_HEADER_H

#include "base/problem.h"
#include "mail/message.h"

/* Eats the head and the empty line behind it from `s`; `line` moves along.
 * Fields go to m->fields, what is odd to m->problems. */
void header_parse(struct arena *a, struct message *m, struct str *s,
		  uint32_t *line);

/* Its value: unfolded, encoded words decoded, trimmed. */
struct str header_value(struct arena *a, const struct field *f);

/* The lines of a folded value as one, trimmed. A slice of `raw` where nothing
 * was folded. */
struct str header_unfold(struct arena *a, struct str raw);

/* The next <id> of a value, without <>, eaten from `s`; false when there is
 * none. */
bool header_next_id(struct str *s, struct str *id);
/* The first <id> in the value, without <>; a bare word with an @ serves too. */
struct str header_id(struct str value);
/* All of them, a blank between two. */
struct str header_ids(struct arena *a, struct str value);

/* Fields Content-Type and Content-Transfer-Encoding as far as text needs them. */
struct content {
	struct str type;	/* as written, "text/plain" where absent */
	struct str charset;	/* empty: not said */
	struct str name;	/* file name, here or of the disposition */
	struct str encoding;	/* as written */
	bool attachment;
	bool flowed, delsp;
};

/* Reads a Content-Type value; false when it is none ("text"). */
bool content_type(struct content *c, struct str value);

/* Value of a parameter "; name=value" or "; name=\"value\"", else empty. */
struct str header_param(struct str value, struct str name);

#endif
