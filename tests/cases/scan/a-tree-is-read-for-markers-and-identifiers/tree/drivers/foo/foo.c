// SPDX-License-Identifier: GPL-2.0-only
#include <linux/arm-smccc.h>
#include "../../include/rmi_smc.h"

/* HACK: the device wants this twice. */
static void todo_list(void)
{
	pr_info("TODO: not a comment\n");
	foo_remove_hack();
}

#if 0
static int unused(void)
{
	return 0;
}
#endif

/*
 * This can be removed once the
 * firmware is updated.
 */
static int aux_count(u64 rec, struct arm_smccc_res *res)
{
	arm_smccc_1_1_invoke(SMC_RMI_REC_AUX_COUNT, rec, res);
	return res->a0;
}
