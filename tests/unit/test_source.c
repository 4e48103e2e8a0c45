// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/source.h"

#include "base/buf.h"
#include "base/file.h"
#include "test.h"

static const char *const kinds[FACT_KINDS] = {
	"comment", "macro", "undef", "include", "func", "proto", "type", "field",
	"enumerator", "var", "local", "param", "label", "goto", "call", "access",
	"use", "condition", "string", "case", "stmt",
};

#define K(kind) (1u << FACT_##kind)
#define NAMES (K(MACRO) | K(FUNC) | K(PROTO) | K(TYPE) | K(FIELD) | \
	       K(ENUMERATOR) | K(VAR) | K(LOCAL) | K(PARAM))

/* kind name=value@line-end flags, for the kinds asked for, comma between. */
static void show(struct buf *out, const struct source *s, unsigned wanted)
{
	buf_clear(out);
	for (const struct fact *f = s->facts; f < s->facts + s->n; f++) {
		if (!(wanted >> f->kind & 1))
			continue;
		buf_printf(out, "%s%s %.*s", out->n ? ", " : "", kinds[f->kind],
			   STR_FMT(f->name));
		if (f->kind == FACT_CALL)
			for (uint32_t i = 0; i < f->nargs; i++)
				buf_printf(out, "%c%.*s", i ? '|' : '(',
					   STR_FMT(s->args[f->args + i].text));
		if (f->kind == FACT_MACRO || f->kind == FACT_ACCESS ||
		    f->kind == FACT_CASE || f->kind == FACT_STMT ||
		    f->kind == FACT_TYPE || f->kind == FACT_CONDITION)
			buf_printf(out, "=%.*s", STR_FMT(f->value));
		if (f->params >= 0)
			buf_printf(out, "/%d", f->params);
		if (f->line != 1 || f->end_line != 1)
			buf_printf(out, "@%u", f->line);
		if (f->end_line != f->line)
			buf_printf(out, "-%u", f->end_line);
		if (f->owner.n)
			buf_printf(out, " in %.*s", STR_FMT(f->owner));
		buf_printf(out, "%s%s%s", f->write ? " W" : "",
			   f->in_macro ? " M" : "", f->in_error ? " E" : "");
	}
}

static struct source *read_at(struct source_reader *r, struct arena *a, const char *path,
			      const char *text, uint32_t line, const char *section)
{
	struct source_part *part = NEW(a, struct source_part);

	*part = (struct source_part){ str_of(text), line, str_of(section) };
	return source_read(r, a, str_of(path), part, 1);
}

struct row {
	const char *text;
	unsigned wanted;
	const char *want;
};

static void check_rows(const struct row *rows, size_t n)
{
	struct arena *a = arena_new();
	struct source_reader *r = source_reader_open();
	struct buf out = BUF;

	for (size_t i = 0; i < n; i++) {
		show(&out, read_at(r, a, "a.c", rows[i].text, 1, ""), rows[i].wanted);
		if (!CHECK_STR(buf_str(&out), rows[i].want))
			printf("\trow %zu\n", i);
	}
	buf_free(&out);
	source_reader_close(r);
	arena_free(a);
}

#define CHECK_ROWS(rows) check_rows((rows), sizeof(rows) / sizeof((rows)[0]))

TEST(directives_are_facts)
{
	static const struct row rows[] = {
		{ "#define A 5 //", K(MACRO) | K(COMMENT), "macro A=5, comment " },
		{ "#define A /* x */ 5 /* y */ + 6 // z", K(MACRO),
		  "macro A=5 /* y */ + 6" },
		{ "#define F(a, b...) do { g(a, B); } while (0)",
		  K(MACRO) | K(CALL) | K(USE),
		  "macro F=do { g(a, B); } while (0)/2, call g(a|B M, use B M" },
		{ "#define F() x->y(z)\n#undef F", K(MACRO) | K(ACCESS) | K(UNDEF) | K(USE),
		  "macro F=x->y(z)/0, use x M, access y= M, use z M, undef F@2" },
		{ "#define F(n) { .a = n, .b == n }; x->c |= n", K(ACCESS),
		  "access a= W M, access b= M, access c= W M" },
		{ "#define A\\\n\t1\\\n\t+ B\nint c;", K(MACRO) | K(USE) | K(VAR),
		  "macro A=1\\\n\t+ B@1-3, use B@3 M, var c@4" },
		{ "#ifdef A\n#elif defined(B) && C > 1\n#else // no\n#endif",
		  K(CONDITION) | K(USE),
		  "condition ifdef=A, use A, condition elif=defined(B) && C > 1@2, "
		  "use B@2, use C@2, condition else=@3, condition endif=@4" },
		{ "#include <a/b.h>\n#include \"c.h\"", K(INCLUDE),
		  "include a/b.h, include c.h@2" },
		{ "#if 0\nint a(\n#endif\nint b;", K(CONDITION) | K(VAR),
		  "condition if=0, condition endif=@3, var b@4" },
	};

	CHECK_ROWS(rows);
}

