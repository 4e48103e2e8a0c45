/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mail/message.h - one mail: header fields, ids, dates, decoded text.
 *
 * Source: RFC 5322, 2045-2047, 2231, 3676 (format=flowed).
 * Slices point into the raw bytes where no decoding was needed, else into the
 * arena; nothing to free. Text is UTF-8 (what the charset does not explain is
 * read as Latin-1 and recorded as a problem), lines end in LF.
 *
 * Line numbers: a line of the body counts from 1 at the first line of `body`.
 * A line of the raw message counts from 1 at its first line, which is the
 * "From " separator where there is one: so that in a file that holds one mail
 * it is the line an editor shows. For a file of many, add
 * source_line - 1.
 */
#ifndef WINNOW_MAIL_MESSAGE_H
#define WINNOW_MAIL_MESSAGE_H

#include "base/problem.h"
#include "mail/mbox.h"

/* Its value, unfolded and decoded, is header_value(). */
struct field {
	struct str name;	/* as written */
	struct str raw;		/* as written, folded */
	uint32_t line;		/* of the raw message */
};

/* The fields that make a struct message. */
enum message_known {
	MESSAGE_SUBJECT, MESSAGE_FROM, MESSAGE_DATE, MESSAGE_ID,
	MESSAGE_IN_REPLY_TO, MESSAGE_REFERENCES, MESSAGE_TYPE,
	MESSAGE_DISPOSITION, MESSAGE_ENCODING, MESSAGE_FIELDS,
};

struct message {
	const char *source;	/* path of the file, "-", or a URL */
	size_t source_line;	/* of the raw message's first line in it */
	struct str raw;		/* the whole, as it lies in the source */

	struct field *fields;
	size_t nfields;
	/* Number of the first one of that name, from 1; 0: there is none. */
	uint32_t known[MESSAGE_FIELDS];
	struct str subject, from, date;
	/* Ids without <>; references: one or more, a blank between two. */
	struct str message_id, in_reply_to, references;
	int64_t time;		/* seconds since 1970, UTC; 0 unknown */

	/* The text a person reads: the text/plain part (or parts), and an
	 * attached patch where the text itself holds none. */
	struct str body;
	/* raw_lines[i]: line of the raw message where body line i + 1 begins;
	 * NULL where the body lines stand in the raw message one by one, the
	 * first at raw_first. Ask message_raw_line(). */
	uint32_t *raw_lines;
	uint32_t raw_first;
	size_t nlines;
	bool flowed;		/* format=flowed */
	bool decoded;		/* body is not a slice of raw */

	struct problems problems;	/* lines of the raw message */
};

/* Always gives a message; damage is in problems. */
struct message *message_parse(struct arena *a, const struct mbox_raw *raw,
			      const char *source);

/* The first field of that name (case does not matter), or NULL. */
const struct field *message_field(const struct message *m, const char *name);
static inline const struct field *message_known(const struct message *m,
						enum message_known name)
{
	return m->known[name] ? &m->fields[m->known[name] - 1] : NULL;
}
/* Its value, empty where there is none. */
struct str message_value(struct arena *a, const struct message *m,
			 enum message_known name);

/* Line of the raw message for a body line; 0 for line 0 or beyond. O(1). */
uint32_t message_raw_line(const struct message *m, uint32_t body_line);

/* Body line n (from 1) without its line end; empty beyond. Walks the body from
 * its start: for many lines walk it yourself. */
struct str message_body_line(const struct message *m, uint32_t n);

#endif
