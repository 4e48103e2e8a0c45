// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/hunk.h"

#include <stdlib.h>

#include "base/err.h"

#define CONTEXT 3
/* Lines looked at for the heading of a hunk. */
#define HEADING_MAX 5000

/* Lines on either side of a change, or of a hunk of the original, that are
 * looked at: more than two hunks that are not one are apart. */
#define NEAR (3 * CONTEXT)
/* A weave with fewer lines is looked at as a whole. */
#define LINES_MIN 256

static bool is_far(const struct hunk_line *l)
{
	return l->line == HUNK_FAR;
}

static void check_eol(struct hunk_list *out, const struct weave *w, char without)
{
	bool ended = false;

	for (size_t i = 0; i < out->n; i++) {
		if (out->v[i].op == without)
			continue;
		out->cut_eol |= ended;
		ended = !is_far(&out->v[i]) && w->lines[out->v[i].line].no_eol;
	}
}

static struct hunk_line *room(size_t n)
{
	struct hunk_line *v = malloc((n + 1) * sizeof(*v));

	if (!v)
		die("out of memory");
	return v;
}

static void take_line(struct hunk_list *out, const struct weave *w, uint32_t i,
		      bool before, bool after)
{
	if (!before && !after)
		return;
	out->gaps |= w->lines[i].gap > 0;
	out->changes += before != after;
	out->v[out->n++] = (struct hunk_line){
		.line = i, .op = before == after ? ' ' : before ? '-' : '+',
	};
}

static void collect_all(struct hunk_list *out, const struct view *v,
			const struct weave *w, uint32_t n, bool copied)
{
	const struct walk_span *spans = view_lines(v, w);

	out->v = room(w->nlines);
	weave_for(i, w) {
		const struct weave_line *l = &w->lines[i];
		bool before = view_has(spans[i], n - 1), after = view_has(spans[i], n);

		if (copied)
			before = hunk_copied(l, spans[i], n);
		take_line(out, w, i, before, after);
	}
}

/* ---- of a long file only what is near ---- */

struct near {
	uint64_t from, to;		/* places [from, to) */
};

struct nears {
	struct near *v;
	size_t n, cap;
};

static int by_from(const void *x, const void *y)
{
	const struct near *a = x, *b = y;

	return (a->from > b->from) - (a->from < b->from);
}

static void note_near(struct nears *out, uint64_t from, uint64_t to)
{
	from = from > NEAR ? from - NEAR : 1;
	to += NEAR;
	if (out->n && out->v[out->n - 1].from <= from && from <= out->v[out->n - 1].to) {
		if (to > out->v[out->n - 1].to)
			out->v[out->n - 1].to = to;
		return;
	}
	if (out->n == out->cap) {
		out->cap = out->cap ? out->cap * 2 : 16;
		out->v = realloc(out->v, out->cap * sizeof(*out->v));
		if (!out->v)
			die("out of memory");
	}
	out->v[out->n++] = (struct near){ from, to };
}

/* The places that a step changes, in either order: what the hunks of the mail show,
 * and what this half adds and takes away; merged and rising. */
static void find_near(struct nears *out, const struct view *v, struct walk *k,
		      const struct weave_event *ev, const struct diff *d)
{
	const uint32_t *to = v->plan->ws->patches[ev->patch - 1].line;
	uint32_t n = ev->patch;
	size_t kept = 0;

	for (size_t h = ev->file->first; h < ev->file->first + ev->file->n; h++) {
		const struct diff_hunk *hunk = &d->hunks[h];

		if (hunk->n && to[hunk->first] != WEAVE_NONE &&
		    to[hunk->first + hunk->n - 1] != WEAVE_NONE)
			note_near(out, walk_place(k, to[hunk->first]),
				  walk_place(k, to[hunk->first + hunk->n - 1]) + 1);
	}
	for (uint32_t i = k->born_of[n]; i < k->born_of[n + 1]; i++)
		note_near(out, walk_place(k, k->born[i]), walk_place(k, k->born[i]) + 1);
	for (uint32_t i = k->died_of[n]; i < k->died_of[n + 1]; i++)
		note_near(out, walk_place(k, k->died[i]), walk_place(k, k->died[i]) + 1);
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_from);
	for (size_t i = 0; i < out->n; i++) {
		struct near *last = kept ? &out->v[kept - 1] : NULL;

		if (!last || out->v[i].from > last->to)
			out->v[kept++] = out->v[i];
		else if (out->v[i].to > last->to)
			last->to = out->v[i].to;
	}
	out->n = kept;
}

