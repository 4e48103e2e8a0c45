// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/patchid.h"

#include "base/buf.h"
#include "base/sha1.h"
#include "base/vec.h"
#include "patch/patchid.h"
#include "repo/gitdiff.h"
#include "repo/libgit2.h"
#include "repo/repo.h"

static void add_bare(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!chr_blank(s.p[i]))
			buf_chr(out, s.p[i]);
}

static void add_side(struct buf *out, const char *mark, const char *prefix,
		     const struct pair_side *s)
{
	buf_add(out, str_of(mark));
	if (!s->mode) {
		buf_add(out, STR("/dev/null"));
		return;
	}
	buf_add(out, str_of(prefix));
	add_bare(out, str_of(s->path));
}

static void add_head(struct buf *out, const struct pair *p)
{
	buf_add(out, STR("diff--gita/"));
	add_bare(out, str_of(p->one.path));
	buf_add(out, STR("b/"));
	add_bare(out, str_of(p->two.path));
	if (!p->one.mode)
		buf_printf(out, "newfilemode%06o", p->two.mode);
	else if (!p->two.mode)
		buf_printf(out, "deletedfilemode%06o", p->one.mode);
	else if (p->one.mode != p->two.mode)
		buf_printf(out, "oldmode%06onewmode%06o", p->one.mode, p->two.mode);
}

/* The lines of the hunks, their headers and the marks of a missing line end
 * left out. */
static void add_lines(struct buf *out, struct str diff)
{
	struct str line;
	bool in_hunk = false;

	while (str_line_raw(&diff, &line)) {
		if (str_starts(line, STR("@@ ")))
			in_hunk = true;
		else if (in_hunk && line.p[0] != '\\')
			add_bare(out, line);
	}
}

static bool one_file(struct buf *out, struct arena *a, git_repository *git,
		     struct pair *p, struct err *err)
{
	struct gitdiff_counts c;
	struct buf diff = BUF;
	char hex[41];
	bool ok = gitdiff_whole(&diff, a, git, p, 40, &c, err);

	add_head(out, p);
	if (c.binary) {
		buf_add(out, str_of(git2.oid_tostr(hex, 41, &p->one.id)));
		buf_add(out, str_of(git2.oid_tostr(hex, 41, &p->two.id)));
	} else {
		add_side(out, "---", "a/", &p->one);
		add_side(out, "+++", "b/", &p->two);
		add_lines(out, buf_str(&diff));
	}
	buf_free(&diff);
	return ok;
}

bool patchid_of_commit(struct arena *a, git_repository *git, const git_oid *id,
		       char hex[41], struct err *err)
{
	unsigned char sum[20] = { 0 }, hash[20];
	struct buf text = BUF;
	struct pairs pairs;
	git_commit *c;
	bool ok;

	if (git2.commit_lookup(&c, git, id))
		return repo_fail(err, "commit");
	ok = pairs_of_commit(&pairs, a, git, c, err);
	for (size_t i = 0; ok && i < pairs.n; i++) {
		buf_clear(&text);
		ok = one_file(&text, a, git, &pairs.v[i], err);
		sha1(hash, text.p, text.n);
		patchid_add(sum, hash);
	}
	git2.commit_free(c);
	buf_free(&text);
	sha1_hex(hex, sum);
	return ok;
}
