/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/paths.h - no name is a file and a folder at the same time.
 *
 * Lines of a file can be dealt out to two series in any way, names cannot: a
 * half that keeps a file from which the other one made a folder is no tree, and
 * git-am(1) stops there.
 */
#ifndef WINNOW_SPLIT_PATHS_H
#define WINNOW_SPLIT_PATHS_H

#include "base/err.h"
#include "series/weave.h"

/* After each patch of the series that the weaves are of; files deeper than 64
 * folders are not looked at. */
bool paths_check(const struct weave_set *ws, const struct series *s, struct err *err);

#endif
