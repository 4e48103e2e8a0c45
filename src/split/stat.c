// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/stat.h"

#include <stdlib.h>

#include "base/vec.h"
#include "repo/diffstat.h"

/* What git takes for mails. */
#define WIDTH 72

struct widths {
	size_t name, number, graph, most;
};

static struct widths widths(const struct stat_list *stat)
{
	struct widths w = { 0 };
	size_t width = WIDTH;

	vec_for (struct stat_file, f, stat) {
		size_t n = (size_t)f->added + f->removed;

		w.name = f->path.n > w.name ? f->path.n : w.name;
		w.most = n > w.most ? n : w.most;
		if (f->binary && w.number < 3)
			w.number = 3;
	}
	if (diffstat_digits(w.most) > w.number)
		w.number = diffstat_digits(w.most);
	w.graph = w.most;
	if (w.name + w.number + 6 + w.graph <= width)
		return w;
	if (w.graph > width * 3 / 8 - w.number - 6)
		w.graph = width * 3 / 8 - w.number - 6;
	if (w.name > width - w.number - 6 - w.graph)
		w.name = width - w.number - 6 - w.graph;
	else
		w.graph = width - w.number - 6 - w.name;
	return w;
}

static void print_name(struct buf *out, struct str name, size_t width)
{
	size_t at, room = width > 4 ? width - 4 : 0;

	if (name.n <= width) {
		buf_add(out, name);
		buf_fill(out, ' ', width - name.n);
		return;
	}
	name = str_from(name, name.n - room);
	at = str_find_chr(name, '/');
	if (at != SIZE_MAX)
		name = str_from(name, at);
	buf_add(out, STR("..."));
	buf_add(out, name);
	buf_fill(out, ' ', width - name.n - 3);
}

static void print_plural(struct buf *out, size_t n, const char *what, const char *sign)
{
	buf_printf(out, ", %zu %s%s(%s)", n, what, n == 1 ? "" : "s", sign);
}

static void print_sum(struct buf *out, const struct stat_list *stat)
{
	size_t added = 0, removed = 0;

	vec_for (struct stat_file, f, stat) {
		added += f->added;
		removed += f->removed;
	}
	buf_printf(out, " %zu file%s changed", stat->n, stat->n == 1 ? "" : "s");
	if (added || !removed)
		print_plural(out, added, "insertion", "+");
	if (removed || !added)
		print_plural(out, removed, "deletion", "-");
	buf_chr(out, '\n');
	vec_for (struct stat_file, f, stat)
		if (f->made || f->gone)
			buf_printf(out, " %s mode %06o %.*s\n",
				   f->made ? "create" : "delete", f->mode,
				   STR_FMT(f->path));
}

void stat_print(struct buf *out, const struct stat_list *stat)
{
	struct widths w = widths(stat);

	vec_for (struct stat_file, f, stat) {
		buf_chr(out, ' ');
		print_name(out, f->path, w.name);
		if (f->binary) {
			buf_printf(out, " | %*s\n", (int)w.number, "Bin");
			continue;
		}
		buf_printf(out, " | %*zu", (int)w.number, (size_t)f->added + f->removed);
		if (f->added + f->removed)
			buf_chr(out, ' ');
		diffstat_bar(out, f->added, f->removed, w.most, w.graph);
		buf_chr(out, '\n');
	}
	if (stat->n)
		print_sum(out, stat);
}

static bool changed_in(const struct view *v, const struct weave *w)
{
	for (size_t e = 0; e < w->nevents; e++)
		if (plan_event(v->plan, w, e) == v->half)
			return true;
	return false;
}

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const struct stat_file *)x)->path,
		       ((const struct stat_file *)y)->path);
}

void stat_of_view(struct stat_list *out, const struct view *v)
{
	uint32_t end = (uint32_t)v->plan->s->n;

	for (size_t i = 0; i < v->plan->ws->n; i++) {
		const struct weave *w = v->plan->ws->v[i];
		struct view_file was = view_file(v, w, 0), is = view_file(v, w, end);
		struct stat_file f = {
			.path = is.exists ? is.path : was.path, .binary = w->binary,
			.made = !was.exists && is.exists, .gone = was.exists && !is.exists,
			.mode = is.exists ? is.mode : was.mode,
		};

		const struct walk_span *spans = view_lines(v, w);

		weave_for (j, w) {
			struct walk_span s = spans[j];

			if (w->lines[j].gap)
				continue;
			f.added += !view_has(s, 0) && view_has(s, end);
			f.removed += view_has(s, 0) && !view_has(s, end);
		}
		if (f.added || f.removed || f.made || f.gone ||
		    (was.exists && !str_eq(was.path, is.path)) ||
		    (f.binary && changed_in(v, w)))
			vec_add(v->plan->a, out, f);
	}
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_path);
}
