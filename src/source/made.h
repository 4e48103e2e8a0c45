/* SPDX-License-Identifier: GPL-2.0-or-later */
/* source/made.h - names that macros of the kernel make.
 *
 * DEFINE_MUTEX(lock) makes `lock`, DEVICE_ATTR_RO(mode) `dev_attr_mode`,
 * DEFINE_PER_CPU(int, count) `count`: by linux/device.h, sysfs.h, list.h, notifier.h,
 * percpu-defs.h, seq_file.h, tracepoint.h, pm.h, iio/sysfs.h, hwmon-sysfs.h.
 */
#ifndef WINNOW_SOURCE_MADE_H
#define WINNOW_SOURCE_MADE_H

#include "source/source.h"

/* The variable or function that a use of the macro makes; empty: none that is known.
 * A slice of an argument, or in `a`. *defines: false where it only declares it. */
struct str made_name(struct arena *a, const struct source *s, const struct fact *call,
		     bool *defines);

#endif
