/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/walk.h - all files of a work tree, read by several threads.
 *
 * read() into one buffer a thread, not mmap: page faults cost more than the
 * copy, and threads that map small files wait for each other. Links are not
 * followed, so there are no loops; .git is left out. A file is what read()
 * gives until its end, so one that changes while it is read does no harm.
 * Files come in no order.
 */
#ifndef WINNOW_SCAN_WALK_H
#define WINNOW_SCAN_WALK_H

#include "base/err.h"
#include "base/str.h"

/* A file of more bytes fails, as an object in a pack does: it may have no end. */
#define WALK_FILE_MAX (256u << 20)

#define WALK_WHOLE SIZE_MAX	/* see piece() */

struct stat;

struct walk_file {
	struct str path;	/* from the root given, without "./" */
	struct str text;	/* MATCH_SLACK bytes behind it are readable */
	bool goes_on, went_on;	/* in pieces: more follows, more came before */
	unsigned worker;	/* 0 .. workers - 1 */
	const struct stat *st;	/* before it was read, for known() or as asked for */
	struct str sign;	/* of a commit: repository and blob; may be empty */
};

struct walk {
	const char *root;
	const char *const *paths;	/* of files or folders below it; none: all */
	size_t npaths;
	unsigned workers;
	bool (*want)(void *ctx, struct str path);	/* before it is opened */
	/* May be NULL: whether nobody needs the text of the file, which has none yet.
	 * Of a commit it is asked by the thread that calls, as worker 0. */
	bool (*known)(void *ctx, const struct walk_file *f);
	void (*file)(void *ctx, const struct walk_file *f);
	bool stat;			/* ask for `st`, not of a commit */
	/* No callback leaves a file open. Each thread has a table of open files to
	 * itself then, and waits for no other to open and close one. */
	bool own_fds;
	/* May be NULL, and is not asked of a commit. A file that does not fit into a
	 * thread's buffer is shown in pieces: gives how many bytes of this one, up to
	 * half of them, the next begins with. WALK_WHOLE: file() is to get it after all. */
	size_t (*piece)(void *ctx, const struct walk_file *f);
	/* A file or folder that cannot be read; calls never overlap. */
	void (*failed)(void *ctx, const char *path, const char *why);
	/* May be NULL. About ten times a second while a walk lasts, of a commit when
	 * a thread has done a part of it; false stops it. */
	bool (*tick)(void *ctx, size_t files, size_t bytes);
	void *ctx;
	size_t files, bytes;		/* read or known, when it has ended */
};

/* False when the root cannot be opened, or tick() stopped it (err is empty). */
bool walk_run(struct walk *w, struct err *err);

#endif
