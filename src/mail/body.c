// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail/body.h"

#include "base/look.h"
#include "mail/mime.h"

#define BODY_MAX (64u << 20)

struct body {
	struct arena *a;
	struct message *m;
	struct str mail;
	bool quoted;		/* ">From " may be there */
	uint32_t mail_line;	/* of the first line of `mail`, in a multipart */
	struct str line_at;	/* memory of where counting lines got to */
	uint32_t line;
	struct text text;
};

enum encoding { AS_IS, QUOTED, BASE64, UNKNOWN };

static enum encoding encoding_of(struct str name)
{
	static const struct { struct str name; enum encoding e; } known[] = {
		{ STR(""), AS_IS }, { STR("7bit"), AS_IS },
		{ STR("8bit"), AS_IS }, { STR("binary"), AS_IS },
		/* as some mailers spell it */
		{ STR("7-bit"), AS_IS }, { STR("8-bit"), AS_IS },
		{ STR("quoted-printable"), QUOTED }, { STR("base64"), BASE64 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (str_eq_nocase(name, known[i].name))
			return known[i].e;
	return UNKNOWN;
}

static void check_nul(struct body *b, const struct text *t)
{
	size_t at = str_find_chr(t->s, '\0');
	struct str before = str_sub(t->s, 0, at);

	if (at == SIZE_MAX)
		return;
	/* The line that holds it, not the one behind. */
	at = text_nlines(before);
	if (at && !str_ends(before, STR("\n")))
		at--;
	problem_add(b->a, &b->m->problems, PROBLEM_MAIL,
		    at < t->nlines ? text_line(t, at) : 0, "a NUL byte in the text");
}

/* UTF-16 and its like have other line ends: lines beyond those of the bytes
 * lie where the last one does. */
static void match_lines(struct arena *a, struct text *t)
{
	size_t n = text_nlines(t->s);
	uint32_t *lines;

	if (n == t->nlines)
		return;
	lines = NEW_ARRAY(a, n, uint32_t);
	for (size_t i = 0; i < n; i++)
		lines[i] = !t->nlines ? t->first :
			   text_line(t, i < t->nlines ? i : t->nlines - 1);
	t->lines = lines;
	t->nlines = n;
}

/* The bytes of a diff that its charset does not explain are those of the files,
 * as for git-am(1): only what stands before it is text. Is that explained? */
static bool spare_diff(struct body *b, const struct content *c, struct str was,
		       struct text *t)
{
	size_t at = text_diff(was);
	enum mime_charset got;
	struct str head, diff;
	char *out;

	if (at == SIZE_MAX)
		return false;
	diff = str_from(was, at);
	got = mime_utf8(b->a, str_sub(was, 0, at), c->charset, &head);
	out = arena_alloc(b->a, head.n + diff.n);
	memcpy(out, head.p, head.n);
	memcpy(out + head.n, diff.p, diff.n);
	t->s = str_n(out, head.n + diff.n);
	return got == MIME_CHARSET_OK;
}

static void to_utf8(struct body *b, const struct content *c, struct text *t)
{
	struct str was = t->s;
	enum mime_charset got = mime_utf8(b->a, was, c->charset, &t->s);
	const char *as;

	if (got == MIME_CHARSET_OK) {
		if (t->s.p != was.p || t->s.n != was.n)
			match_lines(b->a, t);
		return;
	}
	as = str_eq(was, t->s) ? "UTF-8" : "Latin-1";
	if (!str_eq(was, t->s) && spare_diff(b, c, was, t))
		return;
	problem_add(b->a, &b->m->problems, PROBLEM_MAIL, t->first,
		    "charset %.*s %s, read as %s",
		    STR_FMT(c->charset.n ? str_sub(c->charset, 0, 60) :
			    STR("us-ascii")),
		    got == MIME_CHARSET_UNKNOWN ? "is not known" :
		    "does not explain the text", as);
}

static void untransfer(struct body *b, const struct content *c, struct str in,
		       uint32_t line, struct text *t)
{
	enum encoding e = encoding_of(c->encoding);
	struct problems *p = &b->m->problems;
	uint32_t bad = 0;

	*t = (struct text){ .s = in, .first = line };
	if (e == UNKNOWN)
		problem_add(b->a, p, PROBLEM_MAIL, line,
			    "transfer encoding %.*s is not known, read as it is",
			    STR_FMT(str_sub(c->encoding, 0, 60)));
	if (b->quoted && e != BASE64)
		text_unquote(b->a, t);
	if ((e == QUOTED || e == BASE64) &&
	    !mime_decode(b->a, t->s, e == BASE64, line, t, &bad))
		problem_add(b->a, p, PROBLEM_MAIL, bad, "%s, what stands before is read",
			    e == BASE64 ? "base64 is cut off or damaged" :
			    "quoted-printable is damaged");
}

/* Bytes of one part to text. */
static void decode(struct body *b, const struct content *c, struct str in,
		   uint32_t line, struct text *t)
{
	uint32_t stuffed = 0;
	struct look look;

	untransfer(b, c, in, line, t);
	look = look_at(t->s);
	if (!t->lines)
		t->nlines = look.feeds + (t->s.n && !str_ends(t->s, STR("\n")));
	if (!look.plain || !mime_plain(c->charset)) {
		to_utf8(b, c, t);
		text_line_ends(b->a, t);
		check_nul(b, t);
	}
	if (!c->flowed)
		return;
	b->m->flowed = true;
	stuffed = text_unflow(b->a, t, c->delsp);
	if (stuffed)
		problem_add(b->a, &b->m->problems, PROBLEM_PATCH, stuffed,
			    "sent as format=flowed, its context "
			    "lines are space-stuffed; read with the stuffing taken off");
}

static bool starts_type(const struct content *c, struct str type)
{
	return str_starts_nocase(c->type, type);
}

static bool patch_name(struct str name)
{
	return str_ends(name, STR(".patch")) || str_ends(name, STR(".diff")) ||
	       str_ends(name, STR(".patch.txt")) || str_ends(name, STR(".diff.txt"));
}

static bool may_be_patch(const struct content *c)
{
	return patch_name(c->name) || starts_type(c, STR("text/x-patch")) ||
	       starts_type(c, STR("text/x-diff")) ||
	       starts_type(c, STR("application/x-patch")) ||
	       (starts_type(c, STR("text/plain")) && c->attachment);
}

static bool is_text(const struct content *c)
{
	return starts_type(c, STR("text/")) && !starts_type(c, STR("text/html")) &&
	       !c->attachment && !may_be_patch(c);
}

/* ---- one part ---- */

static void single(struct body *b, const struct content *c, struct str body,
		   uint32_t line)
{
	if (!starts_type(c, STR("text/")) && !may_be_patch(c)) {
		problem_add(b->a, &b->m->problems, PROBLEM_NOT_READ, line,
			    "nothing but a part of type %.*s",
			    STR_FMT(str_sub(c->type, 0, 60)));
		return;
	}
	if (starts_type(c, STR("text/html"))) {
		problem_add(b->a, &b->m->problems, PROBLEM_NOT_READ, line,
			    "nothing but HTML");
		return;
	}
	decode(b, c, body, line, &b->text);
}

/* ---- many ---- */

/* Parts come in the order of the mail, so lines are counted once. */
static uint32_t line_of(struct body *b, struct str part)
{
	if (part.p < b->line_at.p) {
		b->line_at = str_n(b->mail.p, 0);
		b->line = b->mail_line;
	}
	for (const char *p = b->line_at.p;
	     (p = memchr(p, '\n', (size_t)(part.p - p))); p++)
		b->line++;
	b->line_at = str_n(part.p, 0);
	return b->line;
}

static bool footer(struct str s)
{
	struct str line;

	return !str_text_line(&s, &line) || str_starts(line, STR("______________")) ||
	       str_eq(line, STR("-- "));
}

static void texts(struct body *b, const struct mime_parts *parts)
{
	vec_for(struct mime_part, p, parts) {
		struct text t;

		if (!is_text(&p->head))
			continue;
		decode(b, &p->head, p->content, line_of(b, p->content), &t);
		if (!b->text.s.p)
			b->text = t;
		else if (!footer(t.s))
			text_append(b->a, &b->text, &t);
	}
}

/* The diff itself, without the signature behind it. */
static struct str diff_of(struct str s)
{
	size_t at = text_diff(s), end;

	if (at == SIZE_MAX)
		return str_n("", 0);
	s = str_from(s, at);
	end = str_find(s, STR("\n-- \n"));
	return str_rtrim(str_sub(s, 0, end));
}

/* First line behind the head of a patch as format-patch writes it. */
static struct str patch_head(struct str s, struct str *first)
{
	struct str rest = s, line;

	*first = str_n("", 0);
	if (!str_starts(s, STR("From ")) && !str_starts(s, STR("From: ")) &&
	    !str_starts(s, STR("Subject: ")))
		return s;
	while (str_line(&rest, &line) && line.n)
		;
	s = rest;
	if (str_text_line(&rest, &line))
		*first = str_trim(line);
	return s;
}

static void cut_lines(struct text *t, size_t at)
{
	size_t n = text_nlines(str_sub(t->s, 0, at));

	t->s = str_from(t->s, at);
	t->first = n < t->nlines ? text_line(t, n) : t->first;
	t->lines = t->lines ? t->lines + n : NULL;
	t->nlines -= n;
}

/* Where the text says what the patch's message says, only the rest counts:
 * from the "---" line on, or from the diff. */
static void append_patch(struct body *b, struct text *t)
{
	struct str first, rest = patch_head(t->s, &first);
	size_t at = (size_t)(rest.p - t->s.p), dash;

	if (first.n && str_has(b->text.s, first)) {
		dash = str_find(rest, STR("\n---\n"));
		at += dash == SIZE_MAX ? text_diff(rest) : dash + 1;
	}
	cut_lines(t, at);
	text_append(b->a, &b->text, t);
}

static bool seen(const struct str *diffs, size_t n, struct str diff)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(diffs[i], diff))
			return true;
	return false;
}

