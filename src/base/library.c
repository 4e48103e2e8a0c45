// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

static bool fail(struct err *err, const char *file)
{
	const char *why = dlerror();

	return why ? err_set(err, "%s", why) : err_set(err, "%s: cannot be loaded", file);
}

bool library_load(const char *file, const char *const *names, void *calls,
		  size_t n, struct err *err)
{
	void *lib = dlopen(file, RTLD_NOW | RTLD_LOCAL);

	if (!lib)
		return fail(err, file);
	for (size_t i = 0; i < n; i++) {
		void *call = dlsym(lib, names[i]);

		if (!call)
			return fail(err, file);
		memcpy((char *)calls + i * sizeof(call), &call, sizeof(call));
	}
	return true;
}
