// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/planfile.h"

#include "base/file.h"
#include "base/json.h"

/* ---- writing ---- */

static uint32_t mail_line(const struct patch *p, size_t j)
{
	return message_raw_line(p->msg, p->diff.lines[j].body_line);
}

static bool same_range(const struct plan_patch *pp, size_t i, size_t j)
{
	return pp->line[i] == pp->line[j] && str_eq(pp->why[i], pp->why[j]);
}

static void write_range(struct jw *w, const struct plan *p, uint32_t n,
			const struct diff_file *f, size_t from, size_t to)
{
	const struct patch *pt = p->s->patches[n - 1];
	size_t added = 0;

	for (size_t j = from; j < to; j++)
		added += pt->diff.lines[j].op == '+';
	jw_begin(w, '{');
	jw_kstr(w, "file", f->new_path);
	jw_kbegin(w, "mail_lines", '[');
	jw_num(w, mail_line(pt, from));
	jw_num(w, mail_line(pt, to - 1));
	jw_end(w, ']');
	jw_knum(w, "added", added);
	jw_knum(w, "removed", to - from - added);
	jw_kstr(w, "half", str_of(half_name(p->patches[n - 1].line[from])));
	jw_kstr_or_null(w, "why", p->patches[n - 1].why[from]);
	jw_end(w, '}');
}

static void write_file(struct jw *w, const struct plan *p, uint32_t n,
		       const struct diff_file *f)
{
	const struct diff *d = &p->s->patches[n - 1]->diff;

	for (size_t k = f->first; k < f->first + f->n; k++) {
		size_t end = d->hunks[k].first + d->hunks[k].n, to;

		for (size_t j = d->hunks[k].first; j < end; j = to) {
			for (to = j; to < end && d->lines[to].op != ' ' &&
			     same_range(&p->patches[n - 1], j, to); )
				to++;
			if (to > j)
				write_range(w, p, n, f, j, to);
			else
				to++;
		}
	}
}

static void write_number(struct jw *w, const struct emit *e, enum half half, uint32_t n)
{
	const struct half_patch *hp = emit_find(e, half, n);

	jw_knum_or_null(w, half_name(half), hp ? hp->k : 0);
}

static void write_dropped(struct jw *w, const struct emit *e, uint32_t n)
{
	const struct half_patch *hp = emit_find(e, HALF_CURRENT, n);

	jw_kbegin(w, "dropped_trailers", '[');
	for (size_t i = 0; hp && i < hp->ndropped; i++)
		jw_str(w, str_printf(e->a, "%.*s: %.*s", STR_FMT(hp->dropped[i].name),
				     STR_FMT(hp->dropped[i].value)));
	jw_end(w, ']');
}

static void write_patch(struct jw *w, const struct emit *e, uint32_t n)
{
	const struct plan *p = e->plan;
	const struct patch *pt = p->s->patches[n - 1];

	jw_begin(w, '{');
	jw_knum(w, "patch", pt->number);
	jw_kstr(w, "message_id", pt->msg->message_id);
	jw_kstr(w, "subject", pt->subject.text);
	write_number(w, e, HALF_CURRENT, n);
	write_number(w, e, HALF_THROWAWAY, n);
	write_dropped(w, e, n);
	jw_kbegin(w, "ranges", '[');
	for (size_t i = 0; i < pt->diff.nfiles; i++)
		write_file(w, p, n, &pt->diff.files[i]);
	jw_end(w, ']');
	jw_end(w, '}');
}

static void write_holes(struct jw *w, const struct plan *p)
{
	jw_kbegin(w, "holes", '[');
	for (size_t i = 0; i < p->nholes; i++) {
		const struct plan_hole *h = &p->holes[i];

		jw_begin(w, '{');
		jw_knum(w, "patch", p->s->patches[h->patch - 1]->number);
		jw_kstr(w, "file", h->file);
		jw_knum(w, "line", h->line);
		jw_knum(w, "end_line", h->end_line);
		jw_kstr(w, "what", h->what);
		jw_kstr_or_null(w, "hint", h->hint);
		jw_end(w, '}');
	}
	jw_end(w, ']');
}

