// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/marks.h"

#include "source/lex.h"
#include "source/span.h"
#include "triage/evidence_rules.h"

/* Lines shown to the rules round a comment: what a rule about a comment asks
 * is what it stands behind or above. */
#define LINES_BEFORE 1
#define LINES_BEHIND 3
#define IF_ZERO_LINES 40

/* A range of bytes, whole lines later. */
struct window {
	size_t start, end;
	size_t from, to;	/* of the comment itself */
	enum hit_kind kind;
};

struct reading {
	struct marks *m;
	struct str path, text;
	enum source_lang lang;
	struct { struct window *v; size_t n, cap; } windows;
	bool spec;
};

/* ---- comments of any language, one after the other ---- */

struct comments {
	bool fast;
	struct spans spans;
	struct lexer lexer;
};

/* The text of a document is no comment on anything. */
static bool has_comments(enum source_lang lang)
{
	return lang != LANG_RST && lang != LANG_OTHER;
}

static void comments_init(struct comments *c, const struct reading *r)
{
	struct lex_style style = lex_style_of(r->lang, r->path);

	c->fast = r->lang == LANG_C || r->lang == LANG_DTS;
	if (c->fast)
		spans_init(&c->spans, r->text);
	else
		lex_init(&c->lexer, &style, r->text, 1);
}

static bool comments_next(struct comments *c, struct span *out)
{
	struct token t;

	if (c->fast)
		return spans_next(&c->spans, out);
	while (lex_next(&c->lexer, &t)) {
		if (t.kind != TOK_COMMENT && t.kind != TOK_STRING)
			continue;
		*out = (struct span){ .start = t.start, .end = t.end };
		out->kind = t.kind == TOK_STRING ? SPAN_STRING :
			    t.flags & TOKEN_LINE ? SPAN_LINE : SPAN_BLOCK;
		return true;
	}
	return false;
}

static bool is_comment(const struct span *s)
{
	return s->kind == SPAN_BLOCK || s->kind == SPAN_LINE;
}

/* ---- would a rule take it? ---- */

/* Without what begins and ends comment lines, in one line. */
static struct str unwrapped(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;
	struct str line;

	while (str_line(&s, &line)) {
		line = str_trim(line);
		while (line.n && strchr("/*#@;|!", line.p[0]))
			line = str_from(line, 1);
		line = str_ltrim(line);
		if (n)
			out[n++] = ' ';
		memcpy(out + n, line.p, line.n);
		n += line.n;
	}
	return str_n(out, n);
}

static bool worth(struct reading *r, struct str comment)
{
	struct evidence_rules *er = r->m->rules;
	uint64_t bits = needles_find(er->marker_needles, comment);
	struct str text;

	if (!bits)
		return false;
	text = unwrapped(r->m->scratch, comment);
	for (size_t i = 0; i < er->markers.n; i++)
		if ((bits >> i & 1) && phrase_any(&er->markers.v[i].find, text))
			return true;
	return false;
}

static size_t line_start(struct str s, size_t at)
{
	size_t lf = str_rfind_chr(str_sub(s, 0, at), '\n');

	return lf == SIZE_MAX ? 0 : lf + 1;
}

static size_t line_end(struct str s, size_t at)
{
	const char *lf = at < s.n ? memchr(s.p + at, '\n', s.n - at) : NULL;

	return lf ? (size_t)(lf - s.p) + 1 : s.n;
}

static void add_window(struct reading *r, size_t from, size_t to, enum hit_kind kind)
{
	struct window *w = vec_push(r->m->scratch, &r->windows);
	unsigned behind = kind == HIT_IF_ZERO ? IF_ZERO_LINES : LINES_BEHIND;

	*w = (struct window){ .from = from, .to = to, .kind = kind };
	w->start = line_start(r->text, from);
	for (int i = 0; i < LINES_BEFORE && w->start > 0; i++)
		w->start = line_start(r->text, w->start - 1);
	w->end = line_end(r->text, to ? to - 1 : 0);
	for (unsigned i = 0; i < behind && w->end < r->text.n; i++)
		w->end = line_end(r->text, w->end);
}

/* #if 0 alone on its line, in code. */
static bool is_if_zero(const struct reading *r, size_t at)
{
	struct str line = str_from(r->text, line_start(r->text, at)), word;

	str_eat_blanks(&line);
	if (!str_eat_chr(&line, '#'))
		return false;
	str_eat_blanks(&line);
	return str_word(&line, &word) && str_eq(word, STR("if")) &&
	       str_word(&line, &word) && str_eq(word, STR("0"));
}

static bool starts_word(const struct reading *r, size_t at)
{
	return at == 0 || !chr_ident(r->text.p[at - 1]);
}

static void code_hit(struct reading *r, const struct hit *h)
{
	if (h->kind == HIT_IF_ZERO && is_if_zero(r, h->at))
		add_window(r, h->at, h->at + 1, HIT_IF_ZERO);
	r->spec |= h->kind == HIT_SPEC && starts_word(r, h->at);
}

