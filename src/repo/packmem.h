/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/packmem.h - memory for objects, which are small or huge.
 *
 * What is large is mapped, so that it goes back to the system when it is freed:
 * a tree has a few files of many megabytes among tens of thousands.
 */
#ifndef WINNOW_REPO_PACKMEM_H
#define WINNOW_REPO_PACKMEM_H

#include <stddef.h>

/* A zeroed struct is empty. */
struct packmem {
	char *p;
	size_t cap;
};

/* Exactly n bytes, not zeroed; no memory ends in die(). */
struct packmem packmem_new(size_t n);
/* n bytes at least, to be used again and again; what was in it is lost when it
 * grows. */
char *packmem_room(struct packmem *m, size_t n);
/* Gives back what is larger than `keep`. */
void packmem_trim(struct packmem *m, size_t keep);

/* What malloc() holds back of what was freed goes back to the system, too. */
void packmem_give_back(void);

#endif
