// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/buf.h"
#include "base/file.h"
#include "mail/date.h"
#include "mail/header.h"
#include "mail/message.h"

#define HEAD "From: A Dev <a@example.org>\nSubject: [PATCH] x\n"
#define SEP "From mboxrd@z Thu Jan  1 00:00:00 1970\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=\"b\"\n\n"

static struct arena *arena;

static struct message *parse(struct str text)
{
	struct mbox m;
	struct mbox_raw r;

	if (!arena)
		arena = arena_new();
	arena_reset(arena);
	mbox_open(&m, text);
	if (!mbox_next(&m, &r))
		r = (struct mbox_raw){ .text = STR(""), .line = 1 };
	return message_parse(arena, &r, "test.mbox");
}

/* "N: text" of the first problem, N its line; empty without one. */
static struct str problem(const struct message *m)
{
	if (!m->problems.n)
		return STR("");
	return str_printf(arena, "%u: %.*s", m->problems.v[0].line,
			  STR_FMT(m->problems.v[0].text));
}

/* Raw lines of all body lines, a blank between two. */
static struct str places(const struct message *m)
{
	struct buf b = BUF;
	struct str out;

	for (uint32_t i = 1; i <= m->nlines; i++)
		buf_printf(&b, "%s%u", i > 1 ? " " : "", message_raw_line(m, i));
	out = str_dup(arena, buf_str(&b));
	buf_free(&b);
	return out;
}

TEST(fields)
{
	struct message *m = parse(STR(
		SEP
		"Received: by x\n\tfor <y>;\n\tMon, 1 Jan 2024\n"
		"subject: =?utf-8?q?[PATCH]_kvm:_f=C3=BCr?=\n =?utf-8?q?_alle?=\n"
		"From: =?iso-8859-1?Q?J=F6rg?= <j@example.org>\n"
		"Date: Thu, 19 Nov 2026 10:11:12 +0100 (CET)\n"
		"Message-Id: <1@example.org>\n"
		"In-Reply-To: Message of today <0@example.org>\n"
		"References: <a@b>\n <c@d>\t<e@f>\n"
		"\nbody\n"));

	CHECK_NUM(m->nfields, 7);
	CHECK_STR(header_value(arena, &m->fields[0]), "by x for <y>; Mon, 1 Jan 2024");
	CHECK_STR(header_value(arena, &m->fields[2]), "J\xc3\xb6rg <j@example.org>");
	CHECK_NUM(m->fields[0].line, 2);
	CHECK_NUM(m->fields[1].line, 5);
	CHECK_STR(m->subject, "[PATCH] kvm: f\xc3\xbcr alle");
	CHECK_STR(m->from, "J\xc3\xb6rg <j@example.org>");
	CHECK_STR(m->message_id, "1@example.org");
	CHECK_STR(m->in_reply_to, "0@example.org");
	CHECK_STR(m->references, "a@b c@d e@f");
	CHECK_NUM(m->time, 1795079472);
	CHECK_STR(m->body, "body\n");
	CHECK(!m->decoded);
	CHECK_STR(places(m), "14");
	CHECK_STR(problem(m), "");
	CHECK(message_field(m, "SUBJECT") == &m->fields[1]);
	CHECK(message_known(m, MESSAGE_SUBJECT) == &m->fields[1]);
	CHECK(!message_known(m, MESSAGE_TYPE));
	CHECK(!message_field(m, "Cc"));
	CHECK_STR(message_body_line(m, 1), "body");
	CHECK_STR(message_body_line(m, 2), "");
	CHECK_NUM(message_raw_line(m, 0), 0);
	CHECK_NUM(message_raw_line(m, 2), 0);
}

TEST(dates)
{
	static const struct { const char *text; long long want; } rows[] = {
		{ "Thu, 1 Jan 1970 00:00:00 +0000", 0 },
		{ "1 Jan 1970 01:00 +0100", 0 },
		{ "Tue, 29 Feb 2000 23:59:59 -0130", 951874199 },
		{ "Sun Nov 22 2026", -1 },
		{ "22 Nov 26 00:00:00 GMT", 1795305600 },
		{ "22-Nov-2026 00:00:00 EST", 1795323600 },
		{ "yesterday", -1 },
		{ "32 Jan 2026 00:00:00", -1 },
		{ "1 Foo 2026 00:00:00", -1 },
		{ "", -1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t t = -1;

		date_parse(str_of(rows[i].text), &t);
		if (!CHECK_NUM(t, rows[i].want))
			printf("\trow %zu\n", i);
	}
}

struct row {
	const char *mail, *body, *places, *problem;
};

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct message *m = parse(str_of(rows[i].mail));
		bool ok = CHECK_STR(m->body, rows[i].body);

		ok = CHECK_STR(places(m), rows[i].places) && ok;
		ok = CHECK_STR(problem(m), rows[i].problem) && ok;
		if (!ok)
			printf("\trow %zu\n", i);
	}
}
#define CHECK_ROWS(rows) check_rows((rows), sizeof(rows) / sizeof(*(rows)))

