// SPDX-License-Identifier: GPL-2.0-or-later
#include "text/side.h"

#include "base/vec.h"
#include "source/chunk.h"

struct builder {
	struct arena *a;
	struct lex_style style;
	struct { struct side_line *v; size_t n, cap; } lines;
	struct { struct side_comment *v; size_t n, cap; } comments;
	struct str text;	/* of the part, its lines joined */
	char *code;		/* the same, comments blanked */
	uint32_t first;		/* side line of the part's first line */
	size_t seen;		/* up to where blank_before() looked, */
	bool seen_blank;	/* and what it saw */
};

const char *side_lang_name(enum source_lang lang)
{
	switch (lang) {
	case LANG_C:
		return "c";
	case LANG_DTS:
		return "dts";
	case LANG_RUST:
		return "rust";
	case LANG_ASM:
		return "asm";
	case LANG_MAKE:
		return "make";
	case LANG_KCONFIG:
		return "kconfig";
	case LANG_SHELL:
		return "shell";
	case LANG_PYTHON:
		return "python";
	case LANG_YAML:
		return "yaml";
	default:
		return "other";
	}
}

/* Some assembly has another name, or is what a script prints. */
static const char *lang_at(enum source_lang lang, struct str path)
{
	if (str_ends(path, STR(".S_shipped")) ||
	    (str_ends(path, STR(".pl")) && str_has(path, STR("-"))))
		return "asm";
	return side_lang_name(lang);
}

const char *side_lang(struct str path)
{
	return lang_at(source_lang_of(path), path);
}

/* A script may have no more of a name than "034": its first line tells. */
static enum source_lang lang_of(const struct diff *d, const struct diff_file *f)
{
	enum source_lang lang = source_lang_of(f->new_path);
	const struct diff_hunk *h = f->n ? &d->hunks[f->first] : NULL;
	struct str line;

	if (lang != LANG_OTHER || !h || h->new_start != 1 || !h->n ||
	    d->lines[h->first].op == '-')
		return lang;
	line = str_trim(d->lines[h->first].text);
	if (!str_eat(&line, STR("#!")))
		return lang;
	return str_has(line, STR("python")) ? LANG_PYTHON :
	       str_ends(line, STR("sh")) ? LANG_SHELL : lang;
}

/* Joins the new side of a hunk; the slices of its lines point into the copy. */
static void add_part(struct builder *b, const struct diff *d,
		     const struct diff_hunk *h, uint32_t part)
{
	size_t len = 0, at = 0;
	char *text;

	for (size_t i = 0; i < h->n; i++)
		if (d->lines[h->first + i].op != '-')
			len += d->lines[h->first + i].text.n + 1;
	text = arena_alloc(b->a, len + 1);
	b->code = arena_alloc(b->a, len + 1);
	b->text = str_n(text, len);
	b->first = (uint32_t)b->lines.n;
	b->seen = 0;
	for (size_t i = 0; i < h->n; i++) {
		const struct diff_line *l = &d->lines[h->first + i];
		struct side_line *out;

		if (l->op == '-')
			continue;
		if (l->text.n)
			memcpy(text + at, l->text.p, l->text.n);
		text[at + l->text.n] = '\n';
		out = vec_push(b->a, &b->lines);
		*out = (struct side_line){ h->first + i, part, l->op == '+',
			str_n(text + at, l->text.n), str_n(b->code + at, l->text.n) };
		at += l->text.n + 1;
	}
	memcpy(b->code, text, len);
}

/* Asked in rising order; what was seen is not looked at again: a line may hold
 * nothing but comments. */
static bool blank_before(struct builder *b, size_t at)
{
	size_t i = at;
	bool blank = true;

	while (blank && i > b->seen && b->code[i - 1] != '\n')
		blank = chr_blank(b->code[--i]);
	if (blank && i > 0 && i == b->seen && b->code[i - 1] != '\n')
		blank = b->seen_blank;
	b->seen = at;
	b->seen_blank = blank;
	return blank;
}

/* Takes the comment [at, at + n) of the part, which begins on side line
 * `line`; `open` and `close` bytes of it are delimiters. */
static void add_comment(struct builder *b, size_t at, size_t n, uint32_t line,
			enum side_comment_kind kind, size_t open, size_t close)
{
	struct side_comment c = { .kind = kind, .first = line, .last = line };
	struct str rest, s;
	size_t k = 0;

	/* One that is never closed runs to the end, the last LF included. */
	while (n > 0 && b->text.p[at + n - 1] == '\n')
		n--;
	rest = str_sub(b->text, at, n);
	c.last += (uint32_t)str_count(rest, '\n');
	c.alone = blank_before(b, at);
	c.headless = open == 0;
	c.inner = NEW_ARRAY(b->a, c.last - c.first + 1, struct str);
	rest = str_sub(rest, open, n < open + close ? 0 : n - open - close);
	while (str_line(&rest, &s) && k <= c.last - c.first)
		c.inner[k++] = s;
	for (size_t i = at; i < at + n; i++)
		if (b->code[i] != '\n')
			b->code[i] = ' ';
	vec_add(b->a, &b->comments, c);
}

static enum side_comment_kind block_kind(struct str s)
{
	return str_starts(s, STR("/**")) && s.n > 4 ? SIDE_DOC : SIDE_BLOCK;
}

