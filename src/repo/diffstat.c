// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/diffstat.h"

#include "base/vec.h"

#define WIDTH 72

struct layout {
	size_t name, number, graph;	/* columns */
	uint64_t max;			/* most changes in one file */
};

/* ---- "dir/{old => new}/file" ---- */

/* Bytes up to and with the last slash that both have from the front. */
static size_t common_front(const char *a, const char *b)
{
	size_t n = 0;

	for (size_t i = 0; a[i] && a[i] == b[i]; i++)
		if (a[i] == '/')
			n = i + 1;
	return n;
}

/* Bytes from the first slash of what both have at the end; it may be the slash
 * that also ends the front. */
static size_t common_back(const char *a, const char *b, size_t front)
{
	size_t na = strlen(a), nb = strlen(b), n = 0, stop = front ? front - 1 : 0;

	for (size_t i = 1; i <= na - stop && i <= nb - stop; i++) {
		if (a[na - i] != b[nb - i])
			break;
		if (a[na - i] == '/')
			n = i;
	}
	return n;
}

static void middle(struct buf *out, const char *path, size_t front, size_t back)
{
	size_t n = strlen(path);

	if (front + back < n)
		buf_add(out, str_n(path + front, n - front - back));
}

static void rename_name(struct buf *out, const char *a, const char *b)
{
	size_t front, back;

	if (gitdiff_needs_quotes(a) || gitdiff_needs_quotes(b)) {
		gitdiff_path(out, "", a);
		buf_add(out, STR(" => "));
		gitdiff_path(out, "", b);
		return;
	}
	front = common_front(a, b);
	back = common_back(a, b, front);
	buf_add(out, str_n(a, front));
	if (front + back)
		buf_chr(out, '{');
	middle(out, a, front, back);
	buf_add(out, STR(" => "));
	middle(out, b, front, back);
	if (front + back)
		buf_chr(out, '}');
	buf_add(out, str_n(a + strlen(a) - back, back));
}

static void stat_name(struct buf *out, const struct pair *p)
{
	if (pair_renamed(p))
		rename_name(out, p->one.path, p->two.path);
	else
		gitdiff_path(out, "", p->two.path);
}

/* ---- the table ---- */

size_t diffstat_digits(uint64_t n)
{
	size_t d = 1;

	for (; n >= 10; n /= 10)
		d++;
	return d;
}

static void fit(struct layout *l, size_t longest, size_t bin)
{
	size_t width = WIDTH, part = WIDTH * 3 / 8;

	if (width < 16 + 6 + l->number)
		width = 16 + 6 + l->number;
	l->graph = l->max + 4 > bin ? l->max : bin - 4;
	l->name = longest;
	if (l->name + l->number + 6 + l->graph <= width)
		return;
	part = part > l->number + 6 ? part - l->number - 6 : 0;
	if (l->graph > part)
		l->graph = part < 6 ? 6 : part;
	if (l->name > width - l->number - 6 - l->graph)
		l->name = width - l->number - 6 - l->graph;
	else
		l->graph = width - l->number - 6 - l->name;
}

static struct layout lay_out(const struct pairs *pairs,
			     const struct gitdiff_counts *c)
{
	struct layout l = { 0 };
	size_t longest = 0, bin = 0;
	struct buf name = BUF;

	for (size_t i = 0; i < pairs->n; i++) {
		uint64_t change = c[i].added + c[i].removed;

		buf_clear(&name);
		stat_name(&name, &pairs->v[i]);
		if (name.n > longest)
			longest = name.n;
		if (c[i].binary) {
			size_t w = 14 + diffstat_digits(c[i].added) + diffstat_digits(c[i].removed);

			bin = w > bin ? w : bin;
			l.number = 3;
		} else if (change > l.max) {
			l.max = change;
		}
	}
	buf_free(&name);
	if (diffstat_digits(l.max) > l.number)
		l.number = diffstat_digits(l.max);
	fit(&l, longest, bin);
	return l;
}

static uint64_t scale(uint64_t n, uint64_t max, uint64_t width)
{
	return n ? 1 + n * (width - 1) / max : 0;
}