static void add_far(struct hunk_list *out, uint64_t lines)
{
	if (lines)
		out->v[out->n++] = (struct hunk_line){
			.line = HUNK_FAR, .op = ' ', .far = lines,
		};
}

/* The lines near those places one by one, what lies between as one entry: a patch
 * to a long file costs what it changes. */
static void collect_near(struct hunk_list *out, const struct view *v, const struct weave *w,
			 const struct weave_event *ev, const struct diff *d)
{
	const struct walk_span *spans = view_lines(v, w);
	struct walk *k = view_walk(v, w);
	uint64_t at = 1, end, first;
	struct nears near = { 0 };
	size_t lines = 0;

	walk_both(k, ev->patch);
	find_near(&near, v, k, ev, d);
	end = walk_end(k);
	for (size_t i = 0; i < near.n; i++)
		lines += near.v[i].to - near.v[i].from + 1;
	out->v = room(lines + 1);
	for (size_t i = 0; i < near.n; i++) {
		uint64_t to = near.v[i].to < end ? near.v[i].to : end;

		if (at < near.v[i].from && near.v[i].from < end) {
			/* A gap is far as a whole, or near as a whole. */
			uint32_t line = walk_line(k, near.v[i].from, &first);

			first = w->lines[line].gap ? first : near.v[i].from;
			add_far(out, first > at ? first - at : 0);
			at = first > at ? first : at;
		}
		while (at < to) {
			uint32_t line = walk_line(k, at, &first);

			take_line(out, w, line, view_has(spans[line], ev->patch - 1),
				  view_has(spans[line], ev->patch));
			at = first + walk_weight(&w->lines[line]);
		}
	}
	add_far(out, at < end ? end - at : 0);
	free(near.v);
}

void hunk_collect(struct hunk_list *out, const struct view *v, const struct weave *w,
		  const struct weave_event *ev, const struct diff *d, bool copied)
{
	*out = (struct hunk_list){
		.same_before = copied || view_same(v, w, ev->patch - 1),
		.same_after = view_same(v, w, ev->patch),
	};
	if (w->nlines < LINES_MIN || ev->file->status == DIFF_COPY)
		collect_all(out, v, w, ev->patch, copied);
	else
		collect_near(out, v, w, ev, d);
	check_eol(out, w, '+');
	check_eol(out, w, '-');
}

void hunk_free(struct hunk_list *l)
{
	free(l->v);
	l->v = NULL;
}

struct printer {
	struct buf *out;
	struct walk *walk;	/* where lines are far */
	const struct hunk_list *l;
	const struct weave *w;
	const struct diff *d;
	const struct diff_file *f;
	uint32_t patch;
	const uint32_t *to;	/* diff line to weave line */
	size_t at;		/* lines before it are counted in old and new */
	uint64_t old, new;
};

static bool gap(const struct printer *p, size_t i)
{
	const struct hunk_line *l = &p->l->v[i];

	return is_far(l) || p->w->lines[l->line].gap > 0;
}

/* Lines of the file that the entry stands for. */
static uint64_t lines_of(const struct printer *p, size_t i)
{
	const struct hunk_line *l = &p->l->v[i];

	return is_far(l) ? l->far : gap(p, i) ? p->w->lines[l->line].gap : 1;
}

static void count_to(struct printer *p, size_t i)
{
	for (; p->at < i; p->at++) {
		const struct hunk_line *h = &p->l->v[p->at];
		uint64_t lines = lines_of(p, p->at);

		p->old += h->op == '+' ? 0 : lines;
		p->new += h->op == '-' ? 0 : lines;
	}
}

static void print_line(struct buf *out, char op, const struct weave_line *l)
{
	buf_chr(out, op);
	buf_add(out, l->text);
	buf_chr(out, '\n');
	if (l->no_eol)
		buf_add(out, STR("\\ No newline at end of file\n"));
}

