/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/path.h - the parts of a path, by its text alone. */
#ifndef WINNOW_BASE_PATH_H
#define WINNOW_BASE_PATH_H

#include "base/str.h"

/* What stands behind the last slash: the whole where there is none. */
static inline struct str path_base(struct str path)
{
	size_t slash = str_rfind_chr(path, '/');

	return slash == SIZE_MAX ? path : str_from(path, slash + 1);
}

/* What stands before it, with the slash; empty where there is none. */
static inline struct str path_folder(struct str path)
{
	return str_sub(path, 0, path.n - path_base(path).n);
}

/* "a/b/x.h" ends in "b/x.h" and "x.h", not in ".h". */
static inline bool path_ends(struct str path, struct str name)
{
	return str_ends(path, name) &&
	       (path.n == name.n || path.p[path.n - name.n - 1] == '/');
}

/* "arch/arm64/" of a path of the kernel below it; empty elsewhere. */
static inline struct str path_arch(struct str path)
{
	struct str rest = path, name;

	return str_eat(&rest, STR("arch/")) && str_until(&rest, '/', &name) ?
	       str_sub(path, 0, path.n - rest.n) : STR("");
}

#endif
