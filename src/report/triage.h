/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report/triage.h - verdicts to text for a terminal and to JSON lines. */
#ifndef WINNOW_REPORT_TRIAGE_H
#define WINNOW_REPORT_TRIAGE_H

#include "base/buf.h"
#include "triage/triage.h"

struct triage_view {
	unsigned width;		/* columns; at least 80 is assumed */
	bool color;
};

/* The table, the roots with their closure, what to do. */
void triage_print(struct buf *out, const struct triage *t,
		  const struct triage_view *v);
/* One patch with its lines and chains. */
void triage_print_patch(struct buf *out, const struct triage *t, size_t i,
			const struct triage_view *v);
/* Why a line of a file, as it is at the end of the series or after the patch
 * that added it, has its class. Nothing when no patch added it. */
void triage_print_why(struct buf *out, const struct triage *t, struct str file,
		      uint32_t line);

/* One patch as an object on a line (v 1 of the contract). */
void triage_print_json(struct buf *out, const struct triage *t, size_t i);

#endif
