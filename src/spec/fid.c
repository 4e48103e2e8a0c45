// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/fid.h"

#include <stddef.h>

struct fid fid_of(uint32_t id)
{
	return (struct fid){
		.fast = id >> 31, .smc64 = id >> 30 & 1, .hint = id >> 16 & 1,
		.owner = id >> 24 & 0x3f, .reserved = id >> 17 & 0x7f,
		.function = id & 0xffff,
	};
}

const char *fid_owner_name(unsigned owner)
{
	static const struct {
		unsigned last;
		const char *name;
	} owners[] = {
		{ 0, "Arm architecture" }, { 1, "CPU service" },
		{ 2, "SiP service" }, { 3, "OEM service" },
		{ 4, "standard secure service" },
		{ 5, "standard hypervisor service" },
		{ 6, "vendor hypervisor service" }, { 47, "reserved" },
		{ 49, "trusted application" }, { 63, "trusted OS" },
	};

	for (size_t i = 0; i < sizeof(owners) / sizeof(*owners); i++)
		if (owner <= owners[i].last)
			return owners[i].name;
	return "not an owner";
}
