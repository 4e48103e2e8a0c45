// SPDX-License-Identifier: GPL-2.0-or-later
/* Files read in pieces give what they give as a whole. */
#include "test.h"

#include "scan/marks.h"
#include "source/lex.h"
#include "triage/evidence_rules.h"
#include "world.h"

#define TEXT_MAX 4096

static struct world w;
static struct looked_for what;
static struct marks m;
static struct findings found;
static char room[TEXT_MAX + MATCH_SLACK];

static void open_marks(void)
{
	world_open(&w);
	marks_look_for(&what, w.a, w.er, &w.db, NULL, 0);
	m = (struct marks){ .what = &what, .rules = w.er, .a = arena_new(),
			    .scratch = arena_new(), .out = &found };
	m.batch = batch_new(w.er, m.a, &found);
}

static void close_marks(void)
{
	batch_free(m.batch);
	arena_free(m.a);
	arena_free(m.scratch);
	world_close(&w);
}

/* A copy, behind which there is something else. */
static struct str copy(struct str s)
{
	memcpy(room, s.p, s.n);
	memset(room + s.n, '/', MATCH_SLACK);
	return str_n(room, s.n);
}

static struct str told(struct arena *a)
{
	struct buf b = BUF;
	struct str out;

	batch_judge(m.batch);
	vec_for(const struct finding, f, &found)
		buf_printf(&b, "%u-%u %.*s: %.*s | %.*s\n", f->line, f->end_line,
			   STR_FMT(f->rule), STR_FMT(f->message), STR_FMT(f->text));
	out = str_dup(a, buf_str(&b));
	buf_free(&b);
	return out;
}

static void begin_file(void)
{
	batch_drop(m.batch);
	found = (struct findings){ 0 };
	arena_reset(m.a);
}

static struct str told_of_whole(struct arena *a, const char *path, struct str text)
{
	begin_file();
	arena_reset(m.scratch);
	marks_read(&m, str_of(path), source_lang_of(str_of(path)), copy(text));
	return told(a);
}

/* As scan/walk.c reads it, with a buffer of `size`; false: it has to be whole. */
static bool told_of_pieces(struct arena *a, const char *path, struct str text, size_t size,
			   struct str *out)
{
	struct marks_piece p = { .line = 1 };

	begin_file();
	for (size_t at = 0, done; !p.last; at += done) {
		arena_reset(m.scratch);
		p.text = copy(str_sub(text, at, size));
		p.last = at + size >= text.n;
		done = marks_read_piece(&m, str_of(path), source_lang_of(str_of(path)), &p);
		if (done > p.text.n || (!p.last && done < size / 2))
			return false;
		p.line += lex_lines(str_sub(text, at, done));
	}
	*out = told(a);
	return true;
}

static const char *const lines[] = {
	"int x; // HACK\n", "// TODO: drop this\n", "/* FIXME */ int y;\n", "a = 1; //\n",
	"\t/*\n\t * XXX: needed for\n\t * now\n\t */\n", "// for\n// now\n", "//\n", "\n",
	"char *s = \"/* HACK\";\n", "// spliced \\\nTODO\n",
	"#define A(x) \\\n\tx /* hack */ \\\n\t+ 1\n",
	"#include <a//HACK>\n", "\"open\n", "char c = '\"'; /* TODO */ /* HACK:\n me */ int z;\n",
	"int todo_list(void);\n", "/* nothing here */\n", "  \n", "\"\\\n// TODO in a text\"\n",
	"#define REG__SHIFT 0x10\n", "#define REG_SMC_RMI__MASK 0x00ff\n", "x();\r\n",
	"x // HACK\r\n",
};

static size_t random_file(char *text, uint32_t *seed, size_t max)
{
	size_t n = 0;

	while (n < max) {
		const char *line;

		*seed = *seed * 1103515245 + 12345;
		line = lines[(*seed >> 16) % (sizeof(lines) / sizeof(*lines))];
		memcpy(text + n, line, strlen(line));
		n += strlen(line);
	}
	return n;
}

