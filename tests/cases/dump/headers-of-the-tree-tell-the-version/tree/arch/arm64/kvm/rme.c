// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kvm_host.h>
#include <asm/rmi_smc.h>

int kvm_rme_init(void)
{
	return 0;
}
