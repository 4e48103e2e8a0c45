/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/other.h - facts of what is neither C nor assembly.
 *
 * Kconfig: `config FOO` is a FACT_MACRO named CONFIG_FOO (extent: its block,
 * value: its prompt); symbols in depends, select, imply, if, visible and
 * default are FACT_USE of CONFIG_FOO.
 * Makefiles: NAME := value and friends are FACT_MACRO; objects (foo.o, foo/)
 * are FACT_USE, owner: the variable they are added to; CONFIG_FOO in $(...)
 * is FACT_USE.
 * All: comments are FACT_COMMENT. Of rst the comments are explicit markup
 * blocks (`.. ` without `::`), of which the first line counts.
 */
#ifndef WINNOW_SOURCE_OTHER_H
#define WINNOW_SOURCE_OTHER_H

#include "source/lex.h"
#include "source/source.h"

void other_read(struct source *s, struct arena *a, uint32_t part,
		const struct lex_style *style);

#endif
