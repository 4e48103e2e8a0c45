// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/marks.h"

#include <stdlib.h>

#include "scan/told.h"
#include "source/lex.h"
#include "source/span.h"
#include "triage/evidence_rules.h"

#define NEST 64			/* #if levels followed */
#define QUEUE 64
#define BARE_MAX 3		/* "//", and a blank or CR */
#define STEP 2048		/* bytes */

enum code_id { CODE_IF_ZERO, CODE_PREFIX };

struct hit {
	size_t at;
	enum code_id id;
};

/* Comments whose words are looked for together. */
struct queue {
	struct span span[QUEUE];
	struct str text[QUEUE];
	uint64_t bits[QUEUE];
	size_t n;
};

struct reading {
	struct marks *m;
	struct str path, text;
	enum source_lang lang;
	const char *side_lang;
	struct { struct hit *v; size_t n, cap; } hits;	/* in order of place */
	size_t next_hit;
	size_t sure;			/* a line of a piece that begins in code: comments
					 * before it are whole. SIZE_MAX: all are */
	struct queue *queue;
	bool word;			/* one stands in what may be a comment */
	/* of line_of() */
	size_t counted;
	uint32_t line, first_line;
	struct told told;
	bool spec, zero;
	bool lost;			/* more comments of which nothing is sure than fit */
};

/* ---- what is looked for ---- */

static void add_word(struct looked_for *out, struct arena *a, size_t bit,
		     struct str word, struct str rest)
{
	match_add(out->words, word, true, (uint32_t)out->n);
	vec_add(a, out, ((struct looked_for_word){ UINT64_C(1) << bit, rest }));
}

/* Words with blanks between may go over the end of a line. */
static void add_words(struct looked_for *out, struct arena *a, const struct rule *r,
		      size_t bit)
{
	struct str word;

	json_for(j, json_get(r->params, "needles")) {
		if (!json_to_str(j, &word))
			continue;
		add_word(out, a, bit, word, STR(""));
		for (size_t i = 1; i < word.n; i++) {
			struct str first = str_dup(a, str_sub(word, 0, i + 1));

			if (word.p[i] != ' ')
				continue;
			((char *)first.p)[i] = '\n';
			add_word(out, a, bit, first, str_from(word, i + 1));
		}
	}
}

static bool any_spec_rule(const struct rules *rules)
{
	vec_for(const struct rule, r, rules)
		if (r->on && str_eq(r->group, STR("spec")))
			return true;
	return false;
}

static bool is_given(const struct spec_version *const *versions, size_t n,
		     const struct spec_family *f)
{
	for (size_t i = 0; i < n; i++)
		if (versions[i]->family == f)
			return true;
	return n == 0;
}

/* A number alone is no identifier: the rules go by the names of macros. */
static void add_prefixes(struct looked_for *out, const struct spec_family *f)
{
	vec_for(const struct spec_prefix, p, &f->macros)
		if (p->prefix.n >= 3)
			match_add(out->code, p->prefix, false, CODE_PREFIX);
}

/* Of a tree no comment is shown with what stands below it. */
static bool can_stand_in_tree(const struct marker_rule *m)
{
	if (!m->rule->on || m->on > ON_CONSTANT)
		return false;
	for (enum source_lang lang = 0; lang < SOURCE_LANGS; lang++)
		if (marks_can_stand_in(lang) && marker_reads(m, side_lang_name(lang)))
			return true;
	return false;
}

void marks_look_for(struct looked_for *out, struct arena *a, const struct evidence_rules *er,
		    const struct specdb *db, const struct spec_version *const *versions,
		    size_t nversions)
{
	*out = (struct looked_for){ .words = match_new(a), .code = match_new(a) };
	for (size_t i = 0; i < er->markers.n; i++)
		if (can_stand_in_tree(&er->markers.v[i]))
			add_words(out, a, er->markers.v[i].rule, i);
	if (er->if_zero.rule && er->if_zero.rule->on)
		match_add(out->code, STR("if 0"), false, CODE_IF_ZERO);
	if (any_spec_rule(er->rules))
		vec_for(const struct spec_family, f, &db->families)
			if (is_given(versions, nversions, f))
				add_prefixes(out, f);
	match_ready(out->words);
	match_ready(out->code);
}

/* ---- places ---- */

/* Of the line of `at`, in steps where it is long: what is shown is kept, see
 * told_line(). */
static size_t line_start(struct str s, size_t at)
{
	size_t step = at / STEP;
	size_t from = step ? (step - 1) * STEP : 0;
	size_t lf = str_rfind_chr(str_sub(s, from, at - from), '\n');

	return lf == SIZE_MAX ? from : from + lf + 1;
}

