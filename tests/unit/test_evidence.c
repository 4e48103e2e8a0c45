// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "world.h"

TEST(every_pattern_compiles_and_every_example_holds)
{
	struct err err = { "" };
	struct world w;

	world_open(&w);
	CHECK(evidence_rules_check(w.er, w.a, &err));
	CHECK_STR(str_of(err.msg), "");
	world_close(&w);
}

static void judge(struct evidence_set *set, struct world *w, const char *subject,
		  const char *message, const char *hunk, struct patch **out)
{
	struct mbox_raw raw = { .line = 1 };

	raw.text = str_printf(w->a,
		"From: A <a@example.org>\nSubject: %s\nMessage-ID: <1@x>\n\n"
		"%s\nSigned-off-by: A <a@example.org>\n---\n x/y.c | 9 +++++++++\n"
		" 1 file changed, 9 insertions(+)\n\n"
		"diff --git a/x/y.c b/x/y.c\n--- a/x/y.c\n+++ b/x/y.c\n%s-- \n2.1\n",
		subject, message, hunk);
	*out = patch_parse(w->a, message_parse(w->a, &raw, "test"));
	evidence_of_patch(set, w->a, *out, NULL, w->er);
}

static struct str lines_of(struct arena *a, const struct evidence_set *set,
			   const struct patch *p, enum evidence_class class)
{
	struct str s = STR("");

	for (size_t i = 0; i < p->diff.nlines; i++)
		if (set->classes && set->classes[i] == class)
			s = str_printf(a, "%.*s %u", STR_FMT(s), p->diff.lines[i].new_line);
	return str_trim(s);
}

#define PLAIN "@@ -1,1 +1,2 @@\n int a;\n+int b;\n"

