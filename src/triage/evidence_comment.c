// SPDX-License-Identifier: GPL-2.0-or-later
/* Signs in the comments that a patch adds. */
#include "triage/evidence_rules.h"
#include "triage/extent.h"
#include "triage/removed.h"
#include "triage/shape.h"

#define FAR 8			/* lines from the opener: then the paragraph alone */
#define STATEMENT_MAX 12	/* lines behind the comment that go with it */
#define FUNCTION_MAX 30
#define BETWEEN_MAX 256		/* lines of comments between two of code */
#define HEAD_LINES 5		/* of a function, up to its brace */
#define HEAD_MIN 3		/* lines more in a comment that tells of the file */
#define TRIES 32		/* marks of one kind looked at in a comment */
#define MARK_BEFORE 3		/* bytes before a mark that a paragraph begins with */
#define QUOTE_MAX 160		/* bytes of a comment that are quoted */
#define PARAGRAPH_MAX 4096	/* bytes of it before a mark, and behind */

struct comment_at {
	size_t offset;
	uint32_t line;		/* as in side_comment */
};

/* A comment unwrapped: paragraphs end in LF. */
struct comment_text {
	struct str text;
	struct comment_at *at;	/* where its lines begin */
	size_t nat;
};

/* One match of a marker in it. */
struct mark {
	size_t start, end;		/* the match */
	size_t paragraph, paragraph_end;
	size_t sentence, sentence_end;
	uint32_t line;
};

static void unwrap(struct comment_text *t, struct arena *a,
		   const struct side_comment *c)
{
	uint32_t n = c->last - c->first + 1;
	size_t room = n, len = 0;
	char *text;

	for (uint32_t i = 0; i < n; i++)
		room += c->inner[i].n;
	text = arena_alloc(a, room);
	*t = (struct comment_text){ .at = arena_alloc(a, n * sizeof(*t->at)) };
	for (uint32_t i = 0; i < n; i++) {
		struct str s = side_inner(c, i);
		bool open = len && text[len - 1] != '\n';

		if (open)
			text[len++] = s.n ? ' ' : '\n';
		if (!s.n)
			continue;
		t->at[t->nat++] = (struct comment_at){ len, c->first + i };
		memcpy(text + len, s.p, s.n);
		len += s.n;
	}
	t->text = str_n(text, len);
}

static uint32_t line_of(const struct comment_text *t, size_t offset)
{
	size_t lo = 0, hi = t->nat;

	while (lo + 1 < hi) {
		size_t mid = (lo + hi) / 2;

		if (t->at[mid].offset <= offset)
			lo = mid;
		else
			hi = mid;
	}
	return t->at[lo].line;
}

static bool ends_here(struct str s, size_t i)
{
	return (s.p[i] == '.' || s.p[i] == '!' || s.p[i] == '?') &&
	       (i + 1 == s.n || chr_blank(s.p[i + 1]));
}

static void bound(struct mark *m, const struct comment_text *t)
{
	struct str s = t->text;

	m->paragraph = m->start;
	while (m->paragraph > 0 && m->start - m->paragraph < PARAGRAPH_MAX &&
	       s.p[m->paragraph - 1] != '\n')
		m->paragraph--;
	m->paragraph_end = m->end;
	while (m->paragraph_end < s.n && m->paragraph_end - m->end < PARAGRAPH_MAX &&
	       s.p[m->paragraph_end] != '\n')
		m->paragraph_end++;
	m->sentence = m->start;
	while (m->sentence > m->paragraph &&
	       !(m->sentence > m->paragraph + 1 && chr_blank(s.p[m->sentence - 1]) &&
		 ends_here(s, m->sentence - 2)))
		m->sentence--;
	m->sentence_end = m->end;
	while (m->sentence_end < m->paragraph_end && !ends_here(s, m->sentence_end))
		m->sentence_end++;
	if (m->sentence_end < m->paragraph_end)
		m->sentence_end++;
	m->line = line_of(t, m->start);
}

static struct str part(const struct comment_text *t, size_t from, size_t to)
{
	return str_sub(t->text, from, to - from);
}

