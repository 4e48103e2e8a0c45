/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/stub.h - a line that stops the compiler where current has a hole.
 *
 * A stub is a line of its own in the weave: current adds it in the patch that
 * lost its lines there, and the throwaway half of the same patch takes it away
 * again, so that after both the tree is still the original's. Only in C and
 * assembler (#error) and in Makefiles ($(error)); current must be first.
 */
#ifndef WINNOW_SPLIT_STUB_H
#define WINNOW_SPLIT_STUB_H

#include "split/plan.h"

/* Puts a stub before the first line of each hole of the closed plan; it
 * becomes a part of the weaves. How many. */
size_t stub_holes(struct plan *p);

#endif