static const struct {
	const char *subject, *message, *hunk;
	enum evidence_verdict verdict;
	const char *gone, *unfinished;	/* new lines */
} rows[] = {
	{ "[PATCH] x: add b", "It is needed.\n", PLAIN, EVIDENCE_CURRENT, "", "" },
	/* the subject */
	{ "[PATCH DO NOT MERGE] x: add b", "", PLAIN, EVIDENCE_THROWAWAY, "", "" },
	{ "[PATCH] x: Do not apply b if a is down", "", PLAIN, EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: remove the a hack", "", PLAIN, EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] Revert \"[WIP] x: add b\"", "", PLAIN, EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] WIP: Revert \"x: add b\"", "", PLAIN, EVIDENCE_THROWAWAY, "", "" },
	{ "[RFC PATCH] x: add b", "", PLAIN, EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: Temporarily add b", "Needed until an updated firmware is\navailable.\n",
	  PLAIN, EVIDENCE_THROWAWAY, "", "" },
	{ "[PATCH] x: Temporarily add b", "It is released after use.\n", PLAIN,
	  EVIDENCE_CURRENT, "", "" },
	/* who speaks about what */
	{ "[PATCH] x: add b", "This patch is not intended for\nmerging.\n", PLAIN,
	  EVIDENCE_THROWAWAY, "", "" },
	{ "[PATCH] x: add b", "> This patch is not intended for merging.\n", PLAIN,
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "Changes since v1:\n - this is not for merging any more\n",
	  PLAIN, EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "Store it in a temporary buffer until the device is ready.\n",
	  PLAIN, EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "Not-signed-off-by: A <a@b>\n", PLAIN, EVIDENCE_THROWAWAY, "", "" },
	{ "[PATCH] x: add b", "Upstream-Status: Inappropriate [for one board]\n", PLAIN,
	  EVIDENCE_THROWAWAY, "", "" },
	{ "[PATCH] x: add b", "    That is just a hack to get the mux\n    going.\n", PLAIN,
	  EVIDENCE_MIXED, "2", "" },
	/* a time that software ends, or the hardware */
	{ "[PATCH] x: add b", "It crashes under load, so disable it until fixed.\n", PLAIN,
	  EVIDENCE_THROWAWAY, "", "" },
	{ "[PATCH] x: add b", "Disable the clock until the link is fixed.\n", PLAIN,
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: disable probing (until the driver works)", "", PLAIN,
	  EVIDENCE_THROWAWAY, "", "" },
	/* hints add up, one alone does not */
	{ "[PATCH] x: add b", "The proper fix would be a rework of x.\n", PLAIN,
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "The proper fix would be a rework of x.\n"
	  "In the interim, raise the limit.\n", PLAIN, EVIDENCE_THROWAWAY, "", "" },
	/* lines */
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,4 @@\n int a;\n+\n+\t/* HACK: wait */\n+\tmsleep(5);\n",
	  EVIDENCE_MIXED, "3 4", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n+\t/* TODO: support c */\n",
	  EVIDENCE_CURRENT, "", "2" },
	/* behind code, what it stands behind is described, or has an end */
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,3 @@\n int a;\n+\tstruct cfg *c; /* temporary configuration structure */\n+#define R_T4 12 /* Temporary */\n",
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,3 @@\n int a;\n+\tx = 0; /* temporarily */\n+\tf();\n",
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,5 @@\n int a;\n+\tx = 0; /* temporary until y is fixed */\n+\tf();\n+\tg();\n+\th();\n",
	  EVIDENCE_MIXED, "2", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,3 @@\n int a;\n+\tn = 12; /* TODO get n */\n+\tf();\n",
	  EVIDENCE_MIXED, "2", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,4 @@\n int a;\n+\tchar c[4096]; /* TODO take the page size */\n"
	  "+\tint n = c[4]; /* TODO support d */\n+\tf();\n",
	  EVIDENCE_MIXED, "2", "3" },
	/* above a constant; not above a default, and not where there is an error */
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,4 @@\n int a;\n+\t/* TODO: the clock of b */\n+\tb->rate = 12;\n+\tf();\n",
	  EVIDENCE_MIXED, "2 3", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,3 @@\n int a;\n+\t/* use the first one for now */\n+\tb = FIRST_ONE;\n",
	  EVIDENCE_MIXED, "2 3", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,3 @@\n int a;\n+\t/* use it for now */\n+\tb = first(c);\n",
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,3 @@\n int a;\n+\t/* TODO: the protection */\n+\tb = 0;\n",
	  EVIDENCE_CURRENT, "", "2" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,3 @@\n int a;\n+/* TODO: tune it */\n+static int b = 12;\n",
	  EVIDENCE_CURRENT, "", "2" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n+\treturn -EINVAL; /* TODO entry of b */\n",
	  EVIDENCE_CURRENT, "", "2" },
	/* a print that only changed behind its first words */
	{ "[PATCH] x: print b", "", "@@ -1,2 +1,2 @@\n int a;\n"
	  "-\tpr_err(\"**** %s: no data on port %p\\n\", b, c);\n"
	  "+\tpr_err(\"**** %s: no data on port x%px\\n\", b, c);\n",
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: print b", "", "@@ -1,2 +1,2 @@\n int a;\n"
	  "-\tpr_err(\"**** %s: no data on port %p\\n\", b, c);\n"
	  "+\tpr_err(\"**** %s: got here with %p\\n\", b, c);\n",
	  EVIDENCE_MIXED, "2", "" },
	/* a FIXME in place of a function */
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,6 @@\n int a;\n+int b(void)\n+{\n"
	  "+\t/* FIXME: add the detection */\n+\treturn 0;\n+}\n", EVIDENCE_MIXED, "4 5", "" },
	{ "[PATCH] x: move b", "", "@@ -1,2 +1,2 @@\n int a;\n-/* FIXME: drop it */\n+\t/* FIXME: drop it */\n",
	  EVIDENCE_CURRENT, "", "" },
	/* wrapped anew */
	{ "[PATCH] x: tidy", "", "@@ -1,3 +1,3 @@\n int a;\n-/* n is m + 1.  It is a\n-   hack, I know */\n"
	  "+/*\n+ * n is m + 1.  It is a hack, I know */\n", EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,5 @@\n int a;\n+#if 0 /* kernel-doc */\n+/** b - get it */\n"
	  "+int b(void);\n+#endif\n", EVIDENCE_CURRENT, "", "" },
	/* of the file, not of code */
	{ "[PATCH] x: add b", "", "@@ -0,0 +1,7 @@\n+/*\n+ * The driver of x.\n+ *\n"
	  "+ * The phase is ignored for now.\n+ */\n+\n+#include <a.h>\n", EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,4 @@\n int a;\n+#if 0\n+int b;\n+#endif\n",
	  EVIDENCE_MIXED, "2 3 4", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,3 @@\n int a;\n+//\tif (b)\n+//\t\tc = d(b);\n",
	  EVIDENCE_MIXED, "2 3", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n+\t/* d(b); */\n",
	  EVIDENCE_CURRENT, "", "2" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n+#define B 1 //\n",
	  EVIDENCE_CURRENT, "", "2" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n+\ttrace_printk(\"b %d\\n\", b);\n",
	  EVIDENCE_MIXED, "2", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n"
	  "+\tpr_err(\"%s: no such file here\\n\", __func__);\n", EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n"
	  "+\tpr_err(\"%s:%d: reset failed\\n\", __func__, __LINE__);\n",
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n"
	  "+#define B_MAX 12 //TODO: find the real one\n",
	  EVIDENCE_MIXED, "2", "" },
	/* a function of which only the name is there */
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,6 @@\n int a;\n+int b(void)\n+{\n"
	  "+\t/* placeholder for the set command */\n+\treturn 0;\n+}\n", EVIDENCE_MIXED, "4 5", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,3 @@\n int a;\n"
	  "+\t/* placeholder for the set command */\n+\tc();\n", EVIDENCE_CURRENT, "", "" },
	/* a declaration put behind a comment sign, and one in words */
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n+\t//struct c *d;\n",
	  EVIDENCE_MIXED, "2", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n+\t/* b_put(c->d, NULL); */\n",
	  EVIDENCE_MIXED, "2", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,3 @@\n int a;\n+\t/* no need for this */\n"
	  "+\t/* b_put(c->d, NULL); */\n", EVIDENCE_CURRENT, "", "3" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n+\t/* struct c *d; */\n",
	  EVIDENCE_CURRENT, "", "" },
	/* code that the patch switches off */
	{ "[PATCH] x: add b", "", "@@ -1,2 +1,2 @@\n int a;\n-\td(b);\n+\t// d(b);\n",
	  EVIDENCE_MIXED, "2", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n+\t//d(b);\n",
	  EVIDENCE_MIXED, "2", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,3 @@\n int a;\n+//\tb[0] = 72; /* ticks */\n"
	  "+//\tb[1] = 0; // none\n", EVIDENCE_MIXED, "2 3", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,2 @@\n int a;\n+\t//see d(b) for it\n",
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "", "@@ -1,3 +1,5 @@\n int a;\n+/*\n \td(b);\n \te(b);\n+*/\n",
	  EVIDENCE_MIXED, "2 5", "" },
	{ "[PATCH] x: add b", "", "@@ -1,3 +1,3 @@\n int a;\n-#ifdef CONFIG_B\n+#if 1\n int b;\n",
	  EVIDENCE_MIXED, "2", "" },
	{ "[PATCH] x: add b", "", "@@ -1,3 +1,3 @@\n int a;\n-#if 0\n+#if 1\n int b;\n",
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,4 @@\n int a;\n+#if 1\n+int b;\n+#endif\n",
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,4 @@\n int a;\n+#ifdef NOTYET\n+int b;\n+#endif\n",
	  EVIDENCE_MIXED, "2 3 4", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,4 @@\n int a;\n+#ifdef CONFIG_NOTYET\n+int b;\n+#endif\n",
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,5 @@\n int a;\n+/*\n+ * if (b == 0)\n+ *\tgoto out;\n+ */\n",
	  EVIDENCE_CURRENT, "", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,5 @@\n int a;\n+/*\n+if (b == 0)\n+\tgoto out;\n+*/\n",
	  EVIDENCE_MIXED, "2 3 4 5", "" },
	/* a TODO in place of a function */
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,6 @@\n int a;\n+int b(void)\n+{\n"
	  "+\t/* TODO: ask the firmware */\n+\treturn 0;\n+}\n", EVIDENCE_MIXED, "4 5", "" },
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,7 @@\n int a;\n+int b(void)\n+{\n"
	  "+\t/* TODO: ask the firmware */\n+\tc();\n+\treturn 0;\n+}\n",
	  EVIDENCE_CURRENT, "", "4" },
	/* all lines have an end */
	{ "[PATCH] x: add b", "", "@@ -1,1 +1,4 @@\n int a;\n+/*\n"
	  "+ * Temporary stub until the users are converted.\n+ */\n+int b(void);\n",
	  EVIDENCE_THROWAWAY, "2 3 4 5", "" },
	/* what the message calls a stub */
	{ "[PATCH] x: add b", "For now b_get() is a stub, and this is a placeholder.\n",
	  "@@ -1,1 +1,6 @@\n int a;\n+int c;\n+static int b_get(void)\n+{\n+\treturn 0;\n+}\n",
	  EVIDENCE_MIXED, "3 4 5 6", "" },
};

