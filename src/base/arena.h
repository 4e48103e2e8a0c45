/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/arena.h - bump allocation.
 *
 * One arena a run (or a series, or a file) holds all that is parsed from it;
 * freeing the arena frees everything. Memory comes zeroed and aligned for any
 * type. No memory ends in die(), so nobody checks.
 */
#ifndef WINNOW_BASE_ARENA_H
#define WINNOW_BASE_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(void);

/* For megabytes: begins with a large page of the machine, if the kernel has one.
 * Page by page, memory is a seventh of the time of a run that judges one patch.
 * Source: madvise(2), MADV_HUGEPAGE. */
struct arena *arena_new_large(void);

void arena_free(struct arena *a);	/* takes NULL */

/* Forget everything, keep the first block: for a scratch arena. */
void arena_reset(struct arena *a);

/* Bytes handed out since arena_new() or arena_reset(). */
size_t arena_used(const struct arena *a);

/* `n` zeroed bytes; n == 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t n);

/* The same without the zeroes, for what is written at once. */
void *arena_raw(struct arena *a, size_t n);

/* Makes the n bytes at `p` `more` bytes longer, not zeroed, if they were handed
 * out last and there is room behind them. */
bool arena_extend(struct arena *a, const void *p, size_t n, size_t more);

/* As arena_alloc() of `n * size`, the product checked. */
void *arena_array(struct arena *a, size_t n, size_t size);

/* A NUL-terminated copy of n bytes. */
char *arena_strndup(struct arena *a, const char *p, size_t n);
char *arena_strdup(struct arena *a, const char *s);

char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *fmt, va_list ap);

#define NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define NEW_ARRAY(a, n, T) ((T *)arena_array((a), (n), sizeof(T)))

#endif
