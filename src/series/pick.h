/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/pick.h - of the versions of a series in a thread the one wanted. */
#ifndef WINNOW_SERIES_PICK_H
#define WINNOW_SERIES_PICK_H

#include "series/series.h"

/* Only the series of that version; false, and all stay, when there is none. */
bool series_keep_version(struct series_set *set, uint64_t version);

/* Of series of one title only the newest. */
void series_keep_newest(struct series_set *set);

/* "v1, v2 and v4"; of an empty set "no series". */
struct str series_versions(struct arena *a, const struct series_set *set);

/* What of its patches is not in the input; empty when all are. */
struct str series_missing(const struct series *s);

#endif
