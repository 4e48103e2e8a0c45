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
	const struct weave_set *ws;
	weave_base_fn *base;
	void *ctx;
	struct blob *v;			/* by weave */
};

struct blobs *blobs_open(struct arena *a, const struct weave_set *ws, weave_base_fn *base,
			 void *ctx)
{
	struct blobs *b = NEW(a, struct blobs);

	*b = (struct blobs){ a, ws, base, ctx, NEW_ARRAY(a, ws->n, struct blob) };
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

	if (!fill(b, w->from, from, err))
		return false;
	*out = from->n == n ? from->before : from->bytes;
	return true;
}

static bool apply(struct blobs *b, const struct weave_event *ev, struct blob *at,
		  struct err *err)
{
	const struct diff_file *f = ev->file;
	struct buf out = BUF;
	char id[41];
	bool ok;

	if (f->n)
		return err_set(err, "%.*s: text and binary patches of one file",
			       STR_FMT(f->new_path));
	if (!f->binary)
		return true;
	ok = binary_apply(f->binary_text, at->bytes, &out);
	if (ok) {
		sha1_blob(id, buf_str(&out));
		ok = f->status == DIFF_DELETE || str_starts(str_of(id), f->new_id);
		at->bytes = str_dup(b->a, buf_str(&out));
	}
	buf_free(&out);
	return ok || err_set(err, "%.*s: its binary patch does not give what it says",
			     STR_FMT(f->new_path));
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
