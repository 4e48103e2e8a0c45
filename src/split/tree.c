// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/sha1.h"
#include "base/vec.h"
#include "patch/binary.h"
#include "patch/diffname.h"
#include "repo/write.h"

/* Bytes of base that are made up for a series. */
#define MADE_MAX (256u << 20)
/* Unknown lines put where the length of the rest is not known. */
#define OPEN_LINES 4

static int by_path(const void *x, const void *y)
{
	return str_cmp(((const struct tree_file *)x)->path,
		       ((const struct tree_file *)y)->path);
}

/* A submodule is the commit that its line names. */
static void text_id(struct tree_file *f)
{
	struct str id = repo_submodule(f->text);

	if (f->mode == 0160000 && id.n) {
		memcpy(f->id, id.p, id.n);
		f->id[id.n] = '\0';
	} else {
		sha1_blob(f->id, f->text);
	}
}

static bool seal(struct tree *t, struct arena *a, struct err *err)
{
	if (t->n)
		qsort(t->v, t->n, sizeof(*t->v), by_path);
	t->paths = map_new(a);
	for (size_t i = 0; i < t->n; i++) {
		if (i && str_eq(t->v[i].path, t->v[i - 1].path))
			return err_set(err, "%.*s: two files of that name: a patch makes one where one is",
				       STR_FMT(t->v[i].path));
		map_set(t->paths, t->v[i].path, &t->v[i]);
		if (t->v[i].known)
			text_id(&t->v[i]);
	}
	return true;
}

static void add_gap(struct buf *out, uint32_t line, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		buf_add(out, STR("winnow: line "));
		buf_num(out, line + i);
		buf_add(out, STR(" is not shown by the series\n"));
	}
}

static uint32_t gap_lines(const struct weave_line *l)
{
	return l->gap == UINT32_MAX ? OPEN_LINES : l->gap;
}

static void text_at(struct buf *out, const struct weave *w, uint32_t n)
{
	uint32_t line = 1;

	buf_clear(out);
	weave_for (i, w) {
		const struct weave_line *l = &w->lines[i];

		if (!weave_alive(l, n))
			continue;
		if (l->gap) {
			add_gap(out, line, gap_lines(l));
			line += gap_lines(l);
			continue;
		}
		buf_add(out, l->text);
		if (!l->no_eol)
			buf_chr(out, '\n');
		line++;
	}
}

static uint64_t made_bytes(const struct weave *w, uint32_t n)
{
	uint64_t sum = 0;

	weave_for (i, w)
		if (w->lines[i].gap && weave_alive(&w->lines[i], n))
			sum += 52ull * gap_lines(&w->lines[i]);
	return sum;
}

/* git writes whole ids for binary files: good enough to name them. Those of text
 * patches on one may be short: no name. */
static void binary_id(char out[41], const struct weave *w, uint32_t n)
{
	for (size_t e = 0; e < w->nevents; e++) {
		const struct weave_event *ev = &w->events[e];

		if (ev->patch <= n && ev->file->new_id.n == 40) {
			memcpy(out, ev->file->new_id.p, 40);
			out[40] = '\0';
		} else if (ev->patch <= n && ev->file->new_id.n) {
			out[0] = '\0';
		}
	}
}

uint32_t tree_mode(const struct weave *w, uint32_t n, const struct tree *base)
{
	uint32_t mode = weave_told_mode(w, n, &w);
	const struct tree_file *f = base ? map_get(base->paths, w->first_path) : NULL;

	if (f && weave_exists(w, 0, NULL) && (!mode || mode == weave_mode(w, 0)))
		return f->mode;
	return mode ? mode : 0100644;
}

bool tree_after(struct tree *out, struct arena *a, const struct weave_set *ws,
		uint32_t n, const struct tree *base, struct err *err)
{
	struct buf text = BUF;
	uint64_t made = 0;

	*out = (struct tree){ 0 };
	for (size_t i = 0; i < ws->n; i++) {
		const struct weave *w = ws->v[i];
		struct tree_file *f;
		struct str path;

		if (!weave_exists(w, n, &path))
			continue;
		f = vec_push(a, out);
		f->path = path;
		f->mode = tree_mode(w, n, base);
		f->known = !w->binary || (!n && w->base_known);
		binary_id(f->id, w, n);
		made += made_bytes(w, n);
		if (made > MADE_MAX) {
			buf_free(&text);
			return err_set(err, "%.*s: too many lines that no hunk shows",
				       STR_FMT(path));
		}
		text_at(&text, w, n);
		f->text = str_dup(a, buf_str(&text));
	}
	buf_free(&text);
	return seal(out, a, err);
}

/* What a binary file was before the first patch on it. */
static void find_bytes(struct tree_file *f, struct arena *a, const struct weave *w)
{
	const struct diff_file *first = w->nevents ? w->events[0].file : NULL;
	struct buf bytes = BUF;
	char id[41];

	if (!first || !first->binary || !binary_before(first->binary_text, &bytes)) {
		buf_free(&bytes);
		return;
	}
	sha1_blob(id, buf_str(&bytes));
	if (first->old_id.n && str_starts(str_of(id), first->old_id))
		f->bytes = str_dup(a, buf_str(&bytes));
	buf_free(&bytes);
}