TEST(a_patch_gets_the_verdict_of_its_signs)
{
	struct world w;

	world_open(&w);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct evidence_set set;
		struct patch *p;

		judge(&set, &w, rows[i].subject, rows[i].message, rows[i].hunk, &p);
		CHECK_AT(set.verdict == rows[i].verdict, i);
		CHECK_STR(lines_of(w.a, &set, p, EVIDENCE_GONE), rows[i].gone);
		CHECK_STR(lines_of(w.a, &set, p, EVIDENCE_VOLATILE), rows[i].unfinished);
		CHECK_AT((set.verdict == EVIDENCE_CURRENT) || evidence_strongest(&set), i);
	}
	world_close(&w);
}

/* Signs cover added lines, in order, and a class comes of one of them. */
static void check_lines(const struct evidence_set *set, const struct diff *d)
{
	for (const struct sign *s = set->v; s < set->v + set->n; s++)
		for (size_t i = 0; i < s->nat; i++) {
			CHECK(s->at[i] < d->nlines && d->lines[s->at[i]].op == '+');
			CHECK(!i || s->at[i - 1] < s->at[i]);
		}
	for (size_t i = 0; set->classes && i < d->nlines; i++)
		CHECK(set->classes[i] == EVIDENCE_NONE ||
		      (d->lines[i].op == '+' && set->why[i] && set->why[i] <= set->n));
}

