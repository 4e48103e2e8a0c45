/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd/split_halves.h - what is promised of the halves beside the proof: read as
 * any other series, the first uses nothing that only the second defines and is
 * cut in the middle of nothing, and current is all current. */
#ifndef WINNOW_CMD_SPLIT_HALVES_H
#define WINNOW_CMD_SPLIT_HALVES_H

#include "cmd/load.h"
#include "split/proof.h"

struct halves {
	struct load *l;
	struct arena *a;
	const struct emit *e;
	const struct triage *was;	/* of the original */
	bool planned;		/* the user gave a plan: what it cuts is only told */
	bool told;		/* he moved or kept something, or gave one: so is what
				 * current is */
};

/* False and err on the first promise that does not hold; what is only told goes to
 * standard error. */
bool halves_hold(const struct halves *h, const struct proof *proof, struct err *err);

#endif