TEST(assembly_in_a_header_is_words)
{
	static const struct row rows[] = {
		{ "#ifdef __ASSEMBLY__\n\t.macro save, r\n#ifdef A\n\tstr\t\\r, [B]\n#endif\n"
		  "\t.endm\n#else\nint f(void);\n#endif\nint g(void);",
		  K(PROTO) | K(USE) | K(CONDITION),
		  "condition ifdef=__ASSEMBLY__, use __ASSEMBLY__, use macro@2, use save@2, "
		  "use r@2, condition ifdef=A@3, use A@3, use str@4, use r@4, use B@4, "
		  "condition endif=@5, use endm@6, condition else=@7, proto f/0@8, "
		  "condition endif=@9, proto g/0@10" },
		{ ".text\n9990:\n\tmov x0, #N\n", K(LABEL) | K(USE),
		  "use text, use mov@3, use x0@3, use N@3" },
		{ "int b;\n};\n.c = 1, .d = f(2) };\nint e;", K(VAR),
		  "var b, var e@4" },
	};

	CHECK_ROWS(rows);
}

TEST(definitions_are_facts)
{
	static const struct row rows[] = {
		{ "static int __init f(struct a *b, int) { return 0; }", NAMES,
		  "func f/2, param b in f, param  in f" },
		{ "int f(void);\nextern struct x *g(int a, ...) __printf(1, 2);", NAMES,
		  "proto f/0, proto g/1@2, param a@2 in g" },
		{ "SYSCALL_DEFINE2(dup, unsigned int, a, int __user *, b)\n{\n\tg();\n}",
		  NAMES, "func dup/2@1-4, param a in dup, param b in dup" },
		{ "struct s {\n\tu64 a, b[2];\n\tunion { u8 c; struct { int d; } e; };\n"
		  "} __packed;", NAMES,
		  "type s=struct@1-4, field a@2 in s, field b@2 in s, "
		  "type =union@3 in s, field c@3 in s, field e@3 in s, "
		  "type =struct@3 in s, field d@3 in s" },
		{ "struct s { DECLARE_BITMAP(m, 8); int (*f)(int x); u32 g:3; };", NAMES,
		  "type s=struct, field m in s, field f in s, field g in s" },
		{ "enum e { A, B = A + 1, };", NAMES,
		  "type e=enum, enumerator A in e, enumerator B in e" },
		{ "typedef struct { int a; } t;", NAMES,
		  "type t=typedef, type =struct in t, field a in t" },
		{ "static DEFINE_MUTEX(a);\nDEFINE_SPINLOCK(b);\nint c = 1, *d;", NAMES,
		  "var a W, var b@2 W, var c@3 W, var d@3" },
		{ "STATIC int\nf(\n\tint a)\n{\n}\n__printf(1, 2) API int g(void);\n"
		  "TRACE_EVENT(h,\n\tTP_PROTO(int a, u8 b));", NAMES | K(CALL),
		  "func f/1@1-5, param a@3 in f, proto g/0@6, "
		  "var trace_h@7-8 W, "
		  "call TRACE_EVENT(h|TP_PROTO(int a, u8 b)@7-8, call TP_PROTO(int a|u8 b@8" },
		{ "static const struct x y[] = {\n\t[A] = { .b = c },\n};",
		  NAMES | K(ACCESS) | K(USE),
		  "var y@1-3 W, use x, use A@2, access b=@2 W, use c@2" },
		{ "int f(void)\n{\n\tint a, b = 2;\n\tDECLARE_BITMAP(m, 3);\n}", NAMES,
		  "func f/0@1-5, local a@3 in f, local b@3 in f W, local m@4 in f" },
		{ "EXPORT_SYMBOL(f)\nint g;", NAMES | K(CALL), "call EXPORT_SYMBOL(f, var g@2" },
		{ "#ifdef A\nint f(int a)\n#else\nint f(void)\n#endif\n{\n}\nint g;",
		  K(FUNC) | K(VAR), "func f/1@2-7, var g@8" },
	};

	CHECK_ROWS(rows);
}