static void print_range(struct buf *out, char sign, uint64_t before, size_t count)
{
	buf_printf(out, " %c%llu", sign, (unsigned long long)(before + (count > 0)));
	if (count != 1)
		buf_printf(out, ",%zu", count);
}

static void print_header(struct printer *p, size_t from, size_t to, struct str section)
{
	size_t old = 0, new = 0;

	count_to(p, from);
	for (size_t i = from; i < to; i++) {
		old += p->l->v[i].op != '+';
		new += p->l->v[i].op != '-';
	}
	buf_add(p->out, STR("@@"));
	print_range(p->out, '-', p->old, old);
	print_range(p->out, '+', p->new, new);
	buf_add(p->out, STR(" @@"));
	if (section.n)
		buf_printf(p->out, " %.*s", STR_FMT(section));
	buf_chr(p->out, '\n');
}

/* ---- hunks that stand as they stood ---- */

static bool at_edge(const struct printer *p, size_t i)
{
	return i >= p->l->n || gap(p, i);
}

/* Are the lines of hunk h those from `at` on? Fewer lines of context than in
 * the middle of a file are right only at its ends. */
static bool stands(const struct printer *p, const struct diff_hunk *h, size_t at)
{
	size_t lead = 0, trail = 0;

	if (at + h->n > p->l->n)
		return false;
	for (size_t i = 0; i < h->n; i++)
		if (p->l->v[at + i].line != p->to[h->first + i] ||
		    p->l->v[at + i].op != p->d->lines[h->first + i].op)
			return false;
	while (lead < h->n && p->d->lines[h->first + lead].op == ' ')
		lead++;
	while (trail < h->n && p->d->lines[h->first + h->n - 1 - trail].op == ' ')
		trail++;
	return (lead >= CONTEXT || !at || gap(p, at - 1)) &&
	       (trail >= CONTEXT || at_edge(p, at + h->n));
}

/* Where each hunk of the file diff stands in the list; false when one does
 * not, or when there are other changes too. */
static bool find_hunks(const struct printer *p, size_t *at)
{
	size_t i = 0, changes = 0;

	for (size_t k = 0; k < p->f->n; k++) {
		const struct diff_hunk *h = &p->d->hunks[p->f->first + k];

		if (!h->n)
			return false;
		while (i < p->l->n && p->l->v[i].line != p->to[h->first])
			i++;
		if (!stands(p, h, i))
			return false;
		at[k] = i;
		i += h->n;
		for (size_t j = h->first; j < h->first + h->n; j++)
			changes += p->d->lines[j].op != ' ';
	}
	return changes == p->l->changes;
}

static bool print_kept(struct printer *p)
{
	size_t *at = calloc(p->f->n + 1, sizeof(*at));
	bool ok;

	if (!at)
		die("out of memory");
	ok = find_hunks(p, at);
	for (size_t k = 0; ok && k < p->f->n; k++) {
		const struct diff_hunk *h = &p->d->hunks[p->f->first + k];

		print_header(p, at[k], at[k] + h->n, h->section);
		for (size_t i = at[k]; i < at[k] + h->n; i++)
			print_line(p->out, p->l->v[i].op, &p->w->lines[p->l->v[i].line]);
	}
	free(at);
	return ok;
}

/* ---- hunks made anew ---- */

/* The heading of the original hunk that holds the change at i. */
static struct str old_heading(const struct printer *p, size_t i)
{
	const struct weave_line *l = &p->w->lines[p->l->v[i].line];
	bool born = p->l->v[i].op == '+';
	uint32_t at = born ? l->born_at : l->died_at;

	if ((born ? l->born : l->died) != p->patch)
		return STR("");
	for (size_t k = p->f->first; k < p->f->first + p->f->n; k++) {
		const struct diff_hunk *h = &p->d->hunks[k];

		if (at >= h->first && at - h->first < h->n)
			return h->section;
	}
	return STR("");
}

/* A line that git takes for the head of a function: it begins in the first
 * column with a letter, and is no label. */
static bool is_head(struct str line)
{
	struct str s = str_rtrim(line);

	return s.n && (chr_alpha(s.p[0]) || s.p[0] == '_' || s.p[0] == '$') &&
	       s.p[s.n - 1] != ':';
}

/* Where a search for a heading has come to. */
struct search {
	size_t steps;
	bool done;
	struct str found;
};

