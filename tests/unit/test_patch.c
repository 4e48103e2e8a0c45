// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/buf.h"
#include "base/file.h"
#include "patch/patch.h"

#define STAT " f.c | 1 +\n 1 file changed, 1 insertion(+)\n\n"
#define DIFF "diff --git a/f.c b/f.c\nindex 1234567..89abcde 100644\n" \
	"--- a/f.c\n+++ b/f.c\n@@ -1 +1,2 @@\n a\n+b\n"
#define SIG "-- \n2.43.0\n"
#define SOB "Signed-off-by: A <a@b>\n"
#define TO "In-Reply-To: <1@x>\n"

static struct patch *read_mail(struct arena *a, const char *head, const char *body)
{
	struct buf b = BUF;
	struct mbox_raw raw = { .line = 1 };
	struct patch *p;

	buf_printf(&b, "From: Sender <s@x>\nDate: Mon, 5 Jan 2026 10:00:00 +0000\n%s\n%s",
		   head, body);
	raw.text = str_dup(a, buf_str(&b));
	buf_free(&b);
	p = patch_parse(a, message_parse(a, &raw, "t"));
	return p;
}

TEST(kinds)
{
	static const struct {
		const char *head, *body;
		enum patch_kind kind;
	} rows[] = {
		{ "Subject: [PATCH] x\n", "Text.\n\n" SOB "---\n" STAT DIFF SIG, PATCH_PATCH },
		{ "Subject: x: no tag\n", "Text.\n---\n" DIFF SIG, PATCH_PATCH },
		{ "Subject: [PATCH 1/2] x\n" TO, "> quoted\n> twice\n\n---\n" DIFF, PATCH_PATCH },
		{ "Subject: [PATCH 0/2] x\n", "Text.\n" SIG, PATCH_COVER },
		{ "Subject: [PATCH 0/2] x\n", "Interdiff:\n" DIFF SIG, PATCH_COVER },
		{ "Subject: [RFC PATCH] x\n", "Text.\n" SIG, PATCH_COVER },
		{ "Subject: [PATCH 1/2] x\n", "Text, the diff got lost.\n" SIG, PATCH_PATCH },
		{ "Subject: Re: [PATCH 1/2] x\n", "Try this:\n\n" DIFF, PATCH_REPLY },
		{ "Subject: Re: [PATCH 1/2] x\n" TO, "> " DIFF, PATCH_REPLY },
		{ "Subject: Re: [PATCH 0/2] x\n" TO, "> a\n\nNice.\n", PATCH_REPLY },
		{ "Subject: [PATCH 1/2] x\n" TO, "A wrote:\n> a\n> b\n\nNo.\n", PATCH_REPLY },
		{ "Subject: x: y\n" TO, "A wrote:\n> a\n> b\n\nTry:\n" DIFF, PATCH_REPLY },
		{ "Subject: x\n" TO, "Yes.\n", PATCH_REPLY },
		{ "Subject: [PATCH] x\n" TO, "Ping?\n", PATCH_REPLY },
		{ "Subject: hello\n", "World.\n", PATCH_OTHER },
		{ "Subject: \n", "", PATCH_OTHER },
	};
	struct arena *a = arena_new();

	for (int i = 0; i < (int)(sizeof(rows) / sizeof(rows[0])); i++) {
		struct patch *p = read_mail(a, rows[i].head, rows[i].body);

		CHECK_AT(p->kind == rows[i].kind, i);
		CHECK_AT(p->kind == PATCH_PATCH || !p->diff.nfiles, i);
	}
	arena_free(a);
}

