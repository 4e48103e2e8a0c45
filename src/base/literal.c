// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/literal.h"

#include "base/arena.h"
#include "base/vec.h"

#define DEPTH_MAX 32
#define RUN_MAX 48

/* Of the words one must be there; none: nothing is known. */
struct need {
	struct str *v;
	size_t n, cap;
	size_t letters;		/* of the poorest: the more, the rarer */
};

struct parser {
	struct arena *a;
	struct str rest;
	int depth;
	bool odd;		/* something that is not read here */
};

/* Literal characters in a row. */
struct run {
	char v[RUN_MAX];
	size_t n;
};

/* What a sequence needs, the rarest first. */
struct needs {
	struct need v[LITERAL_SETS];
};

static struct needs alternatives(struct parser *p);

static bool better(const struct need *a, const struct need *b)
{
	return a->n && (!b->n || a->letters > b->letters ||
			(a->letters == b->letters && a->n < b->n));
}

static void offer(struct needs *best, struct need one)
{
	for (int i = 0; i < LITERAL_SETS; i++) {
		struct need worse = best->v[i];

		if (!better(&one, &worse))
			continue;
		best->v[i] = one;
		one = worse;
	}
}

static void end_run(struct parser *p, struct run *run, struct needs *best)
{
	struct need one = { 0 };

	for (size_t i = 0; i < run->n; i++)
		one.letters += chr_ident(run->v[i]);
	if (run->n >= LITERAL_MIN) {
		vec_add(p->a, &one, str_n(arena_strndup(p->a, run->v, run->n), run->n));
		offer(best, one);
	}
	run->n = 0;
}

static bool count(struct parser *p, uint64_t *least)
{
	struct str s = p->rest;
	uint64_t most;

	if (!str_eat_chr(&s, '{') || !str_num(&s, least, UINT32_MAX))
		return false;
	if (str_eat_chr(&s, ','))
		str_num(&s, &most, UINT32_MAX);
	if (!str_eat_chr(&s, '}'))
		return false;
	p->rest = s;
	return true;
}

/* How often what stands before it must be there; 1 and false: no quantifier. */
static bool quantifier(struct parser *p, uint64_t *least)
{
	*least = 1;
	if (str_eat_chr(&p->rest, '*') || str_eat_chr(&p->rest, '?'))
		*least = 0;
	else if (!str_eat_chr(&p->rest, '+') && !count(p, least))
		return false;
	if (!str_eat_chr(&p->rest, '?'))
		str_eat_chr(&p->rest, '+');
	return true;
}

static void skip_class(struct parser *p)
{
	str_eat_chr(&p->rest, '^');
	str_eat_chr(&p->rest, ']');
	while (p->rest.n && p->rest.p[0] != ']') {
		p->odd |= p->rest.p[0] == '[';
		p->rest = str_from(p->rest, p->rest.p[0] == '\\' ? 2 : 1);
	}
	p->odd |= !str_eat_chr(&p->rest, ']');
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

static void group(struct parser *p, struct needs *best)
{
	bool matches = open_group(p);
	struct needs in;
	uint64_t least;

	if (p->odd || p->depth == DEPTH_MAX) {
		p->odd = true;
		return;
	}
	p->depth++;
	in = alternatives(p);
	p->depth--;
	p->odd |= !str_eat_chr(&p->rest, ')');
	quantifier(p, &least);
	for (int i = 0; matches && least && i < LITERAL_SETS; i++)
		offer(best, in.v[i]);
}

/* Behind a backslash. True for a character that stands for itself. */
static bool escaped(struct parser *p, char *c)
{
	uint64_t least;

	if (!p->rest.n) {
		p->odd = true;
		return false;
	}
	*c = p->rest.p[0];
	p->rest = str_from(p->rest, 1);
	if (!chr_ident(*c))
		return true;
	if (!strchr("bBAzZdDwWsShHvVntrf", *c))
		p->odd = true;
	quantifier(p, &least);
	return false;
}

static void literal(struct parser *p, char c, struct run *run, struct needs *best)
{
	uint64_t least;
	bool counted = quantifier(p, &least);

	if (counted && !least) {
		end_run(p, run, best);
		return;
	}
	if (run->n == RUN_MAX)
		end_run(p, run, best);
	run->v[run->n++] = c;
	if (counted)
		end_run(p, run, best);
}

static void piece(struct parser *p, struct run *run, struct needs *best)
{
	char c = p->rest.p[0];
	uint64_t least;

	p->rest = str_from(p->rest, 1);
	if (c == '\\' ? escaped(p, &c) : !strchr("([.^$*+?{", c)) {
		literal(p, c, run, best);
		return;
	}
	end_run(p, run, best);
	if (c == '(')
		group(p, best);
	else if (c == '[')
		skip_class(p);
	else
		p->odd |= c == '*' || c == '+' || c == '?' || c == '{';
	if (c == '[' || c == '.')
		quantifier(p, &least);
}

static struct needs sequence(struct parser *p)
{
	struct run run = { .n = 0 };
	struct needs best = { 0 };

	while (!p->odd && p->rest.n && p->rest.p[0] != '|' && p->rest.p[0] != ')')
		piece(p, &run, &best);
	end_run(p, &run, &best);
	return best;
}

/* One alternative keeps all its sets; of several each gives its best. */
static struct needs alternatives(struct parser *p)
{
	struct needs first = sequence(p);
	struct need *all = &first.v[0];
	bool known = all->n;

	while (str_eat_chr(&p->rest, '|')) {
		struct need one = sequence(p).v[0];

		for (int i = 1; i < LITERAL_SETS; i++)
			first.v[i].n = 0;
		known &= one.n && all->n + one.n <= LITERAL_MAX;
		if (!known)
			continue;
		for (size_t i = 0; i < one.n; i++)
			vec_add(p->a, all, one.v[i]);
		if (one.letters < all->letters)
			all->letters = one.letters;
	}
	if (!known)
		all->n = 0;
	return first;
}

size_t literal_needs(struct arena *a, struct str pattern,
		     struct literals out[LITERAL_SETS])
{
	struct parser p = { .a = a, .rest = pattern };
	struct needs needs;
	size_t n = 0;

	if (memchr(pattern.n ? pattern.p : "", '\0', pattern.n))
		return 0;
	needs = alternatives(&p);
	if (p.odd || p.rest.n)
		return 0;
	for (; n < LITERAL_SETS && needs.v[n].n; n++)
		out[n] = (struct literals){ needs.v[n].v, needs.v[n].n };
	return n;
}
