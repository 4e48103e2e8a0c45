# SPDX-License-Identifier: GPL-2.0-or-later
# Any series, any plan: the halves apply with git-am(1) on the base that winnow
# made up, and give the trees of winnow's own proof; or winnow names a refusal
# and writes nothing. On the real base the commits end in the real tree.
set -eu
command -v perl >/dev/null && perl -MJSON::PP -e1 2>/dev/null || exit 77
. "$TOP/tests/laws/halves.inc"
refused=0

fails()	# WORD...
{
	echo "seed $seed: $*"
	exit 1
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
			fails "$(cat why)"
		refused=$((refused + 1))
		[ -z "${SHOW:-}" ] || cat why
		continue
	fi
	begin_base
	[ $order = above ] && set -- current throwaway || set -- throwaway current
	am base "$1" && head_is base "$(tree_of first_tree)" || fails "$1"
	am base "$2" && head_is base "$(tree_of both_tree)" || fails "$2"
	git -C base checkout -q --detach "$(git -C base rev-list --max-parents=0 HEAD)"
	for mail in mails/*.patch; do
		grep -q '^diff --git' "$mail" || continue
		git -C base am -q --keep-cr "$PWD/$mail" >am.log 2>&1 ||
			fails "original $mail: $(cat am.log)"
	done
	head_is base "$(tree_of original_tree)" || fails 'the original'
	# the last half on top has the tree of the series itself
	last=throwaway
	[ $order = above ] || last=current
	[ -s out/$last.mbox ] || continue
	"$WINNOW" split -q mails --order=$order --plan plan.json --git base --git-dir repo \
		--branch s 2>why || fails "$(cat why)"
	head_is repo "$(git -C repo rev-parse "s-$last^{tree}")" || fails "branch s-$last"
done
echo "$refused refused"
