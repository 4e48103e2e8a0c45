// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/gitdiff.h"

#include "base/file.h"
#include "base/gzip.h"
#include "base/vec.h"
#include "repo/gitdir.h"
#include "repo/libgit2.h"
#include "repo/repo.h"

#define ABBREV_MIN 7
#define BASE85_LINE 52
/* zlib's level in git's binary patches, whatever the packs use. */
#define LEVEL 1

struct writer {
	struct buf *out;
	struct gitdiff_counts *counts;
	const char *a, *b;	/* paths for --- and +++; NULL: /dev/null */
	bool labelled, failed;
};

/* ---- names ---- */

static bool plain(unsigned char c)
{
	return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

bool gitdiff_needs_quotes(const char *path)
{
	for (; *path; path++)
		if (!plain((unsigned char)*path))
			return true;
	return false;
}

static void escaped(struct buf *out, const char *s)
{
	static const char codes[] = "\a\b\t\n\v\f\r\"\\", names[] = "abtnvfr\"\\";

	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;
		const char *code = strchr(codes, c);

		if (plain(c))
			buf_chr(out, *s);
		else if (code)
			buf_printf(out, "\\%c", names[code - codes]);
		else
			buf_printf(out, "\\%03o", c);
	}
}

void gitdiff_path(struct buf *out, const char *prefix, const char *path)
{
	if (!gitdiff_needs_quotes(path)) {
		buf_printf(out, "%s%s", prefix, path);
		return;
	}
	buf_chr(out, '"');
	escaped(out, prefix);
	escaped(out, path);
	buf_chr(out, '"');
}

/* ---- ids ---- */

/* Objects in the packs, from the last entry of each index's fan-out table. */
static uint64_t objects_in(const char *path)
{
	struct file_map m;
	uint64_t n = 0;
	size_t at;

	if (!file_map_open(&m, path, NULL))
		return 0;
	at = str_starts(m.text, STR("\377tOc")) ? 8 : 0;
	at += 255 * 4;
	for (size_t i = at; i < at + 4 && i < m.text.n; i++)
		n = n << 8 | (unsigned char)m.text.p[i];
	file_map_close(&m);
	return n;
}

static uint64_t count_objects(git_repository *git)
{
	struct arena *a = arena_new();
	char *dir = path_join(a, git2.repository_commondir(git), "objects/pack");
	struct file_list l = { 0 };
	uint64_t n = 0;

	if (file_dir(a, dir, false, &l, NULL))
		for (size_t i = 0; i < l.n; i++)
			if (str_ends(str_of(l.v[i]), STR(".idx")))
				n += objects_in(path_join(a, dir, l.v[i]));
	arena_free(a);
	return n;
}

/* 2^bits objects collide at half as many bits; four bits are a digit. */
unsigned gitdiff_abbrev(git_repository *git)
{
	uint64_t n = count_objects(git);
	unsigned bits = 0;

	for (; n; n >>= 1)
		bits++;
	return (bits + 1) / 2 < ABBREV_MIN ? ABBREV_MIN : (bits + 1) / 2;
}

static void add_id(struct buf *out, git_repository *git, const git_oid *id,
		   unsigned digits)
{
	char hex[41];
	git_odb *odb;

	if (!git2.repository_odb(&odb, git)) {
		git_oid full;

		while (digits < 40 && !git2.oid_is_zero(id) &&
		       git2.odb_exists_prefix(&full, odb, id, digits) ==
		       GIT_EAMBIGUOUS)
			digits++;
		git2.odb_free(odb);
	}
	buf_add(out, str_n(git2.oid_tostr(hex, 41, id), digits));
}

/* ---- text ---- */

static void label(struct buf *out, const char *mark, const char *prefix,
		  const char *path)
{
	buf_printf(out, "%s ", mark);
	if (!path) {
		buf_add(out, STR("/dev/null\n"));
		return;
	}
	gitdiff_path(out, prefix, path);
	/* So that patch(1) finds the end of the name. */
	if (strchr(path, ' '))
		buf_chr(out, '\t');
	buf_chr(out, '\n');
}

static int on_hunk(const git_diff_delta *d, const git_diff_hunk *h, void *arg)
{
	struct writer *w = arg;

	(void)d;
	if (!w->labelled) {
		label(w->out, "---", "a/", w->a);
		label(w->out, "+++", "b/", w->b);
		w->labelled = true;
	}
	/* libgit2 cuts the function's line and may leave a blank at its end. */
	buf_add(w->out, str_rtrim(str_n(h->header, h->header_len)));
	buf_chr(w->out, '\n');
	return 0;
}