TEST(plain_text)
{
	static const struct row rows[] = {
		{ HEAD "\none\ntwo", "one\ntwo", "4 5", "" },
		{ HEAD "\n", "", "", "" },
		{ HEAD, "", "", "" },
		{ SEP HEAD "\n>From a\n>>From b\n> From c\n",
		  "From a\n>From b\n> From c\n", "5 6 7", "" },
		{ HEAD "\n>From a\n", ">From a\n", "4", "" },
		{ "From: a\r\nSubject: b\r\n\r\none\r\ntwo\r\n",
		  "one\ntwo\n", "4 5", "" },
		/* Carriage returns of the file that is patched. */
		{ HEAD "\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\r\n+b\r\n",
		  "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\r\n+b\r\n", "4 5 6 7 8", "" },
		{ HEAD "Content-Type: text/plain; charset=us-ascii\n\n\xc3\xa4\n",
		  "\xc3\xa4\n", "5", "" },
		{ HEAD "Content-Type: text/plain; charset=utf-8\n\n\xe4\n",
		  "\xc3\xa4\n", "5",
		  "5: charset utf-8 does not explain the text, read as Latin-1" },
		/* A file need not be text in the charset of the mail. */
		{ HEAD "\nf\xe4\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-\xe4\n+\xff\n",
		  "f\xc3\xa4\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-\xe4\n+\xff\n", "4 5 6 7 8 9",
		  "4: charset us-ascii does not explain the text, read as Latin-1" },
		{ HEAD "Content-Type: text/plain; charset=utf-8\n\n\xc3\xa4\n"
		  "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-\xe4\n+\xc3\xa4\n",
		  "\xc3\xa4\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-\xe4\n+\xc3\xa4\n", "5 6 7 8 9 10", "" },
		{ HEAD "Content-Type: text/plain; charset=y\n\n\xc3\xa4\n",
		  "\xc3\xa4\n", "5", "5: charset y is not known, read as UTF-8" },
		{ HEAD "Content-Type: text/plain; charset=y\n\na\n", "a\n", "5", "" },
		{ HEAD "Content-Type: text/plain; charset=\"koi8-r\"\n\n\xd0\xc1\n",
		  "\xd0\xbf\xd0\xb0\n", "5", "" },
		{ HEAD "Content-Type: text/plain; charset=ISO-8859-1\n\n\xfc\n",
		  "\xc3\xbc\n", "5", "" },
		{ HEAD "Content-Type: text/plain; charset=utf-16\n\na\nb\n",
		  "a\nb\n", "5 6", "" },
		{ HEAD "Content-Type: text\n\na\n", "a\n", "5",
		  "3: a content type that is none, read as plain text" },
		{ HEAD "Content-Transfer-Encoding: 8-bit\n\na\n", "a\n", "5", "" },
		{ HEAD "Content-Transfer-Encoding: uuencode\n\na\n", "a\n", "5",
		  "5: transfer encoding uuencode is not known, read as it is" },
		{ HEAD "Content-Type: text/html\n\n<p>a\n", "", "",
		  "5: nothing but HTML" },
	};

	CHECK_ROWS(rows);
}

#define QP HEAD "Content-Transfer-Encoding: quoted-printable\n\n"
#define B64 HEAD "Content-Transfer-Encoding: base64\n\n"

TEST(transfer_encodings)
{
	static const struct row rows[] = {
		{ QP "a =3D b=\n c\nd\n", "a = b c\nd\n", "5 7", "" },
		{ QP "=C3=A4=\n", "\xc3\xa4", "5", "" },
		{ QP "a=0Ab\nc\n", "a\nb\nc\n", "5 5 6", "" },
		{ QP "a\n=ZZ\n", "a\n=ZZ\n", "5 6",
		  "6: quoted-printable is damaged, what stands before is read" },
		/* "one\ntwo\nthree\n" */
		{ B64 "b25lCnR3bwp0\naHJlZQo=\n", "one\ntwo\nthree\n", "5 5 5", "" },
		{ B64 "b25l\nCnR3\nbwp0aHJl\nZQo=\n", "one\ntwo\nthree\n", "5 6 7", "" },
		{ B64 "b25l\r\nCg==\r\n", "one\n", "5", "" },
		{ B64 "b25l\nCnR3b\n", "one\ntw", "5 6",
		  "7: base64 is cut off or damaged, what stands before is read" },
		{ B64 "b25l\n!!\nCg==\n", "one", "5",
		  "6: base64 is cut off or damaged, what stands before is read" },
		{ B64 "b25lCg==\n\n_______________________\nlist footer\n",
		  "one\n", "5", "" },
		{ B64 "YQ0KYg0K\n", "a\nb\n", "5 5", "" },
	};

	CHECK_ROWS(rows);
}

