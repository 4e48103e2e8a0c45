// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/plan.h"

#include "base/vec.h"
#include "split/copy.h"

const char *half_name(enum half h)
{
	return h == HALF_CURRENT ? "current" : h == HALF_THROWAWAY ? "throwaway" : "neither";
}

static const struct diff *diff_of(const struct plan *p, uint32_t n)
{
	return &p->s->patches[n - 1]->diff;
}

void plan_open(struct plan *p, struct arena *a, const struct series *s,
	       const struct weave_set *ws, enum half first)
{
	*p = (struct plan){
		.a = a, .s = s, .ws = ws, .first = first,
		.patches = NEW_ARRAY(a, s->n, struct plan_patch),
		.made = NEW_ARRAY(a, ws->n, uint32_t *),
	};
	for (uint32_t n = 1; n <= s->n; n++) {
		const struct diff *d = diff_of(p, n);

		p->patches[n - 1] = (struct plan_patch){
			.line = NEW_ARRAY(a, d->nlines, uint8_t),
			.why = NEW_ARRAY(a, d->nlines, struct str),
			.file = NEW_ARRAY(a, d->nfiles, uint8_t),
			.seen = NEW_ARRAY(a, d->nlines, uint8_t),
		};
	}
	copy_open(p);
}

void plan_set(struct plan *p, uint32_t n, size_t j, enum half half, struct str why)
{
	p->patches[n - 1].line[j] = (uint8_t)half;
	p->patches[n - 1].why[j] = why;
}

void plan_set_patch(struct plan *p, uint32_t n, enum half half, struct str why)
{
	const struct diff *d = diff_of(p, n);

	for (size_t j = 0; j < d->nlines; j++)
		if (d->lines[j].op != ' ')
			plan_set(p, n, j, half, why);
	p->patches[n - 1].whole = half;
}

/* Added lines of a run: all, or those alone that are not empty. */
struct run {
	size_t added, gone, at;		/* `at`: the last that went */
};

static struct run count_run(const struct plan *p, uint32_t n, size_t from, size_t to,
			    bool empty_too)
{
	const struct diff *d = diff_of(p, n);
	struct run r = { .at = from };

	for (size_t j = from; j < to; j++) {
		if (d->lines[j].op != '+' || (!empty_too && !str_trim(d->lines[j].text).n))
			continue;
		r.added++;
		if (p->patches[n - 1].line[j] == HALF_THROWAWAY) {
			r.gone++;
			r.at = j;
		}
	}
	return r;
}

void plan_removals(struct plan *p, uint32_t n, const struct diff_hunk *h)
{
	const struct diff *d = diff_of(p, n);
	const struct plan_patch *pp = &p->patches[n - 1];
	size_t end = h->first + h->n;

	for (size_t i = h->first, to; i < end; i = to + 1) {
		struct run r;

		to = diff_run(d, i, end);
		r = count_run(p, n, i, to, false);
		if (!r.added)
			r = count_run(p, n, i, to, true);
		for (size_t j = i; r.gone && r.gone == r.added && j < to; j++)
			if (d->lines[j].op == '-')
				plan_set(p, n, j, HALF_THROWAWAY, pp->why[r.at]);
	}
}

static size_t event_file(const struct plan *p, const struct weave_event *ev)
{
	return (size_t)(ev->file - diff_of(p, ev->patch)->files);
}

enum half plan_event(const struct plan *p, const struct weave *w, size_t e)
{
	const struct weave_event *ev = &w->events[e];

	return p->patches[ev->patch - 1].file[event_file(p, ev)];
}

/* Copies of copies are followed no further. */
#define COPIES_MAX 64

enum half plan_birth(const struct plan *p, const struct weave *w,
		     const struct weave_line *l)
{
	enum half half;
	int copies = 0;

	while (l->born && l->born_at == WEAVE_NONE) {
		const struct weave_line *from = copies++ < COPIES_MAX ?
						copy_source(p, &w, l) : NULL;

		if (!from)	/* copied with the file, or out of a binary patch */
			return plan_event(p, w, weave_event_from(w, l->born));
		l = from;
	}
	if (!l->born)
		return p->first;
	half = p->patches[l->born - 1].line[l->born_at];
	return copies && half == HALF_NEITHER ? half_other(p->first) : half;
}

enum half plan_death(const struct plan *p, const struct weave *w,
		     const struct weave_line *l)
{
	if (l->died_at != WEAVE_NONE)
		return p->patches[l->died - 1].line[l->died_at];
	/* Never shown: gone with the file. */
	for (size_t e = weave_event_from(w, l->died);
	     e < w->nevents && w->events[e].patch == l->died; e++)
		if (plan_birth(p, w, l) == p->first)
			return plan_event(p, w, e);
	return half_other(p->first);
}