static int on_line(const git_diff_delta *d, const git_diff_hunk *h,
		   const git_diff_line *l, void *arg)
{
	struct writer *w = arg;

	(void)d, (void)h;
	switch (l->origin) {
	case GIT_DIFF_LINE_ADDITION:
		w->counts->added++;
		break;
	case GIT_DIFF_LINE_DELETION:
		w->counts->removed++;
		break;
	case GIT_DIFF_LINE_CONTEXT:
		break;
	default:	/* "\ No newline at end of file" */
		buf_add(w->out, str_n(l->content, l->content_len));
		return 0;
	}
	buf_chr(w->out, l->origin);
	buf_add(w->out, str_n(l->content, l->content_len));
	return 0;
}

/* ---- binary ---- */

static void base85(struct buf *out, const unsigned char *p, size_t n)
{
	static const char digits[] =
		"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"!#$%&()*+-;<=>?@^_`{|}~";

	for (size_t i = 0; i < n; i += 4) {
		uint32_t word = 0;
		char five[5];

		for (size_t k = i; k < i + 4; k++)
			word = word << 8 | (k < n ? p[k] : 0);
		for (int k = 4; k >= 0; k--) {
			five[k] = digits[word % 85];
			word /= 85;
		}
		buf_add(out, str_n(five, 5));
	}
}

static void base85_lines(struct buf *out, struct str s)
{
	while (s.n) {
		struct str line = str_sub(s, 0, BASE85_LINE);

		buf_chr(out, (char)(line.n <= 26 ? 'A' + line.n - 1 :
				    'a' + line.n - 27));
		base85(out, (const unsigned char *)line.p, line.n);
		buf_chr(out, '\n');
		s = str_from(s, line.n);
	}
	buf_chr(out, '\n');
}

static bool delta_of(const git_diff_binary_file *f, struct buf *packed,
		     size_t *size)
{
	struct buf delta = BUF;
	bool ok;

	ok = f->type == GIT_DIFF_BINARY_DELTA &&
	     gzip_zlib_inflate(str_n(f->data, f->datalen), f->inflatedlen, &delta);
	if (ok)
		gzip_zlib_deflate(buf_str(&delta), LEVEL, packed);
	*size = f->inflatedlen;
	buf_free(&delta);
	return ok;
}

/* How to get to `to`: whole, or what libgit2 found as a delta, the shorter. */
static void binary_way(struct buf *out, struct str to,
		       const git_diff_binary_file *f)
{
	struct buf whole = BUF, delta = BUF;
	size_t size;

	gzip_zlib_deflate(to, LEVEL, &whole);
	if (delta_of(f, &delta, &size) && delta.n < whole.n) {
		buf_printf(out, "delta %zu\n", size);
		base85_lines(out, buf_str(&delta));
	} else {
		buf_printf(out, "literal %zu\n", to.n);
		base85_lines(out, buf_str(&whole));
	}
	buf_free(&whole);
	buf_free(&delta);
}

struct binary_ctx {
	struct buf *out;
	const struct pair *p;
};

static int on_binary(const git_diff_delta *d, const git_diff_binary *b, void *arg)
{
	struct binary_ctx *c = arg;

	(void)d;
	buf_add(c->out, STR("GIT binary patch\n"));
	binary_way(c->out, c->p->two.text, &b->new_file);
	binary_way(c->out, c->p->one.text, &b->old_file);
	return 0;
}

static int is_binary(const git_diff_delta *d, const git_diff_binary *b, void *arg)
{
	(void)d, (void)b;
	*(bool *)arg = true;
	return 0;
}

/* ---- one pair ---- */

static void options(git_diff_options *o)
{
	git2.diff_options_init(o, GIT_DIFF_OPTIONS_VERSION);
	o->flags = GIT_DIFF_SHOW_BINARY | GIT_DIFF_INDENT_HEURISTIC;
}

static git_blob *blob_of(git_repository *git, const struct pair_side *s)
{
	git_blob *blob = NULL;

	if (s->mode && (s->mode & 0170000) != 0160000)
		git2.blob_lookup(&blob, git, &s->id);
	return blob;
}

typedef int (*diff_binary_fn)(const git_diff_delta *, const git_diff_binary *,
			      void *);

