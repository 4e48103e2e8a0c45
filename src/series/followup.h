/* SPDX-License-Identifier: GPL-2.0-or-later */
/* series/followup.h - trailers that people give in their replies.
 *
 * Source: what b4 does: a line "Reviewed-by: Name <mail>" (any *-by) at the
 * margin of a reply counts when the mail address is the sender's. A reply to a
 * patch gives it to that patch, a reply to the cover letter to all; a reply to
 * a reply counts for what that one answers.
 */
#ifndef WINNOW_SERIES_FOLLOWUP_H
#define WINNOW_SERIES_FOLLOWUP_H

#include "series/series.h"

/* Adds them to the trailers and the message text of the patches of all series
 * in the set, once each; returns how many. Those whose address is not the
 * sender's are left out and counted in *foreign (may be NULL). */
size_t followup_apply(struct series_set *set, struct arena *a, size_t *foreign);

#endif
