// SPDX-License-Identifier: GPL-2.0-or-later
/* Signs in the comments that a patch adds. */
#include "source/region.h"
#include "triage/around.h"
#include "triage/evidence_rules.h"
#include "triage/extent.h"
#include "triage/remark.h"
#include "triage/removed.h"
#include "triage/shape.h"

#define FAR 8			/* lines from the opener: then the paragraph alone */
#define STATEMENT_MAX 12	/* lines behind the comment that go with it */
#define FUNCTION_MAX 30
#define MARK_BEFORE 3		/* bytes before a mark that a paragraph begins with */

/* A comment, what it says and where it stands. */
struct comment {
	struct collect *c;
	const struct side *s;	/* NULL: of a tree */
	size_t file;
	const struct side_comment *com;
	struct remark text;
	struct str code;	/* before it on its line */
	struct str below;	/* as of around_below() */
};

static bool moved(const struct comment *cm, const struct mark *m)
{
	struct removed *gone = collect_removed(cm->c);

	return removed_line(gone, cm->s->lines[m->line].text) ||
	       removed_comment(gone, side_inner(cm->com, m->line - cm->com->first),
			       remark_part(&cm->text, m->start, m->end));
}

static bool stands_on(const struct comment *cm, enum marker_on on)
{
	if (!cm->com->alone)
		return (on == ON_CONSTANT || on == ON_CONSTANT_BELOW) &&
		       (shape_constant(cm->code) ||
			(remark_is_bare(&cm->text) && shape_assigns(cm->code)));
	switch (on) {
	case ON_CONSTANT_BELOW:
		return shape_sets_constant(cm->below);
	case ON_RETURN_BELOW:
		return shape_returns_early(cm->below);
	case ON_CALL_BELOW:
		return shape_drops_result(cm->below);
	case ON_STATEMENT_BELOW:
		return shape_acts(cm->below);
	default:
		return false;
	}
}

/* A question there doubts the code; behind a #define it asks what the name means. */
static bool doubts(const struct comment *cm, const struct marker_rule *r)
{
	return stands_on(cm, r->asks_on) &&
	       (cm->com->alone || !str_starts(str_ltrim(cm->code), STR("#")));
}

/* Behind code a word may only describe what it stands behind: a temporary
 * register, a temporary structure. */
