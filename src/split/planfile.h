/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/planfile.h - plan.json: where each line went, and why.
 *
 *	{"v":1, "order":"above|below", "series":{...},
 *	 "patches":[{"patch":5, "message_id":"...", "subject":"...",
 *	   "current":null, "throwaway":1,	number in the half, null: not there
 *	   "dropped_trailers":["..."],
 *	   "ranges":[{"file":"...", "mail_lines":[22,22], "added":1, "removed":0,
 *	     "half":"throwaway", "why":"..."}]}],
 *	 "reorder":[{"patch":48, "moved":true, "behind":25, "why_not":null,
 *	   "spared":[{"patch":26, "mail_line":60, "removed_by":48, "removed_at":90}],
 *	   "folded":[{"patch":48, "mail_line":95, "into":30}], "emptied":[]}],
 *	 "holes":[{"patch":6, "file":"...", "line":592, "end_line":615,
 *	   "what":"...", "hint":"..."}],
 *	 "proof":{...}}
 *
 * With --reorder patches stand in their new order, under the numbers of the
 * original; a range with "from" holds lines of the mail of that patch.
 *
 * A "half" may be "neither": see plan.h.
 * mail_lines are lines of the raw mail, as an editor shows them. To change a
 * plan edit "half" (and cut ranges where needed) and give it to --plan: what it
 * does not name stays as triage put it.
 */
#ifndef WINNOW_SPLIT_PLANFILE_H
#define WINNOW_SPLIT_PLANFILE_H

#include "split/proof.h"

void planfile_write(struct buf *out, const struct emit *e, const struct proof *proof);

/* Takes the halves out of a file; false and err ("plan.json: patches[3]...")
 * on what does not fit the series. */
bool planfile_read(struct plan *p, const char *path, struct err *err);

#endif
