/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd/spec.h - parts of `winnow spec`, which print to stdout and return the
 * exit status. Versions given are loaded. */
#ifndef WINNOW_CMD_SPEC_H
#define WINNOW_CMD_SPEC_H

#include "spec/specdiff.h"

/* A version with all it knows, or one command, type or constant of it by its
 * name (in the document or in C) or number. */
int spec_show_version(struct arena *a, const struct spec_version *v);
int spec_show_name(struct arena *a, const struct spec_version *v,
		   struct str name);

void spec_diff_text(struct arena *a, const struct specdiff *d);
void spec_diff_json(const struct specdiff *d);

#endif
