// SPDX-License-Identifier: GPL-2.0-or-later
/* Signs in the subject, the message, the notes and the trailers. */
#include "triage/evidence_rules.h"

#define SAID_MAX 16		/* signs of one prose rule in a patch */
#define QUOTE_MAX 300		/* bytes of a sentence that are quoted */
#define LABEL_MAX 20		/* bytes of a heading in brackets */

static enum strength strength_of(struct str s)
{
	return str_eq(s, STR("strong")) ? STRENGTH_STRONG :
	       str_eq(s, STR("medium")) ? STRENGTH_MEDIUM : STRENGTH_WEAK;
}

/* One sign for all tags of a rule: the strongest, the first of equals. */
static void read_tags(struct collect *c, struct tag_rule *t)
{
	struct str subject = c->p->subject.text, hit, best_hit = STR("");
	uint64_t hopes = phrase_hopes(&t->tags.bare, subject);
	struct tag *best = NULL;
	struct sign *s;

	for (size_t i = 0; i < t->tags.n; i++) {
		struct tag *tag = &t->tags.v[i];

		if (!phrase_hopeful(i, hopes))
			continue;
		if (best && strength_of(tag->strength) <= strength_of(best->strength))
			continue;
		if (tag_find(tag, subject, &hit)) {
			best = tag;
			best_hit = hit;
		}
	}
	if (!best)
		return;
	s = sign_add(c, t->rule, strength_of(best->strength), best_hit);
	s->where = WHERE_SUBJECT;
	sign_message(c, s, best->name);
}

static bool speaks_here(const struct prose_rule *p, enum where where,
			enum prose_kind kind)
{
	if (kind != PROSE_OWN && !(kind == PROSE_HISTORY && p->changelog))
		return false;
	return (where == WHERE_MESSAGE && p->message) ||
	       (where == WHERE_NOTES && p->notes) ||
	       (where == WHERE_COVER && (p->cover || p->notes));
}

static struct str quote(struct collect *c, struct str s)
{
	size_t n = QUOTE_MAX;

	if (s.n <= QUOTE_MAX)
		return s;
	while (n > 0 && s.p[n] != ' ')
		n--;
	return str_printf(c->a, "%.*s ...", (int)(n ? n : QUOTE_MAX), s.p);
}

/* "- Temporarily add ..." says what it says behind the mark of the list, and
 * "[How] This is a hack." behind its heading. */
struct str evidence_said(struct str s)
{
	struct str rest = s, label;
	uint64_t n;

	if (str_eat_chr(&rest, '[') && str_until(&rest, ']', &label) &&
	    label.n < LABEL_MAX && rest.n && rest.p[0] == ' ')
		s = str_ltrim(rest);
	rest = s;
	if (s.n > 2 && strchr("-*+o", s.p[0]) && s.p[1] == ' ')
		return str_ltrim(str_from(s, 2));
	if (str_num(&rest, &n, 99) && rest.n > 2 && strchr(".)", rest.p[0]) &&
	    rest.p[1] == ' ')
		return str_ltrim(str_from(rest, 2));
	return s;
}

/* "It is only a hack." behind "The old table is filled at boot." is said of
 * the table: who begins with a pronoun goes on about the subject of the first
 * sentence before that has a name for it. */
static bool of_another_thing(struct collect *c, const struct prose *prose, size_t i)
{
	struct str said = evidence_said(prose->v[i].text);
	uint32_t paragraph = prose->v[i].paragraph;

	if (!phrase_any(&c->er->pronoun, said))
		return false;
	while (i-- > 0 && prose->v[i].paragraph == paragraph) {
		said = evidence_said(prose->v[i].text);
		if (!phrase_any(&c->er->pronoun, said))
			return phrase_any(&c->er->other, said);
	}
	return false;
}

/* A message that says the same thing over and over has said it. */
static bool said_enough(const struct collect *c, const struct rule *r)
{
	size_t n = 0;

	vec_for(const struct sign, s, c->out)
		n += s->rule == r;
	return n >= SAID_MAX;
}

