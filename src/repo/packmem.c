// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "repo/packmem.h"

#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/mman.h>

#include "base/err.h"

#define MAPPED (128u << 10)	/* from this size on */
#define EXACT (1u << 20)	/* from here on no byte more than is needed */
#define TOUCHED (64u << 20)	/* up to here */

/* All pages in one go: a fault for each is a fourth of the time to inflate it.
 * What only claims to be that large may never be filled. */
static void touch(const struct packmem *m)
{
#ifdef MADV_POPULATE_WRITE
	if (m->cap <= TOUCHED)
		madvise(m->p, m->cap, MADV_POPULATE_WRITE);
#else
	(void)m;
#endif
}

struct packmem packmem_new(size_t n)
{
	struct packmem m = { .cap = n ? n : 1 };

	if (m.cap < MAPPED) {
		m.p = malloc(m.cap);
	} else {
		m.p = mmap(NULL, m.cap, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (m.p == MAP_FAILED)
			m.p = NULL;
		else
			touch(&m);
	}
	if (!m.p)
		die("out of memory (%zu bytes)", n);
	return m;
}

void packmem_trim(struct packmem *m, size_t keep)
{
	if (m->cap <= keep)
		return;
	if (m->cap < MAPPED)
		free(m->p);
	else
		munmap(m->p, m->cap);
	*m = (struct packmem){ 0 };
}

char *packmem_room(struct packmem *m, size_t n)
{
	if (n > m->cap) {
		packmem_trim(m, 0);
		*m = packmem_new(n < MAPPED ? MAPPED : n < EXACT ? n + n / 4 : n);
	}
	return m->p;
}

void packmem_give_back(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}
