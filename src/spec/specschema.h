/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/specschema.h - a document against a JSON Schema, as far as spec-db
 * needs it.
 *
 * Known keywords: $ref (to #/$defs/NAME), type, properties, required,
 * additionalProperties, items, minItems, enum (of strings and numbers),
 * minimum, maximum, pattern. Anything else in a schema is prose.
 * Nesting is followed 24 levels deep.
 */
#ifndef WINNOW_SPEC_SPECSCHEMA_H
#define WINNOW_SPEC_SPECSCHEMA_H

#include "base/json.h"
#include "base/vec.h"

struct spec_problem {
	struct str file;	/* spec-db/rmm/1.0.json */
	struct str at;		/* commands[4].fid, may be empty */
	struct str what;
};

struct spec_problems {
	struct spec_problem *v;
	size_t n, cap;
};

void spec_problem(struct arena *a, struct spec_problems *out, struct str file,
		  const char *at, const char *what, ...)
	__attribute__((format(printf, 5, 6)));

/* Holds `doc` against #/$defs/NAME of the schema. */
void specschema_check(struct arena *a, const struct json *schema,
		      const char *name, const struct json *doc, struct str file,
		      struct spec_problems *out);

#endif
