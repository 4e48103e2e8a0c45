/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/specload.h - reading one version file; within spec/ only.
 *
 * specload.c reads head, sources, conflicts, commands and changes; specload_type.c
 * the types. Each function reads one entry at the place `at` into l->v.
 */
#ifndef WINNOW_SPEC_SPECLOAD_H
#define WINNOW_SPEC_SPECLOAD_H

#include "spec/specread.h"

struct specload {
	struct specread r;
	struct spec_version *v;
};

/* The conflict named by "conflict", NULL when there is none. */
bool specload_conflict(struct specload *l, const struct json *o,
		       const char *at, const struct spec_conflict **out);

/* The sources named by `key`; where it is missing *out stays as it is. */
bool specload_src(struct specload *l, const struct json *o, const char *at,
		  const char *key, struct spec_sources *out);

bool specload_enum(struct specload *l, const struct json *o, const char *at);
bool specload_bits(struct specload *l, const struct json *o, const char *at);
bool specload_struct(struct specload *l, const struct json *o, const char *at);
bool specload_named(struct specload *l, const struct json *o, const char *at);

#endif
