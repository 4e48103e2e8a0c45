/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/builtin.h - kernel macros and types that expressions may use without
 * their definition: include/linux/bits.h, const.h, bitfield.h, sizes.h,
 * byteorder. For source/eval.c and source/layout.c. */
#ifndef WINNOW_SOURCE_BUILTIN_H
#define WINNOW_SOURCE_BUILTIN_H

#include "base/str.h"

bool builtin_known(struct str name);

/* Of a function-like one; false: another number of arguments is needed, or a
 * value is out of range. */
bool builtin_call(struct str name, const uint64_t *args, size_t n, uint64_t *out);
/* Does only the first argument count? _AC(1, UL) */
bool builtin_first_only(struct str name);

/* SZ_4K and the like. */
bool builtin_number(struct str name, uint64_t *out);

/* Integer types by their one-word name (u32, __le64, size_t, int, ...). */
struct builtin_type {
	const char *name;
	uint8_t size;		/* bytes, on a 64-bit kernel */
	bool is_signed;
};
const struct builtin_type *builtin_type(struct str name);

/* A type of several basic words (unsigned long long int, const u32), without
 * pointers: size in bytes; 0 when it is none. */
uint32_t builtin_words_size(const struct str *words, size_t n, bool *is_signed);

#endif
