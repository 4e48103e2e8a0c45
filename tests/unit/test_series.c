// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/buf.h"
#include "base/file.h"
#include "series/series.h"

#define DIFF "---\n\ndiff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n a\n+b\n"

/* A mail: "id < answered < thread: subject". An id of "-" is none at all (a
 * file), "id@other" is of another sender, "id+2" is sent two days later. A
 * cover letter is known by 0/ and a mail without diff by a final ".". */
struct mails {
	struct arena *a;
	VEC(struct patch *) v;
};

static void write_head(struct buf *b, const char *id, const char *refs)
{
	const char *days = strchr(id, '+');

	buf_printf(b, "From: A <%s@x>\nDate: %d Jan 2026 10:00:00 +0000\n",
		   strstr(id, "@other") ? "b" : "a", days ? 5 + atoi(days + 1) : 5);
	if (strcmp(id, "-"))
		buf_printf(b, "Message-ID: <%s@id>\n", id);
	if (*refs)
		buf_printf(b, "References: %s\n", refs);
}

static void add_mail(struct mails *m, const char *line)
{
	char id[50] = "", refs[200] = "";
	const char *colon = strchr(line, ':'), *p = line;
	struct mbox_raw raw = { .line = 1 };
	struct buf b = BUF;
	int n;

	while (p < colon) {
		char word[50];
		size_t len = strcspn(p, " <:");

		snprintf(word, sizeof(word), "%.*s", (int)len, p);
		if (!*id) {
			snprintf(id, sizeof(id), "%s", word);
		} else if (*word) {
			char old[200];

			snprintf(old, sizeof(old), "%s", refs);
			n = snprintf(refs, sizeof(refs), "<%s@id> %.120s", word, old);
			CHECK(n < (int)sizeof(refs));
		}
		p += len + strspn(p + len, " <");
	}
	write_head(&b, id, refs);
	buf_printf(&b, "Subject: %s\n\nText.\n", colon + 2);
	if (!strstr(line, " 0/") && line[strlen(line) - 1] != '.')
		buf_add(&b, STR(DIFF));
	raw.text = str_dup(m->a, buf_str(&b));
	buf_free(&b);
	vec_add(m->a, &m->v, patch_parse(m->a, message_parse(m->a, &raw, "t")));
}

static const char *name(enum series_trouble t)
{
	static const char *const names[] = {
		"numbering", "twice", "missing", "cover", "base", "mixed",
	};

	return names[t];
}

/* "v2 3: c 1 2 3 !missing; v3 ...", base lines left out. */
static void show(struct buf *out, const struct series_set *ss)
{
	for (size_t i = 0; i < ss->n; i++) {
		const struct series *s = &ss->v[i];

		buf_printf(out, "%sv%u %u:", i ? "; " : "", s->version, s->total);
		if (s->cover)
			buf_add(out, STR(" c"));
		for (size_t k = 0; k < s->n; k++)
			buf_printf(out, " %u", s->patches[k]->number);
		for (size_t k = 0; k < s->nproblems; k++)
			if (s->problems[k].kind != SERIES_NO_BASE)
				buf_printf(out, " !%s", name(s->problems[k].kind));
	}
	if (ss->nrest)
		buf_printf(out, "; rest %zu", ss->nrest);
}