/* Places are asked for in rising order, mostly. */
static uint32_t line_of(struct reading *r, size_t at)
{
	if (at < r->counted) {
		r->counted = 0;
		r->line = r->first_line;
	}
	r->line += lex_lines(str_sub(r->text, r->counted, at - r->counted));
	r->counted = at;
	return r->line;
}

static const char *lang_of(struct reading *r)
{
	if (!r->side_lang)
		r->side_lang = side_lang(r->path);
	return r->side_lang;
}

static bool applies(struct reading *r, struct marker_rule *rule)
{
	return rule->rule && rule->rule->on && marker_applies(rule, lang_of(r), r->path);
}

/* ---- comments ---- */

/* A marker's word in the middle of a name, as in foo_remove() or drop_bar, is
 * none: names are most of what a tree says. Capitals are a mark: TODO(me). */
static bool in_name(struct str text, size_t at)
{
	if (!chr_alpha(text.p[at]))
		return false;
	if (at > 0 && chr_ident(text.p[at - 1]))
		return true;
	if (chr_upper(text.p[at]) && chr_upper(text.p[at + 1]))
		return false;
	while (at < text.n && (chr_alpha(text.p[at]) || chr_digit(text.p[at])))
		at++;
	return at < text.n && (text.p[at] == '_' || text.p[at] == '(');
}

/* The rest of a word on the comment's next line. */
static bool goes_on_with(struct str text, size_t at, struct str rest)
{
	struct str s = str_from(text, at);

	s = str_from(s, str_find_chr(s, '\n') + 1);
	while (s.n && (chr_blank(s.p[0]) || strchr("*/#@;|", s.p[0])))
		s = str_from(s, 1);
	return str_starts_nocase(s, rest);
}

static bool stands(const struct looked_for_word *w, struct str text, size_t at)
{
	return w->rest.n ? goes_on_with(text, at, w->rest) : !in_name(text, at);
}

static bool take_word(void *ctx, size_t text, uint32_t id, size_t at)
{
	struct reading *r = ctx;
	const struct looked_for_word *w = &r->m->what->v[id];

	if (stands(w, r->queue->text[text], at))
		r->queue->bits[text] |= w->bits;
	return true;
}

/* Where a comment runs to the end of its line, something begins it there. */
static bool may_comment(const struct reading *r, size_t at)
{
	struct lex_style style = lex_style_of(r->lang, r->path);
	size_t start = line_start(r->text, at);

	if (style.block || style.slashes)
		return true;
	for (const char *c = style.line; *c; c++)
		if (str_find_chr(str_sub(r->text, start, at - start), *c) != SIZE_MAX)
			return true;
	return false;
}

static bool first_word(void *ctx, size_t text, uint32_t id, size_t at)
{
	struct reading *r = ctx;

	(void)text;
	r->word = may_comment(r, at) && stands(&r->m->what->v[id], r->text, at);
	return !r->word;
}

static void judge(struct reading *r, const struct span *com, uint64_t bits)
{
	batch_add(r->m->batch, &(struct batch_comment){
		.path = r->path, .lang = lang_of(r), .text = r->text, .at = *com,
		.line_start = line_start(r->text, com->start),
		.line = line_of(r, com->start), .bits = bits });
}

/* Nothing but // behind code. */
static void judge_bare(struct reading *r, const struct span *com)
{
	size_t begin = line_start(r->text, com->start);
	struct marker_rule *bare = &r->m->rules->bare;
	struct finding *f;

	if (!str_trim(str_sub(r->text, begin, com->start - begin)).n ||
	    str_trim(str_sub(r->text, com->start + 2, com->end - com->start - 2)).n ||
	    !applies(r, bare))
		return;
	f = told_add(&r->told, bare->rule, r->path, r->text, begin);
	f->line = f->end_line = line_of(r, com->start);
	f->where = WHERE_CODE;
	rule_message(r->m->a, f, bare->rule, NULL);
}

/* Those of which nothing is sure stay in it. */
static void read_queue(struct reading *r)
{
	struct queue *q = r->queue;
	size_t n = q->n;

	while (n && q->span[n - 1].start >= r->sure)
		n--;
	memset(q->bits, 0, n * sizeof(*q->bits));
	match_find(r->m->what->words, q->text, n, take_word, r);
	for (size_t i = 0; i < n; i++) {
		if (q->text[i].n > BARE_MAX && q->bits[i])
			judge(r, &q->span[i], q->bits[i]);
		else if (q->text[i].n <= BARE_MAX && q->span[i].kind == SPAN_LINE)
			judge_bare(r, &q->span[i]);
	}
	q->n -= n;
	memmove(q->span, q->span + n, q->n * sizeof(*q->span));
	memmove(q->text, q->text + n, q->n * sizeof(*q->text));
}