static size_t line_opener(struct str s)
{
	return s.n && s.p[0] == '#' ? 1 : s.n < 2 ? s.n : 2;
}

static void take_token(struct builder *b, const struct token *t, size_t base)
{
	struct str s = str_sub(b->text, base + t->start, t->end - t->start);
	uint32_t line = b->first + t->line - 1;

	if (t->flags & TOKEN_LINE) {
		add_comment(b, base + t->start, s.n, line, SIDE_LINE,
			    line_opener(s), 0);
		return;
	}
	add_comment(b, base + t->start, s.n, line,
		    block_kind(s),
		    s.n < 2 ? s.n : 2, t->flags & TOKEN_OPEN || s.n < 4 ? 0 : 2);
}

static void read_comments(struct builder *b)
{
	enum chunk_mode mode = CHUNK_TOP;
	size_t tail = b->style.block ? chunk_tail(b->text, &mode) : 0;
	uint32_t skipped = 0;
	struct lexer lex;
	struct token t;

	if (mode != CHUNK_COMMENT)
		tail = 0;
	if (tail) {
		add_comment(b, 0, tail, b->first, SIDE_BLOCK, 0,
			    tail >= 2 && b->text.p[tail - 1] == '/' ? 2 : 0);
		skipped = lex_lines(str_sub(b->text, 0, tail));
	}
	lex_init(&lex, &b->style, str_from(b->text, tail), 1 + skipped);
	while (lex_next(&lex, &t))
		if (t.kind == TOK_COMMENT && t.end > t.start)
			take_token(b, &t, tail);
}

/* One comment of neighbouring // lines; the merged inner is the one of the
 * first with the rest behind it, so all of a run are collected at once. */
static uint32_t run_of(const struct builder *b, size_t i)
{
	const struct side_comment *c = b->comments.v;
	size_t k = i;

	if (c[i].kind != SIDE_LINE || !c[i].alone)
		return 1;
	while (k + 1 < b->comments.n && c[k + 1].kind == SIDE_LINE &&
	       c[k + 1].alone && c[k + 1].first == c[k].last + 1 &&
	       b->lines.v[c[k + 1].first].part == b->lines.v[c[k].first].part)
		k++;
	return (uint32_t)(k - i + 1);
}

/* The lines of the n comments; a backslash may make several lines one comment. */
static struct str *inner_of(struct arena *a, const struct side_comment *c, uint32_t n)
{
	struct str *all = NEW_ARRAY(a, c[n - 1].last - c->first + 1, struct str);

	for (uint32_t k = 0; k < n; k++)
		memcpy(all + (c[k].first - c->first), c[k].inner,
		       (c[k].last - c[k].first + 1) * sizeof(*all));
	return all;
}

static void merge_runs(struct builder *b)
{
	size_t out = 0;

	for (size_t i = 0; i < b->comments.n;) {
		uint32_t n = run_of(b, i);
		struct side_comment c = b->comments.v[i];

		if (n > 1) {
			c.inner = inner_of(b->a, &b->comments.v[i], n);
			c.last = b->comments.v[i + n - 1].last;
		}
		b->comments.v[out++] = c;
		i += n;
	}
	b->comments.n = out;
}

void side_read(struct side *out, struct arena *a, const struct diff *d,
	       const struct diff_file *f)
{
	struct builder b = { .a = a };
	enum source_lang lang = lang_of(d, f);

	*out = (struct side){ .path = f->new_path, .lang = lang_at(lang, f->new_path) };
	b.style = lex_style_of(lang, out->path);
	for (size_t i = 0; i < f->n; i++) {
		add_part(&b, d, &d->hunks[f->first + i], (uint32_t)i);
		read_comments(&b);
	}
	merge_runs(&b);
	out->lines = b.lines.v;
	out->n = (uint32_t)b.lines.n;
	out->comments = b.comments.v;
	out->ncomments = (uint32_t)b.comments.n;
}

void side_comment_of(struct side_comment *out, struct arena *a, struct str text,
		     bool of_lines, uint32_t line)
{
	struct str s, one;
	size_t n = str_count(text, '\n') + 1;

	*out = (struct side_comment){ .first = line, .last = line,
		.kind = of_lines ? SIDE_LINE : block_kind(text) };
	out->inner = arena_alloc(a, n * sizeof(*out->inner));
	s = of_lines ? text : str_from(text, 2);
	if (!of_lines && str_ends(s, STR("*/")))
		s.n -= 2;
	n = 0;
	while (str_line(&s, &one)) {
		if (of_lines) {
			one = str_ltrim(one);
			one = str_from(one, line_opener(one));
		}
		out->inner[n++] = one;
	}
	if (!n)
		out->inner[n++] = STR("");
	out->last = line + (uint32_t)n - 1;
}

static bool frame(char c)
{
	return chr_blank(c) || c == '*' || c == '/';
}

struct str side_inner(const struct side_comment *c, uint32_t i)
{
	struct str s = c->inner[i];

	while (s.n && frame(s.p[0]))
		s = str_from(s, 1);
	while (s.n && (chr_blank(s.p[s.n - 1]) || s.p[s.n - 1] == '*'))
		s.n--;
	return s;
}
