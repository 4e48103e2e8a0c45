// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/machine.h"

enum machine machine_limit = MACHINE_MOST;
