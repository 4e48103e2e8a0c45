/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/spectype.h - types of a version, found by the names they have in C.
 *
 * The family file says which struct tags, macro prefixes and spellings stand
 * for a type of the document; all functions answer NULL, false or 0 where it
 * says nothing. Versions must be loaded.
 */
#ifndef WINNOW_SPEC_SPECTYPE_H
#define WINNOW_SPEC_SPECTYPE_H

#include "spec/specdb.h"

/* struct realm_params -> RmiRealmParams. */
const struct spec_type *spec_type_of_tag(const struct spec_version *v,
					 struct str tag);

/* A member by its name in the document or one of its names in C; without
 * regard to case where the type is bits. */
const struct spec_member *spec_member_of_c(const struct spec_type *t,
					   struct str name);

enum spec_bits_form { SPEC_MASK, SPEC_SHIFT, SPEC_WIDTH, SPEC_BIT };

struct spec_bits {
	const struct spec_type *type;
	const struct spec_member *member;	/* NULL: no such field */
	enum spec_bits_form form;		/* of the macro's value */
	struct str field;			/* the macro without prefix */
	bool of_field;		/* no field, but begins with one: a value of it */
};

/* A macro for a bit field: RMI_FEATURE_REGISTER_0_S2SZ. One prefix may stand
 * for several types (a descriptor a page size); those that have the field come
 * back, or where none has it all of the longest prefix that is the type's own
 * (of "loose" ones only fields that exist count). At most `max`. */
size_t spec_bits_of_macro(const struct spec_version *v, struct str macro,
			  struct spec_bits *out, size_t max);
/* The mask of a field, in the register that holds it. */
uint64_t spec_bits_mask(const struct spec_type *t, const struct spec_member *m);

struct spec_constant {
	const struct spec_type *type;		/* of an enum, or NULL */
	const struct spec_member *member;
	const struct spec_status *status;	/* or NULL */
};

/* A constant: a value of an enum, or a status code (or both). */
bool spec_constant_of_c(const struct spec_version *v, struct str name,
			struct spec_constant *out);

/* ---- does a macro or enumerator agree? ---- */

enum spec_fit {
	SPEC_FIT_UNKNOWN,	/* nothing firm is known about the name */
	SPEC_FIT_AGREES,
	SPEC_FIT_DIFFERS,	/* `want` is the value of the document */
	SPEC_FIT_NO_FIELD,	/* bits of a type that has no such field */
};

struct spec_value {
	const struct spec_type *type;		/* NULL: `status` alone */
	const struct spec_member *member;	/* NULL: SPEC_FIT_NO_FIELD */
	const struct spec_status *status;
	uint64_t want;
	enum spec_bits_form form;	/* of want, for bits */
};

/* Holds the value of a C name against all that the name may stand for: one
 * name can be a value of an enum and a flag as well, and agrees when it is
 * right as either. `as_bits`: it is written as bits (BIT(), GENMASK(), a
 * shift), so it is no value of an enum. Masks may be in place or moved down to
 * bit 0, and count from bit 0 of the register or of the type. */
enum spec_fit spec_fits(const struct spec_version *v, struct str name,
			uint64_t value, bool as_bits, struct spec_value *out);

#endif
