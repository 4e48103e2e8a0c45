/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch/binary.h - the bytes that a "GIT binary patch" makes.
 *
 * Source: git-apply(1), git-diff(1): "literal N" or "delta N", then lines of a
 * length and base85 of a zlib stream; the way forward first, then the way back.
 */
#ifndef WINNOW_PATCH_BINARY_H
#define WINNOW_PATCH_BINARY_H

#include "base/buf.h"

/* Appends what `patch` (diff_file.binary_text) makes of `old`. False: it holds
 * no data, is damaged, is not about `old`, or makes more than 64 MiB. */
bool binary_apply(struct str patch, struct str old, struct buf *out);

/* Appends what the file held before `patch`, where that is all in there: the way
 * back is whole, or starts at what the way forward has whole. */
bool binary_before(struct str patch, struct buf *out);

#endif
