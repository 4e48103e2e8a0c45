#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A subject that steers a terminal does so in a file, and not on a terminal.
set -eu
script -qec true /dev/null </dev/null >/dev/null 2>&1 ||
	{ echo "skipped: no terminal can be made here"; exit 77; }
escape=$(printf '\033')
sed 's/^Subject: /&\x1b]0;x\x07/' "$TOP/examples/rmi-pool-v2.mbox" >steers
"$WINNOW" triage steers >file || [ $? = 1 ]
[ "$(grep -c "$escape" file)" -gt 0 ]
script -qec '"$WINNOW" triage --color=never steers' /dev/null </dev/null >shown || [ $? = 1 ]
grep -q '\^\[]0;x^G' shown
if grep -q "$escape" shown; then
	cat -v shown
	exit 1
fi

# Colours are for a terminal, unless its owner wants none (https://no-color.org).
unset NO_COLOR
script -qec '"$WINNOW" triage "$TOP/examples/rmi-pool-v2.mbox"' /dev/null </dev/null >shown || [ $? = 1 ]
grep -q "$escape\[" shown || { echo "no colour on a terminal"; exit 1; }
NO_COLOR=1 script -qec '"$WINNOW" triage "$TOP/examples/rmi-pool-v2.mbox"' /dev/null </dev/null >shown || [ $? = 1 ]
if grep -q "$escape" shown; then
	echo "NO_COLOR is set"
	exit 1
fi
