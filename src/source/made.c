// SPDX-License-Identifier: GPL-2.0-or-later
#include "source/made.h"

/* The first that fits counts. */
static const struct {
	const char *macro;
	bool family;			/* and all that begin so */
	uint8_t arg;
	const char *before, *behind;
} makers[] = {
	{ "DEFINE_PER_CPU", true, 1, "", "" },
	{ "DECLARE_PER_CPU", true, 1, "", "" },
	{ "DEFINE_SHOW_ATTRIBUTE", false, 0, "", "_fops" },
	{ "DEFINE_SHOW_STORE_ATTRIBUTE", false, 0, "", "_fops" },
	{ "DEFINE_SEQ_ATTRIBUTE", false, 0, "", "_sops" },
	{ "DEFINE_EVENT", true, 1, "trace_", "" },
	{ "DEFINE_", true, 0, "", "" },
	{ "DECLARE_", true, 0, "", "" },
	{ "TRACE_EVENT", true, 0, "trace_", "" },
	{ "DEVICE_ATTR", true, 0, "dev_attr_", "" },
	{ "DEVICE_ULONG_ATTR", false, 0, "dev_attr_", "" },
	{ "DEVICE_INT_ATTR", false, 0, "dev_attr_", "" },
	{ "DEVICE_BOOL_ATTR", false, 0, "dev_attr_", "" },
	{ "SENSOR_DEVICE_ATTR", true, 0, "sensor_dev_attr_", "" },
	{ "IIO_DEVICE_ATTR", true, 0, "iio_dev_attr_", "" },
	{ "IIO_CONST_ATTR", true, 0, "iio_const_attr_", "" },
	{ "DRIVER_ATTR", true, 0, "driver_attr_", "" },
	{ "CLASS_ATTR", true, 0, "class_attr_", "" },
	{ "BUS_ATTR", true, 0, "bus_attr_", "" },
	{ "ATTRIBUTE_GROUPS", false, 0, "", "_groups" },
	{ "LIST_HEAD", false, 0, "", "" },
	{ "HLIST_HEAD", false, 0, "", "" },
	{ "LLIST_HEAD", false, 0, "", "" },
	{ "ATOMIC_NOTIFIER_HEAD", false, 0, "", "" },
	{ "BLOCKING_NOTIFIER_HEAD", false, 0, "", "" },
	{ "RAW_NOTIFIER_HEAD", false, 0, "", "" },
	{ "SIMPLE_DEV_PM_OPS", false, 0, "", "" },
	{ "UNIVERSAL_DEV_PM_OPS", false, 0, "", "" },
};

struct str made_name(struct arena *a, const struct source *s, const struct fact *call,
		     bool *defines)
{
	for (size_t i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
		struct str macro = str_of(makers[i].macro), arg;

		if (makers[i].family ? !str_starts(call->name, macro) :
				       !str_eq(call->name, macro))
			continue;
		if (makers[i].arg >= call->nargs)
			break;
		arg = s->args[call->args + makers[i].arg].ident;
		*defines = !str_starts(macro, STR("DECLARE_"));
		if (!arg.n || (!makers[i].before[0] && !makers[i].behind[0]))
			return arg;
		return str_printf(a, "%s%.*s%s", makers[i].before, STR_FMT(arg),
				  makers[i].behind);
	}
	return STR("");
}