TEST_EACH_MACHINE(pieces_give_what_the_whole_file_gives)
{
	struct arena *a = arena_new();
	static char text[TEXT_MAX];
	uint32_t seed = 11;
	size_t pieced = 0;

	open_marks();
	for (size_t round = 0; round < 1500; round++) {
		struct str s = str_n(text, random_file(text, &seed, 1500)), parts;
		size_t size = 100 + round % 400;
		struct str whole = told_of_whole(a, "x.c", s);

		if (told_of_pieces(a, "x.c", s, size, &parts)) {
			pieced++;
			if (!CHECK_AT(str_eq(parts, whole), round)) {
				printf("%.*s----\n%.*s----\n%.*s", STR_FMT(s),
				       STR_FMT(whole), STR_FMT(parts));
				break;
			}
		}
		arena_reset(a);
	}
	CHECK(pieced > 500);
	close_marks();
	arena_free(a);
}

/* What a piece cannot tell needs the file. */
TEST(a_piece_that_does_not_tell_all_asks_for_the_whole_file)
{
	static const struct { const char *path, *text; } rows[] = {
		{ "x.c", "int a;\n#if 0\nint b;\n#endif\n" },
		{ "x.c", "#define SMC_RMI_X 1\nint a;\n" },
		{ "x.S", "nop\nnop\n" },
	};
	struct marks_piece p = { .line = 1 };

	open_marks();
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		p.text = copy(str_of(rows[i].text));
		CHECK_AT(marks_read_piece(&m, str_of(rows[i].path),
					  source_lang_of(str_of(rows[i].path)), &p) == SIZE_MAX, i);
	}
	p.text = copy(STR("int a; /* goes on\n"));
	begin_file();
	CHECK_NUM(marks_read_piece(&m, STR("x.c"), LANG_C, &p), 0);
	p.text = copy(STR("int a;\nint b; // TODO\n"));
	CHECK_NUM(marks_read_piece(&m, STR("x.c"), LANG_C, &p), 7);
	batch_judge(m.batch);
	CHECK_NUM(found.n, 0);
	close_marks();
}

/* ---- comments that wait ---- */

static void read_file(const char *path, struct str text)
{
	arena_reset(m.scratch);
	marks_read(&m, str_of(path), source_lang_of(str_of(path)), copy(text));
}

static void check_found(size_t i, const char *file, uint32_t line, uint32_t end_line,
			const char *text)
{
	const struct finding *f = &found.v[i];

	if (!CHECK_AT(i < found.n, i))
		return;
	CHECK_STR(f->file, file);
	CHECK_NUM(f->line, line);
	CHECK_NUM(f->end_line, end_line);
	CHECK_STR(f->text, text);
}

/* Each is read over the one before. */
TEST(comments_of_several_files_are_judged_together)
{
	open_marks();
	begin_file();
	read_file("a.c", STR("int a;\nint b; // TODO: drop b\n"));
	read_file("b.h", STR("/*\n * A type.\n *\n * HACK: see a.c\n */ int c;\n"));
	read_file("c.c", STR("nothing\n"));
	CHECK_NUM(found.n, 0);
	batch_judge(m.batch);
	CHECK_NUM(found.n, 2);
	check_found(0, "a.c", 2, 2, "int b; // TODO: drop b");
	check_found(1, "b.h", 4, 5, " * HACK: see a.c");
	batch_judge(m.batch);
	CHECK_NUM(found.n, 2);
	read_file("a.c", STR("// TODO: drop a\n"));
	batch_drop(m.batch);
	batch_judge(m.batch);
	CHECK_NUM(found.n, 2);
	close_marks();
}

TEST(no_more_than_a_batch_waits)
{
	struct buf b = BUF;

	open_marks();
	begin_file();
	for (int i = 0; i < BATCH_MAX + 10; i++)
		read_file("a.c", STR("int a; /* FIXME: not an int */\n"));
	CHECK_NUM(found.n, BATCH_MAX);
	batch_judge(m.batch);
	CHECK_NUM(found.n, BATCH_MAX + 10);
	/* nor does a comment that is too large to be copied */
	begin_file();
	buf_printf(&b, "int a; /* TODO: drop a\n");
	while (b.n < 100000)
		buf_printf(&b, " * and more\n");
	buf_printf(&b, " */ int b;\n");
	batch_add(m.batch, &(struct batch_comment){
		.path = STR("a.c"), .lang = "c", .text = buf_str(&b), .line = 7,
		.at = { .kind = SPAN_BLOCK, .start = 7, .end = b.n - 8 },
		.bits = UINT64_MAX });
	CHECK(found.n > 0);
	check_found(0, "a.c", 7, 7 + (uint32_t)str_count(buf_str(&b), '\n') - 1,
		    "int a; /* TODO: drop a");
	buf_free(&b);
	close_marks();
}