TEST(any_cut_of_a_patch_is_judged)
{
	struct str hunk = STR("@@ -1,2 +1,9 @@\n int a;\n+/* FIXME: x\n  * y\n+ */\n"
			      "+/* FIXME */ #if 0\n+// x(\n"
			      "+\"\\\n+pr_info(\"++++ %\n+#if 0\n");
	struct world w;

	world_open(&w);
	for (size_t n = 0; n <= hunk.n; n++) {
		struct evidence_set set;
		struct patch *p;

		judge(&set, &w, "[PATCH] x", "", str_z(w.a, str_sub(hunk, 0, n)), &p);
		check_lines(&set, &p->diff);
	}
	world_close(&w);
}

/* As much as a machine may write. */
TEST(a_mark_is_judged_by_what_is_near_it)
{
	static const struct {
		const char *head, *line, *tail;
		size_t comments;
	} many[] = {
		{ "+/*\n", "+ * FIXME: this\n", "+ */\n", 1 },
		{ "+", "/* HACK */ a = b; ", "\n", 30000 },
		{ "", "+/* FIXME: this */\n", "", 30000 },
	};
	struct world w;

	world_open(&w);
	for (size_t i = 0; i < sizeof(many) / sizeof(*many); i++) {
		struct buf b = BUF;
		struct evidence_set set;
		struct patch *p;
		int n = 30000;

		buf_printf(&b, "@@ -0,0 +1,%d @@\n%s", i == 0 ? n + 2 : i == 1 ? 1 : n,
			   many[i].head);
		for (int k = 0; k < n; k++)
			buf_add(&b, str_of(many[i].line));
		buf_add(&b, str_of(many[i].tail));
		judge(&set, &w, "[PATCH] x: y", "", str_z(w.a, buf_str(&b)), &p);
		CHECK_NUM(p->diff.nlines, i == 0 ? n + 2 : i == 1 ? 1 : n);
		CHECK_AT(set.n >= many[i].comments, i);
		check_lines(&set, &p->diff);
		buf_free(&b);
	}
	world_close(&w);
}
