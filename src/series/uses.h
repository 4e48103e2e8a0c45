/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/uses.h - lines by which one file uses another: `#include "x.h"`, `obj-y +=
 * x.o` and `obj-y += x/` of a Makefile, `source "x/Kconfig"`, `F: x/x.c`.
 *
 * Names in code are facts; these are names of files, and no syntax is asked.
 * Files are told apart by their base names, and by where they stand as far as
 * the line says it.
 */
#ifndef WINNOW_SERIES_USES_H
#define WINNOW_SERIES_USES_H

#include "series/weave.h"

/* Files by the name by which others use them; several may share one. */
struct used_file {
	struct weave *weave;
	struct used_file *next;
};

/* The name by which other files use this one: "x.h", "x.dtsi", "x.o" of x.c, "x.dtb" of
 * x.dts, "x/" of the Makefile in x, "Kconfig"; empty none. */
struct str uses_name(struct arena *a, const struct weave *w);

/* Is it one in which objects are named, or one of Kconfig symbols? */
bool uses_is_makefile(const struct weave *w);
bool uses_is_kconfig(const struct weave *w);

/* Puts the file into a map of name to struct used_file. */
void uses_add(struct map *files, struct arena *a, struct weave *w);

/* Files of such a name that the series makes. */
struct map *uses_made(struct arena *a, const struct weave_set *ws);

/* The file of the map that a line of weave w names; NULL none. */
const struct weave *uses_file(const struct map *files, const struct weave *w,
			      struct str line);

#endif
