// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail/message.h"

#include "mail/body.h"
#include "mail/date.h"
#include "mail/header.h"

const struct field *message_field(const struct message *m, const char *name)
{
	struct str want = str_of(name);

	for (size_t i = 0; i < m->nfields; i++)
		if (m->fields[i].name.n == want.n &&
		    str_eq_nocase(m->fields[i].name, want))
			return &m->fields[i];
	return NULL;
}

struct str message_value(struct arena *a, const struct message *m,
			 enum message_known name)
{
	const struct field *f = message_known(m, name);

	return f ? header_value(a, f) : str_n("", 0);
}

static void read_fields(struct arena *a, struct message *m)
{
	m->subject = message_value(a, m, MESSAGE_SUBJECT);
	m->from = message_value(a, m, MESSAGE_FROM);
	m->date = message_value(a, m, MESSAGE_DATE);
	m->message_id = header_id(message_value(a, m, MESSAGE_ID));
	m->in_reply_to = header_id(message_value(a, m, MESSAGE_IN_REPLY_TO));
	m->references = header_ids(a, message_value(a, m, MESSAGE_REFERENCES));
	if (!date_parse(m->date, &m->time))
		m->time = 0;
}

/* The empty line before the next separator is the mbox's, not the mail's. */
static void cut_end(struct str *body, struct str *mail)
{
	size_t n = str_ends(*body, STR("\r\n\r\n")) ? 2 : str_ends(*body, STR("\n\n"));

	body->n -= n;
	mail->n -= n;
}

struct message *message_parse(struct arena *a, const struct mbox_raw *raw,
			      const char *source)
{
	struct message *m = NEW(a, struct message);
	struct str s = raw->text, mail, line;
	uint32_t at = 1;

	m->source = source;
	m->source_line = raw->line;
	m->raw = raw->text;
	if (raw->from_line) {
		str_line(&s, &line);
		at++;
	}
	mail = s;
	header_parse(a, m, &s, &at);
	read_fields(a, m);
	if (raw->from_line)
		cut_end(&s, &mail);
	body_parse(a, m, mail, s, at, raw->quoted);
	return m;
}

uint32_t message_raw_line(const struct message *m, uint32_t n)
{
	if (!n || n > m->nlines)
		return 0;
	return m->raw_lines ? m->raw_lines[n - 1] : m->raw_first + n - 1;
}

struct str message_body_line(const struct message *m, uint32_t n)
{
	struct str s = m->body, line = str_n("", 0);

	while (n && str_line(&s, &line))
		n--;
	return n ? str_n("", 0) : line;
}
