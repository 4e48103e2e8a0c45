// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/evidence.h"

#include <stdlib.h>

#include "triage/evidence_rules.h"
#include "triage/removed.h"

#define ENOUGH 3		/* points that make a patch throwaway */
#define MOST(n) ((n) * 4 / 5)	/* of the added lines: nearly all */
#define LONE_LINES 1500		/* a lone marker in more lines than that */
#define LONE_SHARE 750		/* one marker in so many lines is lone */

/* ---- signs ---- */

struct sign *sign_add(struct collect *c, const struct rule *r,
		      enum strength strength, struct str text)
{
	struct sign *s = vec_push(c->a, c->out);

	s->rule = r;
	s->strength = strength;
	s->text = str_dup(c->a, text);
	return s;
}

/* A message is one line. Words are of two where a pattern begins with what ends
 * the paragraph before, or where a subject was encoded with a line end in it. */
static struct str last_line(struct str words)
{
	size_t lf = str_rfind_chr(words, '\n');

	return lf == SIZE_MAX ? words : str_from(words, lf + 1);
}

void sign_message(struct collect *c, struct sign *s, struct str tag)
{
	struct str rest = s->rule->message, before, name;
	struct buf b = BUF;

	while (str_until(&rest, '{', &before)) {
		buf_add(&b, before);
		if (!str_until(&rest, '}', &name))
			break;
		buf_add(&b, str_eq(name, STR("tag")) ? tag : last_line(s->text));
	}
	buf_add(&b, rest);
	s->message = str_dup(c->a, buf_str(&b));
	buf_free(&b);
}

