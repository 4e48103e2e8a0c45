// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/place.h"

#include "base/vec.h"

/* What finding a place costs, in compared lines. */
#define SEEK_COST 64
/* Beyond this a line number is no line number. */
#define PLACE_MAX INT32_MAX
/* Known lines that must agree where unknown ones make up the rest; one with a
 * word on it is enough near the stated line. */
#define AGREE_MIN 3
#define NEAR 8			/* lines */

struct match {
	uint32_t known;			/* old lines that agree with known ones */
	uint32_t words;			/* of them with more than signs */
	uint32_t unknown;		/* that lie in gaps */
	uint32_t compared;
	const struct diff_line *odd;	/* the first that does not agree */
	uint32_t at;			/* with this weave line, WEAVE_NONE the end */
};

static const struct diff_line *hunk_line(const struct placing *p, size_t i)
{
	return &p->diff->lines[p->hunk->first + i];
}

static void agree(struct match *m, struct str text)
{
	size_t i = 0;

	while (i < text.n && !chr_ident(text.p[i]))
		i++;
	m->known++;
	m->words += i < text.n;
}

/* Do the old lines of the hunk stand at `s`? Unknown lines agree with anything; how
 * many there were is for the caller to weigh. */
static bool fits(const struct placing *p, struct spot s, struct match *m)
{
	for (size_t i = 0; i < p->hunk->n; i++) {
		const struct diff_line *d = hunk_line(p, i);
		const struct weave_line *l;

		if (d->op == '+')
			continue;
		m->odd = d;
		m->at = s.cur;
		m->compared++;
		if (s.cur == WEAVE_NONE)
			return false;
		l = &p->w->lines[s.cur];
		if (l->gap)
			m->unknown++;
		else if (l->no_eol != d->no_eol || !str_eq(l->text, d->text))
			return false;
		else
			agree(m, d->text);
		loom_step(p->w, &s);
	}
	m->odd = NULL;
	/* A gap of known length, or a line, behind the last one of the file. */
	m->at = s.cur;
	return !p->ends || s.cur == WEAVE_NONE || loom_open(p->w, &s);
}

static size_t old_lines(const struct placing *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->hunk->n; i++)
		n += hunk_line(p, i)->op != '+';
	return n;
}

static bool try_at(const struct placing *p, uint64_t pos, struct spot *out,
		   struct match *m)
{
	*m = (struct match){ .at = WEAVE_NONE };
	return pos >= p->floor && pos < PLACE_MAX &&
	       loom_seek(p->w, pos, out) && fits(p, *out, m);
}

static void spend(const struct placing *p, size_t n)
{
	*p->budget -= *p->budget < n ? *p->budget : n;
}

enum grade { WRONG, CLOSE, LIKELY, WHOLE };

struct search {
	uint64_t pos;		/* the best so far, 0 none */
	enum grade grade;
};

static uint64_t distance(uint64_t a, uint64_t b)
{
	return a > b ? a - b : b - a;
}

static enum grade grade(const struct match *m, uint64_t off)
{
	if (!m->unknown)
		return WHOLE;
	if (m->known >= AGREE_MIN)
		return LIKELY;
	return m->words && off <= NEAR ? CLOSE : WRONG;
}

/* The best is the nearest of the best grade. */
static void candidate(const struct placing *p, struct search *s, uint64_t pos)
{
	uint64_t off = distance(pos, p->want);
	bool nearer = !s->pos || off < distance(s->pos, p->want);
	enum grade is = WRONG;
	struct spot spot;
	struct match m;

	if (s->grade == WHOLE && !nearer)
		return;
	if (try_at(p, pos, &spot, &m))
		is = grade(&m, off);
	spend(p, SEEK_COST + m.compared);
	if (is == WRONG || is < s->grade || (is == s->grade && !nearer))
		return;
	s->pos = pos;
	s->grade = is;
}

/* Where the old lines stand: at known lines that equal the first of them, and
 * at the edges of gaps, which may hold the front of the hunk. */
static uint64_t search(const struct placing *p)
{
	struct search s = { 0 };
	size_t nold = old_lines(p);
	const struct diff_line *first = NULL;
	bool after_gap = false;
	struct spot spot;
	uint64_t pos = 1;

	for (size_t i = 0; i < p->hunk->n && !first; i++)
		if (hunk_line(p, i)->op != '+')
			first = hunk_line(p, i);
	if (!first || !loom_seek(p->w, 1, &spot))
		return 0;
	while (spot.cur != WEAVE_NONE && *p->budget) {
		const struct weave_line *l = &p->w->lines[spot.cur];

		spend(p, 1);
		if (l->gap == UINT32_MAX)
			break;
		if (l->gap) {
			pos += l->gap - spot.off;
			spot.off = l->gap - 1;
			after_gap = true;
			loom_step(p->w, &spot);
			continue;
		}
		for (size_t j = 1; after_gap && j < nold && j < pos; j++)
			candidate(p, &s, pos - j);
		if (str_eq(l->text, first->text))
			candidate(p, &s, pos);
		after_gap = false;
		loom_step(p->w, &spot);
		pos++;
	}
	return s.pos;
}

