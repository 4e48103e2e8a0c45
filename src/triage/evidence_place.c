// SPDX-License-Identifier: GPL-2.0-or-later
/* The lines that a sentence of the message speaks of: those that define a name
 * in it; else those that use what it begins with; else the short functions that
 * the patch adds, for stubs and shims. In a patch that adds much it is never
 * all: those that use any name in it, or what the code itself marks. Else all
 * that the patch adds. */
#include "triage/evidence_rules.h"
#include "base/vec.h"
#include "triage/extent.h"

#define SHORT_FUNCTION 6
#define NAME_MIN 3
#define USES_MAX 4		/* a name used more often is not what is meant */
#define SMALL 30		/* added lines */

struct place {
	struct collect *c;
	struct sign *sign;
	VEC(size_t) at;		/* in diff.lines */
	struct side *sides;	/* of the files that are text */
	size_t nsides;
};

static void take(struct place *p, const struct side *s, uint32_t first,
		 uint32_t last)
{
	for (uint32_t i = first; i <= last && i < s->n; i++)
		if (s->lines[i].added)
			vec_add(p->c->a, &p->at, s->lines[i].at);
}

/* A line that begins a function, at the margin or as a Rust method. */
static bool begins_function(const struct side *s, uint32_t i)
{
	struct str t = str_trim(s->lines[i].code);

	if (!s->lines[i].added || !t.n || !str_has(t, STR("(")) ||
	    str_ends(t, STR(";")) || str_starts(t, STR("#")))
		return false;
	if (str_has(t, STR("fn ")) && str_eq(str_of(s->lang), STR("rust")))
		return true;
	return chr_ident(s->lines[i].text.p[0]) && !str_ends(t, STR(":"));
}

static void take_definition(struct place *p, const struct side *s, struct str name)
{
	for (uint32_t i = 0; i < s->n; i++) {
		struct str t = str_trim(s->lines[i].code);
		bool define = str_starts(t, STR("#define")) && s->lines[i].added;

		if ((define || begins_function(s, i)) && str_has_ident(t, name))
			take(p, s, i, extent_end(s, i));
	}
}

/* The first line of the comment right above line `i`, or that line. */
static uint32_t with_comment(const struct side *s, uint32_t i)
{
	while (i > 0 && s->lines[i - 1].part == s->lines[i].part &&
	       s->lines[i - 1].added && side_only_comment(&s->lines[i - 1]))
		i--;
	return i;
}

static void take_statement(struct place *p, const struct side *s, uint32_t i)
{
	take(p, s, with_comment(s, i), extent_end(s, i));
}

static void take_uses(struct place *p, const struct side *s, struct str name)
{
	uint32_t at[USES_MAX];
	size_t n = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		if (!s->lines[i].added || !str_has_ident(s->lines[i].code, name))
			continue;
		if (n == USES_MAX)
			return;
		at[n++] = i;
	}
	for (size_t i = 0; i < n; i++)
		take_statement(p, s, at[i]);
}

/* Names in a text: with an underscore, or with () behind. */
static void each_name(struct place *p, const struct side *s, struct str rest,
		      void (*fn)(struct place *, const struct side *, struct str))
{
	while (rest.n) {
		struct str name;

		if (!str_ident(&rest, &name)) {
			rest = str_from(rest, 1);
			continue;
		}
		if (name.n >= NAME_MIN && (str_find_chr(name, '_') != SIZE_MAX ||
					   str_starts(rest, STR("()"))))
			fn(p, s, name);
	}
}

static void take_names(struct place *p, const struct side *s)
{
	each_name(p, s, p->sign->text, take_definition);
}

/* "The second foo() is a temporary solution" */
static void take_subject(struct place *p, const struct side *s)
{
	struct str text = p->sign->text;
	size_t is = str_find(text, STR(" is ")), are = str_find(text, STR(" are "));
	size_t end = is < are ? is : are;

	if (end != SIZE_MAX)
		each_name(p, s, str_sub(text, 0, end), take_uses);
}

static void take_used_names(struct place *p, const struct side *s)
{
	each_name(p, s, p->sign->text, take_uses);
}

static void take_short_functions(struct place *p, const struct side *s)
{
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t end;

		if (!begins_function(s, i))
			continue;
		end = extent_end(s, i);
		if (end > i && end - i <= SHORT_FUNCTION && side_all_added(s, i, end)) {
			take(p, s, with_comment(s, i), end);
			i = end;
		}
	}
}

static void read_sides(struct place *p)
{
	const struct diff *d = &p->c->p->diff;

	p->sides = NEW_ARRAY(p->c->a, d->nfiles, struct side);
	for (size_t i = 0; i < d->nfiles; i++)
		if (!d->files[i].binary)
			side_read(&p->sides[p->nsides++], p->c->a, d, &d->files[i]);
}

static void each_file(struct place *p, void (*fn)(struct place *, const struct side *))
{
	for (size_t i = 0; i < p->nsides; i++)
		fn(p, &p->sides[i]);
}

static void take_all(struct place *p)
{
	const struct diff *d = &p->c->p->diff;

	for (size_t i = 0; i < d->nlines; i++)
		if (d->lines[i].op == '+')
			vec_add(p->c->a, &p->at, i);
}

/* Such a word is said of all that the patch adds. */
static bool says_whole(const struct sign *sign)
{
	struct str word;

	json_for(it, json_get(sign->rule->params, "whole"))
		if (json_to_str(it, &word) &&
		    str_find_nocase(sign->text, word) != SIZE_MAX)
			return true;
	return false;
}

static bool code_is_marked(const struct collect *c)
{
	vec_for(const struct sign, s, c->out)
		if (s->nat && s->strength == STRENGTH_STRONG &&
		    (s->where == WHERE_CODE || s->where == WHERE_COMMENT))
			return true;
	return false;
}

static void place(struct collect *c, struct sign *sign)
{
	struct place p = { .c = c, .sign = sign };
	bool small = c->p->diff.added <= SMALL;

	read_sides(&p);
	each_file(&p, take_names);
	if (!p.at.n)
		each_file(&p, take_subject);
	if (!p.at.n && !says_whole(sign))
		each_file(&p, take_short_functions);
	if (!p.at.n && !small)
		each_file(&p, take_used_names);
	if (!p.at.n && (small || !code_is_marked(c)))
		take_all(&p);
	sign->at = p.at.v;
	sign->nat = p.at.n;
}

void evidence_place_stand_ins(struct collect *c)
{
	vec_for(struct sign, s, c->out)
		if (s->of_lines && !s->nat && s->strength == STRENGTH_STRONG &&
		    (s->where == WHERE_MESSAGE || s->where == WHERE_NOTES))
			place(c, s);
}
