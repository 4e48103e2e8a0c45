// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "repo/packmem.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "base/err.h"

#define MAPPED (128u << 10)	/* from this size on */

char *packmem_new(size_t n)
{
	char *p;

	if (n < MAPPED) {
		p = malloc(n ? n : 1);
	} else {
		p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED)
			p = NULL;
	}
	if (!p)
		die("out of memory (%zu bytes)", n);
	return p;
}

void packmem_free(char *p, size_t n)
{
	if (p && n >= MAPPED)
		munmap(p, n);
	else
		free(p);
}

char *packmem_room(struct packmem *m, size_t n)
{
	if (n > m->cap) {
		packmem_free(m->p, m->cap);
		m->cap = n < MAPPED ? MAPPED : n + n / 4;
		m->p = packmem_new(m->cap);
	}
	return m->p;
}

void packmem_trim(struct packmem *m, size_t keep)
{
	if (m->cap <= keep)
		return;
	packmem_free(m->p, m->cap);
	*m = (struct packmem){ 0 };
}
