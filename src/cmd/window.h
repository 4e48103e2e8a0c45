/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd/window.h - a long stream of mails, some at a time, so that memory does
 * not grow with its length.
 *
 * A window holds the next mails of the input and those held back from the one
 * before. Series are grouped in it; what leaves are the mails that belong to
 * no series, the series that have all their patches and their cover letter,
 * and those that got no mail in this window. The others are held back for the
 * next one. An input that fits into one window is grouped as a whole.
 *
 * Deviation: of mails that are a window or more apart, copies are known by
 * their hash, and a late one may be taken for new when very many came between.
 */
#ifndef WINNOW_CMD_WINDOW_H
#define WINNOW_CMD_WINDOW_H

#include "input/input.h"
#include "series/series.h"

#define WINDOW_MAILS 4096
#define WINDOW_BYTES (16u << 20)
#define WINDOW_HELD 4		/* windows' worth of bytes held back at most */

struct window {
	/* What leaves; good until the next window_next(). */
	struct arena *a;
	VEC(struct patch *) patches;	/* input order */
	struct series_set series;

	struct input *in;
	size_t max_mails, max_bytes;	/* new ones a window; 0: no limit */
	struct mails {
		struct mail *v;
		size_t n, cap;
	} held;				/* in `a` or `before` */
	struct arena *before;		/* of the window before */
	uint64_t *seen;			/* hashes of mails that left */
	bool more;			/* the input has not ended */
};

/* The input is closed with the window. */
void window_open(struct window *w, struct input *in, size_t max_mails,
		 size_t max_bytes);
void window_close(struct window *w);	/* takes a zeroed struct */

/* False when all mails have left. */
bool window_next(struct window *w);

#endif