static void write_proof(struct jw *w, const struct proof *proof)
{
	jw_kbegin(w, "proof", '{');
	jw_kstr(w, "base_tree", str_of(proof->base));
	jw_kstr(w, "original_tree", str_of(proof->original));
	jw_kstr(w, "first_tree", str_of(proof->first));
	jw_kstr(w, "both_tree", str_of(proof->both));
	jw_knum(w, "added", proof->added);
	jw_knum(w, "removed", proof->removed);
	jw_knum(w, "in_neither", proof->cancelled);
	jw_end(w, '}');
}

void planfile_write(struct buf *out, const struct emit *e, const struct proof *proof)
{
	const struct plan *p = e->plan;
	struct jw w = JW(out);

	w.indent = 1;
	jw_begin(&w, '{');
	jw_knum(&w, "v", 1);
	jw_kstr(&w, "order", p->first == HALF_CURRENT ? STR("above") : STR("below"));
	jw_kbegin(&w, "series", '{');
	jw_kstr(&w, "title", p->s->title);
	jw_knum(&w, "version", p->s->version);
	jw_knum(&w, "patches", p->s->n);
	jw_knum(&w, "current", e->half[HALF_CURRENT].n);
	jw_knum(&w, "throwaway", e->half[HALF_THROWAWAY].n);
	jw_end(&w, '}');
	jw_kbegin(&w, "patches", '[');
	for (uint32_t n = 1; n <= p->s->n; n++)
		write_patch(&w, e, n);
	jw_end(&w, ']');
	write_holes(&w, p);
	write_proof(&w, proof);
	jw_end(&w, '}');
	buf_chr(out, '\n');
}

/* ---- reading ---- */

static bool read_half(const struct json *j, enum half *out)
{
	struct str s;

	if (!json_str(j, "half", &s))
		return false;
	for (*out = HALF_CURRENT; *out <= HALF_NEITHER; ++*out)
		if (str_eq(s, str_of(half_name(*out))))
			return true;
	return false;
}

static bool read_range(struct plan *p, uint32_t n, const struct json *j)
{
	const struct patch *pt = p->s->patches[n - 1];
	const struct json *lines = json_get(j, "mail_lines");
	struct str why = STR("");
	uint64_t from, to;
	enum half half;

	if (json_len(lines) != 2 || !json_to_num(json_first(lines), &from, UINT32_MAX) ||
	    !json_to_num(json_next(json_first(lines)), &to, UINT32_MAX) || from > to ||
	    !read_half(j, &half))
		return false;
	json_str(j, "why", &why);
	/* Follows from the order, and is found again. */
	if (half == HALF_NEITHER)
		return true;
	why = str_dup(p->a, why);
	for (size_t k = 0; k < pt->diff.nlines; k++) {
		uint32_t line = mail_line(pt, k);

		if (pt->diff.lines[k].op != ' ' && line >= from && line <= to)
			plan_set(p, n, k, half, why);
	}
	return true;
}

static bool read_patch(struct plan *p, const struct json *j, const char *path,
		       size_t at, struct err *err)
{
	uint64_t number;
	uint32_t n = 0;
	size_t i = 0;

	if (!json_num(j, "patch", &number, UINT32_MAX))
		return err_set(err, "%s: patches[%zu].patch: not a number", path, at);
	for (uint32_t k = 1; k <= p->s->n; k++)
		if (p->s->patches[k - 1]->number == number)
			n = k;
	if (!n)
		return err_set(err, "%s: patches[%zu].patch: the series has no patch %llu",
			       path, at, (unsigned long long)number);
	json_for (range, json_get(j, "ranges")) {
		if (!read_range(p, n, range))
			return err_set(err, "%s: patches[%zu].ranges[%zu]: wants mail_lines "
				       "[first, last] and half \"current\" or \"throwaway\"",
				       path, at, i);
		i++;
	}
	return true;
}

bool planfile_read(struct plan *p, const char *path, struct err *err)
{
	struct json *doc;
	struct str text;
	size_t at = 0;
	bool ok = true;

	if (!file_read(p->a, path, 256u << 20, &text, err))
		return false;
	doc = json_parse(p->a, text, path, err);
	if (!doc)
		return false;
	json_for (j, json_get(doc, "patches")) {
		ok = ok && read_patch(p, j, path, at, err);
		at++;
	}
	return ok;
}
