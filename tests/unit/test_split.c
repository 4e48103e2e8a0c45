// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/file.h"
#include "mail/message.h"
#include "split/proof.h"
#include "split/stub.h"

struct input {
	struct arena *a;
	struct series_set set;
	struct file_map map;
};

static void input_parse(struct input *in, struct str text)
{
	struct { struct patch **v; size_t n, cap; } patches = { 0 };
	struct mbox_raw raw;
	struct mbox m;

	mbox_open(&m, text);
	while (mbox_next(&m, &raw))
		vec_add(in->a, &patches,
			patch_parse(in->a, message_parse(in->a, &raw, "test")));
	series_group(&in->set, in->a, patches.v, patches.n);
}

static uint32_t seed;

static uint32_t random_to(uint32_t n)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % n;
}

enum how { HOW_ALL, HOW_PATCHES, HOW_LINES };

static void assign(struct plan *p, enum how how)
{
	for (uint32_t n = 1; how != HOW_ALL && n <= p->s->n; n++) {
		const struct diff *d = &p->s->patches[n - 1]->diff;
		bool away = false;

		if (how == HOW_PATCHES && random_to(4) == 0)
			plan_set_patch(p, n, HALF_THROWAWAY, STR("by chance"));
		for (size_t j = 0; how == HOW_LINES && j < d->nlines; j++) {
			away ^= random_to(8) == 0;
			if (d->lines[j].op != ' ' && away)
				plan_set(p, n, j, HALF_THROWAWAY, STR("by chance"));
		}
	}
	plan_close(p);
}

/* One split of one series; fills e and proof. */
static bool split(struct arena *a, const struct series *s, enum half first,
		  enum how how, struct emit *e, struct proof *proof, struct err *err)
{
	struct weave_set *ws = NEW(a, struct weave_set);
	struct plan *p = NEW(a, struct plan);
	struct tree *base = NEW(a, struct tree);

	weave_build(ws, a, s, NULL, NULL);
	if (ws->problems.n)
		return err_set(err, "%.*s", STR_FMT(ws->problems.v[0].text));
	if (!tree_base(base, a, ws, err))
		return false;
	plan_open(p, a, s, ws, first);
	assign(p, how);
	return emit_make(e, a, p, false, err) && proof_make(proof, e, base, err);
}

#define MAIL(k, title, text) \
	"From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n" \
	"From: A U Thor <a@example.org>\nSubject: [PATCH 0" #k "/02] " title "\n" \
	"Date: Sun, 22 Nov 2026 10:00:00 +0000\nMessage-ID: <" #k "@example.org>\n" \
	"In-Reply-To: <0@example.org>\n\n" text "\n"

static const char two[] =
	MAIL(1, "Add one", "One.\n\nReviewed-by: R <r@example.org>\n"
	     "Signed-off-by: A U Thor <a@example.org>\n---\n a.c | 4 ++++\n\n"
	     "diff --git a/a.c b/a.c\nnew file mode 100644\nindex 0000000..d68dd40\n"
	     "--- /dev/null\n+++ b/a.c\n@@ -0,0 +1,4 @@\n+a\n+b\n+c\n+d\n-- \n2.39\n")
	MAIL(2, "Change two", "Two.\n---\n"
	     "diff --git a/a.c b/a.c\nindex d68dd40..1234567 100644\n"
	     "--- a/a.c\n+++ b/a.c\n@@ -1,4 +1,4 @@\n a\n-b\n+B\n c\n d\n-- \n2.39\n");

