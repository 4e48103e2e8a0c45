/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/maintainers.h - whose file is it? The kernel's MAINTAINERS.
 *
 * Source: the head of that file: F: patterns (a folder with its slash, a file,
 * * and ? within a name) and X: exceptions. Of several entries the one with
 * the longest pattern counts. N: and K: lines (regular expressions) are not
 * followed.
 */
#ifndef WINNOW_SCAN_MAINTAINERS_H
#define WINNOW_SCAN_MAINTAINERS_H

#include "base/arena.h"
#include "base/str.h"

struct maintainers;

/* An empty text gives nobody. Slices point into it. */
struct maintainers *maintainers_read(struct arena *a, struct str text);

/* The heading of the entry; empty: nobody's. */
struct str maintainers_of(const struct maintainers *m, struct str path);

#endif
