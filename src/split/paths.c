// SPDX-License-Identifier: GPL-2.0-or-later
#include "split/paths.h"

#define DEPTH_MAX 64

struct name {
	uint32_t files, below;	/* files of that name; files in a folder of it */
};

struct paths {
	struct arena *a;
	struct map *names;	/* to struct name */
};

static struct name *name_at(struct paths *p, struct str path)
{
	void **slot = map_at(p->names, path);

	if (!*slot)
		*slot = NEW(p->a, struct name);
	return *slot;
}

/* A file comes (1) or goes (-1). The name it collides with, or nothing. */
static struct str count(struct paths *p, struct str path, int by)
{
	struct name *file = name_at(p, path);
	struct str wrong = { 0 };

	if (str_count(path, '/') > DEPTH_MAX)
		return wrong;
	file->files += (uint32_t)by;
	if (by > 0 && file->below)
		wrong = path;
	for (size_t i = 0; i < path.n; i++) {
		struct name *dir;

		if (path.p[i] != '/')
			continue;
		dir = name_at(p, str_sub(path, 0, i));
		dir->below += (uint32_t)by;
		if (by > 0 && dir->files)
			wrong = str_sub(path, 0, i);
	}
	return wrong;
}

/* What patch n did to the names of its files: all that go, then all that come. */
static struct str step(struct paths *p, const struct weave_set *ws, const struct diff *d,
		       uint32_t n, int by)
{
	struct str wrong = { 0 };

	for (size_t i = 0; i < d->nfiles && !wrong.n; i++) {
		const struct weave *w = ws->patches[n - 1].file[i];
		struct str was, is;
		bool before, after;

		if (!w || w->events[weave_event_from(w, n)].file != &d->files[i])
			continue;	/* named twice: seen with the first */
		before = weave_exists(w, n - 1, &was);
		after = weave_exists(w, n, &is);
		if (before && after && str_eq(was, is))
			continue;
		if (by < 0 && before)
			count(p, was, by);
		if (by > 0 && after)
			wrong = count(p, is, by);
	}
	return wrong;
}

bool paths_check(const struct weave_set *ws, const struct series *s, struct err *err)
{
	struct paths p = { .a = arena_new() };
	struct str path, wrong = { 0 };
	uint32_t n = 0;

	p.names = map_new(p.a);
	for (size_t i = 0; i < ws->n && !wrong.n; i++)
		if (weave_exists(ws->v[i], 0, &path))
			wrong = count(&p, path, 1);
	while (!wrong.n && n < s->n) {
		const struct diff *d = &s->patches[n++]->diff;

		step(&p, ws, d, n, -1);
		wrong = step(&p, ws, d, n, 1);
	}
	arena_free(p.a);
	return !wrong.n || err_set(err, "%.*s: would be a file and a folder at a time",
				   STR_FMT(wrong));
}