TEST(a_line_goes_and_later_patches_follow)
{
	struct input in = { .a = arena_new() };
	struct weave_set ws;
	struct tree base;
	struct plan p;
	struct emit e;
	struct proof proof;
	struct err err;

	input_parse(&in, str_of(two));
	CHECK_NUM(in.set.n, 1);
	weave_build(&ws, in.a, &in.set.v[0], NULL, NULL);
	plan_open(&p, in.a, &in.set.v[0], &ws, HALF_CURRENT);
	plan_set(&p, 1, 1, HALF_THROWAWAY, STR("b is a hack"));
	plan_close(&p);
	CHECK_NUM(p.moved, 1);
	CHECK(tree_base(&base, in.a, &ws, &err));
	CHECK(emit_make(&e, in.a, &p, false, &err));
	CHECK(proof_make(&proof, &e, &base, &err));
	CHECK_NUM(e.half[HALF_CURRENT].n, 2);
	CHECK_NUM(e.half[HALF_THROWAWAY].n, 2);
	CHECK(str_has(e.half[HALF_CURRENT].v[0].diff, STR("@@ -0,0 +1,3 @@\n+a\n+c\n+d\n")));
	CHECK(str_has(e.half[HALF_CURRENT].v[1].diff, STR("@@ -1,3 +1,4 @@\n a\n+B\n c\n d\n")));
	CHECK(str_has(e.half[HALF_THROWAWAY].v[0].diff, STR(" a\n+b\n B\n c\n")));
	CHECK(str_has(e.half[HALF_THROWAWAY].v[1].diff, STR(" a\n-b\n B\n")));
	/* what was reviewed is not what is there now */
	CHECK(!str_has(e.half[HALF_CURRENT].v[0].text, STR("\nReviewed-by")));
	CHECK(str_has(e.half[HALF_CURRENT].v[0].text, STR("\nSigned-off-by: A U")));
	CHECK_NUM(e.half[HALF_CURRENT].v[0].dropped.n, 1);
	CHECK(str_has(e.half[HALF_THROWAWAY].v[0].text,
		      STR("Message-ID: <throwaway.1@example.org>\n")));
	arena_free(in.a);
}

TEST(what_current_adds_and_a_hack_below_takes_away_is_in_neither)
{
	struct input in = { .a = arena_new() };
	struct weave_set ws;
	struct tree base;
	struct plan p;
	struct emit e;
	struct proof proof;
	struct err err;

	input_parse(&in, str_of(two));
	weave_build(&ws, in.a, &in.set.v[0], NULL, NULL);
	plan_open(&p, in.a, &in.set.v[0], &ws, HALF_THROWAWAY);
	plan_set_patch(&p, 2, HALF_THROWAWAY, STR("a hack"));
	plan_close(&p);
	CHECK_NUM(p.patches[0].line[1], HALF_NEITHER);
	CHECK_NUM(p.patches[1].line[1], HALF_NEITHER);
	CHECK(tree_base(&base, in.a, &ws, &err));
	CHECK(emit_make(&e, in.a, &p, false, &err));
	CHECK(proof_make(&proof, &e, &base, &err));
	CHECK_NUM(proof.cancelled, 2);
	CHECK(str_has(e.half[HALF_THROWAWAY].v[0].diff, STR("new file mode 100644\n")));
	CHECK(str_has(e.half[HALF_CURRENT].v[0].diff, STR("@@ -1 +1,4 @@\n+a\n B\n+c\n+d\n")));
	arena_free(in.a);
}

TEST(a_hole_gets_a_stub_that_throwaway_takes_away)
{
	struct input in = { .a = arena_new() };
	struct weave_set ws;
	struct tree base;
	struct plan p;
	struct emit e;
	struct proof proof;
	struct err err;

	input_parse(&in, str_of(two));
	weave_build(&ws, in.a, &in.set.v[0], NULL, NULL);
	plan_open(&p, in.a, &in.set.v[0], &ws, HALF_CURRENT);
	plan_set(&p, 1, 1, HALF_THROWAWAY, STR("b is a hack"));
	vec_add(in.a, &p.holes, ((struct plan_hole){
		.patch = 1, .file = STR("a.c"), .what = STR("uses b"),
		.weave = ws.v[0], .at = ws.patches[0].line[1],
	}));
	plan_close(&p);
	CHECK_NUM(stub_holes(&p), 1);
	CHECK(tree_base(&base, in.a, &ws, &err));
	CHECK(emit_make(&e, in.a, &p, false, &err));
	CHECK(proof_make(&proof, &e, &base, &err));
	CHECK(str_has(e.half[HALF_CURRENT].v[0].diff,
		      STR("+a\n+#error \"hole (patch 1): uses b\"\n+c\n")));
	CHECK(str_has(e.half[HALF_THROWAWAY].v[0].diff,
		      STR("-#error \"hole (patch 1): uses b\"\n+b\n")));
	arena_free(in.a);
}

