// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/weave.h"

#include "base/vec.h"
#include "series/learn.h"
#include "series/place.h"

/* Lines that all searches for misplaced hunks of a series may compare. */
#define SEARCH_MAX 20000000

struct build {
	struct arena *a;
	struct weave_set *out;
	const struct series *s;
	weave_base_fn *base;
	void *ctx;
	struct map *paths;	/* name to the weave that lives under it now */
	struct map *moved;	/* to those that this patch first names and moves
				 * away; NULL: none */
	size_t budget;
	uint32_t patch;
	const struct diff *diff;
	struct weave_patch *to;
};

#define trouble(b, line, ...) \
	(*vec_push((b)->a, &(b)->out->problems) = (struct weave_problem){ \
		.patch = (b)->patch, .body_line = (line), \
		.text = str_printf((b)->a, __VA_ARGS__) })

static struct weave *weave_new(struct build *b, struct str path)
{
	struct weave *w = NEW(b->a, struct weave);

	w->path = w->first_path = path;
	w->index = (uint32_t)b->out->n;
	loom_init(w, b->a);
	vec_add(b->a, b->out, w);
	return w;
}

static void fill(struct build *b, struct weave *w, struct str text)
{
	struct spot s;
	struct str line;

	loom_seek(w, 1, &s);
	while (str_line_raw(&text, &line)) {
		struct weave_line l = {
			.born_at = WEAVE_NONE,
			.died = WEAVE_ALIVE, .died_at = WEAVE_NONE,
			.no_eol = !str_ends(line, STR("\n")),
		};

		l.text = str_sub(line, 0, line.n - !l.no_eol);
		loom_insert(w, b->a, &s, l);
	}
}

static void fill_unknown(struct build *b, struct weave *w, uint32_t born)
{
	struct spot s;

	loom_seek(w, 1, &s);
	loom_insert(w, b->a, &s, (struct weave_line){
		.gap = UINT32_MAX, .born = born, .born_at = WEAVE_NONE,
		.died = WEAVE_ALIVE, .died_at = WEAVE_NONE,
	});
}

static struct weave *weave_based(struct build *b, struct str path, bool binary)
{
	struct weave *w = weave_new(b, path);
	struct str text;

	if (!binary && b->base && b->base(b->ctx, path, &text)) {
		w->base_known = true;
		fill(b, w, text);
	} else {
		fill_unknown(b, w, 0);
	}
	return w;
}

/* As `from` was before this patch, whatever the patch did to it so far. */
static struct weave *weave_copied(struct build *b, const struct weave *from,
				  struct str path)
{
	struct weave *w = weave_new(b, path);
	struct spot s;

	w->created = true;
	w->binary = from->binary;
	w->opaque = from->opaque;
	w->from = from;
	loom_seek(w, 1, &s);
	weave_for (i, from) {
		struct weave_line l = from->lines[i];

		if (l.born >= b->patch || l.died < b->patch)
			continue;
		w->created &= !l.gap;
		l.born = b->patch;
		l.died = WEAVE_ALIVE;
		l.born_at = l.died_at = WEAVE_NONE;
		l.section = 0;
		loom_insert(w, b->a, &s, l);
	}
	return w;
}

static bool exists_now(const struct weave *w)
{
	return w && (!w->nevents ||
		     w->events[w->nevents - 1].file->status != DIFF_DELETE);
}

/* A file that no patch has named so far; others of this patch may be copies of it. */
static struct weave *weave_moved(struct build *b, const struct diff_file *f)
{
	struct weave *w = weave_based(b, f->old_path, f->binary);

	if (f->status == DIFF_RENAME) {
		if (!b->moved)
			b->moved = map_new(b->a);
		map_set(b->moved, f->old_path, w);
	}
	return w;
}

/* The weave a file diff goes to; `src` is what lived under its old name
 * before this patch. */
static struct weave *destination(struct build *b, const struct diff_file *f,
				 struct weave *src)
{
	struct weave *w = map_get(b->paths, f->new_path);

	switch (f->status) {
	case DIFF_ADD:
		if (exists_now(w))
			trouble(b, f->body_line, "%.*s: made new, but it exists",
				STR_FMT(f->new_path));
		if (!w) {
			w = weave_new(b, f->new_path);
			w->created = true;
		}
		return w;
	case DIFF_COPY:
		if (!src)
			src = weave_based(b, f->old_path, f->binary);
		map_set(b->paths, f->old_path, src);
		return weave_copied(b, src, f->new_path);
	case DIFF_RENAME:
		if (map_get(b->paths, f->old_path) == src)
			map_set(b->paths, f->old_path, NULL);
		break;
	default:
		break;
	}
	if (!src)
		src = weave_moved(b, f);
	else if (!exists_now(src))
		trouble(b, f->body_line, "%.*s: changed after it was deleted",
			STR_FMT(f->old_path));
	return src;
}

