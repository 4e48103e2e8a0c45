// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/mail.h"

#include "base/json.h"
#include "base/sha1.h"
#include "mail/header.h"

/* Bytes of a title in a file name. */
#define NAME_MAX_BYTES 52
/* An encoded word has at most 75 bytes. */
#define WORD_MAX 60

static bool plain_in_word(unsigned char c)
{
	return chr_ident((char)c) ? c != '_' : strchr("!*+-/.", c) && c;
}

static void encode(struct buf *out, struct str s)
{
	size_t used = WORD_MAX;
	bool open = false;

	while (s.n) {
		size_t n = utf8_len(s);

		n = n ? n : 1;
		if (used + 3 * n > WORD_MAX) {
			buf_add(out, open ? STR("?=\n =?UTF-8?q?") : STR("=?UTF-8?q?"));
			open = true;
			used = 0;
		}
		for (size_t i = 0; i < n; i++) {
			unsigned char c = (unsigned char)s.p[i];

			if (plain_in_word(c))
				buf_chr(out, (char)c);
			else
				buf_printf(out, "=%02X", c);
			used += plain_in_word(c) ? 1 : 3;
		}
		s = str_from(s, n);
	}
	buf_add(out, STR("?="));
}

/* Field values come from mail: a line end in one would begin another field. */
static void add_clean(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		buf_chr(out, (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i]);
}

struct str mail_unquoted(struct str name)
{
	if (name.n > 1 && name.p[0] == '"' && name.p[name.n - 1] == '"')
		return str_sub(name, 1, name.n - 2);
	return name;
}

/* "Name: value", what is not ASCII as encoded words of UTF-8. */
static void add_field(struct buf *out, const char *name, struct str value)
{
	size_t angle = str_rfind_chr(value, '<');
	struct str text = value, rest = STR("");

	buf_printf(out, "%s: ", name);
	if (str_is_ascii(value)) {
		add_clean(out, value);
		buf_chr(out, '\n');
		return;
	}
	if (angle != SIZE_MAX && str_ends(value, STR(">"))) {
		text = mail_unquoted(str_trim(str_sub(value, 0, angle)));
		rest = str_from(value, angle);
	} else if (value.n && value.p[0] == '[' && str_find(value, STR("] ")) != SIZE_MAX) {
		size_t end = str_find(value, STR("] ")) + 2;

		add_clean(out, str_sub(value, 0, end));
		text = str_from(value, end);
	}
	if (str_is_ascii(text))
		add_clean(out, text);
	else
		encode(out, text);
	if (rest.n)
		buf_chr(out, ' ');
	add_clean(out, rest);
	buf_chr(out, '\n');
}

/* The place of "k/n" in the brackets before the title: offset and length. */
static bool find_number(struct str s, size_t *at, size_t *len)
{
	for (size_t i = 0; i < s.n; i++) {
		struct str rest = str_from(s, i);
		uint64_t k, n;

		if (!chr_digit(s.p[i]) || (i && (chr_digit(s.p[i - 1]) || chr_ident(s.p[i - 1]))))
			continue;
		if (str_num(&rest, &k, UINT32_MAX) && str_eat_chr(&rest, '/') &&
		    str_num(&rest, &n, UINT32_MAX)) {
			*at = i;
			*len = s.n - i - rest.n;
			return true;
		}
	}
	return false;
}

struct str mail_subject(struct arena *a, const struct subject *s, size_t k,
			size_t n, struct str title)
{
	size_t width = 1, at, len, close;
	struct str head = str_sub(s->text, 0, s->text.n - s->title.n), number;

	if (!str_ends(s->text, s->title))
		head = STR("");
	for (size_t i = n; i >= 10; i /= 10)
		width++;
	if (!title.n)
		title = s->title;
	number = str_printf(a, "%0*zu/%zu", (int)width, k, n);
	if (find_number(head, &at, &len))
		return str_printf(a, "%.*s%.*s%.*s%.*s", STR_FMT(str_sub(head, 0, at)),
				  STR_FMT(number), STR_FMT(str_from(head, at + len)),
				  STR_FMT(title));
	/* The bracket that says PATCH gets it, else one of its own. */
	at = str_find_nocase(head, STR("PATCH"));
	close = at == SIZE_MAX ? SIZE_MAX : str_find_chr(str_from(head, at), ']');
	if (close == SIZE_MAX)
		return str_printf(a, "[%sPATCH%s %.*s] %.*s%.*s", s->rfc ? "RFC " : "",
				  s->has_version ? arena_printf(a, " v%u", s->version) : "",
				  STR_FMT(number), STR_FMT(head), STR_FMT(title));
	return str_printf(a, "%.*s %.*s%.*s%.*s", STR_FMT(str_sub(head, 0, at + close)),
			  STR_FMT(number), STR_FMT(str_from(head, at + close)),
			  STR_FMT(title));
}

