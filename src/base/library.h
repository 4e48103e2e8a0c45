/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/library.h - shared libraries that most runs do without.
 *
 * Source: dlopen(3). To judge a patch takes less time than to load a library
 * that brings dozens of others along, and a program that reads hostile mail should
 * not hold a TLS stack it never uses. So the door of such a library is linked
 * with nothing and loads it when it is first knocked at. The door names what it
 * calls in one list, from which come a struct of function pointers with the
 * types of the library's header and the names to look up (see net/fetch.c).
 */
#ifndef WINNOW_BASE_LIBRARY_H
#define WINNOW_BASE_LIBRARY_H

#include <stddef.h>

#include "base/err.h"

/* Loads `file` (a soname) and looks up the n functions `names`; their addresses
 * go to the n function pointers at `calls`. False and err when it is not there
 * or lacks one. It stays loaded. Not for two threads at once. */
bool library_load(const char *file, const char *const *names, void *calls,
		  size_t n, struct err *err);

#endif