static const char *const real[] = {
	"cca-v9", "cca-v12", "cca-v13", "pvtime-v7", "smccc-trng-v6",
	"sunxi-msgbox-v4", "aspeed-i2c-acpi-v1-v3", "tdisp-rfc-v1",
};

static bool open_real(struct input *in, const char *name)
{
	const char *shared = getenv("WINNOW_SHARED");
	struct err err;

	*in = (struct input){ .a = arena_new() };
	if (!file_map_open(&in->map, arena_printf(in->a, "%s/series/%s.mbox",
			   shared ? shared : "../shared", name), &err)) {
		arena_free(in->a);
		return false;
	}
	input_parse(in, in->map.text);
	return true;
}

static void close_real(struct input *in)
{
	file_map_close(&in->map);
	arena_free(in->a);
}

/* What stays together keeps its bytes. */
static void check_whole(struct arena *a, const struct series *s)
{
	struct proof proof;
	struct emit e;
	struct err err = { "" };
	struct buf was = BUF;

	if (!CHECK(split(a, s, HALF_CURRENT, HOW_ALL, &e, &proof, &err)))
		printf("\t%s\n", err.msg);
	CHECK_NUM(e.half[HALF_CURRENT].n, s->n);
	CHECK_NUM(e.half[HALF_THROWAWAY].n, 0);
	for (size_t i = 0; i < e.half[HALF_CURRENT].n; i++) {
		const struct diff *d = &s->patches[i]->diff;

		buf_clear(&was);
		for (size_t k = 0; k < d->nfiles; k++)
			diff_print_file(&was, d, &d->files[k]);
		CHECK_AT(str_eq(e.half[HALF_CURRENT].v[i].diff, buf_str(&was)), i + 1);
	}
	buf_free(&was);
}

TEST(a_series_that_stays_whole_keeps_its_bytes)
{
	struct input in;

	for (size_t i = 0; i < sizeof(real) / sizeof(real[0]); i++) {
		if (!open_real(&in, real[i]))
			SKIP("no series");
		for (size_t k = 0; k < in.set.n; k++)
			check_whole(in.a, &in.set.v[k]);
		close_real(&in);
	}
}

TEST(any_assignment_is_proved)
{
	struct input in;

	for (size_t i = 0; i < sizeof(real) / sizeof(real[0]); i++) {
		for (int k = 0; k < 4; k++) {
			struct proof proof;
			struct emit e;
			struct err err = { "" };

			if (!open_real(&in, real[i]))
				SKIP("no series");
			seed = (uint32_t)(i * 7 + (size_t)k);
			if (!CHECK(split(in.a, &in.set.v[0], k & 1, HOW_PATCHES + k / 2,
					 &e, &proof, &err)))
				printf("\t%s %d: %s\n", real[i], k, err.msg);
			close_real(&in);
		}
	}
}

TEST(blob_ids_are_those_of_the_mails)
{
	struct input in;
	size_t made = 0;

	for (size_t i = 0; i < sizeof(real) / sizeof(real[0]); i++) {
		struct weave_set ws;

		if (!open_real(&in, real[i]))
			SKIP("no series");
		weave_build(&ws, in.a, &in.set.v[0], NULL, NULL);
		weave_ids(&ws);
		for (size_t w = 0; w < ws.n; w++)
			for (size_t e = 0; ws.v[w]->created && e < ws.v[w]->nevents; e++) {
				const struct weave_event *ev = &ws.v[w]->events[e];

				if (!ev->file->new_id.n || ev->file->status == DIFF_DELETE)
					continue;
				made += str_eq(str_of(real[i]), STR("cca-v13"));
				CHECK_AT(ev->id_known && ev->id_ok, ev->patch);
			}
		close_real(&in);
	}
	CHECK_NUM(made, 48);
}
