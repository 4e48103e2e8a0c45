/* SPDX-License-Identifier: GPL-2.0-or-later */
/* input/stream.h - an mbox that comes in pieces: a pipe, or gzip.
 *
 * Holds one mail and what was read ahead, no more. A mail over STREAM_MAIL_MAX
 * bytes ends the stream.
 */
#ifndef WINNOW_INPUT_STREAM_H
#define WINNOW_INPUT_STREAM_H

#include "base/arena.h"
#include "base/err.h"
#include "mail/mbox.h"

#define STREAM_MAIL_MAX (256u << 20)

struct stream;

/* Takes over fd (standard input is not closed). gzip is known by its first
 * bytes; at most `max` bytes are unpacked. */
struct stream *stream_open(int fd, size_t max);
void stream_close(struct stream *s);	/* takes NULL */

/* False at the end, or with err set when it was not reached. */
bool stream_next(struct stream *s, struct arena *a, struct mbox_raw *raw,
		 struct err *err);

#endif
