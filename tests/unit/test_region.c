// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include "base/buf.h"
#include "source/region.h"

/* "HEAD:FIRST-LAST " of each, a bracket's with "*". */
static struct str regions(struct arena *a, const char *path, const char *text)
{
	struct regions found = { 0 };
	struct buf b = BUF;
	struct str out;

	region_read(&found, a, str_of(path), str_of(text), 1);
	vec_for(const struct region, r, &found)
		buf_printf(&b, "%s%u:%u-%u%s", r == found.v ? "" : " ", r->head, r->first,
			   r->last, r->bracket ? "*" : "");
	out = str_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static const struct {
	const char *path, *text, *want;
} rows[] = {
	{ "a.c", "int f(int a,\n      int b)\n{\n\tg();\n}\n", "1:2-2* 3:4-5*" },
	{ "a.c", "\tif (a) {\n\t\tb();\n\t} else {\n\t\tc();\n\t}\n", "1:2-3* 3:4-5*" },
	/* one end alone */
	{ "a.c", "\tb();\n\t}\n}\n\nint f(void)\n{\n", "" },
	{ "a.c", "x = \"{\"; /* { */\ny = '(';\n}\n", "" },
	/* conditionals */
	{ "a.c", "#ifdef X\na();\n#else\nb();\n#endif\n", "1:2-2 1:3-3 1:5-5" },
	{ "a.c", "#ifndef X\na();\n#else\nb();\n#endif\n", "1:3-3 1:4-4 1:5-5" },
	{ "a.c", "#if !defined(X)\na();\n#endif\n", "1:3-3" },
	{ "a.c", "#if !defined(X) && Y\na();\n#endif\n", "1:2-2 1:3-3" },
	/* the #elif cannot begin one */
	{ "a.c", "#if X\na();\n#elif Y\nb();\n#else\nc();\n#endif\n", "3:4-4 5:6-6" },
	/* each branch has the bracket, the end is shared */
	{ "a.c", "#ifdef X\nif (a) {\n#else\nif (b) {\n#endif\n\tc();\n}\n",
	  "1:2-2 1:3-3 1:5-5 4:5-7*" },
	{ "a.c", "#define F(x) \\\n\tdo { \\\n\t} while (0)\nint a;\n", "1:2-3" },
	{ "a.S", "#ifdef X\n\tmov x0, x1\n#endif\n", "1:2-2 1:3-3" },
	{ "a.dts", "/ {\n\t#size-cells = <0>;\n\ta@0 {\n\t};\n};\n", "3:4-4* 1:2-5*" },
	{ "a.rs", "fn f(\n    a: &'static str,\n) {\n}\n", "1:2-3* 3:4-4*" },
	{ "Kconfig", "config A\n\tbool \"a\"\n\thelp\n\t  b\n\nconfig B\n\tbool \"{\"\n",
	  "3:4-4 1:2-4 6:7-7" },
	{ "a.yaml", "a:\n  b:\n    - c\n\n  d: e\nf: g\n", "2:3-3 1:2-5" },
	{ "Makefile", "a := b \\\n\tc\nd := e\n", "1:2-2" },
	{ "Makefile", "ifeq ($(X),y)\na := b\nelse\na := c\nendif # X\n", "1:2-2 1:3-3 1:5-5" },
	{ "Makefile", "ifneq ($(X),y)\na := b\nelse\na := c\nendif\n", "1:3-3 1:4-4 1:5-5" },
	{ "Makefile", "ifdef X\na := b\nelse ifdef Y\na := c\nendif\n", "3:4-4" },
	{ "Makefile", "a:\n\tifeq\n\tendif\n", "" },
};

TEST(what_hangs_on_a_line_is_told)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!CHECK_STR(regions(a, rows[i].path, rows[i].text), rows[i].want))
			printf("\trow %zu\n", i);
	arena_free(a);
}

TEST(a_text_is_weighed_by_what_it_leaves_open)
{
	struct region_balance b = region_weigh(STR("a.c"),
		STR("#if (X)\n{ (a[1]; // }\n#ifdef Y\n\"}\"\n#endif\n"));

	CHECK_NUM(b.braces, 1);
	CHECK_NUM(b.parens, 1);
	CHECK_NUM(b.brackets, 0);
	CHECK_NUM(b.conditionals, 1);
	CHECK(!region_balanced(&b));
	b = region_weigh(STR("a.txt"), STR("{ ("));
	CHECK(region_balanced(&b));
}
