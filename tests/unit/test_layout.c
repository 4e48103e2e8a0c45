// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/layout.h"

#include "base/buf.h"
#include "test.h"

static const char text[] =
"#define N 0x20\n"
"struct rec_enter {\n"
"	union { /* 0x000 */\n"
"		u64 flags;\n"
"		u8 padding0[0x200];\n"
"	};\n"
"	union { /* 0x200 */\n"
"		u64 gprs[31];\n"
"		u8 padding1[0x100];\n"
"	};\n"
"	union {\n"
"		struct {\n"
"			u64 hcr;\n"
"			u64 lrs[16];\n"
"		} gic;\n"
"		u8 padding2[0x100];\n"
"	};\n"
"	u8 padding3[0x800 - 0x400];\n"
"};\n"
"struct plain { u8 a; u32 b; u16 c, d[3]; void *e, **f; char g; };\n"
"struct packed { u8 a; u32 b; __le64 c; } __packed;\n"
"struct attr { u8 a; u32 b; } __attribute__((packed, aligned(4)));\n"
"struct nest { u8 a; struct plain p[2]; struct unknown *q; enum e e; };\n"
"struct fn { int (*op)(struct x *x, int y); unsigned long l; unsigned short s; };\n"
"struct al { u8 a; u8 b __aligned(16); };\n"
"struct bm { u8 a; DECLARE_BITMAP(m, 65); DECLARE_FLEX_ARRAY(u32, x); };\n"
"struct bits { u32 a; u32 b:3; u32 c; };\n"
"struct alien { u32 a; struct elsewhere x; u32 c; };\n"
"struct sized { u8 a[N * 2]; u8 b[UNKNOWN]; };\n"
"struct flex { u32 n; u64 v[]; };\n"
"typedef struct { u16 a; u64 b; } t;\n"
"struct uses_t { u8 x; t y; };\n"
"struct self { struct self a; struct self b; };\n"
"union un { u8 a[3]; u32 b; };\n";

static const struct {
	const char *type, *want;
} rows[] = {
	{ "rec_enter", "flags 0+8, padding0 0+512, gprs 512+248, padding1 512+256, "
	  "gic 768+136, gic.hcr 768+8, gic.lrs 776+128, padding2 768+256, "
	  "padding3 1024+1024, size 2048" },
	{ "plain", "a 0+1, b 4+4, c 8+2, d 10+6, e 16+8, f 24+8, g 32+1, size 40" },
	{ "packed", "a 0+1, b 1+4, c 5+8, size 13" },
	{ "attr", "a 0+1, b 1+4, size 8" },
	{ "nest", "a 0+1, p 8+80, q 88+8, e 96+4, size 104" },
	{ "fn", "op 0+8, l 8+8, s 16+2, size 24" },
	{ "al", "a 0+1, b 16+1, size 32" },
	{ "bm", "a 0+1, m 8+16, x 24+0, size 24" },
	{ "bits", "a 0+4, stopped at b" },
	{ "alien", "a 0+4, stopped at x" },
	{ "sized", "a 0+64, stopped at b" },
	{ "flex", "n 0+4, v 8+0, size 8" },
	{ "t", "a 0+2, b 8+8, size 16" },
	{ "uses_t", "x 0+1, y 8+16, size 24" },
	{ "self", "stopped at a" },
	{ "un", "a 0+3, b 0+4, size 4" },
};

static void show(struct buf *out, const struct layout *l)
{
	buf_clear(out);
	for (size_t i = 0; i < l->n; i++)
		buf_printf(out, "%.*s %llu+%llu, ", STR_FMT(l->v[i].path),
			   (unsigned long long)l->v[i].offset,
			   (unsigned long long)l->v[i].size);
	if (l->complete)
		buf_printf(out, "size %llu", (unsigned long long)l->size);
	else
		buf_printf(out, "stopped at %.*s", STR_FMT(l->stopped));
}

TEST(members_lie_where_the_abi_puts_them)
{
	struct arena *a = arena_new();
	struct source_reader *r = source_reader_open();
	struct source_part part = { str_of(text), 1, STR("") };
	struct source *s = source_read(r, a, STR("a.h"), &part, 1);
	struct macro_table *macros = macro_table_new(a);
	struct buf out = BUF;

	macro_define(macros, STR("N 0x20"));
	CHECK_NUM(s->errors, 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct fact *type = layout_type(s, str_of(rows[i].type));
		struct layout l;

		if (!CHECK_AT(type && layout_of(&l, a, s, type, macros), i))
			continue;
		show(&out, &l);
		if (!CHECK_STR(buf_str(&out), rows[i].want))
			printf("\t%s\n", rows[i].type);
	}
	buf_free(&out);
	source_reader_close(r);
	arena_free(a);
}
