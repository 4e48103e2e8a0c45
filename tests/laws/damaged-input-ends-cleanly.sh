#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A series that is cut anywhere, or has lines lost, swapped or overwritten, is
# read as far as it goes: a status that means something, and JSON that is whole.
set -eu
example=$TOP/examples/rmi-pool-v2.mbox
n=0

try()	# FILE
{
	n=$((n + 1))
	for command in check triage; do
		status=0
		"$WINNOW" $command --format=jsonl "$1" >out 2>err || status=$?
		[ $status -le 2 ] || { echo "$command of $1: status $status"; cat err; exit 1; }
		jq -c . out >/dev/null || { echo "$command of $1: no JSON"; exit 1; }
		[ $status != 2 ] || [ -s err ] || { echo "$command of $1: 2, and no reason"; exit 1; }
	done
}

lines=$(grep -c '' "$example")
at=1
while [ $at -lt "$lines" ]; do
	head -n $at "$example" >cut
	try cut
	sed "${at}d" "$example" >lost
	try lost
	at=$((at + 13))
done

# The same damage in every run.
bytes=$(wc -c <"$example")
seed=1
while [ $seed -le 40 ]; do
	cp "$example" noise
	for i in 1 2 3 4 5 6; do
		seed_at=$(((seed * 7919 + i * 104729 + seed * i * 31) % bytes))
		printf "\\$(printf %o $(((seed * 37 + i * 11) % 256)))" |
			dd of=noise bs=1 seek=$seed_at conv=notrunc 2>/dev/null
	done
	try noise
	seed=$((seed + 1))
done
echo "$n inputs"
