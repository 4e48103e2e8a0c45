/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/vec.h - typed arrays in an arena.
 *
 *	VEC(struct hunk) hunks = { 0 };
 *	struct hunk *h = vec_push(a, &hunks);
 *
 * vec_push() returns a zeroed element; pointers to elements are good until the
 * next push. An array that was handed out last grows where it is; else the old
 * storage is left in the arena (at most as much again as the array). Where the
 * number is known before, vec_room() leaves nothing.
 */
#ifndef WINNOW_BASE_VEC_H
#define WINNOW_BASE_VEC_H

#include <stddef.h>

#include "base/arena.h"

#define VEC(T) struct { T *v; size_t n, cap; }

void *vec_grow(struct arena *a, void *v, size_t n, size_t *cap, size_t size);

/* For `want` elements in all, at least. */
void *vec_grow_to(struct arena *a, void *v, size_t n, size_t *cap, size_t size, size_t want);

#define vec_room(a, vec, want) \
	((vec)->v = vec_grow_to((a), (vec)->v, (vec)->n, &(vec)->cap, \
				sizeof(*(vec)->v), (want)))

#define vec_push(a, vec) \
	((vec)->n == (vec)->cap ? \
	 (void)((vec)->v = vec_grow((a), (vec)->v, (vec)->n, &(vec)->cap, \
				    sizeof(*(vec)->v))) : (void)0, \
	 &(vec)->v[(vec)->n++])

#define vec_add(a, vec, value) (*vec_push((a), (vec)) = (value))

#define vec_last(vec) (&(vec)->v[(vec)->n - 1])

#define vec_for(T, it, vec) \
	for (T *it = (vec)->v; it < (vec)->v + (vec)->n; it++)

#endif
