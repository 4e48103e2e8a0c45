# SPDX-License-Identifier: GPL-2.0-or-later
# Any series, any plan: the halves apply with git-am(1) on the base that winnow
# made up, and give the trees of winnow's own proof; or winnow names a refusal
# and writes nothing. On the real base the commits end in the real tree.
set -eu
command -v perl >/dev/null && perl -MJSON::PP -e1 2>/dev/null || exit 77
export HOME="$PWD"
git config --global user.name 'A U Thor'
git config --global user.email a@example.org
git config --global init.defaultBranch main
git config --global advice.mergeConflict false
refused=0

tree_of()	# KEY
{
	sed -n "s/.*\"$1\": *\"\([0-9a-f]*\)\".*/\1/p" out/plan.json
}

# On the made-up base, each patch of the half; the tree must be the one named.
am()	# HALF TREE
{
	set -- "$1" "$2" out/"$1"/*[0-9][0-9][0-9]-*.patch
	half=$1 tree=$2
	shift 2
	for mail; do
		case $mail in
		*cover-letter*|*'*'*) ;;
		*) git -C base am -q --keep-cr "$PWD/$mail" >am.log 2>&1 ||
			{ echo "seed $seed: $mail"; cat am.log; exit 1; } ;;
		esac
	done
	got=$(git -C base rev-parse 'HEAD^{tree}')
	[ "$got" = "$tree" ] ||
		{ echo "seed $seed: $half: $got is not $tree"; exit 1; }
}

for seed in ${SEEDS:-1 2 3 4 5 6 7 8 9 10 11 12}; do
	perl "$TOP/tests/laws/random-series.pl" series "$seed" $((4 + seed % 9))
	rm -rf whole out base
	"$WINNOW" split -q mails -o whole
	perl "$TOP/tests/laws/random-series.pl" plan "$seed" whole/plan.json >plan.json
	order=above
	[ $((seed % 3)) != 0 ] || order=below
	if ! "$WINNOW" split -q mails -o out --order=$order --plan plan.json \
		--write-base base 2>why; then
		grep -q '^winnow: split: patch [0-9]*: ' why && [ ! -e out ] ||
			{ echo "seed $seed:"; cat why; exit 1; }
		refused=$((refused + 1))
		[ -z "${SHOW:-}" ] || cat why
		continue
	fi
	mkdir -p base
	git init -q base
	git -C base add -A
	git -C base commit -q --allow-empty -m base
	[ $order = above ] && set -- current throwaway || set -- throwaway current
	am "$1" "$(tree_of first_tree)"
	am "$2" "$(tree_of both_tree)"
	git -C base checkout -q --detach "$(git -C base rev-list --max-parents=0 HEAD)"
	for mail in mails/*.patch; do
		grep -q '^diff --git' "$mail" || continue
		git -C base am -q --keep-cr "$PWD/$mail" >am.log 2>&1 ||
			{ echo "seed $seed: original $mail"; cat am.log; exit 1; }
	done
	[ "$(git -C base rev-parse 'HEAD^{tree}')" = "$(tree_of original_tree)" ] ||
		{ echo "seed $seed: the original gives another tree"; exit 1; }
	# the last half on top has the tree of the series itself
	last=throwaway
	[ $order = above ] || last=current
	[ -s out/$last.mbox ] || continue
	"$WINNOW" split -q mails --order=$order --plan plan.json --git base --git-dir repo \
		--branch s 2>why || { echo "seed $seed:"; cat why; exit 1; }
	[ "$(git -C repo rev-parse "s-$last^{tree}")" = \
	  "$(git -C repo rev-parse 'HEAD^{tree}')" ] ||
		{ echo "seed $seed: the branch ends in another tree"; exit 1; }
done
echo "$refused refused"