static void patches(struct body *b, const struct mime_parts *parts)
{
	struct str diffs[16], own = diff_of(b->text.s);
	size_t n = 0;

	vec_for(struct mime_part, p, parts) {
		uint32_t line;
		struct text t;
		struct str diff;

		if (!may_be_patch(&p->head))
			continue;
		line = line_of(b, p->content);
		decode(b, &p->head, p->content, line, &t);
		diff = diff_of(t.s);
		if (!diff.n || str_eq(diff, own) || seen(diffs, n, diff))
			continue;
		if (own.n || n == sizeof(diffs) / sizeof(*diffs)) {
			problem_add(b->a, &b->m->problems, PROBLEM_NOT_READ, line,
				    "an attached patch beside the diff in the text");
			continue;
		}
		diffs[n++] = diff;
		append_patch(b, &t);
	}
}

static void not_read(struct body *b, uint32_t line, const char *what)
{
	problem_add(b->a, &b->m->problems, PROBLEM_NOT_READ, line, "%s", what);
}

static void multipart(struct body *b, struct str body, uint32_t line)
{
	struct str head = str_n(b->mail.p, (size_t)(body.p - b->mail.p));
	struct content plain = { .type = STR("text/plain") };
	struct mime_parts parts;
	const char *why;

	b->line_at = str_sub(head, 0, 0);
	b->line = b->mail_line = line - (uint32_t)text_nlines(head);
	if (!mime_split(b->a, b->mail, &parts, &why)) {
		problem_add(b->a, &b->m->problems, PROBLEM_MAIL, line,
			    "multipart cannot be taken apart (%s), read as it is",
			    why);
		decode(b, &plain, body, line, &b->text);
		return;
	}
	if (parts.cut_off)
		problem_add(b->a, &b->m->problems, PROBLEM_MAIL, line,
			    "multipart without its closing boundary: cut off or damaged");
	texts(b, &parts);
	patches(b, &parts);
	if (parts.encrypted)
		not_read(b, line, "an encrypted part");
	if (parts.html && !b->text.s.n)
		not_read(b, line, "nothing but HTML");
	if (parts.mail_attached && !b->text.s.n)
		not_read(b, line, "nothing but an attached mail");
}

