// SPDX-License-Identifier: GPL-2.0-or-later
#include "series/uses.h"

#include "base/path.h"

/* What a build makes of a source. */
static const struct {
	const char *source, *object;
} objects[] = {
	{ ".c", ".o" }, { ".S", ".o" }, { ".rs", ".o" },
	{ ".dts", ".dtb" }, { ".dtso", ".dtbo" },
};

static bool is_makefile(struct str path)
{
	struct str name = path_base(path);

	return str_starts(name, STR("Makefile")) || str_starts(name, STR("Kbuild"));
}

static bool is_kconfig(struct str path)
{
	return str_starts(path_base(path), STR("Kconfig"));
}

/* Does source `name` give an object of that name? */
static bool gives(struct str name, struct str object)
{
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		struct str stem = name, of = object;

		if (str_eat_end(&stem, str_of(objects[i].source)) &&
		    str_eat_end(&of, str_of(objects[i].object)) && str_eq(stem, of))
			return true;
	}
	return false;
}

static struct str object_of(struct arena *a, struct str name)
{
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		struct str stem = name;

		if (str_eat_end(&stem, str_of(objects[i].source)))
			return str_printf(a, "%.*s%s", STR_FMT(stem), objects[i].object);
	}
	return STR("");
}

/* "lamp/" of drivers/lamp/Makefile */
static struct str folder_of(struct str path)
{
	struct str folder = path_folder(path);
	size_t above = folder.n ? str_rfind_chr(str_sub(folder, 0, folder.n - 1), '/') : SIZE_MAX;

	return above == SIZE_MAX ? folder : str_from(folder, above + 1);
}

static bool is_included(struct str path)
{
	return str_ends(path, STR(".h")) || str_ends(path, STR(".dtsi")) || is_kconfig(path);
}

struct str uses_name(struct arena *a, const struct weave *w)
{
	if (is_makefile(w->path))
		return folder_of(w->path);
	return is_included(w->path) ? path_base(w->path) : object_of(a, path_base(w->path));
}

bool uses_is_makefile(const struct weave *w)
{
	return is_makefile(w->path);
}

bool uses_is_kconfig(const struct weave *w)
{
	return is_kconfig(w->path);
}

static void add_as(struct map *files, struct arena *a, struct weave *w, struct str name)
{
	struct used_file *f;
	void **slot;

	if (!name.n)
		return;
	slot = map_at(files, name);
	f = NEW(a, struct used_file);
	*f = (struct used_file){ w, *slot };
	*slot = f;
}

/* MAINTAINERS names any file by its path, which is no other's name. */
void uses_add(struct map *files, struct arena *a, struct weave *w)
{
	struct str name = uses_name(a, w);

	add_as(files, a, w, name);
	if (!str_eq(name, w->path))
		add_as(files, a, w, w->path);
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

/* "x.o", "core/x.o", "core/": from the folder of the Makefile. */
static bool builds(const struct weave *w, struct str path, struct str object)
{
	struct str folder = path_folder(object);

	if (!str_eat(&path, path_folder(w->path)))
		return false;
	if (folder.n == object.n)
		return is_makefile(path) && str_eq(path_folder(path), folder);
	return str_eat(&path, folder) && gives(path, path_base(object));
}

/* "drivers/lamp/Kconfig", "$(srctree)/drivers/lamp/Kconfig": from the root */
static bool sources(const struct weave *w, struct str path, struct str name)
{
	(void)w;
	str_eat(&name, STR("$(srctree)/"));
	return str_eq(path, name);
}

/* rsource "lamp/Kconfig": from the folder of the Kconfig */
static bool sources_beside(const struct weave *w, struct str path, struct str name)
{
	return str_eat(&path, path_folder(w->path)) && str_eq(path, name);
}

typedef bool names_fn(const struct weave *w, struct str path, struct str name);

static const struct weave *named(const struct map *files, const struct weave *w,
				 struct str name, names_fn *fn)
{
	struct str key = path_base(name);
	const struct used_file *f = map_get(files, key.n ? key : folder_of(name));

	while (f && !fn(w, f->weave->path, name))
		f = f->next;
	return f ? f->weave : NULL;
}

/* "x" or <x> */
static bool quoted(struct str s, struct str *out)
{
	s = str_trim(s);
	if (s.n < 3 || (s.p[0] != '<' && s.p[0] != '"'))
		return false;
	*out = str_sub(s, 1, str_find_chr(str_from(s, 1), s.p[0] == '<' ? '>' : '"'));
	return true;
}

static const struct weave *sourced(const struct map *files, const struct weave *w,
				   struct str line)
{
	struct str name;
	bool beside;

	str_eat(&line, STR("o"));
	beside = str_eat(&line, STR("r"));
	if (!str_eat(&line, STR("source")) || !quoted(line, &name))
		return NULL;
	return named(files, w, name, beside ? sources_beside : sources);
}

static const struct weave *at_path(const struct map *files, struct str path)
{
	const struct used_file *f = map_get(files, path);

	return f && str_eq(f->weave->path, path) ? f->weave : NULL;
}

const struct weave *uses_file(const struct map *files, const struct weave *w,
			      struct str line)
{
	const struct weave *file = NULL;
	struct str s = str_ltrim(line), word;

	if (str_eat(&s, STR("#include")) || str_eat(&s, STR("/include/")))
		return quoted(s, &word) ? named(files, w, word, includes) : NULL;
	if (is_kconfig(w->path))
		return sourced(files, w, s);
	if (str_eq(w->path, STR("MAINTAINERS")))
		return str_eat(&s, STR("F:")) ? at_path(files, str_trim(s)) : NULL;
	while (!file && uses_is_makefile(w) && str_word(&s, &word) && word.p[0] != '#')
		file = named(files, w, word, builds);
	return file;
}
