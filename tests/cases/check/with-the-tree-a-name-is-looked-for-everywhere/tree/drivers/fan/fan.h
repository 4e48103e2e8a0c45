/* SPDX-License-Identifier: GPL-2.0 */
#include <linux/bits.h>

#define FAN_CTRL		0x00
#define FAN_CTRL_SPEED		GENMASK(7, 0)