/* Blobs, for their attributes count; the line of a submodule as a buffer. */
static bool run(git_repository *git, const struct pair *p, diff_binary_fn binary,
		bool text, void *arg)
{
	git_blob *one = blob_of(git, &p->one), *two = blob_of(git, &p->two);
	git_diff_options o;
	int ret;

	options(&o);
	if (!one && !two)
		ret = git2.diff_buffers(p->one.text.p, p->one.text.n, p->one.path,
					p->two.text.p, p->two.text.n, p->two.path,
					&o, NULL, NULL, text ? on_hunk : NULL,
					text ? on_line : NULL, arg);
	else
		ret = git2.diff_blobs(one, p->one.path, two, p->two.path, &o, NULL,
				      binary, text ? on_hunk : NULL,
				      text ? on_line : NULL, arg);
	git2.blob_free(one);
	git2.blob_free(two);
	return !ret;
}

static bool attributes_plain(git_repository *git, const struct pair *p, struct err *err)
{
	const char *tree = git2.repository_workdir(git);

	return !tree || (gitdir_plain_attributes(tree, p->one.path, err) &&
			 gitdir_plain_attributes(tree, p->two.path, err));
}

static bool changed(const struct pair *p)
{
	return !git2.oid_equal(&p->one.id, &p->two.id);
}

static void head(struct buf *out, git_repository *git, const struct pair *p,
		 bool binary, unsigned abbrev)
{
	buf_add(out, STR("diff --git "));
	gitdiff_path(out, "a/", p->one.path);
	buf_chr(out, ' ');
	gitdiff_path(out, "b/", p->two.path);
	buf_chr(out, '\n');
	if (!p->one.mode)
		buf_printf(out, "new file mode %06o\n", p->two.mode);
	else if (!p->two.mode)
		buf_printf(out, "deleted file mode %06o\n", p->one.mode);
	else if (p->one.mode != p->two.mode)
		buf_printf(out, "old mode %06o\nnew mode %06o\n", p->one.mode,
			   p->two.mode);
	if (pair_renamed(p)) {
		buf_printf(out, "similarity index %u%%\nrename from ",
			   p->score * 100 / PAIR_MAX_SCORE);
		gitdiff_path(out, "", p->one.path);
		buf_add(out, STR("\nrename to "));
		gitdiff_path(out, "", p->two.path);
		buf_chr(out, '\n');
	}
	if (!changed(p))
		return;
	buf_add(out, STR("index "));
	add_id(out, git, &p->one.id, binary ? 40 : abbrev);
	buf_add(out, STR(".."));
	add_id(out, git, &p->two.id, binary ? 40 : abbrev);
	if (p->one.mode == p->two.mode)
		buf_printf(out, " %06o", p->one.mode);
	buf_chr(out, '\n');
}

static bool one_pair(struct buf *out, git_repository *git, const struct pair *p,
		     unsigned abbrev, struct gitdiff_counts *c, struct err *err)
{
	struct writer w = {
		.out = out, .counts = c,
		.a = p->one.mode ? p->one.path : NULL,
		.b = p->two.mode ? p->two.path : NULL,
	};
	struct binary_ctx b = { out, p };
	bool binary = false, ok = true;

	if (!attributes_plain(git, p, err))
		return false;
	if (changed(p))
		ok = run(git, p, is_binary, false, &binary);
	head(out, git, p, binary, abbrev);
	if (ok && binary) {
		c->binary = true;
		c->added = p->two.text.n;
		c->removed = p->one.text.n;
		ok = run(git, p, on_binary, false, &b);
	} else if (ok && changed(p)) {
		ok = run(git, p, NULL, true, &w);
	}
	return ok || repo_fail(err, p->two.path);
}

bool gitdiff_whole(struct buf *out, struct arena *a, git_repository *git,
		   struct pair *p, unsigned abbrev, struct gitdiff_counts *counts,
		   struct err *err)
{
	*counts = (struct gitdiff_counts){ 0 };
	return pair_load(git, a, &p->one, err) && pair_load(git, a, &p->two, err) &&
	       one_pair(out, git, p, abbrev, counts, err);
}

bool gitdiff_pair(struct buf *out, struct arena *a, git_repository *git,
		  struct pair *p, unsigned abbrev, struct gitdiff_counts *counts,
		  struct err *err)
{
	struct pair gone, new;

	if (!pair_type_changed(p))
		return gitdiff_whole(out, a, git, p, abbrev, counts, err);
	*counts = (struct gitdiff_counts){ 0 };
	if (!pair_load(git, a, &p->one, err) || !pair_load(git, a, &p->two, err))
		return false;
	gone = new = *p;
	gone.two = (struct pair_side){ .path = p->two.path };
	new.one = (struct pair_side){ .path = p->one.path };
	return one_pair(out, git, &gone, abbrev, counts, err) &&
	       one_pair(out, git, &new, abbrev, counts, err);
}
