/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage/closure.h - what falls if the throwaway lines go.
 *
 * From the throwaway definitions over the names that stand on them to the
 * lines that mention them, until nothing more falls:
 *
 * - a name all of whose definitions fell is dead: the unit around each use
 *   falls (macro, statement with the test of its result, loop or branch that
 *   is left mostly empty, function that has no other purpose);
 * - a local, label, field, static function or macro that only fallen lines
 *   use, or a field that only they write, falls;
 * - what reads a local that only fallen lines set falls;
 * - kernel-doc lines and heading comments fall with what they describe;
 * - a reference to the label of a node of a device tree falls with the node;
 * - what is added to a file that only fallen lines make falls, and what includes
 *   or builds it;
 * - what stands between brackets, or in the branch of an #if, of which the first
 *   line fell goes with it, as do the rest of an entry of a Kconfig;
 * - a fallen line that a patch moves or indents anew falls again; one that brings
 *   back what throwaway code took out has nothing to bring back;
 * - what a throwaway patch rewrites together with fallen lines is replaced
 *   with them.
 *
 * Callers whose call does not change stay, and what only asks whether a macro is
 * defined. Lines of the base never fall: they are not the series'; a name that the
 * base defines, too, is not dead.
 */
#ifndef WINNOW_TRIAGE_CLOSURE_H
#define WINNOW_TRIAGE_CLOSURE_H

#include "triage/triage.h"

/* Marks LINE_ENTANGLED lines in t; its throwaway lines are set already. */
void closure_run(struct triage *t);

/* As far as it got: a file that the series makes, and all that its first patch puts
 * there is throwaway or fell. *why: of the first line. */
bool closure_takes_file(const struct triage *t, const struct weave *w, uint32_t *why);

#endif