#define FLOWED HEAD "Content-Type: text/plain; format=flowed\n\n"

TEST(flowed_text)
{
	static const struct row rows[] = {
		{ FLOWED "one \ntwo\nthree\n", "one two\nthree\n", "5 7", "" },
		{ FLOWED "  stuffed\n From x\n", " stuffed\nFrom x\n", "5 6", "" },
		{ FLOWED "> a \n> b\n", "> a \n> b\n", "5 6", "" },
		{ FLOWED "a\n-- \nme \nyou\n", "a\n-- \nme you\n", "5 6 7", "" },
		{ FLOWED "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n"
		  "  \tkeep\n-old \n+new \n",
		  "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n"
		  " \tkeep\n-old \n+new \n", "5 6 7 8 9 10 11",
		  "9: sent as format=flowed, its context lines are "
		  "space-stuffed; read with the stuffing taken off" },
		/* A sender that says flowed and does not stuff. */
		{ FLOWED "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n"
		  " \tkeep\n-old\n+new\n",
		  "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n"
		  " \tkeep\n-old\n+new\n", "5 6 7 8 9 10 11", "" },
		{ FLOWED "a\n ", "a\n", "5", "" },
		{ HEAD "Content-Type: text/plain; format=\"flowed\"; delsp=yes\n\n"
		  "one \ntwo\n", "onetwo\n", "5", "" },
	};

	CHECK_ROWS(rows);
}

#define DIFF "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b\n"
#define ATTACHED "Content-Type: text/x-patch; name=\"a.patch\"\n" \
	"Content-Disposition: attachment; filename=\"a.patch\"\n\n"

TEST(parts)
{
	static const struct row rows[] = {
		{ MIXED "preamble\n--b\n\none\n--b--\nepilogue\n", "one", "8", "" },
		{ MIXED "--b\nContent-Type: text/plain\n\none\n"
		  "--b\nContent-Type: text/plain\n\ntwo\n--b--\n",
		  "one\n\ntwo", "8 12 12", "" },
		{ MIXED "--b\n\none\n--b\n\n____________________________\n"
		  "some-list mailing list\n--b--\n", "one", "7", "" },
		{ HEAD "Content-Type: multipart/signed; boundary=b\n\n--b\n\none\n"
		  "--b\nContent-Type: application/pgp-signature\n\nabc\n--b--\n",
		  "one", "7", "" },
		{ HEAD "Content-Type: multipart/alternative; boundary=b\n\n"
		  "--b\nContent-Type: text/html\n\n<p>\n"
		  "--b\nContent-Type: text/plain\n\none\n--b--\n", "one", "12", "" },
		{ HEAD "Content-Type: multipart/alternative; boundary=b\n\n"
		  "--b\nContent-Type: text/html\n\n<p>\n--b--\n", "", "",
		  "5: nothing but HTML" },
		{ MIXED "--b\n\none\n", "one\n", "7",
		  "5: multipart without its closing boundary: cut off or damaged" },
		{ HEAD "Content-Type: multipart/mixed\n\none\n", "one\n", "5",
		  "5: multipart cannot be taken apart (no parts found), read as it is" },
		{ MIXED "--b\nContent-Type: image/png\n\nabc\n--b\n\none\n--b--\n",
		  "one", "11", "" },
	};

	CHECK_ROWS(rows);
}

