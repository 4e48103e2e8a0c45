// SPDX-License-Identifier: GPL-2.0-or-later
/* Lines that a patch puts in place of lines that fell. An edit of a hack is a hack:
 * where the new line has most words of the old one, and where the old one stood for a
 * line of the base, which without the hack is there. What has another text stands for
 * what the hack only pretended, and stays. */
#include "triage/fall.h"

#define WORDS_MAX 16		/* of a line */
#define RUN_MAX 64		/* lines that are compared with each other */
#define SAME_WORDS 60		/* per cent */

struct words {
	struct str v[WORDS_MAX];
	size_t n;
};

static struct words words_of(struct str text)
{
	struct words out = { .n = 0 };

	while (text.n && out.n < WORDS_MAX) {
		size_t n = 0;

		while (n < text.n && chr_ident(text.p[n]))
			n++;
		if (n)
			out.v[out.n++] = str_sub(text, 0, n);
		text = str_from(text, n + !n);
	}
	return out;
}

/* Of all words of both how many they share, per cent. */
static unsigned alike(struct str x, struct str y)
{
	struct words a = words_of(x), b = words_of(y);
	bool taken[WORDS_MAX] = { false };
	size_t same = 0;

	for (size_t i = 0; i < a.n; i++)
		for (size_t k = 0; k < b.n; k++)
			if (!taken[k] && str_eq(a.v[i], b.v[k])) {
				taken[k] = true;
				same++;
				break;
			}
	return a.n + b.n ? (unsigned)(200 * same / (a.n + b.n)) : 0;
}

/* Lines from..to of a diff, between two of context. */
struct run {
	const struct study_file *f;
	size_t from, to, fell, stood;
	size_t answered;		/* added lines that fell in place of one that did */
	uint32_t because, why;		/* of the first that fell; of what changes it */
	size_t stand_ins;		/* lines of code that fell and are in place of one
					 * of the base */
	size_t removed;			/* lines, at its begin */
	/* of each added line, how much it is like one that fell, and one that stays;
	 * and whether it is made of the one */
	uint8_t like[RUN_MAX][2];
	bool edit[RUN_MAX];
};

static bool fell(const struct closure *c, const struct study_file *f, size_t j)
{
	uint32_t i = fall_weave_line(c, f, j);

	return fall_diff(c, f)->lines[j].op == '-' && i != WEAVE_NONE &&
	       fall_cause(c, f, &f->weave->lines[i]);
}

static bool is_comment(struct str text)
{
	text = str_trim(text);
	return str_starts(text, STR("/*")) || str_starts(text, STR("//")) ||
	       str_starts(text, STR("*/")) || str_starts(text, STR("* ")) ||
	       str_eq(text, STR("*"));
}

static void count_run(struct run *r, const struct closure *c)
{
	const struct diff *d = fall_diff(c, r->f);

	for (size_t j = r->from; j < r->to; j++) {
		bool empty = !str_trim(d->lines[j].text).n;

		if (d->lines[j].op == '+') {
			r->answered += !empty && fall_standing(c, r->f, j) == WEAVE_NONE;
		} else if (fell(c, r->f, j)) {
			uint32_t i = fall_weave_line(c, r->f, j);

			if (!r->fell++)
				r->because = triage_at(c->t, r->f->weave, i)->why;
			r->stand_ins += !empty && !is_comment(d->lines[j].text) &&
					fall_stands_for(c, r->f->weave, i).n;
		} else {
			r->stood += !empty;
		}
	}
}

/* The removed line of the run that added line j takes the place of, where there are
 * as many of both; r->to: nobody knows. */
static size_t partner(const struct run *r, size_t j)
{
	return r->removed * 2 == r->to - r->from && j >= r->from + r->removed ?
	       j - r->removed : r->to;
}

/* Is the added line j made of one that fell rather than of one that stays? */
static bool is_edit(const struct run *r, const struct closure *c, size_t j)
{
	const struct diff *d = fall_diff(c, r->f);
	const uint8_t *like = r->like[j - r->from];
	size_t was = partner(r, j);

	if (was < r->to && alike(d->lines[was].text, d->lines[j].text) >= SAME_WORDS)
		return fell(c, r->f, was);
	return like[true] >= SAME_WORDS && like[true] > like[false];
}

static void compare_run(struct run *r, const struct closure *c)
{
	const struct diff *d = fall_diff(c, r->f);

	while (r->from + r->removed < r->to && d->lines[r->from + r->removed].op == '-')
		r->removed++;
	for (size_t j = r->from; j < r->to; j++) {
		uint8_t *like = r->like[j - r->from];

		if (d->lines[j].op != '+')
			continue;
		for (size_t k = r->from; k < r->to; k++) {
			bool gone = fell(c, r->f, k);
			unsigned n = d->lines[k].op == '-' ?
				alike(d->lines[k].text, d->lines[j].text) : 0;

			like[gone] = n > like[gone] ? (uint8_t)n : like[gone];
		}
		r->edit[j - r->from] = is_edit(r, c, j);
	}
}

static void fall_edit(struct closure *c, struct run *r, size_t j)
{
	if (r->why == REASON_NONE) {
		r->why = fall_reason(c, r->f, fall_diff(c, r->f)->lines[j].new_line, r->because,
				     STR(""), STR("changes what goes"));
		if (r->stand_ins)
			c->t->reasons.v[r->why].fate = FATE_REPLACE;
	}
	fall_line(c, r->f->weave, fall_weave_line(c, r->f, j), r->why);
	r->answered++;
}

/* The added line that is most like one that fell, of several the last: a diff shows
 * what is new above what is changed. r->to: none is left. */
static size_t most_alike(const struct run *r, const struct closure *c, bool edits)
{
	const struct diff *d = fall_diff(c, r->f);
	size_t best = r->to;

	for (size_t j = r->from; j < r->to; j++)
		if (fall_standing(c, r->f, j) != WEAVE_NONE && str_trim(d->lines[j].text).n &&
		    (!edits || r->edit[j - r->from]) &&
		    (best == r->to || r->like[j - r->from][true] >= r->like[best - r->from][true]))
			best = j;
	return best;
}

static void fall_run(struct closure *c, struct run *r)
{
	size_t j;

	count_run(r, c);
	if (!r->fell)
		return;
	compare_run(r, c);
	while (r->answered < r->fell && (j = most_alike(r, c, true)) < r->to)
		fall_edit(c, r, j);
	while (!r->stood && r->answered < r->stand_ins &&
	       (j = most_alike(r, c, false)) < r->to)
		fall_edit(c, r, j);
}

static void fall_in_hunk(struct closure *c, const struct study_file *f, size_t hunk)
{
	const struct diff *d = fall_diff(c, f);
	size_t end = d->hunks[hunk].first + d->hunks[hunk].n;

	for (size_t from = d->hunks[hunk].first, to; from < end; from = to + 1) {
		to = diff_run(d, from, end);
		if (to > from && to - from <= RUN_MAX)
			fall_run(c, &(struct run){ .f = f, .from = from, .to = to,
						   .why = REASON_NONE });
	}
}

void fall_changed(struct closure *c)
{
	for (size_t n = 1; n < c->st->n; n++) {
		const struct study_patch *p = &c->st->patches[n];

		if (c->t->patches[n].whole || !p->patch->diff.removed || !p->patch->diff.added)
			continue;
		for (size_t k = 0; k < p->nfiles; k++)
			for (size_t h = 0; p->files[k].weave && h < p->files[k].diff->n; h++)
				fall_in_hunk(c, &p->files[k], p->files[k].diff->first + h);
	}
}