/* Line `line`, with `below` under it (WEAVE_NONE: none, or far from here). */
static void look_at(const struct printer *p, struct search *s, uint32_t line,
		    uint32_t below, size_t change)
{
	const struct weave_line *l = &p->w->lines[line];

	s->done = true;
	if (l->gap)
		s->found = below != WEAVE_NONE && !p->w->lines[below].gap &&
			   p->w->lines[below].section ?
			   p->w->sections[p->w->lines[below].section - 1] :
			   old_heading(p, change);
	else if (is_head(l->text))
		s->found = str_rtrim(str_sub(l->text, 0, 80));
	else
		s->done = false;
}

/* On through lines that are far, all there before and after. */
static void look_far(const struct printer *p, struct search *s, size_t i, size_t change)
{
	uint32_t below = i + 1 < p->l->n ? p->l->v[i + 1].line : WEAVE_NONE;
	uint64_t at, first;

	if (below == WEAVE_NONE)
		return;
	at = walk_place(p->walk, below);
	for (uint64_t n = p->l->v[i].far; n && !s->done && s->steps < HEADING_MAX; s->steps++) {
		uint32_t line = walk_line(p->walk, at - 1, &first);
		uint64_t lines = at - first;

		look_at(p, s, line, below, change);
		below = line;
		at = first;
		n -= lines < n ? lines : n;
	}
}

/* The heading of a hunk made anew: the last such line in front of it, or what
 * the hunk said that first showed the lines here. */
static struct str heading(const struct printer *p, size_t from, size_t change)
{
	struct search s = { 0 };

	for (size_t i = from; i > 0 && !s.done && s.steps < HEADING_MAX; ) {
		i--;
		if (is_far(&p->l->v[i])) {
			look_far(p, &s, i, change);
			continue;
		}
		s.steps++;
		if (p->l->v[i].op != '+')
			look_at(p, &s, p->l->v[i].line,
				i + 1 < p->l->n && !is_far(&p->l->v[i + 1]) ?
				p->l->v[i + 1].line : WEAVE_NONE, change);
	}
	if (s.done)
		return s.found;
	return from ? old_heading(p, change) : STR("");
}

/* One past the last change of the hunk that begins with the change at i. */
static size_t last_change(const struct printer *p, size_t i)
{
	size_t end = i;

	for (; i < p->l->n && !gap(p, i); i++) {
		if (p->l->v[i].op != ' ')
			end = i + 1;
		else if (i - end >= 2 * CONTEXT)
			break;
	}
	return end;
}

/* Changes in a row: what goes first, then what comes. */
static size_t print_group(struct printer *p, size_t i)
{
	size_t end = i;

	while (end < p->l->n && p->l->v[end].op != ' ')
		end++;
	for (int pass = 0; pass < 2; pass++)
		for (size_t k = i; k < end; k++)
			if (p->l->v[k].op == "-+"[pass])
				print_line(p->out, p->l->v[k].op,
					   &p->w->lines[p->l->v[k].line]);
	return end;
}

static void print_anew(struct printer *p)
{
	size_t i = 0, done = 0;

	while (i < p->l->n) {
		size_t from = i, to;

		if (p->l->v[i].op == ' ') {
			i++;
			continue;
		}
		while (from > done && i - from < CONTEXT && !gap(p, from - 1))
			from--;
		to = last_change(p, i);
		for (size_t k = 0; k < CONTEXT && !at_edge(p, to); k++)
			to++;
		print_header(p, from, to, heading(p, from, i));
		for (i = from; i < to; ) {
			if (p->l->v[i].op != ' ') {
				i = print_group(p, i);
				continue;
			}
			print_line(p->out, ' ', &p->w->lines[p->l->v[i].line]);
			i++;
		}
		done = to;
	}
}

void hunk_print(struct buf *out, const struct hunk_list *l, const struct view *v,
		const struct weave *w, const struct weave_event *ev,
		const struct diff *d)
{
	struct printer p = {
		.out = out, .l = l, .w = w, .d = d, .f = ev->file,
		.patch = ev->patch,
		.to = v->plan->ws->patches[ev->patch - 1].line,
		.walk = v->walks[w->index],
	};

	if (l->changes && !print_kept(&p))
		print_anew(&p);
}
