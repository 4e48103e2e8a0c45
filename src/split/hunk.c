// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/hunk.h"

#include <stdlib.h>

#include "base/err.h"

#define CONTEXT 3
/* Lines looked at for the heading of a hunk. */
#define HEADING_MAX 5000

static void check_eol(struct hunk_list *out, const struct weave *w, char without)
{
	bool ended = false;

	for (size_t i = 0; i < out->n; i++) {
		if (out->v[i].op == without)
			continue;
		out->cut_eol |= ended;
		ended = w->lines[out->v[i].line].no_eol;
	}
}

void hunk_collect(struct hunk_list *out, const struct view *v,
		  const struct weave *w, uint32_t n, bool copied)
{
	const struct view_span *spans = view_lines(v, w);

	*out = (struct hunk_list){
		.v = malloc((w->nlines + 1) * sizeof(*out->v)),
		.same_before = true, .same_after = true,
	};
	if (!out->v)
		die("out of memory");
	weave_for (i, w) {
		const struct weave_line *l = &w->lines[i];
		bool before = view_has(spans[i], n - 1), after = view_has(spans[i], n);

		if (copied)
			before = l->born == n && l->born_at == WEAVE_NONE;
		else
			out->same_before &= before == weave_alive(l, n - 1);
		out->same_after &= after == weave_alive(l, n);
		if (!before && !after)
			continue;
		out->gaps |= l->gap > 0;
		out->changes += before != after;
		out->v[out->n++] = (struct hunk_line){
			i, before == after ? ' ' : before ? '-' : '+',
		};
	}
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
	return p->w->lines[p->l->v[i].line].gap > 0;
}

static void count_to(struct printer *p, size_t i)
{
	for (; p->at < i; p->at++) {
		const struct hunk_line *h = &p->l->v[p->at];
		uint32_t lines = gap(p, p->at) ? p->w->lines[h->line].gap : 1;

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

/* The heading of a hunk made anew: the last such line in front of it, or what
 * the hunk said that first showed the lines here. */
static struct str heading(const struct printer *p, size_t from, size_t change)
{
	for (size_t i = from, steps = 0; i > 0 && steps < HEADING_MAX; steps++) {
		const struct weave_line *l = &p->w->lines[p->l->v[--i].line];

		if (p->l->v[i].op == '+')
			continue;
		if (l->gap)
			return i + 1 < p->l->n && !gap(p, i + 1) &&
			       p->w->lines[p->l->v[i + 1].line].section ?
			       p->w->sections[p->w->lines[p->l->v[i + 1].line].section - 1] :
			       old_heading(p, change);
		if (is_head(l->text))
			return str_rtrim(str_sub(l->text, 0, 80));
	}
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
	};

	if (l->changes && !print_kept(&p))
		print_anew(&p);
}
