/* SPDX-License-Identifier: GPL-2.0-only */
/* Invented: a header of kernel style for a version after 2.0-bet3. */
#ifndef __LINUX_ARM_SMCCC_RMI_H_
#define __LINUX_ARM_SMCCC_RMI_H_

#include <linux/arm-smccc.h>

#define SMC_RMI_CALL(func)				\
	ARM_SMCCC_CALL_VAL(ARM_SMCCC_FAST_CALL,		\
			   ARM_SMCCC_SMC_64,		\
			   ARM_SMCCC_OWNER_STANDARD,	\
			   (func))

#define SMC_RMI_VERSION			SMC_RMI_CALL(0x0150)
#define SMC_RMI_REC_ENTER		SMC_RMI_CALL(0x015c)
#define SMC_RMI_REC_PAUSE		SMC_RMI_CALL(0x0212)	/* new */

#define RMI_ABI_MAJOR_VERSION	2
#define RMI_ABI_MINOR_VERSION	1

#define RMI_SUCCESS		0
#define RMI_ERROR_INPUT		1

#define RMI_EXIT_SYNC		0x00
#define RMI_EXIT_IRQ		0x01
#define RMI_EXIT_PAUSED		0x0b

enum rmi_ripas {
	RMI_EMPTY,
	RMI_RAM,
	RMI_DESTROYED,
	RMI_DEV,
};

#define RMI_FEATURE_REGISTER_0_S2SZ		GENMASK(7, 0)
#define RMI_FEATURE_REGISTER_0_PAUSE		BIT(41)
#define RMI_RESULT_MEMREQ_MASK			GENMASK(9, 8)
#define REC_ENTER_FLAG_EMULATED_MMIO		BIT(0)

#define REC_CREATE_NR_GPRS		8

struct rec_params {
	union { /* 0x0 */
		u64 flags;
		u8 padding0[0x100];
	};
	union { /* 0x100 */
		u64 mpidr;
		u8 padding1[0x200];
	};
	union { /* 0x300 */
		u64 gprs[REC_CREATE_NR_GPRS];
		u8 padding2[0xd00];
	};
};

#define RMI_UNRELATED				(sizeof(struct page))

#endif