static const struct {
	const char *mails[8], *want;
} rows[] = {
	{ { "c: [PATCH 0/2] t", "p1 < c: [PATCH 1/2] a", "p2 < c: [PATCH 2/2] b" }, "v1 2: c 1 2" },
	/* order of the input does not matter */
	{ { "p2 < c: [PATCH 2/2] b", "c: [PATCH 0/2] t", "p1 < c: [PATCH 1/2] a" }, "v1 2: c 1 2" },
	/* deep threads */
	{ { "c: [PATCH 0/2] t", "p1 < c: [PATCH 1/2] a", "p2 < p1 < c: [PATCH 2/2] b" },
	  "v1 2: c 1 2" },
	{ { "p1: [PATCH 1/2] a", "p2 < p1: [PATCH 2/2] b" }, "v1 2: 1 2 !cover" },
	/* the cover letter is not there */
	{ { "p1 < c: [PATCH 1/2] a", "p2 < c: [PATCH 2/2] b" }, "v1 2: 1 2 !cover" },
	{ { "p3 < p2 < p1 < c: [PATCH 3/3] c", "p1 < c: [PATCH 1/3] a" },
	  "v1 3: 1 3 !missing !cover" },
	{ { "c: [PATCH 0/3] t", "p2 < c: [PATCH 2/3] b" }, "v1 3: c 2 !missing" },
	{ { "c: [PATCH 0/3] t" }, "v1 3: c !missing" },
	/* a single patch of many is no broken series */
	{ { "p2 < c: [PATCH 2/9] b" }, "v1 9: 2 !missing" },
	{ { "p2 < c: [PATCH 2/9] b", "q2 < d: [PATCH 2/9] b" },
	  "v1 9: 2 !missing; v1 9: 2 !missing" },
	/* replies are not in it */
	{ { "c: [PATCH 0/1] t", "p1 < c: [PATCH 1/1] a", "r < p1 < c: Re: [PATCH 1/1] a",
	    "s < r < p1 < c: Re: [PATCH 1/1] a." }, "v1 1: c 1; rest 2" },
	/* versions, also in the thread of the old one */
	{ { "c: [PATCH 0/2] t", "p1 < c: [PATCH 1/2] a", "p2 < c: [PATCH 2/2] b",
	    "d < c: [PATCH v2 0/2] t", "q1 < d < c: [PATCH v2 1/2] a",
		  "q2 < d < c: [PATCH v2 2/2] b" },
	  "v1 2: c 1 2; v2 2: c 1 2" },
	{ { "c: [PATCH 0/2] t", "p1 < c: [PATCH 1/2] a", "p2 < c: [PATCH 2/2] b",
	    "q2 < p2 < c: [PATCH v2 2/2] b" }, "v1 2: c 1 2; v2 2: 2 !missing" },
	{ { "c: [PATCH 0/2] t", "p1 < c: [PATCH 1/2] a", "q2 < c: [PATCH v2 2/2] b" },
	  "v1 2: c 1 2 !mixed" },
	/* same shape, other thread, other sender */
	{ { "p1: [PATCH 1/2] a", "p2 < p1: [PATCH 2/2] b", "q1: [PATCH 1/2] a",
		  "q2 < q1: [PATCH 2/2] b" },
	  "v1 2: 1 2 !cover; v1 2: 1 2 !cover" },
	/* no thread at all */
	{ { "c: [PATCH 0/2] t", "p1: [PATCH 1/2] a", "p2: [PATCH 2/2] b" }, "v1 2: c 1 2" },
	{ { "p1: [PATCH 1/3] a", "p2@other: [PATCH 2/3] b" },
	  "v1 3: 1 !missing; v1 3: 2 !missing" },
	{ { "p1: [PATCH 1/3] a", "p2+4: [PATCH 2/3] b" }, "v1 3: 1 !missing; v1 3: 2 !missing" },
	{ { "c: [PATCH 0/2] t", "p1: [PATCH 1/2] a", "p2 < p1: [PATCH 2/2] b" }, "v1 2: c 1 2" },
	/* files */
	{ { "-: [PATCH 1/2] a", "-: [PATCH 2/2] b" }, "v1 2: 1 2 !cover" },
	{ { "-: [PATCH] a", "-: [PATCH] b" }, "v1 2: 1 2" },
	{ { "-: [PATCH 0/2] t", "-: [PATCH 2/2] a", "-: [PATCH 1/2] b" }, "v1 2: c 1 2" },
	/* odd numbers */
	{ { "p1: [PATCH 1/2] a", "p2 < p1: [PATCH 2/2] b", "p3 < p1: [PATCH 3/2] c" },
	  "v1 2: 1 2 3 !numbering !cover" },
	{ { "p1: [PATCH 1/2] a", "p2 < p1: [PATCH 2/2] b", "q2 < p1: [PATCH 2/2] c" },
	  "v1 2: 1 2 2 !twice !cover" },
	{ { "p1: [PATCH 1/2] a", "p2 < p1: [PATCH 2/2] b", "q2 < p1: [PATCH 2/2] b" },
	  "v1 2: 1 2 !numbering !cover; rest 1" },
	{ { "c: [PATCH 0/3] t", "p1 < c: [PATCH 1/2] a", "p2 < c: [PATCH 2/2] b" },
	  "v1 2: c 1 2 !numbering" },
	{ { "p1: [PATCH 1/0] a" }, "v1 1: 1" },
	/* single patches, and what is none */
	{ { "p1: [PATCH] a", "p2: [PATCH] b" }, "v1 1: 1; v1 1: 1" },
	{ { "p1: [PATCH] a" , "p1: [PATCH] a" }, "v1 1: 1; rest 1" },
	{ { "p1: [PATCH] a." }, "; rest 1" },
	{ { "c: [RFC PATCH] t.", "p1 < c: [RFC PATCH 1/1] a" }, "v1 1: c 1" },
	/* an answer to itself, and two to each other */
	{ { "p1 < p1: [PATCH 1/2] a", "p2 < p1: [PATCH 2/2] b" }, "v1 2: 1 2 !cover" },
	{ { "p1 < p2: [PATCH 1/2] a", "p2 < p1: [PATCH 2/2] b" }, "v1 2: 1 2 !cover" },
};

