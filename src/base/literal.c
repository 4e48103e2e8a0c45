// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/literal.h"

#include "base/arena.h"
#include "base/vec.h"

#define DEPTH_MAX 32
#define RUN_MAX 48		/* bytes of a word */
#define CLASS_MAX 4		/* characters of [Tt] */

/* Copies share `v`: what stands behind the n words of one is written by the only copy
 * that has `cap`, if any. */
struct words {
	struct str *v;		/* see base/vec.h */
	size_t n, cap;
};

/* Of the words one must be there; none: nothing is known. */
struct need {
	struct words words;
	size_t letters;		/* of the poorest: the more, the rarer */
};

/* What a part of a pattern needs, the rarest first. */
struct needs {
	struct need v[LITERAL_SETS];
};

struct parser {
	struct arena *a;
	struct str rest;
	size_t most;		/* words made of several pieces */
	int depth;
	bool odd;		/* something that is not read here */
};

/* A row of pieces, one behind the other. */
struct row {
	struct needs best;
	struct words run;	/* all that the last pieces can match together */
	bool whole;		/* and these are all of the row */
	char lit[RUN_MAX];	/* characters in a row, of the run, too */
	size_t nlit;
	char last;		/* as of struct part */
};

struct part {
	struct needs needs;
	struct words exact;	/* all it can match; none: that is not known */
	char last;		/* what all it can match ends with, or NUL */
};

static struct part alternatives(struct parser *p);

/* ---- words ---- */

static bool better(const struct need *a, const struct need *b)
{
	return a->words.n && (!b->words.n || a->letters > b->letters ||
			      (a->letters == b->letters && a->words.n < b->words.n));
}

static void offer(struct needs *best, struct need one)
{
	for (int i = 0; i < LITERAL_SETS; i++) {
		struct need worse = best->v[i];

		if (!better(&one, &worse) || (i && one.letters < LITERAL_MIN))
			continue;
		best->v[i] = one;
		one = worse;
	}
}

#define FOUR(a, b, c, d) \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))

/* What English is full of is there without a match, too. */
static bool is_common(struct str word)
{
	uint32_t bytes = 0;

	for (size_t i = 0; i < word.n; i++)
		bytes = bytes << 8 | (unsigned char)chr_lower(word.p[i]);
	switch (bytes) {
	case FOUR(0, 't', 'h', 'e'):
	case FOUR(0, 'a', 'n', 'd'):
	case FOUR(0, 'f', 'o', 'r'):
	case FOUR(0, 'i', 'n', 'g'):
	case FOUR(0, 'a', 'r', 'e'):
	case FOUR(0, 'c', 'a', 'n'):
	case FOUR(0, 'a', 'l', 'l'):
	case FOUR(0, 'h', 'a', 's'):
	case FOUR(0, 'w', 'a', 's'):
	case FOUR(0, 'n', 'o', 't'):
	case FOUR(0, 'b', 'u', 't'):
	case FOUR('t', 'h', 'i', 's'):
	case FOUR('t', 'h', 'a', 't'):
	case FOUR('w', 'i', 't', 'h'):
	case FOUR('w', 'i', 'l', 'l'):
	case FOUR('f', 'r', 'o', 'm'):
		return true;
	default:
		return false;
	}
}

static size_t letters(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += chr_ident(s.p[i]);
	return (n == 3 || n == 4) && is_common(str_trim(s)) ? 1 : n;
}

/* One of the words is needed, if none of them is too short to look for. */
static void offer_exact(struct needs *best, const struct words *e)
{
	struct need one = { .words = { .v = e->v, .n = e->n }, .letters = SIZE_MAX };

	for (size_t i = 0; i < e->n; i++) {
		size_t n = letters(e->v[i]);

		if (e->v[i].n < LITERAL_MIN)
			return;
		if (n < one.letters)
			one.letters = n;
	}
	offer(best, one);
}