TEST(sections)
{
	static const struct {
		const char *subject, *body, *message, *notes, *tail;
	} rows[] = {
		{ "[PATCH] x", "\nText.\n\n" SOB "---\nv2: new\n\n" STAT DIFF SIG,
		  "Text.\n\nSigned-off-by: A <a@b>", "v2: new", "-- \n2.43.0" },
		{ "[PATCH] x", "Text.\n---\n---\nv2\n---\n" STAT DIFF, "Text.",
		  "---\nv2\n---", "" },
		{ "[PATCH] x", "Text.\n---\n" STAT "Based on y.\n\n" DIFF, "Text.",
		  " f.c | 1 +\n 1 file changed, 1 insertion(+)\n\nBased on y.", "" },
		{ "[PATCH] x", "Text.\n\n" STAT DIFF "\nbase-commit: 12\n" SIG, "Text.", "",
		  "base-commit: 12\n-- \n2.43.0" },
		{ "[PATCH] x", "Text.\n" DIFF, "Text.", "", "" },
		{ "[PATCH] x", DIFF, "", "", "" },
		{ "[PATCH] x", "Hi all,\n\n--- >8 ---\nText.\n---\n" STAT DIFF, "Text.",
		  "Hi all,", "" },
		{ "[PATCH] x", "A log:\n---8<---\noops\n--->8---\nText.\n---\n" DIFF,
		  "A log:\n---8<---\noops\n--->8---\nText.", "", "" },
		{ "[PATCH 0/2] x", "Text.\n\nA U Thor (2):\n  one\n  two\n\n" STAT SIG, "Text.",
		  "A U Thor (2):\n  one\n  two\n\n f.c | 1 +\n 1 file changed, 1 insertion(+)",
		  "-- \n2.43.0" },
		{ "[PATCH 0/2] x",
		  "Text.\n\n---\nChanges.\n\n---\nbase-commit: 12\n\nBye\n-- \nA\n",
		  "Text.", "Changes.\n\n---\nbase-commit: 12\n\nBye", "-- \nA" },
	};
	struct arena *a = arena_new();

	for (int i = 0; i < (int)(sizeof(rows) / sizeof(rows[0])); i++) {
		struct patch *p;
		char head[100];

		snprintf(head, sizeof(head), "Subject: %s\n", rows[i].subject);
		p = read_mail(a, head, rows[i].body);
		CHECK_STR(p->message.text, rows[i].message);
		CHECK_STR(p->notes.text, rows[i].notes);
		CHECK_STR(p->tail.text, rows[i].tail);
	}
	arena_free(a);
}

/* first and last say where in the body a section stands. */
static void check_place(const struct section *s, struct str body)
{
	uint32_t n = 0;
	struct str line;
	const char *first = NULL, *end = NULL;

	if (!s->first) {
		CHECK_NUM(s->text.n, 0);
		return;
	}
	while (str_line_raw(&body, &line)) {
		n++;
		if (n == s->first)
			first = line.p;
		if (n == s->last)
			end = line.p + line.n;
	}
	if (CHECK(first && end))
		CHECK_STR(str_rtrim(s->text), str_rtrim(str_n(first, (size_t)(end - first))));
}

TEST(sections_know_their_lines)
{
	struct arena *a = arena_new();
	struct patch *p = read_mail(a, "Subject: [PATCH] x\n",
		"From: B <b@c>\n\nText.\n\n" SOB "---\nv2: new\n\n" STAT DIFF
		"\nbase-commit: 12\n" SIG);

	check_place(&p->message, p->msg->body);
	check_place(&p->notes, p->msg->body);
	check_place(&p->tail, p->msg->body);
	CHECK_NUM(p->trailer_line, 5);
	CHECK_NUM(p->diff.files[0].body_line, 12);
	CHECK_STR(p->author, "B <b@c>");
	if (CHECK(p->base.n == 1))
		CHECK_STR(message_body_line(p->msg, p->base.v[0].line), "base-commit: 12");
	arena_free(a);
}

TEST(in_body_headers)
{
	static const struct {
		const char *body, *author, *title, *message;
	} rows[] = {
		{ "From: B <b@c>\n\nText.\n---\n" DIFF, "B <b@c>", "x", "Text." },
		{ "Subject: [PATCH] better\nFrom: B <b@c>\n\nText.\n---\n" DIFF, "B <b@c>",
		  "better", "Text." },
		{ "Subject: a title that\n is folded\n\nText.\n---\n" DIFF, "Sender <s@x>",
		  "a title that is folded", "Text." },
		{ "From: =?UTF-8?q?J=C3=B6?= <j@c>\n\nText.\n---\n" DIFF, "J\303\266 <j@c>", "x",
		  "Text." },
		{ "From: the start it was wrong.\n\nText.\n---\n" DIFF, "Sender <s@x>", "x",
		  "From: the start it was wrong.\n\nText." },
		{ "Text.\n\nFrom: B <b@c>\n---\n" DIFF, "Sender <s@x>", "x",
		  "Text.\n\nFrom: B <b@c>" },
		{ "Hi\n-- >8 --\nFrom: B <b@c>\nSubject: y\n\nText.\n---\n" DIFF, "B <b@c>", "y",
		  "Text." },
	};
	struct arena *a = arena_new();

	for (int i = 0; i < (int)(sizeof(rows) / sizeof(rows[0])); i++) {
		struct patch *p = read_mail(a, "Subject: [PATCH v2 3/4] x\n", rows[i].body);

		CHECK_STR(p->author, rows[i].author);
		CHECK_STR(p->subject.title, rows[i].title);
		CHECK_STR(p->message.text, rows[i].message);
		CHECK_AT(p->number == 3 && p->subject.n == 4 && p->subject.version == 2, i);
	}
	arena_free(a);
}

