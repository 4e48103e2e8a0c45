/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/verdict.h - from the verdicts of triage to a plan. */
#ifndef WINNOW_SPLIT_VERDICT_H
#define WINNOW_SPLIT_VERDICT_H

#include "split/plan.h"
#include "triage/triage.h"

/* Throwaway lines go, and where current comes first, entangled ones with them:
 * it has nothing to stand on. What is removed goes with what replaces it. Holes
 * are noted. The plan is open, and is not closed here. */
void verdict_plan(struct plan *p, const struct triage *t);

/* "TAG: the subject says ..." of a reason; empty for REASON_NONE. */
struct str verdict_why(struct arena *a, const struct triage *t, uint32_t why);

/* Moves or keeps what a person names: "7" (a patch), "FILE:LINE" (in the file
 * as the series leaves it), "7:FILE:LINE" (as patch 7 leaves it). First in the
 * verdicts, so that what leans on it follows (triage_close() is the caller's),
 * then in the plan, so that it is obeyed. */
bool verdict_overrule(struct triage *t, const char *what, enum half to,
		      struct err *err);
bool verdict_override(struct plan *p, const char *what, enum half to,
		      struct err *err);

#endif