static void read_comment(struct reading *r, const struct span *com)
{
	struct queue *q = r->queue;

	q->span[q->n] = *com;
	q->text[q->n++] = str_sub(r->text, com->start, com->end - com->start);
	if (q->n == QUEUE)
		read_queue(r);
	if (q->n == QUEUE) {
		r->lost = true;
		q->n = 0;
	}
}

/* ---- code ---- */

static bool take_code(void *ctx, size_t text, uint32_t id, size_t at)
{
	struct reading *r = ctx;

	(void)text;
	if (id != CODE_PREFIX || at == 0 || !chr_ident(r->text.p[at - 1]))
		vec_add(r->m->scratch, &r->hits, ((struct hit){ at, (enum code_id)id }));
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

static size_t find_chr(struct str s, size_t at, char c)
{
	size_t n = str_find_chr(str_from(s, at), c);

	return n == SIZE_MAX ? s.n : at + n;
}

static struct str directive(struct str line)
{
	struct str word = { 0 };

	line = str_ltrim(line);
	if (!str_eat_chr(&line, '#'))
		return word;
	line = str_ltrim(line);
	str_word(&line, &word);
	return word;
}

static bool is_if_zero(struct str line)
{
	return line_is_if(str_trim(line), '0');
}

/* What lies before `at` and behind the last comment or text is code. */
static void code_until(struct reading *r, size_t at)
{
	for (; r->next_hit < r->hits.n && r->hits.v[r->next_hit].at < at; r->next_hit++) {
		const struct hit *h = &r->hits.v[r->next_hit];

		if (h->id == CODE_IF_ZERO)
			r->zero |= is_if_zero(told_line(r->text, line_start(r->text, h->at)));
		else
			r->spec = true;
	}
}

static void skip_to(struct reading *r, size_t at)
{
	while (r->next_hit < r->hits.n && r->hits.v[r->next_hit].at < at)
		r->next_hit++;
}

/* An #if that is open. */
struct open_if {
	size_t at;
	uint32_t line;
	bool zero;
};

static void tell_zero(struct reading *r, const struct open_if *open, size_t to)
{
	const struct rule *rule = r->m->rules->if_zero.rule;
	struct finding *f;

	if (!open->zero)
		return;
	f = told_add(&r->told, rule, r->path, r->text, open->at);
	f->line = open->line;
	f->end_line = line_of(r, to);
	f->where = WHERE_CODE;
	rule_message(r->m->a, f, rule, NULL);
}

/* Every #if 0, to its #endif: once through the directives of the file. */
static void read_zeros(struct reading *r)
{
	size_t depth = 0, last = r->text.n ? r->text.n - 1 : 0, next;
	struct open_if open[NEST];

	for (size_t at = 0; (at = find_chr(r->text, at, '#')) < r->text.n; at = next) {
		struct str line = told_line(r->text, line_start(r->text, at));
		struct str word = directive(line);

		next = (size_t)(line.p + line.n - r->text.p);
		at = (size_t)(line.p - r->text.p);
		if (str_starts(word, STR("if"))) {
			if (depth < NEST)
				open[depth] = (struct open_if){ at, line_of(r, at),
								is_if_zero(line) };
			depth++;
		} else if (str_eq(word, STR("endif")) && depth && --depth < NEST) {
			tell_zero(r, &open[depth], at);
		}
	}
	while (depth-- > 0)
		if (depth < NEST)
			tell_zero(r, &open[depth], last);
}

/* ---- one file ---- */

static bool has_spans(enum source_lang lang)
{
	return lang == LANG_C || lang == LANG_DTS;
}

/* Comments of any language, one after the other, and the quoted texts between
 * them where code matters as well. */
struct pieces {
	bool fast, texts;
	struct spans spans;
	struct lexer lexer;
};

static void pieces_init(struct pieces *p, const struct reading *r)
{
	struct lex_style style;

	p->fast = has_spans(r->lang);
	p->texts = r->hits.n;
	if (p->fast) {
		spans_init(&p->spans, r->text);
		return;
	}
	style = lex_style_of(r->lang, r->path);
	lex_init(&p->lexer, &style, r->text, 1);
}

static bool pieces_next(struct pieces *p, struct span *out)
{
	struct token t;

	if (p->fast)
		return p->texts ? spans_next(&p->spans, out) :
				  spans_next_comment(&p->spans, out);
	while (lex_next_quoted(&p->lexer, &t)) {
		if (t.kind == TOK_CHAR)
			continue;
		*out = (struct span){ .start = t.start, .end = t.end };
		out->kind = t.kind == TOK_STRING ? SPAN_STRING :
			    t.flags & TOKEN_LINE ? SPAN_LINE : SPAN_BLOCK;
		return true;
	}
	return false;
}

/* A line comment that goes on in the next line: only blanks and one LF stand
 * between, and nothing but blanks before the first. */
static bool goes_on(const struct reading *r, const struct span *run, const struct span *s)
{
	struct str between = str_sub(r->text, run->end, s->start - run->end);
	size_t first = line_start(r->text, run->start);

	return s->kind == SPAN_LINE && !str_trim(between).n && lex_lines(between) == 1 &&
	       !str_trim(str_sub(r->text, first, run->start - first)).n;
}

/* The line of `at` begins in code, if the last comment ended before it and it is no
 * continuation. */
static void note_sure(struct reading *r, size_t end, size_t at)
{
	size_t lf;
	char before;

	if (r->sure == SIZE_MAX)
		return;
	lf = str_rfind_chr(str_sub(r->text, end, at - end), '\n');
	if (lf == SIZE_MAX || end + lf == 0)
		return;
	before = r->text.p[end + lf - 1];
	if (before != '\\' && (before == '\n' || !chr_blank(before)))
		r->sure = end + lf + 1;
}

/* The last line, which may be cut, if there is one with anything between it and the
 * last comment: else it may be more of that. */
static void note_sure_end(struct reading *r, size_t end)
{
	size_t lf;

	if (r->sure == SIZE_MAX)
		return;
	lf = str_rfind_chr(str_from(r->text, end), '\n');
	if (lf != SIZE_MAX && str_trim(str_sub(r->text, end, lf)).n)
		note_sure(r, end, r->text.n);
}

static void read_pieces(struct reading *r)
{
	struct span s, run = { .kind = SPAN_STRING };
	struct queue queue;
	struct pieces p;

	queue.n = 0;
	r->queue = &queue;
	pieces_init(&p, r);
	while (pieces_next(&p, &s)) {
		code_until(r, s.start);
		skip_to(r, s.end);
		if (run.kind == SPAN_LINE && goes_on(r, &run, &s)) {
			run.end = s.end;
			continue;
		}
		if (run.kind == SPAN_LINE)
			read_comment(r, &run);
		note_sure(r, run.end, s.start);
		run = s;
		if (s.kind == SPAN_BLOCK)
			read_comment(r, &s);
	}
	if (run.kind == SPAN_LINE)
		read_comment(r, &run);
	note_sure_end(r, run.end);
	read_queue(r);
	code_until(r, r->text.n);
}

/* Is there anything that cutting it into pieces could bring? */
static bool worth(struct reading *r)
{
	if (has_spans(r->lang) || r->hits.n)
		return true;
	match_find(r->m->what->words, &r->text, 1, first_word, r);
	return r->word;
}

bool marks_can_stand_in(enum source_lang lang)
{
	return lang != LANG_RST && lang != LANG_YAML && lang != LANG_OTHER;
}

static void find_code(struct reading *r)
{
	match_find(r->m->what->code, &r->text, 1, take_code, r);
	if (r->hits.n > 1)
		qsort(r->hits.v, r->hits.n, sizeof(*r->hits.v), by_place);
}

bool marks_read(struct marks *m, struct str path, enum source_lang lang, struct str text)
{
	struct reading r = { .m = m, .told = { .a = m->a, .out = m->out },
			     .path = path, .text = text, .lang = lang,
			     .line = 1, .first_line = 1, .sure = SIZE_MAX };

	if (has_spans(lang) || lang == LANG_ASM)
		find_code(&r);
	if (worth(&r))
		read_pieces(&r);
	if (r.zero && applies(&r, &m->rules->if_zero))
		read_zeros(&r);
	return r.spec;
}

size_t marks_read_piece(struct marks *m, struct str path, enum source_lang lang,
			const struct marks_piece *p)
{
	struct reading r = { .m = m, .told = { .a = m->a, .out = m->out },
			     .path = path, .text = p->text, .lang = lang,
			     .line = p->line, .first_line = p->line,
			     .sure = p->last ? SIZE_MAX : 0 };

	if (!has_spans(lang))
		return SIZE_MAX;
	find_code(&r);
	read_pieces(&r);
	if (r.zero || r.spec || r.lost)
		return SIZE_MAX;
	return p->last ? p->text.n : r.sure;
}