/* Without context behind its changes a hunk reaches the end of the file,
 * unless the diff was made without context. */
static bool reaches_end(const struct build *b, const struct diff_file *f,
			const struct diff_hunk *h)
{
	const struct diff_line *l = &b->diff->lines[h->first];

	if (h->damaged || !h->n)
		return false;
	if (l[h->n - 1].op == ' ')
		return l[h->n - 1].no_eol;
	return l[0].op == ' ' || f->status == DIFF_DELETE ||
	       (h->old_start <= 1 && f->n == 1);
}

/* The hunks of a file one behind the other, each where it says, moved by what those
 * before it added and by how far they had to be moved themselves. */
static void place(struct build *b, struct weave *w, const struct diff_file *f,
		  struct weave_event *ev)
{
	struct placing p = {
		.w = w, .a = b->a, .diff = b->diff, .patch = b->patch,
		.line = b->to->line, .budget = &b->budget, .floor = 1,
	};
	int64_t delta = 0;

	ev->applied = true;
	for (size_t i = f->first; i < f->first + f->n; i++) {
		const struct diff_hunk *h = &b->diff->hunks[i];
		int64_t want = h->old_start + delta;
		size_t added = 0, removed = 0;

		for (size_t j = h->first; j < h->first + h->n; j++) {
			added += b->diff->lines[j].op == '+';
			removed += b->diff->lines[j].op == '-';
		}
		want += removed + added == h->n && !h->old_count;
		p.hunk = h;
		p.ends = reaches_end(b, f, h);
		p.want = want < 1 ? 1 : (uint64_t)want;
		p.offset = 0;
		if (!place_hunk(&p)) {
			ev->applied = false;
			trouble(b, h->body_line,
				"%.*s: the hunk at line %u does not fit: %.*s",
				STR_FMT(f->new_path), h->old_start, STR_FMT(p.why));
		}
		if (p.offset > ev->offset || -p.offset > ev->offset)
			ev->offset = (int32_t)(p.offset < 0 ? -p.offset : p.offset);
		p.floor = p.end;
		delta += p.offset + (int64_t)added - (int64_t)removed;
	}
}

static void kill_rest(struct build *b, struct weave *w)
{
	struct spot s;

	if (!loom_seek(w, 1, &s))
		return;
	if (loom_open(w, &s))
		loom_close(w, &s);
	while (s.cur != WEAVE_NONE)
		loom_kill(w, &s, b->patch, WEAVE_NONE);
}

/* A text patch comes: its lines are on what the last binary patch has left. */
static void make_text(struct build *b, struct weave *w)
{
	size_t e = w->nevents - 1;
	struct spot s;

	while (e && !w->events[e].file->binary)
		e--;
	for (loom_seek(w, 1, &s); s.cur != WEAVE_NONE && !loom_open(w, &s); )
		loom_kill(w, &s, w->events[e].patch, WEAVE_NONE);
	if (s.cur == WEAVE_NONE)
		fill_unknown(b, w, w->events[e].patch);
	w->created = w->opaque = false;
}

static void weave_file(struct build *b, size_t i, struct weave *src)
{
	const struct diff_file *f = &b->diff->files[i];
	struct weave *w = destination(b, f, src);
	struct weave_event *ev;

	map_set(b->paths, f->new_path, w);
	w->path = f->new_path;
	if (w->opaque && w->nevents && f->n && f->status != DIFF_ADD)
		make_text(b, w);
	w->binary |= f->binary;
	w->opaque = f->binary || (w->opaque && !f->n);
	b->to->file[i] = w;
	if (w->nevents == w->events_cap)
		w->events = vec_grow(b->a, w->events, w->nevents, &w->events_cap,
				     sizeof(*w->events));
	ev = &w->events[w->nevents++];
	*ev = (struct weave_event){ .patch = b->patch, .file = f };
	place(b, w, f, ev);
	if (f->status == DIFF_DELETE)
		kill_rest(b, w);
}

