/* SPDX-License-Identifier: GPL-2.0 */
#define GENMASK(h, l)	(((~0UL) << (l)) & (~0UL >> (63 - (h))))
#define FIELD_PREP(m, v)	(((v) << __builtin_ctzl(m)) & (m))
#define FIELDPREP_ONCE(m, v)	FIELD_PREP(m, v)
