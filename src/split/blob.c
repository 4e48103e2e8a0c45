// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/blob.h"

#include "base/sha1.h"
#include "patch/binary.h"

struct blob {
	bool known;			/* bytes are filled */
	uint32_t n;			/* the patch that made them */
	struct str bytes, before;	/* after patch n, and before it */
};

struct blobs {
	struct arena *a;
	const struct series *s;
	weave_base_fn *base;
	void *ctx;
	struct blob *v;			/* by weave */
};

struct blobs *blobs_open(struct arena *a, const struct weave_set *ws,
			 const struct series *s, weave_base_fn *base, void *ctx)
{
	struct blobs *b = NEW(a, struct blobs);

	*b = (struct blobs){ a, s, base, ctx, NEW_ARRAY(a, ws->n, struct blob) };
	return b;
}

static bool fill(struct blobs *b, const struct weave *w, struct blob *at, struct err *err)
{
	if (at->known)
		return true;
	at->known = true;
	return !weave_exists(w, 0, NULL) || b->base(b->ctx, w->first_path, &at->bytes) ||
	       err_set(err, "%.*s: the base does not have it", STR_FMT(w->first_path));
}

/* What the file was copied from held before patch n. */
static bool copied(struct blobs *b, const struct weave *w, uint32_t n, struct str *out,
		   struct err *err)
{
	struct blob *from = &b->v[w->from->index];
	struct buf text = BUF;

	/* Text for ever is in the weave alone. */
	if (!w->from->binary && weave_text(w->from, n - 1, &text))
		*out = str_dup(b->a, buf_str(&text));
	buf_free(&text);
	if (!w->from->binary)
		return out->p || err_set(err, "%.*s: the base does not have it",
					 STR_FMT(w->from->first_path));
	if (!fill(b, w->from, from, err))
		return false;
	*out = from->n == n ? from->before : from->bytes;
	return true;
}

/* ---- hunks, exactly where they say ---- */

static bool is_line(const struct diff_line *l, struct str line)
{
	return str_ends(line, STR("\n")) != l->no_eol &&
	       str_eq(l->text, str_sub(line, 0, line.n - !l->no_eol));
}

static bool hunk_apply(const struct diff *d, const struct diff_hunk *h, struct str *old,
		       uint64_t *at, struct buf *out)
{
	uint64_t start = (uint64_t)h->old_start + (h->old_count == 0);
	struct str line;

	for (; *at < start; ++*at) {
		if (!str_line_raw(old, &line))
			return false;
		buf_add(out, line);
	}
	for (size_t i = h->first; i < h->first + h->n; i++) {
		const struct diff_line *l = &d->lines[i];

		if (l->op != '+') {
			if (!str_line_raw(old, &line) || !is_line(l, line))
				return false;
			++*at;
		}
		if (l->op == '-')
			continue;
		buf_add(out, l->text);
		if (!l->no_eol)
			buf_chr(out, '\n');
	}
	return true;
}

static bool text_apply(const struct diff *d, const struct diff_file *f, struct str old,
		       struct buf *out)
{
	uint64_t at = 1;

	for (size_t i = f->first; i < f->first + f->n; i++)
		if (!hunk_apply(d, &d->hunks[i], &old, &at, out))
			return false;
	buf_add(out, old);
	return true;
}

static bool apply(struct blobs *b, const struct weave_event *ev, struct blob *at,
		  struct err *err)
{
	const struct diff_file *f = ev->file;
	struct buf out = BUF;
	char id[41];
	bool ok;

	if (!f->binary && !f->n)
		return true;
	ok = f->binary ? binary_apply(f->binary_text, at->bytes, &out) :
			 text_apply(&b->s->patches[ev->patch - 1]->diff, f, at->bytes, &out);
	if (ok) {
		sha1_blob(id, buf_str(&out));
		ok = f->status == DIFF_DELETE || str_starts(str_of(id), f->new_id);
		at->bytes = str_dup(b->a, buf_str(&out));
	}
	buf_free(&out);
	return ok || err_set(err, "%.*s: its %s patch does not give what it says",
			     STR_FMT(f->new_path), f->binary ? "binary" : "text");
}

bool blobs_after(struct blobs *b, const struct weave *w, uint32_t n, struct str *out,
		 struct err *err)
{
	struct blob *at = &b->v[w->index];

	if (!fill(b, w, at, err))
		return false;
	for (size_t e = weave_event_from(w, at->n + 1);
	     e < w->nevents && w->events[e].patch <= n; e++) {
		const struct weave_event *ev = &w->events[e];

		at->before = at->bytes;
		if (ev->file->status == DIFF_COPY && w->from &&
		    !copied(b, w, ev->patch, &at->bytes, err))
			return false;
		if (!apply(b, ev, at, err))
			return false;
		at->n = ev->patch;
	}
	*out = at->bytes;
	return true;
}
