/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/lang.h - which language a path is written in. */
#ifndef WINNOW_SOURCE_LANG_H
#define WINNOW_SOURCE_LANG_H

#include "base/str.h"

enum source_lang {
	LANG_OTHER, LANG_C, LANG_ASM, LANG_DTS, LANG_KCONFIG, LANG_MAKE,
	LANG_RST, LANG_RUST, LANG_SHELL, LANG_PYTHON, LANG_YAML,
};

#define SOURCE_LANGS (LANG_YAML + 1)	/* how many */

enum source_lang source_lang_of(struct str path);

#endif
