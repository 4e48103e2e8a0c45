/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch/patchid.h - the name of a change that survives being moved.
 *
 * Source: git-patch-id(1), --stable: the sum of the SHA-1 of each file diff
 * without white space, line numbers and blob ids, so the order of the files
 * does not matter. It is what prerequisite-patch-id lines name.
 */
#ifndef WINNOW_PATCH_PATCHID_H
#define WINNOW_PATCH_PATCHID_H

#include "patch/diff.h"

/* 40 hex digits and a NUL; just a NUL when the diff has no files. */
void patchid(char out[41], const struct diff *d);

/* Adds the SHA-1 of one file's change to the sum, which begins with zeros: byte
 * by byte with carry, the first byte the lowest. */
void patchid_add(unsigned char sum[20], const unsigned char hash[20]);

#endif