static void weave_patch(struct build *b)
{
	size_t n = b->diff->nfiles;
	struct weave **src = NEW_ARRAY(b->a, n, struct weave *);

	b->to->file = NEW_ARRAY(b->a, n, struct weave *);
	b->to->line = NEW_ARRAY(b->a, b->diff->nlines, uint32_t);
	for (size_t i = 0; i < b->diff->nlines; i++)
		b->to->line[i] = WEAVE_NONE;
	/* The names of a git diff are those before it: two files may swap. */
	for (size_t i = 0; i < n; i++)
		src[i] = map_get(b->paths, b->diff->files[i].old_path);
	for (size_t i = 0; i < n; i++) {
		if (!src[i])
			src[i] = map_get(b->paths, b->diff->files[i].old_path);
		if (!src[i] && b->moved)
			src[i] = map_get(b->moved, b->diff->files[i].old_path);
		weave_file(b, i, src[i]);
	}
	b->moved = NULL;
}

static bool is_odd(const struct diff_file *f)
{
	return f->status != DIFF_MODIFY || diff_chmods(f);
}

void weave_seal(struct weave *w, struct arena *a)
{
	size_t n = 0;

	for (size_t e = 0; e < w->nevents; e++)
		n += is_odd(w->events[e].file);
	w->odd = NEW_ARRAY(a, n, uint32_t);
	w->nodd = 0;
	w->mode_at = WEAVE_NONE;
	for (size_t e = 0; e < w->nevents; e++) {
		if (is_odd(w->events[e].file))
			w->odd[w->nodd++] = (uint32_t)e;
		if (w->mode_at == WEAVE_NONE && w->events[e].file->old_mode)
			w->mode_at = (uint32_t)e;
	}
}

void weave_build(struct weave_set *out, struct arena *a, const struct series *s,
		 weave_base_fn *base, void *ctx)
{
	struct build b = {
		.a = a, .out = out, .s = s, .base = base, .ctx = ctx,
		.paths = map_new(a), .budget = SEARCH_MAX,
	};

	*out = (struct weave_set){
		.patches = NEW_ARRAY(a, s->n, struct weave_patch),
		.npatches = s->n,
	};
	for (size_t i = 0; i < s->n; i++) {
		b.patch = (uint32_t)i + 1;
		b.diff = &s->patches[i]->diff;
		b.to = &out->patches[i];
		weave_patch(&b);
	}
	learn_from_copies(out, a);
	for (size_t i = 0; i < out->n; i++)
		weave_seal(out->v[i], a);
}

struct weave *weave_of(const struct weave_set *ws, const struct series *s,
		       uint32_t n, size_t file_index)
{
	if (!n || n > ws->npatches || file_index >= s->patches[n - 1]->diff.nfiles)
		return NULL;
	return ws->patches[n - 1].file[file_index];
}

size_t weave_event_from(const struct weave *w, uint32_t n)
{
	size_t lo = 0, hi = w->nevents;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (w->events[mid].patch < n)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

uint32_t weave_insert(struct weave *w, struct arena *a, uint32_t prev,
		      struct weave_line line)
{
	uint32_t at = (uint32_t)w->nlines, *link;

	if (w->nlines == w->cap)
		w->lines = vec_grow(a, w->lines, w->nlines, &w->cap, sizeof(*w->lines));
	link = prev == WEAVE_NONE ? &w->head : &w->lines[prev].next;
	line.next = *link;
	w->lines[w->nlines++] = line;
	*link = at;
	return at;
}

bool weave_exists(const struct weave *w, uint32_t n, struct str *path)
{
	size_t at = n == UINT32_MAX ? w->nevents : weave_event_from(w, n + 1);
	const struct weave_event *last = at ? &w->events[at - 1] : NULL;

	if (path)
		*path = last ? last->file->new_path : w->first_path;
	if (!last)
		return !w->nevents || !diff_makes(w->events[0].file);
	return last->file->status != DIFF_DELETE;
}

static uint32_t told_mode(const struct weave *w, uint32_t n)
{
	uint32_t mode = 0, at = w->mode_at;

	if (at != WEAVE_NONE && (!at || w->events[at - 1].patch <= n))
		mode = w->events[at].file->old_mode;
	for (size_t i = 0; i < w->nodd && w->events[w->odd[i]].patch <= n; i++) {
		const struct diff_file *f = w->events[w->odd[i]].file;

		if (f->new_mode && (diff_makes(f) || diff_chmods(f)))
			mode = f->new_mode;
	}
	return mode;
}

uint32_t weave_told_mode(const struct weave *w, uint32_t n, const struct weave **of)
{
	uint32_t mode = told_mode(w, n);

	while (!mode && w->from && n >= w->events[0].patch) {
		n = w->events[0].patch - 1;
		w = w->from;
		mode = told_mode(w, n);
	}
	*of = w;
	return mode;
}

uint32_t weave_mode(const struct weave *w, uint32_t n)
{
	uint32_t mode = weave_told_mode(w, n, &w);

	return mode ? mode : 0100644;
}
