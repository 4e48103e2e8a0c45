// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/planfile.h"

#include "base/file.h"
#include "base/json.h"
#include "split/reorder.h"

/* ---- writing ---- */

static uint32_t raw_line(const struct reorder_line *l)
{
	return message_raw_line(l->patch->msg, l->patch->diff.lines[l->at].body_line);
}

/* The mail that holds line j of patch n, and its line in it. */
static uint32_t mail_line(const struct plan *p, uint32_t n, size_t j, const struct patch **mail)
{
	struct reorder_line l = reorder_from(p->reorder, p->s->patches[n - 1], j);

	*mail = l.patch;
	return raw_line(&l);
}

/* Line j goes on with what line i begins, k lines before it. */
static bool same_range(const struct plan *p, uint32_t n, size_t i, size_t j)
{
	const struct plan_patch *pp = &p->patches[n - 1];
	const struct patch *from, *mail;
	uint32_t at = mail_line(p, n, i, &mail);

	return pp->line[i] == pp->line[j] && str_eq(pp->why[i], pp->why[j]) &&
	       (!p->reorder || (mail_line(p, n, j, &from) == at + j - i && from == mail));
}

static void write_range(struct jw *w, const struct plan *p, uint32_t n,
			const struct diff_file *f, size_t from, size_t to)
{
	const struct patch *pt = p->s->patches[n - 1], *mail;
	uint32_t first = mail_line(p, n, from, &mail);
	size_t added = 0;

	for (size_t j = from; j < to; j++)
		added += pt->diff.lines[j].op == '+';
	jw_begin(w, '{');
	jw_kstr(w, "file", f->new_path);
	if (mail != reorder_was(p->reorder, pt))
		jw_knum(w, "from", mail->number);
	jw_kbegin(w, "mail_lines", '[');
	jw_num(w, first);
	jw_num(w, mail_line(p, n, to - 1, &mail));
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
			     same_range(p, n, j, to); )
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
	for (size_t i = 0; hp && i < hp->dropped.n; i++)
		jw_str(w, str_printf(e->a, "%.*s: %.*s", STR_FMT(hp->dropped.v[i].name),
				     STR_FMT(hp->dropped.v[i].value)));
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
	for (size_t i = 0; i < p->holes.n; i++) {
		const struct plan_hole *h = &p->holes.v[i];

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

/* ---- the order ---- */

static void write_number_of(struct jw *w, const char *key, const struct patch *p)
{
	jw_knum_or_null(w, key, p ? p->number : 0);
}

static void write_pair(struct jw *w, const struct reorder_pair *x)
{
	jw_begin(w, '{');
	jw_knum(w, "patch", x->added.patch->number);
	jw_knum(w, "mail_line", raw_line(&x->added));
	jw_knum(w, "removed_by", x->removed.patch->number);
	jw_knum(w, "removed_at", raw_line(&x->removed));
	jw_end(w, '}');
}

static void write_fold(struct jw *w, const struct reorder_fold *x)
{
	jw_begin(w, '{');
	jw_knum(w, "patch", x->line.patch->number);
	jw_knum(w, "mail_line", raw_line(&x->line));
	jw_knum(w, "into", x->into->number);
	jw_end(w, '}');
}

static void write_move(struct jw *w, const struct reorder_move *m)
{
	jw_begin(w, '{');
	jw_knum(w, "patch", m->patch->number);
	jw_kbool(w, "moved", m->moved);
	write_number_of(w, "behind", m->behind);
	jw_kstr_or_null(w, "why_not", m->why);
	jw_kbegin(w, "spared", '[');
	vec_for(const struct reorder_pair, x, &m->spared)
		if (x->added.patch && x->removed.patch)
			write_pair(w, x);
	jw_end(w, ']');
	jw_kbegin(w, "folded", '[');
	vec_for(const struct reorder_fold, x, &m->folded)
		if (x->line.patch)
			write_fold(w, x);
	jw_end(w, ']');
	jw_kbegin(w, "emptied", '[');
	vec_for(const struct patch *, x, &m->emptied)
		jw_num(w, (*x)->number);
	jw_end(w, ']');
	jw_end(w, '}');
}

static void write_order(struct jw *w, const struct reorder *r)
{
	if (!r)
		return;
	jw_kbegin(w, "reorder", '[');
	vec_for(const struct reorder_move, m, &r->moves)
		write_move(w, m);
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
	if (proof->spared)
		jw_knum(w, "spared", proof->spared);
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
	write_order(&w, p->reorder);
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
	uint64_t from, to, other = reorder_was(p->reorder, pt)->number;
	enum half half;

	if (json_len(lines) != 2 || !json_to_num(json_first(lines), &from, UINT32_MAX) ||
	    !json_to_num(json_next(json_first(lines)), &to, UINT32_MAX) || from > to ||
	    !read_half(j, &half))
		return false;
	json_str(j, "why", &why);
	if (json_get(j, "from") && !json_num(j, "from", &other, UINT32_MAX))
		return false;
	/* Follows from the order, and is found again. */
	if (half == HALF_NEITHER)
		return true;
	why = str_dup(p->a, why);
	for (size_t k = 0; k < pt->diff.nlines; k++) {
		const struct patch *mail;
		uint32_t line = mail_line(p, n, k, &mail);

		if (pt->diff.lines[k].op != ' ' && mail->number == other &&
		    line >= from && line <= to)
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
	if (json_len(json_get(doc, "reorder")) && !p->reorder)
		ok = err_set(err, "%s: was made with --reorder, and wants it again", path);
	json_for (j, json_get(doc, "patches")) {
		ok = ok && read_patch(p, j, path, at, err);
		at++;
	}
	return ok;
}