bool tree_base(struct tree *out, struct arena *a, const struct weave_set *ws,
	       struct err *err)
{
	if (!tree_after(out, a, ws, 0, NULL, err))
		return false;
	for (size_t i = 0; i < ws->n; i++) {
		struct tree_file *f = map_get(out->paths, ws->v[i]->first_path);

		if (f && !f->known && weave_exists(ws->v[i], 0, NULL))
			find_bytes(f, a, ws->v[i]);
	}
	return true;
}

bool tree_text(void *ctx, struct str path, struct str *text)
{
	const struct tree *t = ctx;
	const struct tree_file *f = map_get(t->paths, path);

	if (!f || !f->known)
		return false;
	*text = f->text;
	return true;
}

/* ---- tree ids ---- */

static void add_hash(struct buf *out, const char *hex)
{
	for (int i = 0; i < 40; i += 2)
		buf_chr(out, (char)(chr_hex(hex[i]) << 4 | chr_hex(hex[i + 1])));
}

struct entry {
	struct str name;
	uint32_t mode;
	char id[41];
	bool dir;
};

/* git sorts a directory as if its name ended in a slash. */
static int by_entry(const void *x, const void *y)
{
	const struct entry *a = x, *b = y;
	size_t n = a->name.n < b->name.n ? a->name.n : b->name.n;
	int d = memcmp(a->name.p, b->name.p, n);
	unsigned char ca, cb;

	if (d)
		return d;
	ca = a->name.n > n ? (unsigned char)a->name.p[n] : a->dir ? '/' : 0;
	cb = b->name.n > n ? (unsigned char)b->name.p[n] : b->dir ? '/' : 0;
	return ca - cb;
}

struct entries {
	struct entry *v;
	size_t n, cap;
};

static void close_dir(char out[41], struct entries *e)
{
	struct buf text = BUF;

	if (e->n)
		qsort(e->v, e->n, sizeof(*e->v), by_entry);
	for (size_t i = 0; i < e->n; i++) {
		buf_printf(&text, "%o %.*s", e->v[i].mode, STR_FMT(e->v[i].name));
		buf_chr(&text, '\0');
		add_hash(&text, e->v[i].id);
	}
	sha1_object(out, "tree", buf_str(&text));
	buf_free(&text);
}

/* Directories nested deeper are not in any kernel. */
#define DEPTH_MAX 64

struct dirs {
	struct arena *a;
	struct entries level[DEPTH_MAX];
	struct str name[DEPTH_MAX];	/* of the open directories; [0] the root */
	size_t depth;
};

static void leave(struct dirs *d)
{
	struct entry *e;
	char id[41];

	close_dir(id, &d->level[d->depth]);
	e = vec_push(d->a, &d->level[d->depth - 1]);
	*e = (struct entry){ .name = d->name[d->depth], .mode = 040000, .dir = true };
	memcpy(e->id, id, sizeof(id));
	d->level[d->depth].n = 0;
	d->depth--;
}

void tree_id(char out[41], struct arena *a, const struct tree *t)
{
	struct dirs *d = NEW(a, struct dirs);

	d->a = a;
	for (size_t i = 0; i < t->n; i++) {
		struct str rest = t->v[i].path, part;
		size_t same = 0;
		struct entry *e;

		if (!t->v[i].id[0])
			continue;
		while (same < d->depth && str_starts(rest, d->name[same + 1]) &&
		       str_from(rest, d->name[same + 1].n).n &&
		       rest.p[d->name[same + 1].n] == '/')
			rest = str_from(rest, d->name[++same].n + 1);
		while (d->depth > same)
			leave(d);
		while (d->depth + 1 < DEPTH_MAX && str_until(&rest, '/', &part))
			d->name[++d->depth] = part;
		e = vec_push(a, &d->level[d->depth]);
		*e = (struct entry){ .name = rest, .mode = t->v[i].mode };
		memcpy(e->id, t->v[i].id, sizeof(e->id));
	}
	while (d->depth)
		leave(d);
	close_dir(out, &d->level[0]);
}

static bool write_file(const struct tree_file *f, struct arena *a, const char *dir,
		       struct err *err)
{
	char *path = path_join(a, dir, str_z(a, f->path));
	char *slash = strrchr(path, '/');

	if (diffname_unsafe(f->path))
		return err_set(err, "%.*s: leaves the tree", STR_FMT(f->path));
	*slash = '\0';
	if (!file_mkdirs(path, err))
		return false;
	*slash = '/';
	if ((f->mode & 0170000) == 0120000)
		return !symlink(str_z(a, f->text), path) ||
		       err_set(err, "%s: cannot be made a link", path);
	return file_write(path, f->known ? f->text : f->bytes, err) &&
	       (!(f->mode & 0100) || !chmod(path, 0755) ||
		err_set(err, "%s: cannot be made executable", path));
}

/* Links last, so that nothing is written through one. */
bool tree_write(const struct tree *t, struct arena *a, const char *dir,
		struct err *err)
{
	for (int links = 0; links < 2; links++)
		for (size_t i = 0; i < t->n; i++)
			if ((t->v[i].known || t->v[i].bytes.n) &&
			    ((t->v[i].mode & 0170000) == 0120000) == links &&
			    !write_file(&t->v[i], a, dir, err))
				return false;
	return true;
}
