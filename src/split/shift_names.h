/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/shift_names.h - does every use still have what it uses?
 *
 * For shift.c alone. A use that had a definition, and a declaration where it
 * stands, in all steps of the old order has them in all steps of the new one;
 * so has a line that names a file of the series. Only what stands in lines of
 * the series, or near them, is seen.
 */
#ifndef WINNOW_SPLIT_SHIFT_NAMES_H
#define WINNOW_SPLIT_SHIFT_NAMES_H

#include "split/shift.h"

/* *next is s->k. False: it is raised to the first place worth a try, and *why
 * says what stands against this one. */
bool shift_names_hold(const struct shift *s, uint32_t *next, struct str *why);
bool shift_files_hold(const struct shift *s, uint32_t *next, struct str *why);

#endif
