/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/file.h - whole files, directories, and where winnow's own data lies. */
#ifndef WINNOW_BASE_FILE_H
#define WINNOW_BASE_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

/* The whole file ("-": standard input) into the arena; false and err
 * ("PATH: No such file or directory") when it cannot be read to its end or
 * holds more than `max` bytes (0: no limit). */
bool file_read(struct arena *a, const char *path, size_t max, struct str *out,
	       struct err *err);

/* The same for a file that nobody else may have put there: regular, no link, of
 * this user. Never waits. What is cut off meanwhile is not read. */
bool file_read_own(struct arena *a, const char *path, size_t max, struct str *out);

/* Exactly n bytes of an open file, from `at` on. */
bool file_read_at(int fd, void *to, size_t n, uint64_t at);

/* A file as it lies on disk, mapped read-only where that works, else read.
 * Close takes a zeroed struct. */
struct file_map {
	struct str text;
	void *map;
	size_t len;
	char *heap;
};
bool file_map_open(struct file_map *m, const char *path, struct err *err);
void file_map_close(struct file_map *m);

enum file_kind { FILE_NONE, FILE_REG, FILE_DIR, FILE_OTHER };
enum file_kind file_kind(const char *path);	/* follows links */

struct file_list {
	char **v;
	size_t n, cap;
};
/* Names in the directory, sorted bytewise, without "." and ".."; names that
 * start with a dot are left out unless `all`. */
bool file_dir(struct arena *a, const char *path, bool all, struct file_list *out,
	      struct err *err);

/* Writes through a temporary file in the same directory and renames it, so
 * that a reader sees the old or the new whole. */
bool file_write(const char *path, struct str text, struct err *err);

/* The same, bit by bit: a temporary file until it is kept. Drop takes a zeroed
 * struct, and one that was kept. */
struct file_draft {
	char *path, *tmp;	/* NULL: none */
	int fd;
};
bool file_draft_open(struct file_draft *d, const char *path, struct err *err);
bool file_draft_add(struct file_draft *d, struct str text, struct err *err);
/* Over what was added first; nothing is added behind it. */
bool file_draft_front(struct file_draft *d, struct str text, struct err *err);
/* With these permissions. Afterwards there is no draft, whether that worked or not. */
bool file_draft_keep(struct file_draft *d, unsigned mode, struct err *err);
void file_draft_drop(struct file_draft *d);

/* mkdir -p */
bool file_mkdirs(const char *path, struct err *err);

/* The directory `name` ("rules", "spec-db") of winnow's own data, seen from the
 * directory of the running program: ../name or ../../name (a build tree), or
 * ../share/winnow/name; NULL and err when there is none. */
char *file_data_dir(struct arena *a, const char *name, struct err *err);

char *path_join(struct arena *a, const char *dir, const char *name);

#endif
