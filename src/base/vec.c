// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/vec.h"

#include <string.h>

void *vec_grow(struct arena *a, void *v, size_t n, size_t *cap, size_t size)
{
	size_t want = *cap ? *cap * 2 : 8;
	char *bigger = arena_array(a, want, size);

	if (n)
		memcpy(bigger, v, n * size);
	*cap = want;
	return bigger;
}
