// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/reach.h"

#define HOMONYMS_MAX 64		/* definitions of one name, each looked at for a use */

static bool is_private(const struct site *d)
{
	const struct fact *f = d->fact;

	return str_ends(d->file->diff->new_path, STR(".c")) &&
	       (fact_is_static(f) || f->kind == FACT_MACRO || f->kind == FACT_ENUMERATOR);
}

bool reach_none(const struct symbol *sym, const struct site *use)
{
	bool any = false;

	if (sym->defs.n > HOMONYMS_MAX)
		return false;
	vec_for(const struct site, d, &sym->defs) {
		if (!fact_of_file(d->fact))
			continue;
		if (!is_private(d) || str_eq(d->file->weave->path, use->file->weave->path))
			return false;
		any = true;
	}
	return any;
}