static bool stands_right(const struct comment *cm, struct marker_rule *r)
{
	if (r->on != ON_ANY)
		return stands_on(cm, r->on);
	return cm->com->alone || !r->behind.n || phrase_any(&r->behind, cm->text.text);
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
static bool of_function(const struct comment *cm, const struct marker_rule *r)
{
	return r->takes != TAKES_NONE &&
	       (r->ends || !r->in_place || (r->stub && around_heads_stub(cm->s, cm->com)));
}

static int64_t opened(const struct comment *cm, struct str code)
{
	return region_weigh(cm->s->path, code).braces;
}

/* Whether the lines, which open so many braces, are all that the patch puts in place
 * of lines that do the same: those come back. */
static bool replace_as_much(const struct comment *cm, uint32_t first, uint32_t last,
			    int64_t depth)
{
	const struct diff *d = &cm->c->p->diff;
	size_t from = cm->s->lines[first].at, to = cm->s->lines[last].at;
	const struct diff_hunk *h = diff_hunk_of(d, from);
	size_t end = diff_run(d, to, h->first + h->n);

	for (size_t i = diff_run_start(d, h->first, from); i < end; i++) {
		if (d->lines[i].op == '-')
			depth -= opened(cm, d->lines[i].text);
		else if (i < from || i > to)
			return false;
	}
	return !depth;
}

/* What the patch only opens, around code that is there, it cannot take away alone. */
static bool can_go(const struct comment *cm, uint32_t first, uint32_t last)
{
	uint32_t added = first;
	int64_t depth = 0;

	for (uint32_t i = first; i <= last; i++)
		if (cm->s->lines[i].added) {
			depth += opened(cm, cm->s->lines[i].code);
			added = i;
		}
	return !depth || (side_all_added(cm->s, first, added) &&
			  replace_as_much(cm, cm->com->first, added, depth));
}

static void take_behind(const struct comment *cm, const struct marker_rule *r,
			struct str paragraph, struct span *out)
{
	uint32_t from = cm->com->last + 1, end = 0;
	bool provisional = phrase_any(&cm->c->er->provisional, paragraph);

	switch (extent_behind(cm->s, cm->com->last, from, &end)) {
	case EXTENT_NONE:
		if (r->takes == TAKES_STATEMENT && from < cm->s->n &&
		    cm->s->lines[from].part == cm->s->lines[cm->com->last].part &&
		    str_starts(str_trim(cm->s->lines[from].code), STR("}")) &&
		    extent_branch(cm->s, from, &end) && end - from <= STATEMENT_MAX)
			span_add(out, from, end);
		break;
	case EXTENT_FUNCTION:
		if (of_function(cm, r) && end - from <= FUNCTION_MAX)
			span_add(out, from, end);
		break;
	case EXTENT_DEFINITION:
		if (r->takes == TAKES_DEFINITION || r->takes == TAKES_STATEMENT)
			span_add(out, from, end);
		break;
	case EXTENT_STATEMENT:
		if ((r->takes == TAKES_STATEMENT ||
		     (r->takes == TAKES_DEFINITION && (provisional || r->ends))) &&
		    end - from <= STATEMENT_MAX && can_go(cm, from, end))
			span_add(out, from, end);
		break;
	}
}

/* Languages in which a statement may be of several lines and needs all of them; of a
 * list of theirs a line may go. */
static bool has_statements(const struct side *s)
{
	return str_eq(str_of(s->lang), STR("c")) || str_eq(str_of(s->lang), STR("dts")) ||
	       str_eq(str_of(s->lang), STR("rust"));
}

/* A line of code goes with the statement, block or function that it is a part of:
 * neither can do without the other. False: that is not meant. */
static bool take_around(const struct comment *cm, const struct marker_rule *r,
			struct span *out)
{
	struct str code = str_trim(cm->code);
	uint32_t line = cm->com->first, first, last;
	bool function;

	if (!has_statements(cm->s) || str_starts(code, STR("#")))
		return true;
	if (extent_branch(cm->s, line, &last)) {
		if (last - line <= FUNCTION_MAX && side_all_added(cm->s, line, last))
			span_add(out, line, last);
		return true;
	}
	if (str_starts(code, STR("}")) || str_ends(code, STR(":")))
		return !str_starts(code, STR("}"));
	first = extent_start(cm->s, line);
	last = extent_end(cm->s, first);
	if (last < cm->com->last || last == first)
		return true;
	function = extent_is_function(cm->s, first) && !str_ends(code, STR(";"));
	if (last - first > FUNCTION_MAX ||
	    (function && (first < line || !of_function(cm, r))))
		return false;
	if (side_all_added(cm->s, first, last))
		span_add(out, first, last);
	return true;
}

/* Its last line is nothing but the delimiter: it can stay with the first. */
static bool closes_alone(const struct side_comment *com)
{
	return com->kind == SIDE_LINE || !side_inner(com, com->last - com->first).n;
}

/* The paragraph it stands in, where that begins with the mark or is far down; else
 * the comment. */
static uint32_t first_line(const struct comment *cm, const struct mark *m)
{
	const struct side_comment *com = cm->com;
	bool begins = m->start - m->paragraph < MARK_BEFORE;

	return m->paragraph > 0 && closes_alone(com) &&
	       (com->kind == SIDE_DOC || begins || m->line - com->first > FAR) ?
	       remark_line_of(&cm->text, m->paragraph) : com->first;
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

/* Comments right above speak of the same code. */
static void take_above(const struct comment *cm, struct span *out)
{
	const struct side_line *lines = cm->s->lines;

	for (uint32_t i = cm->com->first; i-- > 0 && lines[i].part == lines[i + 1].part &&
	     lines[i].added && side_only_comment(&lines[i]); )
		span_add(out, i, i);
}

static void cover(const struct comment *cm, const struct marker_rule *r,
		  const struct mark *m, struct sign *sign)
{
	uint32_t first = first_line(cm, m);
	struct span lines = { .n = 0 };
	size_t n;

	take_comment(cm->com, first, &lines);
	n = lines.n;
	if (cm->com->alone)
		take_behind(cm, r, remark_part(&cm->text, m->paragraph, m->paragraph_end),
			    &lines);
	else if (!take_around(cm, r, &lines))
		sign->strength = STRENGTH_WEAK;
	if (cm->com->alone && lines.n > n && first == cm->com->first)
		take_above(cm, &lines);
	sign_cover(cm->c, sign, cm->s, cm->file, lines.v, lines.n);
}

/* ---- matching ---- */

static bool matches(const struct comment *cm, struct marker_rule *r, struct mark *m)
{
	struct search search;

	if (!stands_right(cm, r) || (r->in_place && around_heads_file(cm->s, cm->com)))
		return false;
	search = search_begin(r, &cm->text);
	search.plain = stands_on(cm, r->plain_on);
	search.asks = doubts(cm, r);
	search.stub = r->stub && (around_is_body(cm->s, cm->com) ||
				  around_heads_stub(cm->s, cm->com));
	*m = (struct mark){ 0 };
	while (search_next(&search, m))
		if (cm->s->lines[m->line].added && !moved(cm, m))
			return true;
	return false;
}

/* Of the signs of one name in a comment the strongest is told. */
static void shadow(struct evidence_set *out, size_t first)
{
	struct sign *v = out->v;

	for (size_t i = first; i < out->n; i++)
		for (size_t k = first; k < out->n; k++)
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

static struct sign *add_sign(const struct comment *cm, const struct marker_rule *r,
			     const struct mark *m)
{
	struct sign *sign = sign_add(cm->c, r->rule, r->strength, remark_words(&cm->text, m));

	sign->where = WHERE_COMMENT;
	sign->ends = r->ends;
	sign_message(cm->c, sign, STR(""));
	return sign;
}

static void read_comment(struct comment *cm, struct applicable *known)
{
	struct evidence_rules *er = cm->c->er;
	size_t first = cm->c->out->n;
	uint64_t hits;

	remark_read(&cm->text, cm->c->a, cm->com);
	hits = applying(cm->c, cm->s, needles_find(er->marker_needles, cm->text.text), known);
	for (size_t i = 0; hits && i < er->markers.n; i++) {
		struct marker_rule *r = &er->markers.v[i];
		struct mark m;

		if ((hits >> i & 1) && r->find.n && matches(cm, r, &m))
			cover(cm, r, &m, add_sign(cm, r, &m));
	}
	shadow(cm->c->out, first);
}

void evidence_from_comments(struct collect *c, const struct side *s, size_t file)
{
	struct applicable known = { 0, 0 };

	for (uint32_t i = 0; i < s->ncomments; i++) {
		const struct side_comment *com = &s->comments[i];
		bool added = false;

		for (uint32_t k = com->first; k <= com->last; k++)
			added |= s->lines[k].added;
		if (added)
			read_comment(&(struct comment){
				.c = c, .s = s, .file = file, .com = com,
				.code = s->lines[com->first].code,
				.below = around_below(s, com),
			}, &known);
	}
}

/* ---- a comment of a tree ---- */

static struct str code_of(struct arena *a, const struct lone_comment *lone)
{
	if (lone->com.alone)
		return STR("");
	return str_of(arena_printf(a, "%.*s %.*s", STR_FMT(lone->before),
				   STR_FMT(lone->behind)));
}

static bool matches_alone(const struct comment *cm, const struct lone_comment *lone,
			  struct marker_rule *r, struct mark *m)
{
	struct search search;

	if (!stands_right(cm, r))
		return false;
	search = search_begin(r, &cm->text);
	search.asks = doubts(cm, r);
	*m = (struct mark){ 0 };
	return search_next(&search, m) && marker_applies(r, lone->lang, lone->path);
}

static void judge_alone(struct comment *cm, struct lone_comment *lone, struct marker_rule *r)
{
	struct sign *sign;
	struct mark m;

	if (!matches_alone(cm, lone, r, &m))
		return;
	cm->c->out = &lone->signs;
	sign = add_sign(cm, r, &m);
	sign->of_lines = true;
	sign->line = first_line(cm, &m);
	sign->end_line = lone->com.last;
}

void evidence_of_comments(struct lone_comment *v, size_t n, struct arena *a,
			  struct evidence_rules *er)
{
	struct collect c = { .a = a, .er = er };
	struct comment *cm = NEW_ARRAY(a, n, struct comment);

	for (size_t i = 0; i < n; i++) {
		cm[i] = (struct comment){ .c = &c, .com = &v[i].com,
					  .code = code_of(a, &v[i]) };
		remark_read(&cm[i].text, a, &v[i].com);
	}
	for (size_t k = 0; k < er->markers.n; k++)
		for (size_t i = 0; i < n; i++)
			if (v[i].bits >> k & 1)
				judge_alone(&cm[i], &v[i], &er->markers.v[k]);
	for (size_t i = 0; i < n; i++)
		shadow(&v[i].signs, 0);
}
