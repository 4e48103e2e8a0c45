/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/inflate.h - whole zlib streams at once, fast: the libdeflate door.
 *
 * Source: RFC 1950. For streams whose size is known beforehand and that lie in
 * memory as a whole; others are base/gzip.h's. The checksum is verified.
 */
#ifndef WINNOW_BASE_INFLATE_H
#define WINNOW_BASE_INFLATE_H

#include "base/str.h"

struct inflate;		/* serves one thread */

struct inflate *inflate_open(void);
void inflate_close(struct inflate *z);	/* takes NULL */

enum inflate_result {
	INFLATE_OK,
	INFLATE_DAMAGED,	/* or cut off: `in` ends within the stream */
	INFLATE_SIZE,		/* it does not hold exactly `size` bytes, or is cut
				 * off: what is missing is read as zeros for a while */
};

/* The stream that `in` begins with; what stands behind it does not matter. */
enum inflate_result inflate_zlib(struct inflate *z, struct str in, void *out, size_t size);

#endif
