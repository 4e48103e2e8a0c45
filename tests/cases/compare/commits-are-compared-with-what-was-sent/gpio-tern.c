// SPDX-License-Identifier: GPL-2.0
#include <linux/clk.h>
#include <linux/gpio/driver.h>
#include <linux/module.h>
#include <linux/platform_device.h>

struct tern_gpio {
	struct gpio_chip chip;
	void __iomem *base;
	struct clk *clk;
	unsigned long rate;
};

static int tern_gpio_probe(struct platform_device *pdev)
{
	struct tern_gpio *tern;

	tern = devm_kzalloc(&pdev->dev, sizeof(*tern), GFP_KERNEL);
	if (!tern)
		return -ENOMEM;

	tern->base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(tern->base))
		return PTR_ERR(tern->base);

	tern->clk = devm_clk_get_enabled(&pdev->dev, NULL);
	if (IS_ERR(tern->clk))
		return PTR_ERR(tern->clk);
	tern->rate = clk_get_rate(tern->clk);

	tern->chip.parent = &pdev->dev;
	tern->chip.ngpio = 32;

	return devm_gpiochip_add_data(&pdev->dev, &tern->chip, tern);
}

static struct platform_driver tern_gpio_driver = {
	.probe = tern_gpio_probe,
	.driver = {
		.name = "gpio-tern",
	},
};
module_platform_driver(tern_gpio_driver);
MODULE_LICENSE("GPL");
