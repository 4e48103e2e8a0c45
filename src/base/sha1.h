/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/sha1.h - SHA-1, as git names its objects with.
 *
 * Source: FIPS 180-4. Not for security: it tells blobs and patch-ids, and a
 * made-up collision only misnames the text of its own author.
 */
#ifndef WINNOW_BASE_SHA1_H
#define WINNOW_BASE_SHA1_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct sha1 {
	uint32_t h[5];
	uint64_t total;			/* bytes so far */
	unsigned char block[64];	/* the unfinished block */
};

void sha1_init(struct sha1 *s);
void sha1_update(struct sha1 *s, const void *p, size_t n);
void sha1_final(struct sha1 *s, unsigned char out[20]);

/* All of it at once. */
void sha1(unsigned char out[20], const void *p, size_t n);

/* 40 lower case digits and a NUL. */
void sha1_hex(char out[41], const unsigned char hash[20]);

/* The name git gives an object of the type ("blob", "tree", "commit"): 40 digits
 * and a NUL. */
void sha1_object(char out[41], const char *type, struct str text);
void sha1_blob(char out[41], struct str text);

#endif