TEST(attached_patches)
{
	static const struct row rows[] = {
		{ MIXED "--b\n\nwhy\n--b\n" ATTACHED DIFF "--b--\n",
		  "why\n\ndiff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b",
		  "7 12 12 13 14 15 16 17", "" },
		/* The same diff twice. */
		{ MIXED "--b\n\n" DIFF "--b\n" ATTACHED DIFF "--b--\n",
		  "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b",
		  "7 8 9 10 11 12", "" },
		{ MIXED "--b\n\nwhy\n--b\n" ATTACHED DIFF "--b\n" ATTACHED DIFF "--b--\n",
		  "why\n\ndiff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b",
		  "7 12 12 13 14 15 16 17", "" },
		/* As format-patch wrote it; its message is that of the text. */
		{ MIXED "--b\n\nfix it\n--b\n" ATTACHED
		  "From: A\nSubject: x\n\nfix it\n\n---\n f | 2 +-\n" DIFF "--b--\n",
		  "fix it\n\n---\n f | 2 +-\n"
		  "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b",
		  "7 17 17 18 19 20 21 22 23 24", "" },
		{ MIXED "--b\n\nsee below\n--b\n" ATTACHED
		  "From: A\nSubject: x\n\nfix it\n---\n" DIFF "--b--\n",
		  "see below\n\nfix it\n---\n"
		  "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\n+b",
		  "7 15 15 16 17 18 19 20 21 22", "" },
		{ MIXED "--b\n\nlog\n--b\nContent-Disposition: attachment\n\n"
		  "[    0.1] boot\n--b--\n", "log", "7", "" },
		/* Another diff beside the text's own. */
		{ MIXED "--b\n\n--- a/g\n+++ b/g\n@@ -1 +1 @@\n-a\n+c\n--b\n"
		  ATTACHED DIFF "--b--\n",
		  "--- a/g\n+++ b/g\n@@ -1 +1 @@\n-a\n+c", "7 8 9 10 11",
		  "16: an attached patch beside the diff in the text" },
	};

	CHECK_ROWS(rows);
}

TEST(damage_is_recorded)
{
	static const struct row rows[] = {
		{ "From: a\nno colon here\nSubject: b\n\nc\n", "c\n", "5",
		  "2: a header line without a colon" },
		{ DIFF, DIFF, "1 2 3 4 5 6",
		  "1: not a mail: the first line is no header field" },
		{ "", "", "", "" },
		{ SEP, "", "", "" },
	};
	struct message *m;

	CHECK_ROWS(rows);
	m = parse(STR(HEAD "\na\nb\0c\n"));
	CHECK_STR(problem(m), "5: a NUL byte in the text");
	CHECK_NUM(m->body.n, 6);
}

/* Parts within parts end at a limit, and cost no more than their bytes. */
TEST(nesting_is_limited)
{
	struct buf b = BUF;
	struct message *m;

	buf_add(&b, STR(HEAD "Content-Type: multipart/mixed; boundary=b0\n\n"));
	for (int i = 0; i < 5000; i++)
		buf_printf(&b, "--b%d\nContent-Type: multipart/mixed; "
			   "boundary=b%d\n\n", i, i + 1);
	m = parse(buf_str(&b));
	CHECK_STR(problem(m), "5: multipart cannot be taken apart (too many "
		  "parts), read as it is");
	buf_clear(&b);
	buf_add(&b, STR(MIXED));
	for (int i = 0; i < 100000; i++)
		buf_add(&b, STR("--b\n\n"));
	m = parse(buf_str(&b));
	CHECK(str_has(problem(m), STR("too many parts")));
	buf_free(&b);
}

/* Any mail cut at any byte ends cleanly. */
TEST(cut_anywhere)
{
	static const char mail[] = SEP MIXED "--b\n\nfix =?x\n--b\n" ATTACHED
		"From: A\nSubject: =?utf-8?q?x?=\n\nfix it\n\n---\n" DIFF "--b\n"
		"Content-Transfer-Encoding: base64\n\nb25lCnR3bwp0\n--b--\n";

	for (size_t n = 0; n < sizeof(mail); n++) {
		char *copy = malloc(n + 1);
		struct message *m;

		memcpy(copy, mail, n);
		m = parse(str_n(copy, n));
		CHECK_AT(m->nlines <= 60, n);
		free(copy);
	}
}

static size_t count_mails(const char *name, size_t *problems)
{
	struct file_map f;
	struct mbox m;
	struct mbox_raw r;
	size_t n = 0;

	if (!file_map_open(&f, name, NULL))
		return 0;
	mbox_open(&m, f.text);
	for (*problems = 0; mbox_next(&m, &r); n++) {
		struct message *msg;

		arena_reset(arena);
		msg = message_parse(arena, &r, name);
		*problems += msg->problems.n;
		CHECK_AT(msg->message_id.n && msg->subject.n && msg->time, n);
		CHECK_AT(msg->nlines && message_raw_line(msg, (uint32_t)msg->nlines), n);
	}
	file_map_close(&f);
	return n;
}

TEST(real_mail_is_all_read)
{
	const char *path = test_shared("corpus/stream/random-800.mbox");
	size_t problems;

	if (!path)
		SKIP("no shared data");
	parse(STR(""));
	CHECK_NUM(count_mails(path, &problems), 800);
	CHECK_NUM(problems, 0);
	path = test_shared("series/mail-zoo.mbox");
	CHECK_NUM(count_mails(path, &problems), 18);
	CHECK_NUM(problems, 2);
}

TEST(end)
{
	arena_free(arena);
}
