/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/gzip.h - the zlib door.
 *
 * Source: RFC 1950, 1952. Members that follow each other count as one text, as
 * gzip(1) has it. Whoever inflates says how much he will take: a kilobyte can
 * hold a gigabyte.
 */
#ifndef WINNOW_BASE_GZIP_H
#define WINNOW_BASE_GZIP_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

/* Does it begin as a gzip file does? */
static inline bool gzip_is(struct str s)
{
	return str_starts(s, STR("\x1f\x8b\x08"));
}

struct gzip;		/* a stream that is being inflated */

struct gzip *gzip_open(void);
void gzip_close(struct gzip *g);	/* takes NULL */

/* Inflates all of `in`, appends to `out`. False and err ("damaged gzip data",
 * "more than N bytes in it") when it cannot; what came before is in `out`.
 * `max` bounds out->n; 0: no limit. */
bool gzip_feed(struct gzip *g, struct str in, struct buf *out, size_t max,
	       struct err *err);

/* Is the end of a member reached, so that the text may end here? */
bool gzip_ended(const struct gzip *g);

/* A whole gzip file. */
bool gzip_inflate(struct str in, struct buf *out, size_t max, struct err *err);

/* zlib streams, as git's binary patches hold them: level 0 to 9. */
void gzip_zlib_deflate(struct str in, int level, struct buf *out);
bool gzip_zlib_inflate(struct str in, size_t size, struct buf *out);
/* Its first bytes, `n` at most: how many it gives without damage. */
size_t gzip_zlib_begin(struct str in, char *out, size_t n);

#endif
