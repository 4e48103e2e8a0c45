/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/batch.h - comments of many files, judged together.
 *
 * One in fifty comments of a tree holds a marker's word. What the rules need to
 * judge it (needles, patterns as machine code) is more than a processor's cache
 * holds beside the files read in between. So comments wait, copied with the lines
 * they stand on, and are then judged rule by rule.
 */
#ifndef WINNOW_SCAN_BATCH_H
#define WINNOW_SCAN_BATCH_H

#include "finding/finding.h"
#include "source/span.h"
#include "triage/evidence_rules.h"

#define BATCH_MAX 256		/* comments that wait at most */

struct batch;

/* Of one thread. The rules may be shared with others; findings go to `out`, and
 * what they hold to `a`. */
struct batch *batch_new(struct evidence_rules *rules, struct arena *a,
			struct findings *out);
void batch_free(struct batch *b);	/* takes NULL */

struct batch_comment {
	struct str path;
	const char *lang;	/* side_lang() of it */
	struct str text;	/* of the file, or a part of it */
	struct span at;		/* the comment in it */
	size_t line_start;	/* of its first line */
	uint32_t line;		/* number of that */
	uint64_t bits;		/* marker rules of which a word stands in it */
};

/* Judges it, now or later: `c` and its text need not live until then. */
void batch_add(struct batch *b, const struct batch_comment *c);
/* Those that wait. */
void batch_judge(struct batch *b);
/* Forgets them. */
void batch_drop(struct batch *b);

#endif
