/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/machine.h - which form of a pass over many bytes the processor can run.
 *
 * All forms of a pass give the same; each has a plain one.
 */
#ifndef WINNOW_BASE_MACHINE_H
#define WINNOW_BASE_MACHINE_H

#include <stdbool.h>

enum machine {
	MACHINE_PLAIN,
	MACHINE_SSSE3, MACHINE_AVX2,
	MACHINE_AVX512,		/* of bytes: BW */
	MACHINE_VBMI,
	MACHINE_NEON,
};

#define MACHINE_MOST MACHINE_NEON

/* For tests, before there are threads: as if it could no more than this. */
extern enum machine machine_limit;

static inline bool machine_can(enum machine m)
{
	if (m > machine_limit)
		return false;
#if defined(__x86_64__)
	if (m == MACHINE_VBMI)
		return __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512bw");
	if (m == MACHINE_AVX512)
		return __builtin_cpu_supports("avx512bw");
	if (m == MACHINE_AVX2)
		return __builtin_cpu_supports("avx2");
	return m == MACHINE_PLAIN || (m == MACHINE_SSSE3 && __builtin_cpu_supports("ssse3"));
#elif defined(__aarch64__)
	return m == MACHINE_PLAIN || m == MACHINE_NEON;
#else
	return m == MACHINE_PLAIN;
#endif
}

#endif
