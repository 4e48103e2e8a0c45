#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A patch test of NIPA: tests/patch/winnow/{nipa-winnow.sh,info.json}, with
# info.json { "run": ["nipa-winnow.sh"] }. HEAD is the patch. 250 is a warning.
out=$(winnow check --git=HEAD~1..HEAD --terse --showfile --show-types \
	--no-summary --exit-style=nipa 2>&1)
status=$?
printf '%s\n' "$out"
if [ -n "$DESC_FD" ]; then
	case $status in
	0) echo "no findings" ;;
	*) printf '%s\n' "$out" | sed 1q ;;
	esac >&"$DESC_FD"
fi
exit $status