static struct content content_of(struct body *b)
{
	const struct field *f = message_known(b->m, MESSAGE_TYPE);
	struct content c = { .type = STR("text/plain") };

	if (f && !content_type(&c, header_value(b->a, f)))
		problem_add(b->a, &b->m->problems, PROBLEM_MAIL, f->line,
			    "a content type that is none, read as plain text");
	if (!c.name.n && b->m->known[MESSAGE_DISPOSITION])
		c.name = header_param(message_value(b->a, b->m, MESSAGE_DISPOSITION),
				      STR("filename"));
	c.encoding = message_value(b->a, b->m, MESSAGE_ENCODING);
	return c;
}

static struct str limited(struct body *b, struct str body, uint32_t line)
{
	if (body.n <= BODY_MAX)
		return body;
	problem_add(b->a, &b->m->problems, PROBLEM_NOT_READ, line,
		    "a body of %zu bytes, read up to %u", body.n, BODY_MAX);
	b->mail.n -= body.n - BODY_MAX;
	return str_sub(body, 0, BODY_MAX);
}

void body_parse(struct arena *a, struct message *m, struct str mail,
		struct str body, uint32_t line, bool quoted)
{
	struct body b = { .a = a, .m = m, .mail = mail, .quoted = quoted };
	struct content c = content_of(&b);

	body = limited(&b, body, line);
	if (starts_type(&c, STR("multipart/")))
		multipart(&b, body, line);
	else
		single(&b, &c, body, line);
	m->body = b.text.s.p ? b.text.s : str_n("", 0);
	m->raw_lines = b.text.lines;
	m->raw_first = b.text.first;
	m->nlines = b.text.nlines;
	m->decoded = m->body.n && (m->body.p < m->raw.p ||
				   m->body.p >= m->raw.p + m->raw.n);
}
