#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Where a series creates a file, the text of the file after each patch hashes
# to the blob id on the index line of that patch.
set -eu
[ "$WINNOW_SHARED" ] || { echo "skipped: no shared data"; exit 77; }

for f in "$WINNOW_SHARED"/series/*.mbox; do
	"$WINNOW" dump snapshots "$f" | jq -r --arg f "${f##*/}" '
		select(.created) | [$f, (.blob_ok | tostring), .patch, .file] | @tsv' >>states
done
cut -f1,2 states | sort | uniq -c
wrong=$(awk -F'\t' '$2 == "false"' states)
[ -z "$wrong" ] || { echo "$wrong"; exit 1; }
# null: a binary file, or a patch without an index line.
[ "$(grep -c 'cca-v13.mbox	true' states)" = 48 ]
[ "$(grep -c '	null	' states)" -le 1 ]