void diffstat_bar(struct buf *out, uint64_t add, uint64_t del, uint64_t max,
		  uint64_t width)
{
	if (width <= max) {
		uint64_t total = scale(add + del, max, width);

		if (total < 2 && add && del)
			total = 2;
		if (add < del) {
			add = scale(add, max, width);
			del = total - add;
		} else {
			del = scale(del, max, width);
			add = total - del;
		}
	}
	buf_fill(out, '+', add);
	buf_fill(out, '-', del);
}

/* A name too long loses its front, at a slash where there is one. */
static void short_name(struct buf *out, struct str name, size_t width)
{
	size_t room = width, slash;

	buf_chr(out, ' ');
	if (name.n > width) {
		buf_add(out, STR("..."));
		room = width - 3;
		name = str_from(name, name.n - room);
		slash = str_find_chr(name, '/');
		if (slash != SIZE_MAX)
			name = str_from(name, slash);
	}
	buf_add(out, name);
	if (name.n < room)
		buf_fill(out, ' ', room - name.n);
}

static void row(struct buf *out, const struct layout *l, const struct pair *p,
		const struct gitdiff_counts *c)
{
	uint64_t change = c->added + c->removed;
	struct buf name = BUF;

	stat_name(&name, p);
	short_name(out, buf_str(&name), l->name);
	buf_free(&name);
	if (c->binary) {
		buf_printf(out, " | %*s", (int)l->number, "Bin");
		if (change)
			buf_printf(out, " %llu -> %llu bytes",
				   (unsigned long long)c->removed,
				   (unsigned long long)c->added);
	} else {
		buf_printf(out, " | %*llu%s", (int)l->number,
			   (unsigned long long)change, change ? " " : "");
		diffstat_bar(out, c->added, c->removed, l->max, l->graph);
	}
	buf_chr(out, '\n');
}

static void totals(struct buf *out, size_t files, uint64_t add, uint64_t del)
{
	buf_printf(out, " %zu file%s changed", files, files == 1 ? "" : "s");
	if (add || !del)
		buf_printf(out, ", %llu insertion%s(+)", (unsigned long long)add,
			   add == 1 ? "" : "s");
	if (del || !add)
		buf_printf(out, ", %llu deletion%s(-)", (unsigned long long)del,
			   del == 1 ? "" : "s");
	buf_chr(out, '\n');
}

/* ---- the summary ---- */

static void whole_file(struct buf *out, const char *what, unsigned mode,
		       const char *path)
{
	buf_printf(out, " %s mode %06o ", what, mode);
	gitdiff_path(out, "", path);
	buf_chr(out, '\n');
}

static void summary(struct buf *out, const struct pair *p)
{
	if (!p->two.mode) {
		whole_file(out, "delete", p->one.mode, p->one.path);
		return;
	}
	if (!p->one.mode) {
		whole_file(out, "create", p->two.mode, p->two.path);
		return;
	}
	if (pair_renamed(p)) {
		buf_add(out, STR(" rename "));
		rename_name(out, p->one.path, p->two.path);
		buf_printf(out, " (%u%%)\n", p->score * 100 / PAIR_MAX_SCORE);
	}
	if (p->one.mode == p->two.mode)
		return;
	buf_printf(out, " mode change %06o => %06o", p->one.mode, p->two.mode);
	if (!pair_renamed(p)) {
		buf_chr(out, ' ');
		gitdiff_path(out, "", p->two.path);
	}
	buf_chr(out, '\n');
}

void diffstat_add(struct buf *out, const struct pairs *pairs,
		  const struct gitdiff_counts *c)
{
	struct layout l = lay_out(pairs, c);
	uint64_t add = 0, del = 0;

	for (size_t i = 0; i < pairs->n; i++) {
		row(out, &l, &pairs->v[i], &c[i]);
		add += c[i].binary ? 0 : c[i].added;
		del += c[i].binary ? 0 : c[i].removed;
	}
	totals(out, pairs->n, add, del);
	for (size_t i = 0; i < pairs->n; i++)
		summary(out, &pairs->v[i]);
}
