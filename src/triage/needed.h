/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage/needed.h - provisional code that the rest of the series needs.
 *
 * A FIXME, a placeholder, a hard-coded value will be put right where it stands
 * (the rule says "in_place"). Where such lines define what patches that stay
 * use, nobody means to throw them away, and to take everything on top for
 * entangled would be crying wolf: they are volatile.
 */
#ifndef WINNOW_TRIAGE_NEEDED_H
#define WINNOW_TRIAGE_NEEDED_H

#include "triage/triage.h"

/* After the evidence was taken, before the closure. */
void needed_spare(struct triage *t);

/* After the closure: spares what other patches lean on by way of others. Whether
 * there was any; then the closure is to be made again. */
bool needed_reached(struct triage *t);

#endif