/* Goes to the next line up or down that holds more than comments: whether there
 * is one in the hunk, and the patch adds it. */
static bool next_code(const struct side *s, uint32_t *i, bool down)
{
	uint32_t k = *i;

	while (down ? k + 1 < s->n : k > 0) {
		k = down ? k + 1 : k - 1;
		if (s->lines[k].part != s->lines[*i].part ||
		    (down ? k - *i : *i - k) > BETWEEN_MAX)
			return false;
		if (!str_trim(s->lines[k].code).n)
			continue;
		*i = k;
		return s->lines[k].added;
	}
	return false;
}

/* "{" on a line of its own, or "fn probe() -> Result {" */
static bool opens_function(struct str code)
{
	struct str s = str_rtrim(code);

	return str_eq(s, STR("{")) || (str_ends(s, STR("{")) &&
				       str_starts(str_ltrim(s), STR("fn ")));
}

/* The comment, and perhaps a constant that is returned, is all of a function
 * that the patch adds. */
static bool is_stub(const struct side *s, const struct side_comment *com)
{
	uint32_t up = com->first, down = com->last;

	if (!com->alone || !next_code(s, &up, false) || !next_code(s, &down, true) ||
	    !opens_function(s->lines[up].code))
		return false;
	if (shape_returns_constant(s->lines[down].code) && !next_code(s, &down, true))
		return false;
	if (str_eq(str_of(s->lang), STR("rust")))
		return str_eq(str_trim(s->lines[down].code), STR("}"));
	return str_eq(str_rtrim(s->lines[down].code), STR("}"));
}

/* The same of a comment right above such a function; inline ones of a header are
 * what callers get where something is not built. */
static bool heads_stub(const struct side *s, const struct side_comment *com)
{
	uint32_t i = com->last;
	bool open = false;

	if (!com->alone || i + 1 >= s->n || !s->lines[i + 1].text.n ||
	    !chr_ident(s->lines[i + 1].text.p[0]) ||
	    str_starts(s->lines[i + 1].text, STR("static inline ")))
		return false;
	for (int n = 0; n < HEAD_LINES && !open; n++) {
		if (!next_code(s, &i, true))
			return false;
		open = str_ends(str_rtrim(s->lines[i].code), STR("{"));
	}
	return open && next_code(s, &i, true) && shape_returns_constant(s->lines[i].code) &&
	       next_code(s, &i, true) && str_eq(str_rtrim(s->lines[i].code), STR("}"));
}

/* Going from mark to mark of one rule. */
struct search {
	uint64_t hopes;
	int left;		/* tries */
	bool stub;		/* a mark of what is not there: nothing excuses it */
	bool plain;		/* the code below says enough: nothing is needed, */
	bool asks;		/* or a question is no excuse */
};

static bool says_any(struct patterns *ps, const struct comment_text *t,
		     const struct mark *m)
{
	return phrase_any(ps, part(t, m->start, m->paragraph_end)) ||
	       phrase_any(ps, part(t, m->sentence, m->sentence_end));
}

static bool excused(const struct search *search, struct marker_rule *r,
		    const struct comment_text *t, const struct mark *m)
{
	if (says_any(&r->unless, t, m) || (!search->asks && says_any(&r->asks, t, m)))
		return true;
	return r->needs.n && !search->plain &&
	       !phrase_any(&r->needs, part(t, m->paragraph, m->paragraph_end));
}

static bool moved(struct collect *c, const struct side *s,
		  const struct side_comment *com, const struct comment_text *t,
		  const struct mark *m)
{
	return removed_line(collect_removed(c), s->lines[m->line].text) ||
	       removed_comment(collect_removed(c), side_inner(com, m->line - com->first),
			       part(t, m->start, m->end));
}

/* "TODO", "FIXME?": the mark and no more */
static bool is_bare_mark(struct str s)
{
	struct str word;

	while (s.n && !chr_ident(s.p[0]))
		s = str_from(s, 1);
	if (!str_ident(&s, &word))
		return false;
	while (s.n && !chr_ident(s.p[0]))
		s = str_from(s, 1);
	return !s.n;
}

