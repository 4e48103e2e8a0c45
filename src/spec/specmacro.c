// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/specmacro.h"

/* NAME(a0, a1) (BASE + ((a0 & MASK) << LO) + ...) */
static void define_call(struct arena *a, const struct spec_call *c,
			struct macro_table *t)
{
	struct str params = STR(""), sum = STR("");

	for (size_t i = 0; i < c->n; i++) {
		unsigned lo = c->arg[i].lo, width = c->arg[i].hi - lo;

		params = str_printf(a, "%.*s%sa%zu", STR_FMT(params),
				    i ? ", " : "", i);
		sum = str_printf(a, "%.*s + (((a%zu) & 0x%llx) << %u)",
				 STR_FMT(sum), i,
				 (unsigned long long)(UINT64_MAX >> (63 - width)),
				 lo);
	}
	macro_define(t, str_printf(a, "%.*s(%.*s) (0x%llx%.*s)",
				   STR_FMT(c->name), STR_FMT(params),
				   (unsigned long long)c->base, STR_FMT(sum)));
}

void specmacro_define(struct arena *a, const struct specdb *db,
		      struct macro_table *t)
{
	vec_for(const struct spec_family, f, &db->families) {
		struct str name;
		void *value;

		vec_for(const struct spec_call, c, &f->calls)
			define_call(a, c, t);
		for (size_t i = 0; map_next(f->constants, &i, &name, &value);)
			macro_define_value(t, name, str_printf(a, "0x%llx",
				(unsigned long long)*(uint64_t *)value));
	}
}
