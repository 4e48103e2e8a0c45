/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/outside.h - what the tree defines for a series that does not say it.
 *
 * A series on top of merged code uses function identifiers whose definitions
 * stand in headers that it does not touch. Where the tree is known (--tree,
 * --git REV), the headers that its files include are followed, and the macros
 * and enumerators of those that name an interface of the spec-db are read.
 */
#ifndef WINNOW_RULE_OUTSIDE_H
#define WINNOW_RULE_OUTSIDE_H

#include "rule/study.h"

/* Defines the macros in st->macros, where the series' own come later and win,
 * and puts the names of identifiers into st->outside. To be called when the
 * files of the series have been read; st->base gives the texts. */
void outside_read(struct study *st, struct source_reader *reader);

#endif
