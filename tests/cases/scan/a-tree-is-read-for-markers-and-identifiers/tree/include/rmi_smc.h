/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef _RMI_SMC_H
#define _RMI_SMC_H

#define SMC_RMI_CALL(func)				\
	ARM_SMCCC_CALL_VAL(ARM_SMCCC_FAST_CALL,		\
			   ARM_SMCCC_SMC_64,		\
			   ARM_SMCCC_OWNER_STANDARD,	\
			   (func))

#define SMC_RMI_VERSION			SMC_RMI_CALL(0x0150)
#define SMC_RMI_REC_AUX_COUNT		SMC_RMI_CALL(0x0167) //
#define SMC_RMI_REC_ENTER		SMC_RMI_CALL(0x015c)

#endif
