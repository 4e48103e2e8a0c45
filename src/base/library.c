// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

bool library_load(const char *file, const char *const *names, void *calls,
		  size_t n, struct err *err)
{
	void *lib = dlopen(file, RTLD_NOW | RTLD_LOCAL);

	if (!lib)
		return err_set(err, "%s", dlerror());
	for (size_t i = 0; i < n; i++) {
		void *call = dlsym(lib, names[i]);

		if (!call)
			return err_set(err, "%s", dlerror());
		memcpy((char *)calls + i * sizeof(call), &call, sizeof(call));
	}
	return true;
}