static struct words exact_one(struct parser *p, const char *text, size_t n)
{
	struct str *v = arena_raw(p->a, sizeof(*v) + n);

	*v = str_n(memcpy(v + 1, text, n), n);
	return (struct words){ .v = v, .n = 1 };
}

static bool add_words(struct parser *p, struct words *e, const struct words *more)
{
	size_t n = e->n + more->n;

	if (!e->n || !more->n || n > LITERAL_MAX)
		return false;
	if (n > e->cap)
		vec_room(p->a, e, 2 * n);
	memcpy(e->v + e->n, more->v, more->n * sizeof(*e->v));
	e->n = n;
	return true;
}

static struct str both(struct arena *a, struct str x, struct str y)
{
	char *p = arena_raw(a, x.n + y.n);

	memcpy(p, x.p, x.n);
	memcpy(p + x.n, y.p, y.n);
	return str_n(p, x.n + y.n);
}

/* Each word of `a` with each of `b` behind it; false when that is too much. */
static bool join(struct parser *p, struct words *a, const struct words *b)
{
	struct words out = { .n = 0 };

	if (a->n * b->n > p->most)
		return false;
	if (a->n == 1 && !a->v->n) {
		*a = *b;
		return true;
	}
	out.v = arena_raw(p->a, a->n * b->n * sizeof(*out.v));
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++) {
			if (a->v[i].n + b->v[k].n > RUN_MAX)
				return false;
			out.v[out.n++] = both(p->a, a->v[i], b->v[k]);
		}
	*a = out;
	return true;
}

/* ---- rows ---- */

static struct words nothing(void)
{
	static struct str empty = { "", 0 };

	return (struct words){ .v = &empty, .n = 1 };
}

static void begin_run(struct row *r)
{
	r->run = nothing();
}

static void append(struct parser *p, struct row *r, const struct words *e)
{
	if (join(p, &r->run, e))
		return;
	offer_exact(&r->best, &r->run);
	r->run = *e;
	r->whole = false;
}

static void end_literal(struct parser *p, struct row *r)
{
	struct words e;

	if (!r->nlit)
		return;
	e = exact_one(p, r->lit, r->nlit);
	r->nlit = 0;
	append(p, r, &e);
}

/* What comes now is not known. */
static void end_run(struct parser *p, struct row *r)
{
	end_literal(p, r);
	offer_exact(&r->best, &r->run);
	begin_run(r);
	r->whole = false;
	r->last = '\0';
}

/* ---- pieces ---- */

/* How often what stands before it must be there, and may. */
struct times {
	uint64_t least, most;
};

static bool count(struct parser *p, struct times *t)
{
	struct str s = p->rest;

	if (!str_eat_chr(&s, '{') || !str_num(&s, &t->least, UINT32_MAX))
		return false;
	t->most = t->least;
	if (str_eat_chr(&s, ',') && !str_num(&s, &t->most, UINT32_MAX))
		t->most = UINT32_MAX;
	if (!str_eat_chr(&s, '}'))
		return false;
	p->rest = s;
	return true;
}

static struct times quantifier(struct parser *p)
{
	char c = p->rest.n ? p->rest.p[0] : '\0';
	struct times once = { 1, 1 }, t;

	if (c == '*' || c == '+' || c == '?') {
		t = (struct times){ c == '+', c == '?' ? 1 : UINT32_MAX };
		p->rest = str_from(p->rest, 1);
	} else if (c != '{' || !count(p, &t)) {
		return once;
	}
	if (!str_eat_chr(&p->rest, '?'))
		str_eat_chr(&p->rest, '+');
	return t;
}

/* Behind what is not known, a word begins with the character that this ends with:
 * " hack" is needed by "a (?:\w+ )?hack". */
static void begin_with(struct row *r, char last)
{
	r->last = last;
	if (last)
		r->lit[r->nlit++] = last;
}