struct str mail_id(struct arena *a, const char *half, const struct message *m)
{
	struct str prefix = str_printf(a, "%s.", half);
	unsigned char hash[20];
	char hex[41];

	if (str_starts(m->message_id, prefix))
		return m->message_id;
	if (m->message_id.n && str_find_chr(m->message_id, '\n') == SIZE_MAX)
		return str_printf(a, "%.*s%.*s", STR_FMT(prefix), STR_FMT(m->message_id));
	sha1(hash, m->raw.p, m->raw.n);
	sha1_hex(hex, hash);
	return str_printf(a, "%.*s%.20s@winnow", STR_FMT(prefix), hex);
}

struct str mail_file_name(struct arena *a, const struct subject *s, size_t k)
{
	struct buf b = BUF;
	struct str out;
	size_t start;

	if (s->has_version && s->version > 1)
		buf_printf(&b, "v%u-", s->version);
	buf_printf(&b, "%04zu-", k);
	start = b.n;
	for (size_t i = 0; k && i < s->title.n && b.n - start < NAME_MAX_BYTES; i++) {
		char c = s->title.p[i];

		if (chr_ident(c) || (c == '.' && b.n > start && b.p[b.n - 1] != '.'))
			buf_chr(&b, c);
		else if (b.n > start && b.p[b.n - 1] != '-')
			buf_chr(&b, '-');
	}
	if (!k)
		buf_add(&b, STR("cover-letter"));
	while (b.n > start && (b.p[b.n - 1] == '-' || b.p[b.n - 1] == '.'))
		b.n--;
	buf_add(&b, STR(".patch"));
	out = str_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}

void mail_to_mbox(struct buf *out, struct str mail)
{
	struct str line;

	buf_add(out, STR(MAIL_MBOXRD_LINE));
	while (str_line_raw(&mail, &line)) {
		struct str bare = line;

		while (str_eat_chr(&bare, '>'))
			;
		if (str_starts(bare, STR("From ")))
			buf_chr(out, '>');
		buf_add(out, line);
	}
	buf_chr(out, '\n');
}

static void copy_field(struct buf *out, const struct message *m, const char *name)
{
	const struct field *f = message_field(m, name);
	struct arena *a = arena_new();
	struct str value = f ? header_value(a, f) : STR("");

	if (value.n)
		add_field(out, name, value);
	arena_free(a);
}

void mail_head(struct buf *out, const struct message *m, struct str subject,
	       struct str date, struct str id, struct str parent)
{
	add_field(out, "From", m->from);
	add_field(out, "Subject", subject);
	if (date.n)
		add_field(out, "Date", date);
	buf_printf(out, "Message-ID: <%.*s>\n", STR_FMT(id));
	if (parent.n)
		buf_printf(out, "In-Reply-To: <%.*s>\nReferences: <%.*s>\n",
			   STR_FMT(parent), STR_FMT(parent));
	copy_field(out, m, "To");
	copy_field(out, m, "Cc");
}

struct str mail_finish(struct arena *a, const struct buf *head, const struct buf *body)
{
	struct buf out = BUF;
	struct str text;

	buf_add(&out, buf_str(head));
	buf_printf(&out, "MIME-Version: 1.0\nContent-Type: text/plain; charset=%s\n"
		   "Content-Transfer-Encoding: %s\n\n",
		   str_is_ascii(buf_str(body)) ? "US-ASCII" : "UTF-8",
		   str_is_ascii(buf_str(body)) ? "7bit" : "8bit");
	buf_add(&out, buf_str(body));
	buf_add(&out, STR("-- \nwinnow\n"));
	text = str_dup(a, buf_str(&out));
	buf_free(&out);
	return text;
}
