#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What careful people expect of the 48 patches that started winnow, with no
# option given.
set -eu
[ "$WINNOW_SHARED" ] || { echo "skipped: no shared data"; exit 77; }
S=$WINNOW_SHARED/series/cca-v13.mbox
H=arch/arm64/include/asm/rmi_smc.h
failed=0

"$WINNOW" check --format=jsonl --strict "$S" >out || [ $? = 1 ]

want()	# WHAT FILTER [COUNT]: at least COUNT findings
{
	n=$(jq -c "select($2)" out | grep -c . || :)
	[ "$n" -ge "${3:-1}" ] && return 0
	echo "$1: $n found"
	failed=1
}

[ "$("$WINNOW" dump target "$S" | jq -r 'select(.spec | startswith("rmm")) | .spec + " " + .how')" = \
	"rmm@2.0-bet0 claimed" ] || { echo "another target"; failed=1; }
for line in 33 36 41; do
	at=".patch == 5 and .file == \"$H\" and .line == $line"
	want "removed in line $line" "$at and .rule == \"FID_REMOVED\" and (.message | contains(\"1.0-\"))"
	want "bare comment in line $line" "$at and .rule == \"BARE_COMMENT\""
done
want 'successor of the map' '.patch == 5 and .line == 33 and (.replacement | index("RMI_RTT_UNPROT_MAP"))'
want 'successor of the unmap' '.patch == 5 and .line == 36 and (.replacement | index("RMI_RTT_UNPROT_UNMAP"))'
want 'words of patch 5' '.patch == 5 and .group == "throwaway" and .file == null' 2
want 'users in patch 6' '.patch == 6 and .rule == "FID_USE"' 3
want 'misnamed commands' '.patch == 4 and .rule == "FID_NAME"' 2
want 'citation in patch 4' '.patch == 4 and .rule == "SPEC_CITATION"'

"$WINNOW" triage --format=jsonl "$S" >verdicts || [ $? = 1 ]
[ "$(jq -r 'select(.verdict == "throwaway") | .patch' verdicts | tr '\n' ' ')" = '5 48 ' ] ||
	{ echo "other patches are throwaway"; failed=1; }
[ "$(jq -r 'select(.verdict == "current") | .patch' verdicts | grep -c .)" -ge 37 ] ||
	{ echo "too few patches are current"; failed=1; }
exit $failed
