# SPDX-License-Identifier: GPL-2.0-or-later
# What is rare (links, submodules, copies, files that become folders, text that is
# binary for a while, CRLF, foreign bytes): on the real base the halves apply with git-am(1)
# to the trees of --branch, and end in the real tree; or a split is refused and
# nothing is written.
set -eu
command -v perl >/dev/null && perl -MJSON::PP -e1 2>/dev/null || exit 77
. "$TOP/tests/laws/halves.inc"
refused=0

one()
{
	perl "$TOP/tests/laws/random-series.pl" odd "$seed" $((4 + seed % 9)) >gen.log 2>&1
	rm -rf whole out
	"$WINNOW" split -q mails -o whole >whole.log 2>&1 || [ $? = 1 ]
	[ -e whole/plan.json ] || { echo "seed $seed: no plan: $(cat whole.log)"; return 1; }
	perl "$TOP/tests/laws/random-series.pl" plan "$seed" whole/plan.json >plan.json
	order=above
	[ $((seed % 3)) != 0 ] || order=below
	if ! "$WINNOW" split -q mails -o out --order=$order --plan plan.json 2>why; then
		grep -q '^winnow: split: ' why && [ ! -e out ] ||
			{ echo "seed $seed:"; cat why; return 1; }
		refused=$((refused + 1))
		[ -z "${SHOW:-}" ] || { echo "seed $seed: $(cat why)"; }
		return
	fi
	"$WINNOW" split -q mails --order=$order --plan plan.json --git base --git-dir repo \
		--branch s 2>why || {
		echo "seed $seed: branch:"; cat why; return 1
	}
	[ $order = above ] && set -- current throwaway || set -- throwaway current
	git -C repo checkout -q -f --detach base && git -C repo clean -qfdx
	for half; do
		[ -s out/$half.mbox ] || continue
		am repo $half && head_is repo "$(git -C repo rev-parse "s-$half^{tree}")" ||
			{ echo "seed $seed: $half"; return 1; }
	done
	head_is repo "$(git -C repo rev-parse 'main^{tree}')" || { echo "seed $seed: at the end"; return 1; }
}
for seed in ${SEEDS:-1 2 3 4 5 7 8 9 13 25 27 37}; do one || [ -n "${GO:-}" ] || exit 1; done
echo "$refused refused"
