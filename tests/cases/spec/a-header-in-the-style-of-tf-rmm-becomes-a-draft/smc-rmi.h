/* SPDX-License-Identifier: BSD-3-Clause */
/* Invented: a few lines in the style of TF-RMM. */
#ifndef SMC_RMI_H
#define SMC_RMI_H

#define SMC64_RMI_FNUM_MIN		(U(0x150))
#define SMC64_RMI_FID(_offset)		SMC64_STD_FID(RMI, _offset)

#define RMI_ABI_VERSION_MAJOR		UL(1)
#define RMI_ABI_VERSION_MINOR		UL(0)

#define SMC_RMI_VERSION			SMC64_RMI_FID(U(0x0))
#define SMC_RMI_GRANULE_DELEGATE	SMC64_RMI_FID(U(0x1))
#define SMC_RMI_REC_AUX_COUNT		SMC64_RMI_FID(U(0x17))

#define RMI_SUCCESS			U(0)
#define RMI_EXIT_HOST_CALL		U(5)
#define RMI_HASH_SHA_512		1

struct rmi_rec_exit {
	/* Exit reason */
	SET_MEMBER_RMI(unsigned long exit_reason, 0, 0x100);	/* Offset 0 */
	SET_MEMBER_RMI(
		struct {
			/* Exception Syndrome Register */
			unsigned long esr;	/* 0x100 */
			/* Fault Address Register */
			unsigned long far;	/* 0x108 */
		}, 0x100, 0x200);
	SET_MEMBER_RMI(unsigned long gprs[REC_EXIT_NR_GPRS], 0x200, 0x300);
};

#endif
