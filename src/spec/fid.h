/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/fid.h - fields of a function identifier.
 *
 * Source: SMC Calling Convention (DEN0028), "Function Identifiers". A call is
 * told by the 32 bits in W0: bit 31 fast call, bit 30 64-bit convention, bits
 * 29:24 owning entity, bits 23:17 must be zero in a fast call, bit 16 the hint
 * that no SVE state is live (1.3), bits 15:0 the function number.
 */
#ifndef WINNOW_SPEC_FID_H
#define WINNOW_SPEC_FID_H

#include <stdbool.h>
#include <stdint.h>

struct fid {
	bool fast, smc64, hint;
	unsigned owner, reserved, function;
};

/* Whether a number can be the identifier of a fast call, as all in a spec-db are. */
static inline bool fid_can_be(uint64_t n)
{
	return n >> 31 == 1;
}

struct fid fid_of(uint32_t id);
/* "standard secure service"; never NULL. */
const char *fid_owner_name(unsigned owner);

#endif