TEST(a_lost_diff_is_a_problem)
{
	struct arena *a = arena_new();

	CHECK_NUM(read_mail(a, "Subject: [PATCH 1/2] x\n", "Text.\n")->problems.n, 1);
	arena_free(a);
}

/* What undamaged real diffs print to is what they were. */
static void check_printed(const struct patch *p, size_t *files)
{
	struct buf out = BUF;

	for (size_t i = 0; i < p->diff.nfiles; i++) {
		const struct diff_file *f = &p->diff.files[i];
		bool damaged = false;

		for (size_t h = f->first; h < f->first + f->n; h++)
			damaged |= p->diff.hunks[h].damaged;
		if (damaged)
			continue;
		buf_clear(&out);
		diff_print_file(&out, &p->diff, f);
		if (f->text.p[f->text.n - 1] != '\n')
			out.n -= out.n > 0;
		CHECK_STR(buf_str(&out), f->text);
		++*files;
	}
	buf_free(&out);
}

static bool read_mbox(const char *name, size_t step, size_t *patches, size_t *files)
{
	const char *path = test_shared(name);
	struct arena *a;
	struct str text;
	struct err err;
	struct mbox m;
	struct mbox_raw raw;

	if (!path)
		return false;
	a = arena_new();
	CHECK(file_read(a, path, 0, &text, &err));
	mbox_open(&m, text);
	while (mbox_next(&m, &raw)) {
		struct patch *p = patch_parse(a, message_parse(a, &raw, path));

		*patches += p->kind == PATCH_PATCH;
		check_printed(p, files);
		check_place(&p->message, p->msg->body);
		check_place(&p->notes, p->msg->body);
		check_place(&p->tail, p->msg->body);
	}
	/* every prefix that ends at a line, in steps */
	for (size_t n = step; step && n < text.n; n += step) {
		struct arena *cut = arena_new();
		char *copy = malloc(n);

		memcpy(copy, text.p, n);
		raw = (struct mbox_raw){ .text = str_n(copy, n), .line = 1 };
		patch_parse(cut, message_parse(cut, &raw, path));
		free(copy);
		arena_free(cut);
	}
	arena_free(a);
	return true;
}

TEST(real_mail)
{
	static const struct {
		const char *name;
		size_t patches;
	} rows[] = {
		{ "series/cca-v13.mbox", 48 }, { "series/cca-v13-thread.mbox", 48 },
		{ "series/cca-v12.mbox", 46 }, { "series/cca-v9.mbox", 43 },
		{ "series/mail-zoo.mbox", 16 }, { "series/aspeed-i2c-acpi-v1-v3.mbox", 13 },
		{ "series/tdisp-rfc-v1.mbox", 30 }, { "series/pvtime-v7.mbox", 10 },
		{ "series/smccc-trng-v6.mbox", 5 }, { "series/sunxi-msgbox-v4.mbox", 10 },
		{ "corpus/stream/random-800.mbox", 800 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		size_t patches = 0, files = 0;

		if (!read_mbox(rows[i].name, 0, &patches, &files))
			SKIP("no shared data");
		CHECK_NUM(patches, rows[i].patches);
		CHECK_AT(files > patches / 2, i);
	}
}

TEST(real_mail_cut_anywhere)
{
	size_t patches = 0, files = 0;

	if (!read_mbox("series/smccc-trng-v6.mbox", 61, &patches, &files))
		SKIP("no shared data");
}