/* The part, as often as it says. */
static void add_part(struct parser *p, struct row *r, struct part *part, struct times t)
{
	struct words or_not = nothing();
	char last = t.least || part->last == r->last ? part->last : '\0';

	end_literal(p, r);
	if (part->exact.n && t.least == 1) {
		append(p, r, &part->exact);
		r->last = last;
		if (t.most > 1) {
			end_run(p, r);
			begin_with(r, last);
		}
	} else if (!t.least && t.most == 1 && add_words(p, &or_not, &part->exact)) {
		append(p, r, &or_not);
		r->last = last;
	} else {
		end_run(p, r);
		if (t.least && part->exact.n)
			offer_exact(&r->best, &part->exact);
		for (int i = 0; t.least && i < LITERAL_SETS; i++)
			offer(&r->best, part->needs.v[i]);
		begin_with(r, last);
	}
}

/* Behind the bracket. A few characters are that many words; upper and lower
 * case are one. */
static struct part class(struct parser *p)
{
	struct part out = { .exact.n = 0 };
	struct words one;
	bool simple = !str_eat_chr(&p->rest, '^');
	char c;

	for (size_t n = 0; p->rest.n && (p->rest.p[0] != ']' || !n); n++) {
		c = chr_lower(p->rest.p[0]);
		p->odd |= c == '[';
		simple &= c != '\\' && (c != '-' || p->rest.n < 2 || p->rest.p[1] == ']' || !n);
		p->rest = str_from(p->rest, c == '\\' ? 2 : 1);
		if (!simple)
			continue;
		one = exact_one(p, &c, 1);
		for (size_t i = 0; i < out.exact.n; i++)
			if (out.exact.v[i].p[0] == c)
				one.n = 0;
		if (one.n && !out.exact.n)
			out.exact = one;
		else if (one.n)
			simple = out.exact.n < CLASS_MAX && add_words(p, &out.exact, &one);
	}
	p->odd |= !str_eat_chr(&p->rest, ']');
	if (!simple)
		out.exact.n = 0;
	return out;
}

/* Behind the parenthesis; false for an assertion, which matches nothing. */
static bool open_group(struct parser *p)
{
	if (!str_eat_chr(&p->rest, '?')) {
		p->odd |= p->rest.n && p->rest.p[0] == '*';
		return true;
	}
	if (str_eat_chr(&p->rest, ':') || str_eat_chr(&p->rest, '>'))
		return true;
	if (!str_eat(&p->rest, STR("=")) && !str_eat(&p->rest, STR("!")) &&
	    !str_eat(&p->rest, STR("<=")) && !str_eat(&p->rest, STR("<!")))
		p->odd = true;
	return false;
}

/* Past the class whose bracket has been read. */
static void skip_class(struct parser *p)
{
	str_eat_chr(&p->rest, '^');
	for (size_t n = 0; p->rest.n && (p->rest.p[0] != ']' || !n); n++) {
		p->odd |= p->rest.p[0] == '[';
		p->rest = str_from(p->rest, p->rest.p[0] == '\\' ? 2 : 1);
	}
	p->odd |= !str_eat_chr(&p->rest, ']');
}

/* To the end of the group: what is left of it tells nothing. */
static void skip(struct parser *p)
{
	for (size_t open = 0; p->rest.n && !p->odd;) {
		char c = p->rest.p[0];

		if (c == ')' && !open--)
			return;
		p->odd |= c == '\\' && str_starts(p->rest, STR("\\Q"));
		p->rest = str_from(p->rest, c == '\\' ? 2 : 1);
		if (c == '[')
			skip_class(p);
		open += c == '(';
	}
}

static void group(struct parser *p, struct row *r)
{
	bool matches = open_group(p);
	struct part in = { .exact.n = 0 };
	struct times t;

	if (p->odd || p->depth == DEPTH_MAX) {
		p->odd = true;
		return;
	}
	p->depth++;
	if (matches)
		in = alternatives(p);
	else
		skip(p);
	p->depth--;
	p->odd |= !str_eat_chr(&p->rest, ')');
	t = quantifier(p);
	if (matches)
		add_part(p, r, &in, t);
}