/* `code`: what stands before the comment on its line. */
static bool stands_on(enum marker_on on, const struct side_comment *com, struct str code,
		      struct str below, const struct comment_text *t)
{
	if (!com->alone)
		return (on == ON_CONSTANT || on == ON_CONSTANT_BELOW) &&
		       (shape_constant(code) ||
			(is_bare_mark(t->text) && shape_assigns(code)));
	switch (on) {
	case ON_CONSTANT_BELOW:
		return shape_sets_constant(below);
	case ON_RETURN_BELOW:
		return shape_returns_early(below);
	case ON_CALL_BELOW:
		return shape_drops_result(below);
	case ON_STATEMENT_BELOW:
		return shape_acts(below);
	default:
		return false;
	}
}

/* A question there doubts the code; behind a #define it asks what the name means. */
static bool doubts(const struct marker_rule *r, const struct side_comment *com,
		   struct str code, struct str below, const struct comment_text *t)
{
	return stands_on(r->asks_on, com, code, below, t) &&
	       (com->alone || !str_starts(str_ltrim(code), STR("#")));
}

/* Behind code a word may only describe what it stands behind: a temporary
 * register, a temporary structure. */
static bool stands_right(struct marker_rule *r, const struct side_comment *com,
			 struct str code, struct str below, const struct comment_text *t)
{
	if (r->on != ON_ANY)
		return stands_on(r->on, com, code, below, t);
	return com->alone || !r->behind.n || phrase_any(&r->behind, t->text);
}

/* ---- the lines it speaks of ---- */

struct span {
	uint32_t v[256];
	size_t n;
};

static void span_add(struct span *sp, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i <= to && sp->n < sizeof(sp->v) / sizeof(*sp->v); i++)
		sp->v[sp->n++] = i;
}

/* A mark of what is to be put right somewhere in a function is not said of it. */
static bool of_function(const struct marker_rule *r, const struct side *s,
			const struct side_comment *com)
{
	return r->takes != TAKES_NONE &&
	       (r->ends || !r->in_place || (r->stub && heads_stub(s, com)));
}

static void take_behind(struct collect *c, const struct side *s,
			const struct side_comment *com, struct marker_rule *r,
			struct str paragraph, struct span *out)
{
	uint32_t from = com->last + 1, end = 0;
	bool provisional = phrase_any(&c->er->provisional, paragraph);

	switch (extent_behind(s, com->last, from, &end)) {
	case EXTENT_NONE:
		break;
	case EXTENT_FUNCTION:
		if (of_function(r, s, com) && end - from <= FUNCTION_MAX)
			span_add(out, from, end);
		break;
	case EXTENT_DEFINITION:
		if (r->takes == TAKES_DEFINITION || r->takes == TAKES_STATEMENT)
			span_add(out, from, end);
		break;
	case EXTENT_STATEMENT:
		if ((r->takes == TAKES_STATEMENT ||
		     (r->takes == TAKES_DEFINITION && (provisional || r->ends))) &&
		    end - from <= STATEMENT_MAX)
			span_add(out, from, end);
		break;
	}
}

/* "if (x)	-- HACK: ... --" takes what hangs on it. */
static void take_open_line(const struct side *s, const struct side_comment *com,
			   const struct marker_rule *r, struct span *out)
{
	struct str code = str_trim(s->lines[com->first].code);
	uint32_t end;

	if (r->takes != TAKES_STATEMENT || com->first != com->last ||
	    !str_starts(code, STR("if (")) || !str_ends(code, STR(")")))
		return;
	end = extent_end(s, com->first);
	if (end - com->first <= STATEMENT_MAX)
		span_add(out, com->first, end);
}

/* Its last line is nothing but the delimiter: it can stay with the first. */
static bool closes_alone(const struct side_comment *com)
{
	return com->kind == SIDE_LINE || !side_inner(com, com->last - com->first).n;
}

/* The paragraph it stands in, where that begins with the mark or is far down; else
 * the comment. */
static uint32_t first_line(const struct side_comment *com,
			   const struct comment_text *t, const struct mark *m)
{
	bool begins = m->start - m->paragraph < MARK_BEFORE;

	return m->paragraph > 0 && closes_alone(com) &&
	       (com->kind == SIDE_DOC || begins || m->line - com->first > FAR) ?
	       line_of(t, m->paragraph) : com->first;
}

