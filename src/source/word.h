/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/word.h - words of C with a meaning of their own: keywords, and the
 * annotations that kernel headers define as attributes (include/linux/
 * compiler*.h, init.h, linkage.h), which no C grammar knows. */
#ifndef WINNOW_SOURCE_WORD_H
#define WINNOW_SOURCE_WORD_H

#include "base/str.h"

/* Keywords of C and of gcc, and the basic types (int, bool, void, ...). */
bool word_is_keyword(struct str s);

/* __init, __user, __must_check, asmlinkage, ... */
bool word_is_annotation(struct str s);
/* ... and these take arguments: __aligned(8), __printf(1, 2). */
bool word_takes_args(struct str s);

#endif
