/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef __ASM_RMI_SMC_H
#define __ASM_RMI_SMC_H

#include <linux/arm-smccc.h>

#define SMC_RMI_CALL(func)	ARM_SMCCC_CALL_VAL(1, 1, 4, (func))

#define SMC_RMI_VERSION			SMC_RMI_CALL(0x0150)
#define SMC_RMI_GRANULE_DELEGATE	SMC_RMI_CALL(0x0151)
#define SMC_RMI_REC_AUX_COUNT		SMC_RMI_CALL(0x0167)

#define RMI_ABI_MAJOR_VERSION	1
#define RMI_ABI_MINOR_VERSION	0

static inline int rmi_granule_delegate(unsigned long phys)
{
	struct arm_smccc_res res;

	arm_smccc_1_1_invoke(SMC_RMI_GRANULE_DELEGATE, phys, &res);
	return res.a0;
}
#endif
