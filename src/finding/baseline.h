/* SPDX-License-Identifier: GPL-2.0-or-later */
/* finding/baseline.h - findings already known, by fingerprint.
 *
 * A baseline is a file of JSON lines, each with a "fingerprint": what `winnow
 * check --format=jsonl` printed, or the shorter lines that --write-baseline
 * writes, one a fingerprint, in the order of the findings. Other keys are there
 * for people and for git diff.
 *
 * The file is given by the user. What a mail says about itself ("ignore this")
 * never makes a finding known.
 */
#ifndef WINNOW_FINDING_BASELINE_H
#define WINNOW_FINDING_BASELINE_H

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "finding/finding.h"

struct baseline {
	struct arena *a;
	struct map *known;	/* fingerprint: struct known */
	size_t hits;		/* findings taken out so far */
};

void baseline_init(struct baseline *b, struct arena *a);

/* False and err ("FILE:LINE: why") on a line that is no JSON object with a
 * fingerprint. Empty lines are skipped. */
bool baseline_read(struct baseline *b, const char *path, struct err *err);

/* Takes known findings out of `fs`, the rest keeps its order. */
void baseline_filter(struct baseline *b, struct findings *fs);

/* How many entries no finding has met. */
size_t baseline_gone(const struct baseline *b);

/* Lines for findings whose fingerprint `b` has not; it has them then. */
void baseline_write(struct baseline *b, struct buf *out,
		    const struct findings *fs);

#endif
