#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A series cut behind each of its lines ends in a status that means something,
# with something said: to be checked, and every fourth one to be split.
set -eu
example=$TOP/examples/rmi-pool-v2.mbox
lines=$(grep -c '' "$example")

cat >one <<'EOF'
for at; do
	head -n "$at" "$EXAMPLE" >"cut.$at"
	for command in check 'split --dry-run'; do
		[ "$command" = check ] || [ $((at % 4)) = 0 ] || continue
		status=0
		"$WINNOW" $command "cut.$at" >"out.$at" 2>&1 || status=$?
		if [ $status -gt 2 ] || { [ $status = 2 ] && [ ! -s "out.$at" ]; }; then
			echo "$command, cut behind line $at: status $status"
			cat "out.$at"
			exit 1
		fi
	done
	rm "cut.$at" "out.$at"
done
EOF
EXAMPLE=$example
export EXAMPLE
seq "$lines" | xargs -n 30 -P 2 sh ./one
echo "$lines cuts"
