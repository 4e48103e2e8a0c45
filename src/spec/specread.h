/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/specread.h - typed members of a JSON object, with the place in errors.
 *
 * Every getter takes the object, where it lies ("commands[4]") and a key, and
 * answers false with err filled ("FILE: commands[4].fid: not a hex string")
 * when the member is of another type, or absent where it must not be. Strings
 * are copied into the arena.
 */
#ifndef WINNOW_SPEC_SPECREAD_H
#define WINNOW_SPEC_SPECREAD_H

#include "base/json.h"
#include "spec/specdb.h"

struct specread {
	struct arena *a;
	const char *file;
	struct err *err;
};

#define SPECREAD_AT 160		/* enough for any place of the schema */

bool specread_fail(struct specread *r, const char *at, const char *key,
		   const char *what);

bool specread_str(struct specread *r, const struct json *o, const char *at,
		  const char *key, struct str *out);
/* Absent or null leaves *out as it is. */
bool specread_opt_str(struct specread *r, const struct json *o, const char *at,
		      const char *key, struct str *out);
bool specread_opt_bool(struct specread *r, const struct json *o, const char *at,
		       const char *key, bool *out);
/* true, false, or null and absent: not known. */
bool specread_tri(struct specread *r, const struct json *o, const char *at,
		  const char *key, enum spec_tri *out);
bool specread_opt_num(struct specread *r, const struct json *o, const char *at,
		      const char *key, uint64_t max, uint64_t *out);
bool specread_opt_strs(struct specread *r, const struct json *o, const char *at,
		       const char *key, struct strs *out);
bool specread_opt_standing(struct specread *r, const struct json *o,
			   const char *at, const char *key,
			   enum spec_standing *out);
/* A member that is an array (object): its value, or NULL when absent. */
bool specread_array(struct specread *r, const struct json *o, const char *at,
		    const char *key, const struct json **out);
bool specread_object(struct specread *r, const struct json *o, const char *at,
		     const char *key, const struct json **out);

/* A whole number of 32 bits with or without sign. */
bool specread_int(const struct json *j, int64_t *out);
/* "IN.KEY[I]", or "KEY[I]" with an empty `in`; cut where it is too long. Every
 * entry of a file has its place, whether or not it is ever told. */
void specread_item(char at[SPECREAD_AT], const char *in, const char *key, size_t i);
/* Any other place. */
void specread_place(char at[SPECREAD_AT], const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* "15:0" or "3". */
bool specread_bits(struct str s, unsigned *lo, unsigned *hi);

#endif