TEST(bodies_are_facts)
{
	static const struct row rows[] = {
		{ "void f(void)\n{\n\ta->b = c(d, \"e\", (f, g));\n}",
		  K(CALL) | K(ACCESS) | K(USE) | K(STRING),
		  "access b=a@3 in f W, use a@3 in f, call c(d|\"e\"|(f, g)@3 in f, "
		  "use d@3 in f, string e@3 in f, use f@3 in f, use g@3 in f" },
		{ "void f(void)\n{\n\ta->ops->run(b);\n\tx[i]++;\n\t*p = 1;\n}",
		  K(CALL) | K(USE),
		  "call run(b@3 in f, use a@3 in f, use b@3 in f, use x@4 in f W, "
		  "use i@4 in f, use p@5 in f" },
		{ "void f(void)\n{\n\tgoto out;\nout:\n\treturn;\n}",
		  K(GOTO) | K(LABEL), "goto out@3 in f, label out@4 in f" },
		{ "void f(void)\n{\n\tif (a)\n\t\tb();\n\telse {\n\t\tc();\n\t}\n}", K(STMT),
		  "stmt =if@3-7 in f, stmt =expr@4 in f, stmt =else@5-7 in f, "
		  "stmt =block@5-7 in f, stmt =expr@6 in f" },
		{ "void f(void)\n{\n\tswitch (a) {\n\tcase 1 ... B: /* c */\n\t\tbreak;\n"
		  "\tdefault:\n\t\td();\n\t}\n}", K(STMT) | K(CASE),
		  "stmt =switch@3-8 in f, stmt =block@3-8 in f, stmt =case@4-5 in f, "
		  "case =1 ... B@4 in f, stmt =break@5 in f, stmt =case@6-7 in f, "
		  "stmt =expr@7 in f" },
		{ "void f(void)\n{\n\tlist_for_each_entry(a, b, c) {\n\t\td();\n\t}\n"
		  "\tfor_each_cpu(e, g)\n\t\th();\n}", K(STMT) | K(CALL),
		  "stmt =while@3-5 in f, call list_for_each_entry(a|b|c@3 in f, "
		  "stmt =block@3-5 in f, stmt =expr@4 in f, call d@4 in f, "
		  "stmt =while@6-7 in f, call for_each_cpu(e|g@6 in f, "
		  "stmt =expr@7 in f, call h@7 in f" },
		{ "int f(void)\n{\n\treturn container_of(a, struct b, c)->d +\n"
		  "\t\tmin_t(unsigned int, e, 1);\n}", K(CALL) | K(ACCESS),
		  "access d=container_of(a, struct b, c)@3 in f, "
		  "call container_of(a|struct b|c@3 in f, "
		  "call min_t(unsigned int|e|1@4 in f" },
		{ "void f(void)\n{\n#ifdef A\n\tif (a) {\n#else\n\tif (b(1)) {\n#endif\n"
		  "\t\tc();\n\t}\n}\nint d;", K(CALL) | K(STMT) | K(VAR),
		  "stmt =if@4-9 in f, stmt =block@4-9 in f, call b(1@6 in f E, "
		  "stmt =expr@8 in f, call c@8 in f, var d@11" },
		{ "int f(void)\n{\n\treturn offsetof(struct a, b);\n}",
		  K(ACCESS) | K(CALL) | K(USE),
		  "call offsetof(struct a|b@3 in f, access b=struct a@3 in f, use a@3 in f" },
		{ "void f(void)\n{\n\tfoo bar baz (;\n}\nint g;", K(FUNC) | K(VAR),
		  "func f/0@1-4, var g@5" },
	};

	CHECK_ROWS(rows);
}

/* ---- hunks ---- */

struct fragment {
	const char *section, *text, *want;
	unsigned wanted;
};