TEST(grouping)
{
	for (int i = 0; i < (int)(sizeof(rows) / sizeof(rows[0])); i++) {
		struct mails m = { .a = arena_new() };
		struct series_set ss;
		struct buf got = BUF;

		for (int k = 0; k < 8 && rows[i].mails[k]; k++)
			add_mail(&m, rows[i].mails[k]);
		series_group(&ss, m.a, m.v.v, m.v.n);
		show(&got, &ss);
		if (!CHECK_STR(buf_str(&got), rows[i].want))
			CHECK_AT(false, i);
		buf_free(&got);
		arena_free(m.a);
	}
}

TEST(missing_numbers_are_named)
{
	struct mails m = { .a = arena_new() };
	struct series_set ss;

	add_mail(&m, "c: [PATCH 0/9] t");
	add_mail(&m, "p2 < c: [PATCH 2/9] t");
	add_mail(&m, "p5 < c: [PATCH 5/9] t");
	series_group(&ss, m.a, m.v.v, m.v.n);
	if (CHECK(ss.n == 1 && ss.v[0].nproblems == 2))
		CHECK_STR(ss.v[0].problems[0].text,
			  "not in the input: patches 1, 3, 4, 6 to 9 of 9");
	arena_free(m.a);
}

static bool group_file(struct arena *a, struct series_set *ss, const char *file)
{
	const char *path = test_shared(file);
	VEC(struct patch *) v = { 0 };
	struct mbox_raw raw;
	struct str text;
	struct mbox m;

	if (!path || !file_read(a, path, 0, &text, NULL))
		return false;
	mbox_open(&m, text);
	while (mbox_next(&m, &raw))
		vec_add(a, &v, patch_parse(a, message_parse(a, &raw, "t")));
	series_group(ss, a, v.v, v.n);
	return true;
}

TEST(real_series)
{
	static const struct {
		const char *file;
		size_t n, patches, rest;
	} real[] = {
		{ "series/aspeed-i2c-acpi-v1-v3.mbox", 2, 13, 0 },
		{ "series/cca-v13-thread.mbox", 1, 48, 84 },
		{ "series/tdisp-rfc-v1.mbox", 1, 30, 0 },
		{ "series/mail-zoo.mbox", 16, 16, 2 },
	};

	for (size_t i = 0; i < sizeof(real) / sizeof(real[0]); i++) {
		struct arena *a = arena_new();
		struct series_set ss;
		size_t patches = 0;

		if (!group_file(a, &ss, real[i].file)) {
			arena_free(a);
			SKIP("no shared data");
		}
		for (size_t k = 0; k < ss.n; k++)
			patches += ss.v[k].n;
		CHECK_NUM(ss.n, real[i].n);
		CHECK_NUM(patches, real[i].patches);
		CHECK_NUM(ss.nrest, real[i].rest);
		arena_free(a);
	}
}
