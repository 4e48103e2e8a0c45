// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/uses.h"

#include "base/file.h"

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

struct map *uses_made(struct arena *a, const struct weave_set *ws)
{
	struct map *out = map_new(a);

	for (size_t i = 0; i < ws->n; i++) {
		struct str name = ws->v[i]->created ? uses_name(a, ws->v[i]) : STR("");

		if (name.n)
			map_set(out, name, ws->v[i]);
	}
	return out;
}

static struct str folder(struct str path)
{
	return str_sub(path, 0, path.n - path_base(path).n);
}

static bool ends_path(struct str path, struct str name)
{
	return str_ends(path, name) &&
	       (path.n == name.n || path.p[path.n - name.n - 1] == '/');
}

/* "asm/x.h" names arch/arm64/include/asm/x.h; "x.h" alone one beside the file
 * that includes it, above it, or in a folder of headers. How far up a name goes
 * depends on what the compiler is told. */
static bool includes(const struct weave *w, struct str path, struct str name)
{
	while (str_eat(&name, STR("../")) || str_eat(&name, STR("./")))
		;
	if (!ends_path(path, name))
		return false;
	return path_base(name).n < name.n || str_starts(w->path, folder(path)) ||
	       str_has(folder(path), STR("include/"));
}

/* "x.o", "core/x.o": from the folder of the Makefile. */
static bool builds(const struct weave *w, struct str path, struct str object)
{
	return str_eat(&path, folder(w->path)) && path.n == object.n &&
	       str_eq(str_sub(path, 0, path.n - 1), str_sub(object, 0, object.n - 1));
}

const struct weave *uses_file(const struct map *files, const struct weave *w,
			      struct str line)
{
	const struct weave *file;
	struct str s = str_ltrim(line), word;

	if (str_eat(&s, STR("#include"))) {
		s = str_trim(s);
		if (s.n < 3)
			return NULL;
		word = str_sub(s, 1, str_find_chr(str_from(s, 1), s.p[0] == '<' ? '>' : '"'));
		file = map_get(files, path_base(word));
		return file && includes(w, file->path, word) ? file : NULL;
	}
	while (uses_is_makefile(w) && str_word(&s, &word) && word.p[0] != '#') {
		file = map_get(files, path_base(word));
		if (file && builds(w, file->path, word))
			return file;
	}
	return NULL;
}