/* What goes of the comment must leave a comment: with the paragraph goes the
 * empty line before it, and its end stays. */
static void take_comment(const struct side_comment *com, uint32_t first, struct span *out)
{
	uint32_t last = com->last;

	if (first > com->first) {
		last -= com->kind != SIDE_LINE;
		if (first - 1 > com->first && !side_inner(com, first - 1 - com->first).n)
			first--;
	}
	span_add(out, first, last);
}

static void cover(struct collect *c, const struct side *s, size_t file,
		  const struct side_comment *com, struct marker_rule *r,
		  const struct comment_text *t, const struct mark *m,
		  struct sign *sign)
{
	struct span lines = { .n = 0 };

	take_comment(com, first_line(com, t, m), &lines);
	if (com->alone)
		take_behind(c, s, com, r,
			    part(t, m->paragraph, m->paragraph_end), &lines);
	else
		take_open_line(s, com, r, &lines);
	sign_cover(c, sign, s, file, lines.v, lines.n);
}

/* ---- matching ---- */

static struct search search_of(struct marker_rule *r, const struct comment_text *t)
{
	return (struct search){ phrase_hopes(&r->find, t->text), TRIES, false, false, false };
}

/* The next mark behind `m` that nothing excuses. */
static bool next_mark(struct search *search, struct marker_rule *r,
		      const struct comment_text *t, struct mark *m)
{
	size_t from = m->end + (m->end == m->start && search->left < TRIES);

	while (search->left-- > 0) {
		if (!phrase_first(&r->find, search->hopes, t->text, from,
				  &m->start, &m->end))
			return false;
		from = m->end > m->start ? m->end : m->end + 1;
		bound(m, t);
		if (search->stub || !excused(search, r, t, m))
			return true;
	}
	return false;
}

/* A longer comment above the includes tells of the file and its limits, not of
 * code that stands in. */
static bool heads_file(const struct side *s, const struct side_comment *com)
{
	uint32_t down = com->last;

	if (!com->alone || com->last - com->first < HEAD_MIN)
		return false;
	next_code(s, &down, true);
	return str_starts(str_trim(s->lines[down].code), STR("#include"));
}

/* The line under a comment, where the patch adds it and it is within something:
 * what a file defines with a value has a default. */
static struct str added_below(const struct side *s, const struct side_comment *com)
{
	uint32_t i = com->last + 1;

	return i < s->n && s->lines[i].part == s->lines[com->last].part && s->lines[i].added &&
	       s->lines[i].text.n && chr_blank(s->lines[i].text.p[0]) ?
	       s->lines[i].code : STR("");
}

static bool matches(struct collect *c, const struct side *s,
		    const struct side_comment *com, struct marker_rule *r,
		    const struct comment_text *t, struct mark *m)
{
	struct str code = s->lines[com->first].code, below = added_below(s, com);
	struct search search;

	if (!stands_right(r, com, code, below, t) || (r->in_place && heads_file(s, com)))
		return false;
	search = search_of(r, t);
	search.plain = stands_on(r->plain_on, com, code, below, t);
	search.asks = doubts(r, com, code, below, t);
	search.stub = r->stub && (is_stub(s, com) || heads_stub(s, com));
	*m = (struct mark){ 0 };
	while (next_mark(&search, r, t, m))
		if (s->lines[m->line].added && !moved(c, s, com, t, m))
			return true;
	return false;
}

/* The words round the match, for the message. */
static struct str words_of(const struct comment_text *t, const struct mark *m)
{
	struct str mark = part(t, m->start, m->end);
	bool shouted = mark.n > 2 && chr_upper(mark.p[0]) && chr_upper(mark.p[1]);
	size_t to = m->sentence_end;
	size_t from = m->sentence;

	if (shouted || m->start - m->sentence > QUOTE_MAX / 2)
		from = m->start;
	if (to - from > QUOTE_MAX)
		to = from + QUOTE_MAX;
	/* "FIXME: this" is short; its paragraph says more. */
	if (to - from < 12 && m->paragraph_end - from <= QUOTE_MAX)
		to = m->paragraph_end;
	return part(t, from, to);
}