static int by_line(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

void sign_cover(struct collect *c, struct sign *s, const struct side *side,
		size_t file, const uint32_t *lines, size_t n)
{
	const struct diff *d = &c->p->diff;
	size_t out = 0;

	s->file = file;
	s->of_lines = true;
	s->at = NEW_ARRAY(c->a, n, size_t);
	for (size_t i = 0; i < n; i++)
		if (side->lines[lines[i]].added)
			s->at[s->nat++] = side->lines[lines[i]].at;
	if (s->nat)
		qsort(s->at, s->nat, sizeof(*s->at), by_line);
	for (size_t i = 0; i < s->nat; i++)
		if (!i || s->at[i] != s->at[i - 1])
			s->at[out++] = s->at[i];
	s->nat = out;
	if (out) {
		s->line = d->lines[s->at[0]].new_line;
		s->end_line = d->lines[s->at[out - 1]].new_line;
	}
}

struct removed *collect_removed(struct collect *c)
{
	if (!c->removed)
		c->removed = removed_new(c->a, &c->p->diff, c->own);
	return c->removed;
}

/* ---- verdict ---- */

static bool same_before(const struct evidence_set *set, const struct sign *s)
{
	for (const struct sign *o = set->v; o < set->v + set->n; o++)
		if (o != s && o->rule == s->rule && !o->of_lines &&
		    (o->strength > s->strength || (o->strength == s->strength && o < s)))
			return true;
	return false;
}

/* Each rule counts once, with its strongest sign. */
static uint32_t points(const struct evidence_set *set)
{
	uint32_t sum = 0, weak = 0;

	for (const struct sign *s = set->v; s < set->v + set->n; s++) {
		if (s->of_lines || same_before(set, s))
			continue;
		if (s->strength == STRENGTH_WEAK)
			weak++;
		else
			sum += s->strength;
	}
	return sum ? sum + weak : 0;
}

static bool blank_line(const struct collect *c, size_t at)
{
	return !str_trim(c->p->diff.lines[at].text).n;
}

/* Classes of the lines of all signs; the strongest sign says why. */
static void paint(struct collect *c, const struct sign *s)
{
	uint8_t class = s->strength >= STRENGTH_MEDIUM ? EVIDENCE_GONE :
			EVIDENCE_VOLATILE;

	for (size_t i = 0; i < s->nat; i++) {
		size_t at = s->at[i];

		if (c->out->classes[at] >= class ||
		    ((i == 0 || i + 1 == s->nat) && blank_line(c, at)))
			continue;
		c->out->classes[at] = class;
		c->out->why[at] = (uint32_t)(s - c->out->v) + 1;
	}
}

/* Among thousands of new lines one marker tells that the code is unfinished,
 * not that the patch is provisional. */
static void weaken_lone_marks(struct collect *c)
{
	size_t n = 0;

	vec_for(const struct sign, s, c->out) {
		if (!s->of_lines || s->strength != STRENGTH_STRONG)
			continue;
		if (s->rule->level != LEVEL_CHECK)
			return;
		n++;
	}
	if (c->p->diff.added <= LONE_LINES || n * LONE_SHARE >= c->p->diff.added)
		return;
	vec_for(struct sign, s, c->out)
		if (s->of_lines && s->strength == STRENGTH_STRONG)
			s->strength = STRENGTH_WEAK;
}

/* Code that is commented out counts for less on a single line, unless the
 * patch has other provisional lines, or more of the kind. */
static void raise_commented_out(struct collect *c)
{
	const struct rule *r = c->er->commented_out.rule;
	size_t n = 0;

	vec_for(const struct sign, s, c->out)
		n += s->rule == r ? 1 :
		     s->of_lines && s->strength == STRENGTH_STRONG ? 2 : 0;
	vec_for(struct sign, s, c->out)
		if (n > 1 && s->rule == r)
			s->strength = STRENGTH_STRONG;
}

/* Whether the lines of signs that name an end are nearly all, and the patch does
 * not take away more than it brings. */
static bool ends_wholly(struct collect *c)
{
	const struct diff *d = &c->p->diff;
	size_t all = 0, covered = 0, gone = 0;
	uint8_t *end = NEW_ARRAY(c->a, d->nlines, uint8_t);

	vec_for(const struct sign, s, c->out)
		for (size_t i = 0; s->ends && s->strength == STRENGTH_STRONG && i < s->nat; i++)
			end[s->at[i]] = 1;
	for (size_t i = 0; i < d->nlines; i++) {
		gone += d->lines[i].op == '-' && !blank_line(c, i);
		if (d->lines[i].op != '+' || blank_line(c, i))
			continue;
		all++;
		covered += end[i];
	}
	return covered && covered >= MOST(all) && gone <= covered;
}

static bool any_gone(const struct evidence_set *set)
{
	for (const struct sign *s = set->v; s < set->v + set->n; s++)
		if (s->of_lines && s->strength >= STRENGTH_MEDIUM && s->nat)
			return true;
	return false;
}

static void decide(struct collect *c)
{
	struct evidence_set *out = c->out;

	out->points = points(out);
	if (c->p->kind != PATCH_PATCH)
		return;
	weaken_lone_marks(c);
	raise_commented_out(c);
	if (out->points >= ENOUGH || ends_wholly(c))
		out->verdict = EVIDENCE_THROWAWAY;
	else if (any_gone(out))
		out->verdict = EVIDENCE_MIXED;
	vec_for(const struct sign, s, out)
		if (s->of_lines)
			paint(c, s);
}

void evidence_of_patch(struct evidence_set *out, struct arena *a,
		       const struct patch *p, const bool *own, struct evidence_rules *er)
{
	struct collect c = { .a = a, .er = er, .p = p, .own = own, .out = out };

	*out = (struct evidence_set){ 0 };
	if (p->kind != PATCH_PATCH && p->kind != PATCH_COVER)
		return;
	evidence_from_text(&c);
	if (p->diff.nlines) {
		out->classes = NEW_ARRAY(a, p->diff.nlines, uint8_t);
		out->why = NEW_ARRAY(a, p->diff.nlines, uint32_t);
	}
	for (size_t i = 0; i < p->diff.nfiles; i++) {
		struct side side;

		if (!evidence_worth(&p->diff, &p->diff.files[i], er))
			continue;
		side_read(&side, a, &p->diff, &p->diff.files[i]);
		evidence_from_comments(&c, &side, i);
		evidence_from_code(&c, &side, i);
	}
	evidence_place_stand_ins(&c);
	decide(&c);
}

const struct sign *evidence_strongest(const struct evidence_set *set)
{
	const struct sign *best = NULL;
	bool patch = set->verdict == EVIDENCE_THROWAWAY && set->points >= ENOUGH;

	for (const struct sign *s = set->v; s < set->v + set->n; s++) {
		if (patch && s->of_lines)
			continue;
		if (!best || s->strength > best->strength)
			best = s;
	}
	return best;
}
