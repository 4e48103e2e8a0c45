// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/arena.h"
#include "text/prose.h"

static const struct {
	const char *text;
	const char *sentences;	/* "K first-last text|..." K: o h q c t l */
} rows[] = {
	{ "This is a\nhack.  It goes\nsoon.\n",
	  "o1-2 This is a hack.|o2-3 It goes soon." },
	{ "See e.g. foo. Use v1.0 of it, i.e. not 2.0.",
	  "o1-1 See e.g. foo.|o1-1 Use v1.0 of it, i.e. not 2.0." },
	{ "DO NOT MERGE!!! It fails.", "o1-1 DO NOT MERGE!!!|o1-1 It fails." },
	{ "NOTE: This is for testing.", "o1-1 NOTE:|o1-1 This is for testing." },
	{ "the foo: it works\n", "o1-1 the foo: it works" },
	{ "> quoted text\nown text\n", "q1-1 > quoted text|o2-2 own text" },
	{ "Fine.\n\nSigned-off-by: A <a@b>\n", "o1-1 Fine.|t3-3 Signed-off-by: A <a@b>" },
	{ "Changes since v3:\n - is a hack now\n\nBack to the text.\n",
	  "h1-1 Changes since v3:|h2-2 - is a hack now|o4-4 Back to the text." },
	{ "v2 -> v3: dropped\n", "h1-1 v2 -> v3: dropped" },
	{ "v2 - 1\n", "h1-1 v2 - 1" },
	{ "RFC, please do not apply yet\n", "o1-1 RFC, please do not apply yet" },
	{ "RFC: not for merging\n", "o1-1 RFC: not for merging" },
	{ "Changes:\n", "h1-1 Changes:" },
	{ "New in v5\n", "h1-1 New in v5" },
	{ "Changes the way it is read.\n", "o1-1 Changes the way it is read." },
	{ " foo/bar.c | 3 ++-\n 1 file changed, 2 insertions(+)\n",
	  "c1-1 foo/bar.c | 3 ++-|c2-2 1 file changed, 2 insertions(+)" },
	{ "Notes:\n    Not for upstream.\n", "o1-1 Notes:|o2-2 Not for upstream." },
	{ "Log:\n\n    $ make\n    done\n", "o1-1 Log:|c3-3 $ make|c4-4 done" },
	{ "https://example.org/wip-temporary\n", "l1-1 https://example.org/wip-temporary" },
	{ "It has an end.\n---\nMore\n====\nof it\n", "o1-1 It has an end.|o3-3 More|o5-5 of it" },
	{ "", "" },
};

static char kind_of(enum prose_kind k)
{
	return "olhqct"[k];
}

static struct str print(struct arena *a, const struct prose *p)
{
	struct str out = STR("");

	vec_for(const struct sentence, s, p)
		out = str_printf(a, "%.*s%s%c%u-%u %.*s", STR_FMT(out),
				 out.n ? "|" : "", kind_of(s->kind), s->line,
				 s->end_line, STR_FMT(s->text));
	return out;
}

TEST(sentences_have_kinds_and_lines)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct prose p = { 0 };

		prose_read(&p, a, str_of(rows[i].text), 1);
		CHECK_STR(print(a, &p), rows[i].sentences);
	}
	arena_free(a);
}

TEST(any_cut_of_a_text_is_read)
{
	struct str text = STR("Notes:\n    v2: a.\n\n> b\n[1] http://x\n- c: D e. f\n");
	struct arena *a = arena_new();

	for (size_t n = 0; n <= text.n; n++) {
		struct prose p = { 0 };

		prose_read(&p, a, str_sub(text, 0, n), 1);
		vec_for(const struct sentence, s, &p)
			CHECK(s->line >= 1 && s->line <= s->end_line);
	}
	arena_free(a);
}
