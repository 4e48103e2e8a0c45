// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/vec.h"

#include <string.h>

#include "base/err.h"

/* Of what is large there is often but one: a list of a hundred thousand files has
 * lists of its own in each. */
static size_t first_room(size_t size)
{
	return size > 64 ? 1 : size > 32 ? 2 : 8;
}

void *vec_grow(struct arena *a, void *v, size_t n, size_t *cap, size_t size)
{
	return vec_grow_to(a, v, n, cap, size, *cap ? *cap * 2 : first_room(size));
}

void *vec_grow_to(struct arena *a, void *v, size_t n, size_t *cap, size_t size, size_t want)
{
	char *bigger = v;
	size_t bytes;

	if (want <= *cap)
		return v;
	if (__builtin_mul_overflow(want, size, &bytes))
		die("allocation of %zu times %zu bytes", want, size);
	if (!*cap || !arena_extend(a, v, *cap * size, bytes - *cap * size)) {
		bigger = arena_raw(a, bytes);
		if (n)
			memcpy(bigger, v, n * size);
	}
	memset(bigger + n * size, 0, bytes - n * size);
	*cap = want;
	return bigger;
}
