// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "scan/held.h"

#define FILES 90

static void hold(struct held *h, struct str path, struct str text, size_t facts)
{
	struct arena *a = arena_new();
	struct source *src = NEW(a, struct source);

	src->path = str_dup(a, path);
	src->parts = NEW(a, struct source_part);
	src->parts->text = str_dup(a, text);
	src->n = facts;
	held_add(h, a, src);
}

/* File i of FILES, in some order; facts grow and repeat with i. */
static void add(struct held *h, struct arena *a, size_t i)
{
	hold(h, str_printf(a, "f%02zu.c", i), str_printf(a, "text %zu", i), i / 2 * 1000);
}

TEST(the_same_files_are_kept_in_whatever_order_they_come)
{
	static const size_t steps[] = { 1, 7, 89, 31 };
	struct arena *a = arena_new();
	size_t kept = 0;

	for (size_t k = 0; k < sizeof(steps) / sizeof(steps[0]); k++) {
		struct held *h = held_open();
		const struct held_files *f;

		for (size_t i = 0; i < FILES; i++)
			add(h, a, (i + 1) * steps[k] % FILES);
		f = held_files(h);
		CHECK_NUM(f->kept.n + f->dropped.n, FILES);
		CHECK(f->kept.n > FILES / 4 && f->dropped.n > FILES / 4);
		if (!k)
			kept = f->kept.n;
		CHECK_NUM(f->kept.n, kept);
		for (size_t i = 0; i < f->kept.n; i++) {
			CHECK_STR(f->kept.v[i].path, str_printf(a, "f%02zu.c", i));
			CHECK_STR(f->kept.v[i].src->parts->text, str_printf(a, "text %zu", i));
		}
		for (size_t i = 0; i < f->dropped.n; i++)
			CHECK_STR(f->dropped.v[i], str_printf(a, "f%02zu.c", kept + i));
		held_close(h);
	}
	arena_free(a);
}

TEST(what_was_refused_is_named_and_takes_no_room)
{
	struct held *h = held_open();

	held_refuse(h, STR("b.c"));
	held_refuse(h, STR("a.c"));
	hold(h, STR("c.c"), STR("c"), 1);
	CHECK_NUM(held_files(h)->refused.n, 2);
	CHECK_STR(held_files(h)->refused.v[0], "a.c");
	CHECK_NUM(held_files(h)->kept.n, 1);
	held_close(h);
	held_close(NULL);
}
