// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "finding/delta.h"

/* One finding in each version; 0 as place: the cover letter. */
struct row {
	const char *why;
	struct side {
		const char *rule, *file, *symbol, *subject, *text;
		enum where where;
		uint32_t order, line;
	} old, new;
	bool kept;
};

/* Patch 1 became 1, 2 became 3, 3 was dropped. */
static const uint32_t became[] = { 0, 1, 3, 0 };

static const struct row rows[] = {
	{ "the line moved",
	  { "R", "a.c", NULL, NULL, "x = 1;", WHERE_CODE, 1, 10 },
	  { "R", "a.c", NULL, NULL, "x = 1;", WHERE_CODE, 1, 70 }, true },
	{ "into another patch",
	  { "R", "a.c", NULL, NULL, "x = 1;", WHERE_CODE, 1, 10 },
	  { "R", "a.c", NULL, NULL, "x = 1;", WHERE_CODE, 2, 10 }, true },
	{ "other code",
	  { "R", "a.c", NULL, NULL, "x = 1;", WHERE_CODE, 1, 10 },
	  { "R", "a.c", NULL, NULL, "y = 1;", WHERE_CODE, 1, 10 }, false },
	{ "of one symbol, in a file of another name",
	  { "R", "a.c", "SYM", NULL, "#define SYM 1", WHERE_CODE, 1, 10 },
	  { "R", "b.c", "SYM", NULL, "#define SYM 2", WHERE_CODE, 2, 10 }, true },
	{ "of another symbol",
	  { "R", "a.c", "SYM", NULL, "f(SYM)", WHERE_CODE, 1, 10 },
	  { "R", "a.c", "OTHER", NULL, "f(OTHER)", WHERE_CODE, 1, 10 }, false },
	{ "another rule",
	  { "R", "a.c", "SYM", NULL, "f(SYM)", WHERE_CODE, 1, 10 },
	  { "Q", "a.c", "SYM", NULL, "f(SYM)", WHERE_CODE, 1, 10 }, false },
	{ "the number of the patch",
	  { "R", NULL, NULL, "[PATCH 2/3] t", "[PATCH 2/3] t", WHERE_SUBJECT, 2, 0 },
	  { "R", NULL, NULL, "[PATCH v2 4/9] t", "[PATCH v2 4/9] t",
	    WHERE_SUBJECT, 4, 0 }, true },
	{ "reworded, in what the patch became",
	  { "R", NULL, NULL, "[PATCH 2/3] t", "for now", WHERE_MESSAGE, 2, 3 },
	  { "R", NULL, NULL, "[PATCH 3/3] u", "until then", WHERE_MESSAGE, 3, 4 },
	  true },
	{ "reworded, but another patch",
	  { "R", NULL, NULL, "[PATCH 2/3] t", "for now", WHERE_MESSAGE, 2, 3 },
	  { "R", NULL, NULL, "[PATCH 2/3] u", "until then", WHERE_MESSAGE, 2, 4 },
	  false },
	{ "of a patch that was dropped, and the cover letter",
	  { "R", NULL, NULL, "[PATCH 3/3] t", "for now", WHERE_MESSAGE, 3, 3 },
	  { "R", NULL, NULL, "[PATCH 0/3] u", "then", WHERE_MESSAGE, 0, 4 }, false },
	{ "the cover letter",
	  { "R", NULL, NULL, "[PATCH 0/3] t", "for now", WHERE_COVER, 0, 3 },
	  { "R", NULL, NULL, "[PATCH v2 0/3] u", "then", WHERE_COVER, 0, 4 }, true },
};

static struct finding *add(struct arena *a, struct findings *fs,
			   const struct side *s)
{
	struct finding *f = vec_push(a, fs);

	f->rule = str_of(s->rule);
	f->file = str_of(s->file);
	f->symbol = str_of(s->symbol);
	f->subject = str_of(s->subject);
	f->text = str_of(s->text);
	f->where = s->where;
	f->order = s->order;
	f->line = s->line;
	return f;
}

TEST(findings_are_paired_as_a_reader_would)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *a = arena_new();
		struct findings old = { 0 }, new = { 0 };
		struct delta d;

		add(a, &old, &rows[i].old);
		add(a, &new, &rows[i].new);
		findings_seal(&old);
		findings_seal(&new);
		delta_findings(&d, a, &old, &new, became, 4);
		CHECK_AT(d.count[DELTA_KEPT] == rows[i].kept, i);
		CHECK_AT(d.n == (rows[i].kept ? 1 : 2), i);
		arena_free(a);
	}
}

TEST(each_finding_is_paired_once)
{
	struct arena *a = arena_new();
	struct findings old = { 0 }, new = { 0 };
	struct delta d;

	for (uint32_t i = 0; i < 3; i++)
		add(a, &old, &rows[0].old)->line = 10 + i;
	for (uint32_t i = 0; i < 5; i++)
		add(a, &new, &rows[0].new)->line = 70 + i;
	findings_seal(&old);
	findings_seal(&new);
	delta_findings(&d, a, &old, &new, became, 4);
	CHECK_NUM(d.count[DELTA_KEPT], 3);
	CHECK_NUM(d.count[DELTA_NEW], 2);
	CHECK_NUM(d.count[DELTA_RESOLVED], 0);
	delta_findings(&d, a, &new, &old, became, 4);
	CHECK_NUM(d.count[DELTA_RESOLVED], 2);
	arena_free(a);
}
