/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/buf.h - growing bytes.
 *
 * Lives on the heap, not in an arena, for it grows in place; always
 * NUL-terminated. `struct buf b = BUF;` starts empty and buf_free() ends it.
 * Growing past SIZE_MAX / 2 or out of memory ends in die().
 */
#ifndef WINNOW_BASE_BUF_H
#define WINNOW_BASE_BUF_H

#include "base/str.h"

struct buf {
	char *p;
	size_t n, cap;
};

#define BUF { NULL, 0, 0 }

void buf_free(struct buf *b);
static inline void buf_clear(struct buf *b)
{
	b->n = 0;
	if (b->p)
		b->p[0] = '\0';
}

/* Room for n more bytes (and the NUL); returns where they go. */
char *buf_room(struct buf *b, size_t n);
void buf_add(struct buf *b, struct str s);
void buf_chr(struct buf *b, char c);
void buf_fill(struct buf *b, char c, size_t n);
void buf_num(struct buf *b, uint64_t n);	/* decimal */
void buf_printf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A view; good until the next change. */
static inline struct str buf_str(const struct buf *b)
{
	return str_n(b->p ? b->p : "", b->n);
}

#endif