/* A run of // comments on neighbouring lines is one. */
static void join_lines(struct comments *c, const struct reading *r, struct span *s,
		       struct span *ahead, bool *has_ahead)
{
	*has_ahead = comments_next(c, ahead);
	while (s->kind == SPAN_LINE && *has_ahead && ahead->kind == SPAN_LINE) {
		struct str between = str_sub(r->text, s->end, ahead->start - s->end);
		size_t first = line_start(r->text, s->start);
		struct str lead = str_sub(r->text, first, s->start - first);

		if (str_trim(between).n || lex_lines(between) != 1 || str_trim(lead).n)
			return;
		s->end = ahead->end;
		*has_ahead = comments_next(c, ahead);
	}
}

static void comment_hits(struct reading *r, const struct span *s,
			 const struct hit *first, const struct hit *end)
{
	bool mark = false, bare = false;

	for (const struct hit *h = first; h < end; h++) {
		mark |= h->kind == HIT_MARK;
		bare |= h->kind == HIT_BARE && h->at == s->start;
	}
	if (bare && s->kind == SPAN_LINE && s->end - s->start <= 3)
		add_window(r, s->start, s->end, HIT_BARE);
	else if (mark && worth(r, str_sub(r->text, s->start, s->end - s->start)))
		add_window(r, s->start, s->end, HIT_MARK);
}

static void classify(struct reading *r, const struct hits *hits)
{
	struct comments c;
	struct span s, ahead;
	const struct hit *h = hits->v, *end = hits->v + hits->n;
	bool more = has_comments(r->lang);

	comments_init(&c, r);
	more = more && comments_next(&c, &s);
	while (h < end && more) {
		const struct hit *first;

		join_lines(&c, r, &s, &ahead, &more);
		while (h < end && h->at < s.start)
			code_hit(r, h++);
		for (first = h; h < end && h->at < s.end; h++)
			;
		if (h > first && is_comment(&s))
			comment_hits(r, &s, first, h);
		s = ahead;
	}
	while (h < end)
		code_hit(r, h++);
}

/* ---- the rules ---- */

static uint32_t line_of(const struct reading *r, size_t *at, uint32_t *line, size_t to)
{
	*line += lex_lines(str_sub(r->text, *at, to - *at));
	*at = to;
	return *line;
}

static bool is_ours(const struct sign *s)
{
	return s->rule->on && !s->shadowed &&
	       (s->where == WHERE_CODE || s->where == WHERE_COMMENT);
}

static struct str text_of_line(const struct patch *p, const struct sign *s)
{
	return s->nat && s->at[0] < p->diff.nlines ? p->diff.lines[s->at[0]].text :
						     s->text;
}

static void add_finding(struct reading *r, const struct patch *p, const struct sign *s)
{
	struct marks *m = r->m;
	struct finding *f = rule_finding(m->a, m->out, s->rule);

	f->file = str_dup(m->a, r->path);
	f->line = s->line;
	f->end_line = s->end_line < s->line ? s->line : s->end_line;
	f->where = s->where;
	f->text = str_dup(m->a, text_of_line(p, s));
	f->message = str_dup(m->a, s->message);
}

/* Does a comment that was found worth a look, or its #if 0, begin or end on
 * one of the lines? Others are shown for their surroundings alone. */
static bool asked_for(const struct reading *r, const struct sign *s,
		      const uint32_t *first, const uint32_t *last)
{
	for (size_t i = 0; i < r->windows.n; i++)
		if (s->line <= last[i] && first[i] <= s->line)
			return true;
	return false;
}

static void judge(struct reading *r)
{
	struct marks *m = r->m;
	struct evidence_set set;
	struct patch *p;
	size_t at = 0, done = 0;
	uint32_t line = 1;
	uint32_t *first = NEW_ARRAY(m->scratch, r->windows.n, uint32_t);
	uint32_t *last = NEW_ARRAY(m->scratch, r->windows.n, uint32_t);

	excerpt_begin(&m->excerpt);
	if (!excerpt_file(&m->excerpt, r->path, false))
		return;
	for (size_t i = 0, k; i < r->windows.n; i = k) {
		size_t end = r->windows.v[i].end;
		size_t start = r->windows.v[i].start > done ? r->windows.v[i].start : done;

		for (k = i + 1; k < r->windows.n && r->windows.v[k].start <= end; k++)
			if (r->windows.v[k].end > end)
				end = r->windows.v[k].end;
		excerpt_lines(&m->excerpt, str_sub(r->text, start, end - start),
			      line_of(r, &at, &line, start));
		for (size_t j = i; j < k; j++) {
			first[j] = line_of(r, &at, &line, r->windows.v[j].from);
			last[j] = line + lex_lines(str_sub(r->text, at,
							   r->windows.v[j].to - at));
		}
		at = line_start(r->text, at);
		done = end;
	}
	p = excerpt_patch(&m->excerpt, m->scratch);
	evidence_of_patch(&set, m->scratch, p, m->rules);
	for (size_t i = 0; i < set.n; i++)
		if (is_ours(&set.v[i]) && asked_for(r, &set.v[i], first, last))
			add_finding(r, p, &set.v[i]);
}

bool marks_read(struct marks *m, struct str path, enum source_lang lang,
		struct str text, const struct hits *hits)
{
	struct reading r = { .m = m, .path = path, .text = text, .lang = lang };

	classify(&r, hits);
	if (r.windows.n)
		judge(&r);
	return r.spec;
}