/* Of the signs of one name in a comment the strongest is told. */
static void shadow(struct collect *c, size_t first)
{
	struct sign *v = c->out->v;

	for (size_t i = first; i < c->out->n; i++)
		for (size_t k = first; k < c->out->n; k++)
			if (k != i && str_eq(v[k].rule->id, v[i].rule->id) &&
			    (v[k].strength > v[i].strength ||
			     (v[k].strength == v[i].strength && k < i)))
				v[i].shadowed = true;
}

/* Bits of markers: those asked about this file, and those that apply to it. */
struct applicable {
	uint64_t asked, yes;
};

static uint64_t applying(struct collect *c, const struct side *s, uint64_t hits,
			 struct applicable *known)
{
	for (uint64_t todo = hits & ~known->asked; todo; todo &= todo - 1) {
		int i = __builtin_ctzll(todo);

		if (marker_applies(&c->er->markers.v[i], s->lang, s->path))
			known->yes |= UINT64_C(1) << i;
	}
	known->asked |= hits;
	return hits & known->yes;
}

static struct sign *add_sign(struct collect *c, const struct marker_rule *r,
			     const struct comment_text *t, const struct mark *m)
{
	struct sign *sign = sign_add(c, r->rule, r->strength, words_of(t, m));

	sign->where = WHERE_COMMENT;
	sign->ends = r->ends;
	sign_message(c, sign, STR(""));
	return sign;
}

static void read_comment(struct collect *c, const struct side *s, size_t file,
			 const struct side_comment *com, struct applicable *known)
{
	struct comment_text t;
	size_t first = c->out->n;
	uint64_t hits;

	unwrap(&t, c->a, com);
	hits = applying(c, s, needles_find(c->er->marker_needles, t.text), known);
	for (size_t i = 0; hits && i < c->er->markers.n; i++) {
		struct marker_rule *r = &c->er->markers.v[i];
		struct mark m;

		if ((hits >> i & 1) && r->find.n && matches(c, s, com, r, &t, &m))
			cover(c, s, file, com, r, &t, &m, add_sign(c, r, &t, &m));
	}
	shadow(c, first);
}

void evidence_from_comments(struct collect *c, const struct side *s, size_t file)
{
	struct applicable known = { 0, 0 };

	for (uint32_t i = 0; i < s->ncomments; i++) {
		bool added = false;

		for (uint32_t k = s->comments[i].first; k <= s->comments[i].last; k++)
			added |= s->lines[k].added;
		if (added)
			read_comment(c, s, file, &s->comments[i], &known);
	}
}

/* ---- a comment of a tree ---- */

static struct str code_of(struct arena *a, const struct lone_comment *lone)
{
	return str_of(arena_printf(a, "%.*s %.*s", STR_FMT(lone->before),
				   STR_FMT(lone->behind)));
}

void evidence_of_comment(struct evidence_set *out, struct arena *a,
			 struct evidence_rules *er, const struct lone_comment *lone)
{
	struct collect c = { .a = a, .er = er, .out = out };
	size_t first = out->n;
	struct comment_text t;

	unwrap(&t, a, &lone->com);
	for (size_t i = 0; i < er->markers.n; i++) {
		struct marker_rule *r = &er->markers.v[i];
		struct str code = STR("");
		struct mark m = { 0 };
		struct search search;
		struct sign *sign;

		if (!(lone->bits >> i & 1))
			continue;
		if (!lone->com.alone && (r->on != ON_ANY || r->asks_on != ON_ANY))
			code = code_of(a, lone);
		if (!stands_right(r, &lone->com, code, STR(""), &t))
			continue;
		search = search_of(r, &t);
		search.asks = doubts(r, &lone->com, code, STR(""), &t);
		if (!next_mark(&search, r, &t, &m) ||
		    !marker_applies(r, lone->lang, lone->path))
			continue;
		sign = add_sign(&c, r, &t, &m);
		sign->of_lines = true;
		sign->line = first_line(&lone->com, &t, &m);
		sign->end_line = lone->com.last;
	}
	shadow(&c, first);
}
