# SPDX-License-Identifier: GPL-2.0-or-later
# Real series: both halves apply with git-am(1) on the made-up base and give the
# trees of the proof; split again, current stays as it is, byte by byte.
set -eu
[ -n "${WINNOW_SHARED:-}" ] && [ -d "$WINNOW_SHARED/series" ] || exit 77
export HOME="$PWD"
git config --global user.name 'A U Thor'
git config --global user.email a@example.org
git config --global init.defaultBranch main

tree_of()	# KEY
{
	sed -n "s/.*\"$1\": *\"\([0-9a-f]*\)\".*/\1/p" out/plan.json
}

am()	# HALF TREE
{
	for mail in out/"$1"/*.patch; do
		case $mail in
		*-cover-letter.patch|*'*'*) ;;
		*) git -C base am -q --keep-cr "$PWD/$mail" >am.log 2>&1 ||
			{ echo "$name: $mail"; cat am.log; exit 1; } ;;
		esac
	done
	[ "$(git -C base rev-parse 'HEAD^{tree}')" = "$2" ] ||
		{ echo "$name: $1 gives another tree than the proof"; exit 1; }
}

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
		git init -q base
		git -C base add -A
		git -C base commit -q --allow-empty -m base
		am current "$(tree_of first_tree)"
		am throwaway "$(tree_of both_tree)"
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
