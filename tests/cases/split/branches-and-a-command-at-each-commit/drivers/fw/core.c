// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include <linux/firmware.h>

static int fw_probe(struct device *dev)
{
	int ret;

	ret = fw_open(dev);
	if (ret)
		return ret;
	return fw_start(dev);
}

static void fw_remove(struct device *dev)
{
	fw_stop(dev);
	fw_close(dev);
}

MODULE_LICENSE("GPL");
