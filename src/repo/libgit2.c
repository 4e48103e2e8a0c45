// SPDX-License-Identifier: GPL-2.0-or-later
#include "repo/libgit2.h"

#include <pthread.h>

#include "base/library.h"

#define WINDOW (4 << 20)
#define MAPPED (32 << 20)
#define CACHED (1 << 20)

struct libgit2 git2;
static struct err not_loaded;

static void init_once(void)
{
#define NAME(f) "git_" #f,
	static const char *const names[] = { LIBGIT2_CALLS(NAME) };

	if (!library_load(LIBGIT2, names, &git2, sizeof(names) / sizeof(*names),
			  &not_loaded))
		return;
	if (git2.libgit2_init() < 0) {
		err_set(&not_loaded, "libgit2 does not start");
		return;
	}
	git2.libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	git2.libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	/* An archive is read once from end to end: what it takes in memory must
	 * not grow with it. */
	git2.libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)WINDOW);
	git2.libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)MAPPED);
	git2.libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)CACHED);
	git2.libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_COMMIT,
			  (size_t)0);
	for (int level = GIT_CONFIG_LEVEL_PROGRAMDATA;
	     level <= GIT_CONFIG_LEVEL_GLOBAL; level++)
		git2.libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
}

bool libgit2_open(struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, init_once);
	return !not_loaded.msg[0] || err_set(err, "%s", not_loaded.msg);
}
