/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/packdelta.h - an object made of another and what differs.
 *
 * Source: gitformat-pack(5), "Deltified representation".
 */
#ifndef WINNOW_REPO_PACKDELTA_H
#define WINNOW_REPO_PACKDELTA_H

#include "base/str.h"

struct packdelta {
	uint64_t base, result;	/* sizes, as it says */
	struct str ops;
};

/* False when the sizes cannot be read. */
bool packdelta_open(struct packdelta *d, struct str delta);

/* Writes d->result bytes to `out`; false when `base` has another size than the
 * delta says, or when it copies from outside of it, makes more or less than it
 * says, or is cut off. */
bool packdelta_apply(const struct packdelta *d, struct str base, char *out);

#endif
