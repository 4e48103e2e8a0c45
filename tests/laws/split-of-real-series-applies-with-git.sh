# SPDX-License-Identifier: GPL-2.0-or-later
# Real series: both halves apply with git-am(1) on the made-up base and give the
# trees of the proof; split again, current stays as it is, byte by byte.
set -eu
[ -n "${WINNOW_SHARED:-}" ] && [ -d "$WINNOW_SHARED/series" ] || exit 77
. "$TOP/tests/laws/halves.inc"

for mbox in "$WINNOW_SHARED"/series/*.mbox; do
	name=${mbox##*/}
	case $name in
	mail-zoo.mbox) continue ;;
	esac
	[ -s "$mbox" ] || continue
	for holes in list stub; do
		rm -rf out base again
		"$WINNOW" split -q "$mbox" -o out --holes=$holes --write-base base 2>log ||
			{ cat log; exit 1; }
		begin_base
		am base current && head_is base "$(tree_of first_tree)" &&
			am base throwaway && head_is base "$(tree_of both_tree)" ||
			{ echo "$name, --holes=$holes"; exit 1; }
	done
	rm -rf out
	"$WINNOW" split -q "$mbox" -o out 2>log
	[ -s out/current.mbox ] || continue
	"$WINNOW" split -q out/current -o again
	diff -r out/current again/current || { echo "$name: split twice"; exit 1; }
	[ ! -s again/throwaway.mbox ]
done

# The last patch rewrites what six others add; kept, it comes earlier where it
# can, and says why not earlier than that.
mbox=$WINNOW_SHARED/series/cca-v13.mbox
[ -s "$mbox" ] || exit 0
"$WINNOW" split -n "$mbox" --keep 48 --reorder >said 2>log || { cat log; exit 1; }
grep -q '^ *48  now behind 25 ' said && grep -q 'not earlier: patch 17 ' said || { cat said; exit 1; }
