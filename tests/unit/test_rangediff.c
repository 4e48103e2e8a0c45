// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/buf.h"
#include "series/rangediff.h"

/* A series as letters: each patch is "title=lines", the lines single letters
 * that it adds to the file `f`. */
static struct series *make(struct arena *a, const char *spec)
{
	struct series *s = NEW(a, struct series);
	struct str rest = str_of(spec), word;

	s->patches = NEW_ARRAY(a, 20, struct patch *);
	while (str_word(&rest, &word)) {
		struct patch *p = NEW(a, struct patch);
		struct buf b = BUF;
		struct str title = word;

		str_until(&word, '=', &title);
		subject_parse(&p->subject, a, title);
		buf_printf(&b, "--- a/f\n+++ b/f\n@@ -%zu,0 +%zu,%zu @@\n", s->n + 1, s->n + 2,
			   word.n);
		for (size_t i = 0; i < word.n; i++)
			buf_printf(&b, "+%c\n", word.p[i]);
		diff_parse(&p->diff, a, str_dup(a, buf_str(&b)), 1);
		buf_free(&b);
		s->patches[s->n++] = p;
	}
	return s;
}

TEST(pairs)
{
	static const struct {
		const char *old, *new, *want;
	} rows[] = {
		{ "a=abc b=def", "a=abc b=def", "1=1 2=2" },
		/* reordered */
		{ "a=abc b=def", "b=def a=abc", "2=1 1=2" },
		/* one changed, one new, one dropped */
		{ "a=abcdefghij b=klmnopqrst", "a=abcdefghijk c=uvwxyzABCD", "1!1 2< >2" },
		/* another title, nearly the same lines */
		{ "a=abcdefghijklmnopqrst", "z=abcdefghijklmnopqrsu", "1!1" },
		/* the same title, nothing else */
		{ "a=abcdefghij", "a=klmnopqrst", "1!1" },
		{ "RME:define_the_abi=abcdefghij", "RMI:define_the_abi=klmnopqrst", "1< >1" },
		/* the same diff twice: by title */
		{ "a=abc b=abc", "b=abc a=abc", "2=1 1=2" },
		{ "a=abc", "", "1<" },
		{ "", "a=abc", ">1" },
		{ "", "", "" },
		/* the sum counts, not the first that fits */
		{ "p=abcdefghijkl q=abcdefghijmn", "x=abcdefghijmo y=abcdefghijkl", "2!1 1=2" },
	};
	struct arena *a = arena_new();

	for (int i = 0; i < (int)(sizeof(rows) / sizeof(rows[0])); i++) {
		struct rangediff r;
		struct buf got = BUF;

		rangediff(&r, a, make(a, rows[i].old), make(a, rows[i].new), RANGEDIFF_FACTOR);
		for (size_t k = 0; k < r.n; k++) {
			struct rangediff_pair *p = &r.v[k];

			buf_add(&got, k ? STR(" ") : STR(""));
			if (p->old)
				buf_printf(&got, "%zu", p->old_at);
			buf_chr(&got, !p->new ? '<' : !p->old ? '>' : p->same ? '=' : '!');
			if (p->new)
				buf_printf(&got, "%zu", p->new_at);
		}
		CHECK_NUM(r.n, r.same + r.changed + r.dropped + r.added);
		if (!CHECK_STR(buf_str(&got), rows[i].want))
			CHECK_AT(false, i);
		buf_free(&got);
	}
	arena_free(a);
}

TEST(renamed_subsystems_are_seen_through)
{
	struct arena *a = arena_new();
	struct series *old = make(a, "x=abcdefghij"), *new = make(a, "y=klmnopqrst");
	struct rangediff r;

	subject_parse(&old->patches[0]->subject, a, STR("arm64: RME: Define the user ABI"));
	subject_parse(&new->patches[0]->subject, a, STR("arm64: RMI: Define the user ABI"));
	rangediff(&r, a, old, new, RANGEDIFF_FACTOR);
	CHECK_NUM(r.changed, 1);
	CHECK(r.v[0].same_title);
	CHECK_NUM(r.v[0].edits, 20);
	arena_free(a);
}