/* Lines of a file diff in each half; `op` '+', '-', or 0 for both. */
static void count_file(const struct plan *p, uint32_t n, const struct diff_file *f,
		       char op, size_t count[3])
{
	const struct diff *d = diff_of(p, n);

	count[0] = count[1] = count[2] = 0;
	diff_file_for(j, d, f)
		if (d->lines[j].op != ' ' && (!op || d->lines[j].op == op))
			count[p->patches[n - 1].line[j]]++;
}

static void move(struct plan *p, uint32_t n, size_t j, enum half to, struct str why)
{
	if (p->patches[n - 1].line[j] == (uint8_t)to)
		return;
	plan_set(p, n, j, to, why);
	p->moved++;
}

static void move_file(struct plan *p, uint32_t n, const struct diff_file *f,
		      enum half to, struct str why)
{
	const struct diff *d = diff_of(p, n);

	diff_file_for(j, d, f)
		if (d->lines[j].op != ' ')
			move(p, n, j, to, why);
}

/* A file is deleted as a whole. */
static void close_deletes(struct plan *p)
{
	for (uint32_t n = 1; n <= p->s->n; n++) {
		const struct diff *d = diff_of(p, n);

		for (size_t i = 0; i < d->nfiles; i++) {
			size_t count[3];

			count_file(p, n, &d->files[i], 0, count);
			if (d->files[i].status == DIFF_DELETE && count[HALF_CURRENT])
				move_file(p, n, &d->files[i], HALF_CURRENT,
					  STR("the file is deleted as a whole"));
		}
	}
}

/* Added by the second half, taken away by the first, which is throwaway. */
static void cancel(struct plan *p, const struct weave_line *l)
{
	struct str why = str_printf(p->a, "patch %u adds it and throwaway patch %u takes it away",
				    l->born, l->died);

	move(p, l->born, l->born_at, HALF_NEITHER, why);
	move(p, l->died, l->died_at, HALF_NEITHER, why);
}

/* Taken out of a copy by the patch that makes it, and of a source that has it in
 * the second half alone. */
static bool never_copied(const struct plan *p, const struct weave *w,
			 const struct weave_line *l)
{
	return l->born == l->died && l->born_at == WEAVE_NONE && l->died_at != WEAVE_NONE &&
	       copy_source(p, &w, l);
}

/* What the second half brings only the second half can take away. */
static void close_death(struct plan *p, const struct weave *w, const struct weave_line *l)
{
	enum half second = half_other(p->first);
	bool shown = l->born_at != WEAVE_NONE && l->died_at != WEAVE_NONE;

	if (plan_birth(p, w, l) != second)
		return;
	if (p->first == HALF_THROWAWAY && shown && plan_death(p, w, l) == p->first)
		cancel(p, l);
	else if (never_copied(p, w, l))
		move(p, l->died, l->died_at, HALF_NEITHER,
		     STR("takes out of a copy what the copy does not have there"));
	else if (l->died_at != WEAVE_NONE)
		move(p, l->died, l->died_at, second,
		     str_printf(p->a, "removes what patch %u adds to %s",
				l->born, half_name(second)));
}

static void close_deaths(struct plan *p)
{
	for (size_t i = 0; i < p->ws->n; i++) {
		const struct weave *w = p->ws->v[i];

		for (size_t j = 0; j < w->nlines; j++)
			if (w->lines[j].died != WEAVE_ALIVE)
				close_death(p, w, &w->lines[j]);
	}
}

/* What takes a last line without newline away and puts lines in its place is
 * one change: a line behind it needs that newline. */
static void close_group(struct plan *p, uint32_t n, size_t from, size_t to)
{
	const struct diff_line *l = diff_of(p, n)->lines;
	enum half second = half_other(p->first);
	bool cut = false, any = false;

	for (size_t j = from; j < to; j++) {
		cut |= l[j].op == '-' && l[j].no_eol;
		any |= p->patches[n - 1].line[j] == (uint8_t)second;
	}
	for (size_t j = from; cut && any && j < to; j++)
		if (p->patches[n - 1].line[j] == (uint8_t)p->first)
			move(p, n, j, second, STR("stands for a last line without newline"));
}

static void close_eols(struct plan *p)
{
	for (uint32_t n = 1; n <= p->s->n; n++) {
		const struct diff *d = diff_of(p, n);

		for (size_t k = 0; k < d->nhunks; k++) {
			size_t end = d->hunks[k].first + d->hunks[k].n, to;

			for (size_t j = d->hunks[k].first; j < end; j = to + 1) {
				to = diff_run(d, j, end);
				close_group(p, n, j, to);
			}
		}
	}
}

static enum half file_half(const struct plan *p, uint32_t n, const struct diff_file *f)
{
	size_t count[3];

