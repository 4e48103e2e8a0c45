// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/err.h"

#define ALIGN 16
#define BLOCK_MIN (64 * 1024)
#define BLOCK_MAX (4 * 1024 * 1024)
#define LARGE_PAGE (2 * 1024 * 1024)

struct block {
	struct block *prev;
	size_t size;		/* of data[] */
	size_t used;
	_Alignas(ALIGN) char data[];
};

struct arena {
	struct block *top;
	size_t used;
};

/* A block at `p`, which may be NULL, of `size` bytes with its head. */
static struct block *block_at(void *p, struct block *prev, size_t size)
{
	struct block *b = p;

	if (!b)
		die("out of memory (%zu bytes)", size);
	b->prev = prev;
	b->size = size - sizeof(*b);
	b->used = 0;
	return b;
}

static struct block *block_new(struct block *prev, size_t size)
{
	size += sizeof(*prev);
	return block_at(malloc(size), prev, size);
}

static struct arena *arena_with(struct block *first)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (!a)
		die("out of memory");
	a->top = first;
	return a;
}

struct arena *arena_new(void)
{
	return arena_with(block_new(NULL, BLOCK_MIN));
}

struct arena *arena_new_large(void)
{
	void *page = aligned_alloc(LARGE_PAGE, LARGE_PAGE);

	if (page)
		madvise(page, LARGE_PAGE, MADV_HUGEPAGE);
	return arena_with(block_at(page, NULL, LARGE_PAGE));
}

static void drop_to(struct arena *a, struct block *keep)
{
	while (a->top != keep) {
		struct block *b = a->top;

		a->top = b->prev;
		free(b);
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	drop_to(a, NULL);
	free(a);
}

void arena_reset(struct arena *a)
{
	struct block *first = a->top;

	while (first->prev)
		first = first->prev;
	drop_to(a, first);
	first->used = 0;
	a->used = 0;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

static size_t next_size(const struct arena *a, size_t n)
{
	size_t want = a->top->size < BLOCK_MAX / 2 ? a->top->size * 2 : BLOCK_MAX;

	return n > want ? n : want;
}

void *arena_raw(struct arena *a, size_t n)
{
	struct block *b = a->top;
	char *p;

	if (n > SIZE_MAX / 2)
		die("allocation of %zu bytes", n);
	n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (n > b->size - b->used) {
		b = block_new(b, next_size(a, n));
		a->top = b;
	}
	p = b->data + b->used;
	b->used += n;
	a->used += n;
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	return memset(arena_raw(a, n), 0, n);
}

bool arena_extend(struct arena *a, const void *p, size_t n, size_t more)
{
	struct block *b = a->top;
	size_t old, new;

	if (n > SIZE_MAX / 4 || more > SIZE_MAX / 4)
		return false;
	old = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	new = (n + more + ALIGN - 1) & ~(size_t)(ALIGN - 1);
	if (old > b->used || b->data + b->used - old != p ||
	    new - old > b->size - b->used)
		return false;
	b->used += new - old;
	a->used += new - old;
	return true;
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(n, size, &total))
		die("allocation of %zu times %zu bytes", n, size);
	return arena_alloc(a, total);
}

char *arena_strndup(struct arena *a, const char *p, size_t n)
{
	char *s = arena_raw(a, n + 1);

	if (n)
		memcpy(s, p, n);
	s[n] = '\0';
	return s;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *s;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0)
		die("bad format: %s", fmt);
	s = arena_raw(a, (size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, fmt, ap);
	return s;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}
