/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tests/unit/folder.h - a folder of the test's own, which goes with it. */
#ifndef WINNOW_TESTS_UNIT_FOLDER_H
#define WINNOW_TESTS_UNIT_FOLDER_H

#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"

static char top[] = "/tmp/winnow-test-XXXXXX";
static struct arena *a;

static inline void remove_folder(void)
{
	char cmd[64];

	snprintf(cmd, sizeof(cmd), "rm -rf %s", top);
	if (system(cmd))
		perror(cmd);
}

/* The folder `top`, and the arena `a`: by the first call. */
static inline void start(void)
{
	if (a)
		return;
	a = arena_new();
	CHECK(mkdtemp(top));
	atexit(remove_folder);
}

/* A bare repository with nothing in it. */
static inline const char *new_repo(const char *name)
{
	struct err err;
	const char *dir;

	start();
	dir = arena_printf(a, "%s/%s", top, name);
	CHECK(file_mkdirs(arena_printf(a, "%s/refs", dir), &err));
	CHECK(file_mkdirs(arena_printf(a, "%s/objects/pack", dir), &err));
	CHECK(file_mkdirs(arena_printf(a, "%s/objects/info", dir), &err));
	CHECK(file_write(arena_printf(a, "%s/HEAD", dir), STR("ref: refs/heads/x\n"), &err));
	return dir;
}

#endif