TEST(fragments_know_what_they_stand_in)
{
	static const struct fragment rows[] = {
		{ "static int foo(struct kvm *kvm)",
		  "\tif (a)\n\t\tgoto out;\n\tb(c);\nout:\n\treturn d;\n}\n\nint e(void)\n{\n",
		  "call b(c@12 in foo, label out@13 in foo, func e/0@17-18",
		  K(CALL) | K(LABEL) | K(FUNC) },
		{ "struct rec {", "\tu64 a;\n\tu64 b;\n};\nint c;\n",
		  "field a@10 in rec, field b@11 in rec, var c@13", K(FIELD) | K(VAR) },
		{ "enum e {", "\tA,\n\tB = 2,\n};\n", "enumerator A@10 in e, enumerator B@11 in e",
		  K(ENUMERATOR) },
		{ "", "\tA,\n\tB = 2,\n", "enumerator A@10, enumerator B@11", K(ENUMERATOR) },
		{ "static struct ops x = {", "\t.a = b,\n\t.c = d,\n};\n",
		  "access a=@10 in x W, access c=@11 in x W", K(ACCESS) },
		{ "int f(int a)", "\t\t  g, h(i));\n\treturn;\n",
		  "call h(i@10 in f", K(CALL) },
		{ "SYSCALL_DEFINE1(dup, int, a)", "\tb();\n", "call b@10 in dup", K(CALL) },
		{ "", " * tail of a comment\n */\nint a;\n",
		  "comment * tail of a comment@10-11, var a@12", K(COMMENT) | K(VAR) },
		{ "", "\tfoo(bar);\t\\\n\tbaz();\nint a;\n",
		  "call foo(bar@10 M, call baz@11 M, var a@12", K(CALL) | K(VAR) },
		{ "int f(void)", "{\n\tg();\n}\n", "call g@11 in f", K(CALL) },
		{ "int f(void)", "int g;\n", "var g@10", K(VAR) },
	};
	struct arena *a = arena_new();
	struct source_reader *r = source_reader_open();
	struct buf out = BUF;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		show(&out, read_at(r, a, "a.c", rows[i].text, 10, rows[i].section),
		     rows[i].wanted);
		if (!CHECK_STR(buf_str(&out), rows[i].want))
			printf("\trow %zu\n", i);
	}
	buf_free(&out);
	source_reader_close(r);
	arena_free(a);
}

TEST(other_languages_give_their_facts)
{
	static const struct {
		const char *path, *text, *want;
	} rows[] = {
		{ "a/Kconfig", "config FOO\n\tbool \"Foo\" # c\n\tdepends on BAR && !BAZ_2\n",
		  "macro CONFIG_FOO=\"Foo\"@1-3, comment c@2 in CONFIG_FOO, "
		  "use CONFIG_BAR@3 in CONFIG_FOO, use CONFIG_BAZ_2@3 in CONFIG_FOO" },
		{ "a/Makefile", "obj-$(CONFIG_A) += b.o c/\n",
		  "use CONFIG_A, macro obj-$(CONFIG_A)=b.o c/, "
		  "use b.o in obj-$(CONFIG_A), use c/ in obj-$(CONFIG_A)" },
		{ "arch/arm64/a.S", "foo: // c\n\tldr x0, =BAR\n",
		  "label foo, comment c, use ldr@2, use x0@2, use BAR@2" },
		{ "a.rst", "text\n.. a comment\n.. note:: no\n", "comment a comment@2" },
	};
	struct arena *a = arena_new();
	struct source_reader *r = source_reader_open();
	struct buf out = BUF;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		show(&out, read_at(r, a, rows[i].path, rows[i].text, 1, ""), ~0u);
		if (!CHECK_STR(buf_str(&out), rows[i].want))
			printf("\trow %zu\n", i);
	}
	buf_free(&out);
	source_reader_close(r);
	arena_free(a);
}

TEST(comments_and_units_are_found_from_a_fact)
{
	struct arena *a = arena_new();
	struct source_reader *r = source_reader_open();
	struct source *s = read_at(r, a, "a.c",
				   "/* far */\nint a;\n/**\n * f() - doc\n */\nint f(void)\n{\n"
				   "\tif (a) {\n\t\tb();\n\t}\n}\nint g;\n", 1, "");
	const struct fact *f = NULL, *g = NULL;

	source_for(x, s, FACT_FUNC)
		f = x;
	source_for(x, s, FACT_VAR)
		g = x;
	if (CHECK(f && g && source_doc_of(s, f))) {
		CHECK_STR(source_doc_of(s, f)->name, "* f() - doc");
		CHECK(!source_doc_of(s, g));
	}
	source_reader_close(r);
	arena_free(a);
}

