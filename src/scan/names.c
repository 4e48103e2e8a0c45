// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/names.h"

#include <stdatomic.h>

#include "scan/commit.h"
#include "scan/match.h"

struct search {
	const struct str *names;
	struct match *match;
	size_t longest;		/* bytes of a name */
	atomic_bool *have;
	atomic_size_t left;
	struct err *err;	/* of the first file that could not be read */
};

/* One text of the search. */
struct looking {
	struct search *s;
	const struct walk_file *f;
};

/* Where a word begins or ends with a piece of a file, another one says whether it
 * goes on. */
static bool at_seam(const struct walk_file *f, size_t at, size_t n)
{
	return (!at && f->went_on) || (at + n == f->text.n && f->goes_on);
}

static bool hit(void *ctx, size_t text, uint32_t id, size_t at)
{
	struct looking *l = ctx;
	struct search *s = l->s;

	(void)text;
	if (!s->have[id] && str_word_at(l->f->text, at, s->names[id].n) &&
	    !at_seam(l->f, at, s->names[id].n) && !atomic_exchange(&s->have[id], true))
		s->left--;
	return s->left > 0;
}

static bool want(void *ctx, struct str path)
{
	struct search *s = ctx;

	(void)path;
	return s->left > 0;
}

static void file(void *ctx, const struct walk_file *f)
{
	struct looking l = { .s = ctx, .f = f };

	if (l.s->left)
		match_find(l.s->match, &f->text, 1, hit, &l);
}

/* Pieces share the longest name and a byte on each side of it. */
static size_t piece(void *ctx, const struct walk_file *f)
{
	const struct search *s = ctx;

	file(ctx, f);
	return s->longest + 2;
}

static void failed(void *ctx, const char *path, const char *why)
{
	struct search *s = ctx;

	if (!s->err->msg[0])
		err_set(s->err, "%s: %s", path, why);
}

static bool tick(void *ctx, size_t files, size_t bytes)
{
	struct search *s = ctx;

	(void)files, (void)bytes;
	return s->left > 0;
}

static bool read_all(const struct names_tree *t, struct search *s, struct err *err)
{
	struct walk w = { .root = t->root, .workers = t->workers, .want = want,
			  .file = file, .own_fds = true, .piece = piece, .failed = failed,
			  .tick = tick, .ctx = s };

	return t->rev ? commit_run(&w, t->rev, NULL, err) : walk_run(&w, err);
}

bool names_find(const struct names_tree *t, const struct str *names, size_t n,
		bool *have, struct err *err)
{
	struct arena *a = arena_new();
	struct err unread = { "" };
	struct search s = { .names = names, .match = match_new(a), .left = n,
			    .have = NEW_ARRAY(a, n, atomic_bool), .err = &unread };
	bool known;

	for (size_t i = 0; i < n; i++) {
		match_add(s.match, names[i], false, (uint32_t)i);
		if (names[i].n > s.longest)
			s.longest = names[i].n;
	}
	match_ready(s.match);
	known = read_all(t, &s, err) || !s.left;
	if (known && s.left && unread.msg[0]) {
		*err = unread;
		known = false;
	}
	for (size_t i = 0; known && i < n; i++)
		have[i] = s.have[i];
	arena_free(a);
	return known;
}
