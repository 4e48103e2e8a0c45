#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Series that were merged, or are written for the version they name, get no
# error about the specification, and those without throwaway code none at all.
set -eu
[ "$WINNOW_SHARED" ] || { echo "skipped: no shared data"; exit 77; }
S=$WINNOW_SHARED/series
failed=0

errors()	# MBOX FILTER [OPTIONS]: no error passes the filter
{
	mbox=$S/$1 filter=$2
	shift 2
	"$WINNOW" check --format=jsonl "$@" "$mbox" >out || [ $? = 1 ]
	jq -r "select(.level == \"error\") | select($filter) |
		\"\(.patch) \(.file):\(.line) \(.rule)\"" out >errors
	[ -s errors ] || return 0
	echo "${mbox##*/}:"
	cat errors
	failed=1
}

target()	# MBOX SPEC
{
	got=$("$WINNOW" dump target "$S/$1" | jq -r 'select(.spec | startswith("rmm")) | .spec + " " + .how')
	[ "$got" = "$2 claimed" ] && return 0
	echo "$1: target $got, not $2"
	failed=1
}

errors pvtime-v7.mbox true
errors smccc-trng-v6.mbox true
errors sunxi-msgbox-v4.mbox '.patch != 10'
errors cca-v9.mbox '.group == "spec"'
errors cca-v12.mbox '.group == "spec"'
target cca-v9.mbox rmm@1.0-rel0
target cca-v12.mbox rmm@1.0-rel0

# The other way round: held against the next specification, v9 has drifted.
"$WINNOW" check --format=jsonl --spec=rmm@2.0-bet0 --types=spec "$S/cca-v9.mbox" >out || [ $? = 1 ]
n=$(jq -r 'select(.rule == "FID_REMOVED") | .symbol' out | sort -u | grep -c .)
echo "cca-v9 against 2.0-bet0: $n identifiers are gone"
[ "$n" -ge 5 ]
exit $failed
