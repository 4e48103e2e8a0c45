#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
exec python3 "$TOP/tests/laws/patchwork.py"
