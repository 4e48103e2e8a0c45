/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/blob.h - what binary files hold, patch after patch. */
#ifndef WINNOW_SPLIT_BLOB_H
#define WINNOW_SPLIT_BLOB_H

#include "base/err.h"
#include "series/weave.h"

struct blobs;

/* Of files of the weave set, which is of the series and stands on `base`. */
struct blobs *blobs_open(struct arena *a, const struct weave_set *ws,
			 const struct series *s, weave_base_fn *base, void *ctx);

/* The bytes of a binary file after patch n; patches must be asked in order. What
 * was text before, or becomes it, is patched as text. False where a patch has no
 * data or does not fit. */
bool blobs_after(struct blobs *b, const struct weave *w, uint32_t n, struct str *out,
		 struct err *err);

#endif