/* ---- laws ---- */

static bool same_facts(const struct source *x, const struct source *y)
{
	if (x->n != y->n || x->nargs != y->nargs)
		return false;
	for (size_t i = 0; i < x->n; i++) {
		const struct fact *f = &x->facts[i], *g = &y->facts[i];

		if (f->kind != g->kind || f->line != g->line || f->start != g->start ||
		    f->end != g->end || f->parent != g->parent || f->func != g->func ||
		    !str_eq(f->name, g->name) || !str_eq(f->value, g->value) ||
		    !str_eq(f->owner, g->owner))
			return false;
	}
	return true;
}

static bool well_formed(const struct source *s)
{
	const char *text = s->nparts ? s->parts[0].text.p : NULL;
	size_t n = s->nparts ? s->parts[0].text.n : 0;

	for (size_t i = 0; i < s->n; i++) {
		const struct fact *f = &s->facts[i];

		if (f->end > n || f->start > f->end || f->line > f->end_line ||
		    (f->parent != UINT32_MAX && f->parent >= i) ||
		    (i && s->facts[i - 1].start > f->start) ||
		    (f->nargs && f->args + f->nargs > s->nargs) ||
		    (f->name.n && f->kind != FACT_FUNC && f->name.p >= text &&
		     f->name.p + f->name.n > text + n))
			return false;
	}
	return true;
}

static const char *const real_files[] = {
	"build/deps/tree-sitter/vendor/tree-sitter/lib/src/query.c",
	"build/deps/tree-sitter/vendor/tree-sitter/lib/src/parser.h",
};

TEST(a_file_read_again_has_the_same_facts)
{
	struct arena *a = arena_new();
	struct source_reader *r = source_reader_open();
	struct str text;

	for (size_t i = 0; i < sizeof(real_files) / sizeof(real_files[0]); i++) {
		struct source *one, *two;
		struct source_reader *fresh = source_reader_open();

		if (!file_read(a, real_files[i], 0, &text, NULL))
			SKIP("tree-sitter was not unpacked");
		one = read_at(r, a, "a.c", text.p, 1, "");
		two = read_at(r, a, "b.c", text.p, 1, "");
		CHECK(one->n > 100 && well_formed(one));
		CHECK(same_facts(one, two));
		CHECK(same_facts(one, read_at(fresh, a, "a.c", text.p, 1, "")));
		source_reader_close(fresh);
	}
	source_reader_close(r);
	arena_free(a);
}

TEST(a_text_cut_anywhere_ends_cleanly)
{
	struct arena *a = arena_new();
	struct source_reader *r = source_reader_open();
	struct str text;

	if (!file_read(a, "tests/unit/test_source.c", 0, &text, NULL))
		SKIP("not run from the source tree");
	for (size_t cut = 0; cut < text.n; cut += 997) {
		struct source_part head = { str_sub(text, 0, cut), 1, STR("") };
		struct source_part tail = { str_from(text, cut), 50, STR("int f(void)") };

		CHECK_AT(well_formed(source_read(r, a, STR("a.c"), &head, 1)), cut);
		CHECK_AT(well_formed(source_read(r, a, STR("a.c"), &tail, 1)), cut);
		arena_reset(a);
		file_read(a, "tests/unit/test_source.c", 0, &text, NULL);
	}
	source_reader_close(r);
	arena_free(a);
}

TEST(hostile_texts_are_survived)
{
	static const char *const pieces[] = {
		"(", "{", "a(", "[", "if(a)", "#if A\n", "#else\n", "a(;", "case 1 ... ",
		"struct s{", "\"", "/*", "a->", "!", "else ", "x?", "*", "#define A(a,",
		"for_each(a) b ", "})", "int a,", "typedef ",
	};
	struct arena *a = arena_new();
	struct source_reader *r = source_reader_open();
	struct buf text = BUF;

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		buf_clear(&text);
		buf_printf(&text, "int f(void)\n{\n");
		while (text.n < 30000)
			buf_add(&text, str_of(pieces[i]));
		CHECK_AT(well_formed(read_at(r, a, "a.c", text.p, 1, "")), i);
		arena_reset(a);
	}
	buf_free(&text);
	source_reader_close(r);
	arena_free(a);
}
