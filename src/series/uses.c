// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/uses.h"

#include "base/path.h"


struct str uses_name(struct arena *a, const struct weave *w)
{
	struct str name = path_base(w->path);

	if (str_ends(name, STR(".c")) || str_ends(name, STR(".S")))
		return str_printf(a, "%.*s.o", STR_FMT(str_sub(name, 0, name.n - 2)));
	return str_ends(name, STR(".h")) ? name : STR("");
}

bool uses_is_makefile(const struct weave *w)
{
	struct str name = path_base(w->path);

	return str_starts(name, STR("Makefile")) || str_starts(name, STR("Kbuild"));
}

void uses_add(struct map *files, struct arena *a, struct weave *w)
{
	struct str name = uses_name(a, w);
	struct used_file *f;
	void **slot;

	if (!name.n)
		return;
	slot = map_at(files, name);
	f = NEW(a, struct used_file);
	*f = (struct used_file){ w, *slot };
	*slot = f;
}

struct map *uses_made(struct arena *a, const struct weave_set *ws)
{
	struct map *out = map_new(a);

	for (size_t i = 0; i < ws->n; i++)
		if (ws->v[i]->created)
			uses_add(out, a, ws->v[i]);
	return out;
}

/* "asm/x.h" names arch/arm64/include/asm/x.h; "x.h" alone one beside the file
 * that includes it, above it, or in a folder of headers. How far up a name goes
 * depends on what the compiler is told; into another architecture it does not. */
static bool includes(const struct weave *w, struct str path, struct str name)
{
	struct str arch = path_arch(path), own = path_arch(w->path);

	while (str_eat(&name, STR("../")) || str_eat(&name, STR("./")))
		;
	if (!path_ends(path, name) || (arch.n && own.n && !str_eq(arch, own)))
		return false;
	return path_base(name).n < name.n || str_starts(w->path, path_folder(path)) ||
	       str_has(path_folder(path), STR("include/"));
}

/* "x.o", "core/x.o": from the folder of the Makefile. */
static bool builds(const struct weave *w, struct str path, struct str object)
{
	return str_eat(&path, path_folder(w->path)) && path.n == object.n &&
	       str_eq(str_sub(path, 0, path.n - 1), str_sub(object, 0, object.n - 1));
}

typedef bool names_fn(const struct weave *w, struct str path, struct str name);

static const struct weave *named(const struct map *files, const struct weave *w,
				 struct str name, names_fn *fn)
{
	const struct used_file *f = map_get(files, path_base(name));

	while (f && !fn(w, f->weave->path, name))
		f = f->next;
	return f ? f->weave : NULL;
}

const struct weave *uses_file(const struct map *files, const struct weave *w,
			      struct str line)
{
	const struct weave *file = NULL;
	struct str s = str_ltrim(line), word;

	if (str_eat(&s, STR("#include"))) {
		s = str_trim(s);
		if (s.n < 3)
			return NULL;
		word = str_sub(s, 1, str_find_chr(str_from(s, 1), s.p[0] == '<' ? '>' : '"'));
		return named(files, w, word, includes);
	}
	while (!file && uses_is_makefile(w) && str_word(&s, &word) && word.p[0] != '#')
		file = named(files, w, word, builds);
	return file;
}
