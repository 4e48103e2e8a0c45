/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/claim.h - mentions of specification versions in what people write. */
#ifndef WINNOW_RULE_CLAIM_H
#define WINNOW_RULE_CLAIM_H

#include "rule/target.h"
#include "text/prose.h"

/* Every mention of a version of a family in the series: cover letter, messages,
 * notes, comments and documentation that patches add. */
void claims_read(struct claims *out, struct study *st);

/* What claims_read() walks over, for other readers of prose. */
struct prose_place {
	const struct patch *patch;
	const struct study_file *file;	/* NULL: in the message */
	bool notes;
};
typedef void prose_fn(void *ctx, const struct prose_place *where,
		      const struct sentence *s);
void prose_each(struct study *st, prose_fn *fn, void *ctx);

#endif