/* Behind a backslash. True for a character that stands for itself. */
static bool escaped(struct parser *p, struct row *r, char *c)
{
	if (!p->rest.n) {
		p->odd = true;
		return false;
	}
	*c = p->rest.p[0];
	p->rest = str_from(p->rest, 1);
	if (!chr_ident(*c))
		return true;
	if (strchr("bBAzZ", *c)) {	/* matches nothing */
		quantifier(p);
		return false;
	}
	if (!strchr("dDwWsShHvVntrf", *c))
		p->odd = true;
	quantifier(p);
	end_run(p, r);
	return false;
}

static void literal(struct parser *p, char c, struct row *r)
{
	struct str before = p->rest;
	struct times t = quantifier(p);
	struct part one;

	if (p->rest.n == before.n) {
		if (r->nlit == RUN_MAX)
			end_run(p, r);
		r->lit[r->nlit++] = r->last = c;
		return;
	}
	one = (struct part){ .exact = exact_one(p, &c, 1), .last = c };
	add_part(p, r, &one, t);
}

static void piece(struct parser *p, struct row *r)
{
	char c = p->rest.p[0];
	struct part part;

	p->rest = str_from(p->rest, 1);
	switch (c) {
	case '(':
		group(p, r);
		break;
	case '[':
		part = class(p);
		add_part(p, r, &part, quantifier(p));
		break;
	case '.':
		quantifier(p);
		end_run(p, r);
		break;
	case '^':
	case '$':
		break;
	case '*':
	case '+':
	case '?':
	case '{':
		p->odd = true;
		break;
	case '\\':
		if (!escaped(p, r, &c))
			break;
		/* fall through */
	default:
		literal(p, c, r);
	}
}

static struct part sequence(struct parser *p)
{
	struct row r = { .whole = true };

	begin_run(&r);
	while (!p->odd && p->rest.n && p->rest.p[0] != '|' && p->rest.p[0] != ')')
		piece(p, &r);
	end_literal(p, &r);
	offer_exact(&r.best, &r.run);
	if (!r.whole)
		r.run.n = 0;
	return (struct part){ r.best, r.run, r.last };
}

/* One of either is needed; nothing is known when that is too many. */
static void either(struct parser *p, struct need *all, const struct need *one)
{
	if (!add_words(p, &all->words, &one->words))
		all->words.n = 0;
	if (one->letters < all->letters)
		all->letters = one->letters;
}

/* One alternative keeps all its sets; of several each gives its best. */
static struct part alternatives(struct parser *p)
{
	struct part all = sequence(p);

	while (str_eat_chr(&p->rest, '|')) {
		struct part one = sequence(p);

		for (int i = 1; i < LITERAL_SETS; i++)
			all.needs.v[i].words.n = 0;
		either(p, &all.needs.v[0], &one.needs.v[0]);
		if (!add_words(p, &all.exact, &one.exact))
			all.exact.n = 0;
		if (one.last != all.last)
			all.last = '\0';
		if (!all.needs.v[0].words.n && !all.exact.n && !all.last)
			skip(p);
	}
	return all;
}

size_t literal_needs(struct arena *a, struct str pattern, size_t most,
		     struct literals out[LITERAL_SETS])
{
	struct parser p = { .a = a, .rest = pattern, .most = most };
	struct needs needs;
	size_t n = 0;

	if (memchr(pattern.n ? pattern.p : "", '\0', pattern.n))
		return 0;
	needs = alternatives(&p).needs;
	if (p.odd || p.rest.n)
		return 0;
	for (; n < LITERAL_SETS && needs.v[n].words.n; n++)
		out[n] = (struct literals){ needs.v[n].words.v, needs.v[n].words.n };
	return n;
}