	count_file(p, n, f, f->status == DIFF_ADD ? '+' : 0, count);
	if (!count[0] && !count[1])
		return p->patches[n - 1].whole;
	/* A file must be there for the first line that is put in it. */
	if (diff_makes(f))
		return count[p->first] ? p->first : half_other(p->first);
	return count[HALF_CURRENT] ? HALF_CURRENT : HALF_THROWAWAY;
}

/* Did that change any? */
static bool close_files(struct plan *p)
{
	bool changed = false;

	for (uint32_t n = 1; n <= p->s->n; n++) {
		const struct diff *d = diff_of(p, n);

		for (size_t i = 0; i < d->nfiles; i++) {
			uint8_t *half = &p->patches[n - 1].file[i];
			uint8_t is = (uint8_t)file_half(p, n, &d->files[i]);

			changed |= *half != is;
			*half = is;
		}
	}
	return changed;
}

static bool has_line(const struct plan *p, uint32_t n, const struct diff_file *f,
		     enum half half)
{
	size_t count[3];

	count_file(p, n, f, 0, count);
	return count[half];
}

/* A file that becomes a link, or the like: deleted and made by one patch. */
static bool changes_type(const struct weave *w)
{
	for (size_t i = 1; i < w->nodd; i++) {
		const struct weave_event *a = &w->events[w->odd[i - 1]];
		const struct weave_event *b = &w->events[w->odd[i]];

		if (a->patch == b->patch && a->file->status == DIFF_DELETE &&
		    b->file->status == DIFF_ADD)
			return true;
	}
	return false;
}

/* The line of a submodule is what it is, and not one of several. */
static bool is_module(const struct weave *w)
{
	for (size_t e = 0; e < w->nevents; e++)
		if (w->events[e].file->old_mode == 0160000 ||
		    w->events[e].file->new_mode == 0160000)
			return true;
	return false;
}

/* A binary patch needs the very bytes that the one before it left, and so does one
 * that makes a file into something else. */
static void close_binaries(struct plan *p)
{
	enum half second = half_other(p->first);

	for (size_t i = 0; i < p->ws->n; i++) {
		const struct weave *w = p->ws->v[i];
		bool later = false, whole = w->binary || changes_type(w) || is_module(w);

		for (size_t e = 0; whole && e < w->nevents; e++) {
			const struct weave_event *ev = &w->events[e];

			later |= has_line(p, ev->patch, ev->file, second) ||
				 plan_event(p, w, e) == second;
			if (!later)
				continue;
			p->patches[ev->patch - 1].file[event_file(p, ev)] = (uint8_t)second;
			move_file(p, ev->patch, ev->file, second,
				  w->binary ? STR("changes a binary file on top of the other half") :
				  STR("changes what is no plain file on top of the other half"));
		}
	}
}

/* The first line that the first half puts into the file before it is deleted. */
static uint32_t first_birth(const struct plan *p, const struct weave *w, size_t e)
{
	uint32_t from = w->events[e].patch, until = WEAVE_NONE, first = WEAVE_NONE;

	for (size_t i = e + 1; i < w->nevents && until == WEAVE_NONE; i++)
		if (w->events[i].file->status == DIFF_DELETE)
			until = w->events[i].patch;
	for (size_t j = 0; j < w->nlines; j++) {
		const struct weave_line *l = &w->lines[j];

		if (l->born >= from && l->born < until && l->born < first &&
		    plan_birth(p, w, l) == p->first)
			first = l->born;
	}
	return first;
}

static void close_made(struct plan *p)
{
	for (size_t i = 0; i < p->ws->n; i++) {
		const struct weave *w = p->ws->v[i];

		p->made[i] = NEW_ARRAY(p->a, w->nevents, uint32_t);
		for (size_t e = 0; e < w->nevents; e++) {
			p->made[i][e] = WEAVE_NONE;
			if (!diff_makes(w->events[e].file))
				continue;
			p->made[i][e] = plan_event(p, w, e) == p->first ?
					w->events[e].patch : first_birth(p, w, e);
		}
	}
}

void plan_close(struct plan *p)
{
	size_t moved;

	close_files(p);
	close_deletes(p);
	do {
		moved = p->moved;
		close_deaths(p);
		close_eols(p);
	} while (close_files(p) || p->moved != moved);
	close_binaries(p);
	close_made(p);
}

void plan_count(const struct plan *p, uint32_t n, enum half half,
		size_t *added, size_t *removed)
{
	const struct diff *d = diff_of(p, n);

	*added = *removed = 0;
	for (size_t j = 0; j < d->nlines; j++) {
		if (d->lines[j].op == ' ' || p->patches[n - 1].line[j] != (uint8_t)half)
			continue;
		*added += d->lines[j].op == '+';
		*removed += d->lines[j].op == '-';
	}
}
