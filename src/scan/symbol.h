/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/symbol.h - where a name of a tree is defined and used, and who calls
 * the functions and macros that use it.
 *
 * A walk a level: the first finds the name itself, each further one the names
 * of what wraps it. Names are words of C and assembly; a static function of
 * another file with the same name is taken for the same.
 */
#ifndef WINNOW_SCAN_SYMBOL_H
#define WINNOW_SCAN_SYMBOL_H

#include "base/map.h"
#include "scan/walk.h"
#include "source/source.h"

enum link_kind { LINK_DEFINED, LINK_DECLARED, LINK_USED, LINK_CALLED };

struct link {
	enum link_kind kind;
	struct str name;	/* the symbol */
	struct str wraps;	/* what it wraps; empty at the first level */
	struct str file;
	uint32_t line;
	struct str in;		/* function or macro it stands in; empty none */
	struct str text;	/* the line, trimmed */
	uint32_t level;		/* 0: of the name that was asked for */
};

struct links {
	struct link *v;
	size_t n, cap;
};

struct symbol_scan {
	struct arena *a;
	struct source_reader *reader;
	const char *root;
	const char *const *paths;
	size_t npaths;
	unsigned workers;
	unsigned levels;	/* 1: the name alone; 3: callers of its wrappers, too */
};

/* In order of level, symbol, kind, file and line. False and err when the tree
 * cannot be read. */
bool symbol_links(struct links *out, const struct symbol_scan *s, struct str name,
		  struct err *err);

#endif
