// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/weave.h"

#include "base/sha1.h"
#include "base/vec.h"

bool weave_text(const struct weave *w, uint32_t n, struct buf *out)
{
	weave_for (i, w) {
		const struct weave_line *l = &w->lines[i];

		if (!weave_alive(l, n))
			continue;
		if (l->gap)
			return false;
		buf_add(out, l->text);
		if (!l->no_eol)
			buf_chr(out, '\n');
	}
	return true;
}

static void event_id(const struct weave *w, struct weave_event *ev, struct buf *text)
{
	struct str id = ev->file->new_id;

	buf_clear(text);
	if (!id.n || ev->file->status == DIFF_DELETE || !weave_text(w, ev->patch, text))
		return;
	sha1_blob(ev->id, buf_str(text));
	ev->id_known = true;
	ev->id_ok = str_starts(str_of(ev->id), id);
}

void weave_ids(struct weave_set *ws)
{
	struct buf text = BUF;

	for (size_t i = 0; i < ws->n; i++) {
		struct weave *w = ws->v[i];

		for (size_t j = 0; !w->binary && j < w->nevents; j++)
			event_id(w, &w->events[j], &text);
	}
	buf_free(&text);
}

static size_t known_bytes(const struct weave *w, uint32_t n, size_t *lines)
{
	size_t bytes = 0;

	*lines = 0;
	weave_for (i, w) {
		if (!weave_alive(&w->lines[i], n) || w->lines[i].gap)
			continue;
		bytes += w->lines[i].text.n + 1;
		++*lines;
	}
	return bytes;
}

bool weave_snapshot(struct snapshot *out, struct arena *a, const struct weave *w,
		    uint32_t n)
{
	struct snapshot_part *part = NULL;
	uint32_t line = 1;
	size_t lines;
	char *p;

	*out = (struct snapshot){ .whole = true };
	if (!weave_exists(w, n, &out->path))
		return false;
	p = arena_alloc(a, known_bytes(w, n, &lines));
	out->line_of = NEW_ARRAY(a, lines, uint32_t);
	weave_for (i, w) {
		const struct weave_line *l = &w->lines[i];

		if (!weave_alive(l, n))
			continue;
		if (l->gap) {
			out->whole = false;
			part = NULL;
			line += l->gap;
			continue;
		}
		if (!part) {
			if (out->n == out->cap)
				out->parts = vec_grow(a, out->parts, out->n, &out->cap,
						      sizeof(*out->parts));
			part = &out->parts[out->n++];
			*part = (struct snapshot_part){ 0 };
			part->text.p = p;
			part->first_line = line;
			if (l->section)
				part->section = w->sections[l->section - 1];
		}
		memcpy(p, l->text.p, l->text.n);
		p += l->text.n;
		if (!l->no_eol)
			*p++ = '\n';
		part->text.n = (size_t)(p - part->text.p);
		out->line_of[out->nknown++] = i;
		line++;
	}
	return true;
}
