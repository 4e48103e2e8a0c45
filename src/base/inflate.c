// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/inflate.h"

#include <libdeflate.h>

#include "base/err.h"

struct inflate *inflate_open(void)
{
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();

	if (!d)
		die("out of memory");
	return (struct inflate *)d;
}

void inflate_close(struct inflate *z)
{
	if (z)
		libdeflate_free_decompressor((struct libdeflate_decompressor *)z);
}

enum inflate_result inflate_zlib(struct inflate *z, struct str in, void *out, size_t size)
{
	switch (libdeflate_zlib_decompress((struct libdeflate_decompressor *)z,
					   in.p, in.n, out, size, NULL)) {
	case LIBDEFLATE_SUCCESS:
		return INFLATE_OK;
	case LIBDEFLATE_SHORT_OUTPUT:
	case LIBDEFLATE_INSUFFICIENT_SPACE:
		return INFLATE_SIZE;
	default:
		return INFLATE_DAMAGED;
	}
}
