/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report/compare.h - what became of a series from one version to the next, as
 * text for a terminal and as JSON lines.
 */
#ifndef WINNOW_REPORT_COMPARE_H
#define WINNOW_REPORT_COMPARE_H

#include "base/buf.h"
#include "finding/delta.h"
#include "report/triage.h"
#include "series/rangediff.h"

struct compare_report {
	const struct triage *old, *new;
	const struct rangediff *pairs;
	const struct delta *findings;
	bool all;		/* text: every finding, kept ones and checks, too */
};

/* The pairs of patches, the throwaway patches dropped, kept and new, the
 * findings new, kept and resolved. */
void compare_print(struct buf *out, const struct compare_report *r,
		   const struct triage_view *v);

/* One object a pair of patches ("pair": "same|changed|new|dropped"), then one a
 * finding: the keys of the contract (of the new version; of the old one when it
 * is resolved) and "state": "new|kept|resolved". */
void compare_print_jsonl(struct buf *out, const struct compare_report *r);

#endif