bool evidence_says(struct prose_rule *p, struct str said)
{
	return phrase_any(&p->find, said) && !phrase_any(&p->unless, said);
}

/* "It goes when the driver is there", of a patch of many lines, is said of one of
 * the things that it adds. */
static bool of_a_part(const struct collect *c, const struct prose_rule *p, struct str said)
{
	return p->up_to && c->p->diff.added > p->up_to && !phrase_any(&c->er->itself, said);
}

static void read_sentence(struct collect *c, const struct prose *prose, size_t at,
			  enum where where)
{
	const struct sentence *x = &prose->v[at];
	struct str said = evidence_said(x->text);
	uint64_t hits = needles_find(c->er->prose_needles, said);

	for (size_t i = 0; i < c->er->prose.n; i++) {
		struct prose_rule *p = &c->er->prose.v[i];
		struct sign *s;

		if (!(hits >> i & 1) || !speaks_here(p, where, x->kind) ||
		    !evidence_says(p, said) || said_enough(c, p->rule) ||
		    of_another_thing(c, prose, at))
			continue;
		s = sign_add(c, p->rule, of_a_part(c, p, said) ? STRENGTH_WEAK : p->strength,
			     quote(c, x->text));
		s->where = where;
		s->of_lines = p->of_lines;
		s->line = x->line;
		s->end_line = x->end_line;
		sign_message(c, s, STR(""));
	}
}

static void read_section(struct collect *c, const struct section *sec,
			 enum where where)
{
	struct prose prose = { 0 };

	if (!sec->first)
		return;
	prose_read(&prose, c->a, sec->text, sec->first);
	for (size_t i = 0; i < prose.n; i++)
		read_sentence(c, &prose, i, where);
}

/* The trailer block, and lines that look like trailers above it. */
static void read_trailers(struct collect *c)
{
	const struct section *m = &c->p->message;
	struct str rest = m->text, line;
	bool signed_off = false;
	struct sign *s;

	for (uint32_t n = m->first; str_line(&rest, &line); n++) {
		struct str name, value = str_trim(line);

		if (!str_until(&value, ':', &name) || name.n < 3 || name.n > 60 ||
		    !str_eq_nocase(str_from(name, name.n - 3), STR("-by")))
			continue;
		signed_off |= str_find_nocase(name, STR("signed-off")) != SIZE_MAX;
		if (!c->er->trailer.rule || !phrase_any(&c->er->trailer.find, name))
			continue;
		s = sign_add(c, c->er->trailer.rule, c->er->trailer.strength,
			     str_trim(line));
		s->where = WHERE_MESSAGE;
		s->line = s->end_line = n;
		sign_message(c, s, STR(""));
	}
	if (!signed_off && c->er->no_signoff.rule && c->p->kind == PATCH_PATCH) {
		s = sign_add(c, c->er->no_signoff.rule, c->er->no_signoff.strength,
			     c->p->subject.title);
		s->where = WHERE_MESSAGE;
		s->line = s->end_line = m->last;
		sign_message(c, s, STR(""));
	}
}

static void read_number(struct collect *c)
{
	const struct subject *sub = &c->p->subject;
	struct sign *s;

	if (!c->er->beyond_end.rule || !sub->numbered || sub->k <= sub->n)
		return;
	s = sign_add(c, c->er->beyond_end.rule, c->er->beyond_end.strength,
		     str_printf(c->a, "%u/%u", sub->k, sub->n));
	s->where = WHERE_SUBJECT;
	sign_message(c, s, STR(""));
}

void evidence_from_text(struct collect *c)
{
	bool cover = c->p->kind == PATCH_COVER;
	uint64_t hits = needles_find(c->er->tag_needles, c->p->subject.text);

	for (size_t i = 0; i < c->er->tags.n; i++)
		if (hits >> i & 1)
			read_tags(c, &c->er->tags.v[i]);
	read_section(c, &c->p->message, cover ? WHERE_COVER : WHERE_MESSAGE);
	read_section(c, &c->p->notes, cover ? WHERE_COVER : WHERE_NOTES);
	if (!cover)
		read_trailers(c);
	read_number(c);
}
