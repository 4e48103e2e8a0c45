// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/outside.h"

#include "base/buf.h"
#include "base/path.h"

/* Includes of includes of kvm_host.h are some hundreds. */
#define FILES_MAX 1000
#define BYTES_MAX (32u << 20)

struct follow {
	struct study *st;
	struct source_reader *reader;
	struct str arch;	/* "arch/arm64/", of the series */
	struct map *seen;	/* paths tried */
	struct { struct header *v; size_t n, cap; } todo;
	size_t files, bytes;
};

struct header {
	struct str path, text;
};

/* ---- finding headers ---- */

static bool try_path(struct follow *f, struct str path)
{
	struct str text;

	if (map_get(f->seen, path))
		return true;
	if (f->files >= FILES_MAX || f->bytes >= BYTES_MAX ||
	    !f->st->base->text(f->st->base->ctx, path, &text))
		return false;
	map_set(f->seen, path, f);
	f->files++;
	f->bytes += text.n;
	vec_add(f->st->a, &f->todo, ((struct header){ path, text }));
	return true;
}

static bool try_below(struct follow *f, struct str dir, const char *folder, struct str name)
{
	return try_path(f, str_printf(f->st->a, "%.*s%s%.*s", STR_FMT(dir), folder,
				      STR_FMT(name)));
}

/* Where the kernel's makefiles look, in their order. */
static void include(struct follow *f, struct str from, struct str name)
{
	static const char *const folders[] = { "include/", "include/uapi/" };
	struct str arch = path_arch(from).n ? path_arch(from) : f->arch;

	if (str_has(name, STR("..")) || try_below(f, path_folder(from), "", name))
		return;
	for (int i = 0; i < 2 && arch.n; i++)
		if (try_below(f, arch, folders[i], name))
			return;
	for (int i = 0; i < 2; i++)
		if (try_below(f, STR(""), folders[i], name))
			return;
}

/* The path of "#include <path>" or "path". */
static bool include_of(struct str line, struct str *path)
{
	line = str_ltrim(line);
	if (!str_eat_chr(&line, '#'))
		return false;
	line = str_ltrim(line);
	if (!str_eat(&line, STR("include")))
		return false;
	line = str_ltrim(line);
	if (str_eat_chr(&line, '<'))
		return str_until(&line, '>', path);
	return str_eat_chr(&line, '"') && str_until(&line, '"', path);
}

static void includes_of(struct follow *f, const struct header *h)
{
	struct str rest = h->text, line, path;

	while (str_line(&rest, &line))
		if (include_of(line, &path))
			include(f, h->path, path);
}

/* ---- reading them ---- */

static bool names_interface(const struct study *st, struct str text)
{
	vec_for(const struct spec_family, f, &st->db->families)
		vec_for(const struct spec_prefix, p, &f->macros)
			if (str_has(text, p->prefix))
				return true;
	return false;
}

static bool is_interface(const struct study *st, struct str name)
{
	if (specdb_family_of_macro(st->db, name, NULL))
		return true;
	vec_for(const struct spec_family, f, &st->db->families)
		if (strs_have(&f->abi_major, name) || strs_have(&f->abi_minor, name))
			return true;
	return false;
}

static void define(struct study *st, const struct source *src)
{
	source_for(fact, src, FACT_MACRO) {
		struct str text = src->parts[fact->part].text;
		size_t at = (size_t)(fact->name.p - text.p);
		bool ours = is_interface(st, fact->name);

		if (ours || !macro_get(st->macros, fact->name))
			macro_define(st->macros, str_sub(text, at, fact->end - at));
		if (ours && fact->params < 0)
			vec_add(st->a, &st->outside, fact->name);
	}
	study_define_enumerators(st, src);
}

static void read_header(struct follow *f, const struct header *h)
{
	struct source_part part = { .text = h->text, .first_line = 1 };

	if (source_lang_of(h->path) == LANG_C && names_interface(f->st, h->text))
		define(f->st, source_read(f->reader, f->st->a, h->path, &part, 1));
}

static void includes_of_series(struct follow *f)
{
	for (size_t i = 0; i < f->st->n; i++)
		for (size_t k = 0; k < f->st->patches[i].nfiles; k++) {
			const struct study_file *file = &f->st->patches[i].files[k];

			if (file->src)
				source_for(fact, file->src, FACT_INCLUDE)
					include(f, file->snap.path, fact->value);
		}
}

/* Files of the series are read already. */
static void know_series(struct follow *f)
{
	for (size_t i = 0; i < f->st->n; i++)
		for (size_t k = 0; k < f->st->patches[i].nfiles; k++) {
			struct str path = f->st->patches[i].files[k].snap.path;

			map_set(f->seen, path, f);
			if (!f->arch.n)
				f->arch = path_arch(path);
		}
}

/* Of nothing else the definitions matter: a tree is large. */
static bool series_names_interface(const struct study *st)
{
	for (size_t i = 0; i < st->n; i++)
		for (size_t k = 0; k < st->patches[i].nfiles; k++) {
			const struct source *src = st->patches[i].files[k].src;

			for (size_t p = 0; src && p < src->nparts; p++)
				if (names_interface(st, src->parts[p].text))
					return true;
		}
	return false;
}

void outside_read(struct study *st, struct source_reader *reader)
{
	struct follow f = { .st = st, .reader = reader, .seen = map_new(st->a) };

	if (!series_names_interface(st))
		return;
	know_series(&f);
	includes_of_series(&f);
	for (size_t i = 0; i < f.todo.n; i++) {
		struct header h = f.todo.v[i];

		read_header(&f, &h);
		includes_of(&f, &h);
	}
}