/* The line as the hunk shows it: '+' begins, '-' ends with this patch. */
static struct weave_line shown(const struct placing *p, size_t i)
{
	const struct diff_line *d = hunk_line(p, i);
	uint32_t at = (uint32_t)(p->hunk->first + i);

	return (struct weave_line){
		.text = d->text, .no_eol = d->no_eol,
		.born = d->op == '+' ? p->patch : 0,
		.born_at = d->op == '+' ? at : WEAVE_NONE,
		.died = d->op == '-' ? p->patch : WEAVE_ALIVE,
		.died_at = d->op == '-' ? at : WEAVE_NONE,
	};
}

static uint32_t section(struct placing *p)
{
	struct weave *w = p->w;

	if (!p->hunk->section.n)
		return 0;
	if (w->nsections == w->sections_cap)
		w->sections = vec_grow(p->a, w->sections, w->nsections,
				       &w->sections_cap, sizeof(*w->sections));
	w->sections[w->nsections++] = p->hunk->section;
	return (uint32_t)w->nsections;
}

/* A line of the hunk that stands there; its entry. */
static uint32_t weave_known(struct placing *p, struct spot *s, size_t i)
{
	struct weave_line l = shown(p, i);
	uint32_t at;

	loom_skip(p->w, s);
	at = s->cur;
	if (p->w->lines[at].gap) {
		if (i == 0)
			l.section = section(p);
		at = loom_reveal(p->w, p->a, s, &l);
	} else if (hunk_line(p, i)->op == '-') {
		loom_end(p->w, s, p->patch, l.died_at);
	} else {
		loom_pass(p->w, s);
	}
	return at;
}

/* A new line stands right behind the one before it in the hunk: what earlier patches
 * took out there may have stood before what is behind it, and comes back in a half
 * without them. */
static void weave_hunk(struct placing *p, struct spot *s)
{
	for (size_t i = 0; i < p->hunk->n; i++) {
		bool adds = hunk_line(p, i)->op == '+';

		p->line[p->hunk->first + i] = adds ?
			loom_insert(p->w, p->a, s, shown(p, i)) : weave_known(p, s, i);
		p->end += hunk_line(p, i)->op != '-';
	}
	loom_skip(p->w, s);
	if (p->ends)
		loom_close(p->w, s);
}

/* All lines of the hunk, as if they had stood there. What they are too many
 * is taken from the next gap, so that line numbers behind it stay. */
static void island(struct placing *p, struct spot *s)
{
	for (size_t i = 0; i < p->hunk->n; i++) {
		struct weave_line l = shown(p, i);

		if (i == 0)
			l.section = section(p);
		p->line[p->hunk->first + i] = loom_insert(p->w, p->a, s, l);
		p->end += hunk_line(p, i)->op != '-';
	}
	while (s->cur != WEAVE_NONE && !p->w->lines[s->cur].gap && *p->budget) {
		loom_step(p->w, s);
		spend(p, 1);
	}
	loom_take_gap(p->w, p->a, s, (uint32_t)old_lines(p));
}

static struct str misfit(const struct placing *p, const struct match *m)
{
	struct str have = m->at == WEAVE_NONE ? STR("the end of the file") :
			  p->w->lines[m->at].text;

	if (!m->odd)
		return STR("the file does not end there");
	return str_printf(p->a, "\"%.*s\" is wanted where \"%.*s\" stands",
			  STR_FMT(str_sub(m->odd->text, 0, 120)),
			  STR_FMT(str_sub(have, 0, 120)));
}

bool place_hunk(struct placing *p)
{
	struct match m = { .at = WEAVE_NONE };
	struct spot s;
	uint64_t pos = p->want, last = loom_weight(p->w) + 1;
	bool ok = try_at(p, pos, &s, &m);

	if (!ok) {
		p->why = misfit(p, &m);
		pos = search(p);
		ok = pos && try_at(p, pos, &s, &m);
	}
	if (ok) {
		p->offset = (int64_t)pos - (int64_t)p->want;
		p->end = pos;
		weave_hunk(p, &s);
		return true;
	}
	pos = p->want < p->floor ? p->floor : p->want;
	pos = pos > last ? last : pos;
	pos = pos > PLACE_MAX ? PLACE_MAX : pos;
	loom_seek(p->w, pos, &s);
	p->end = pos;
	island(p, &s);
	return false;
}
