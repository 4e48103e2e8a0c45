/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/blob.h - what binary files hold, patch after patch. */
#ifndef WINNOW_SPLIT_BLOB_H
#define WINNOW_SPLIT_BLOB_H

#include "base/err.h"
#include "series/weave.h"

struct blobs;

/* Of files of the weave set, which stand on `base`. */
struct blobs *blobs_open(struct arena *a, const struct weave_set *ws, weave_base_fn *base,
			 void *ctx);

/* The bytes of a binary file after patch n; patches must be asked in order.
 * False where its patch has no data or does not fit, or is text after all. */
bool blobs_after(struct blobs *b, const struct weave *w, uint32_t n, struct str *out,
		 struct err *err);

#endif
