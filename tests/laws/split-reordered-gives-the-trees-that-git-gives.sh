# SPDX-License-Identifier: GPL-2.0-or-later
# A series in a better order is still the series: its halves apply with
# git-am(1) and give the trees of winnow's own proof, the last of them that of
# the original. Of a program that compiled after each patch every state of the
# new order compiles too. A plan that was written is obeyed to the byte.
set -eu
command -v perl >/dev/null && perl -MJSON::PP -e1 2>/dev/null || exit 77
cc=${CC:-cc}
command -v "${cc%% *}" >/dev/null || exit 77
. "$TOP/tests/laws/halves.inc"

# Any patch that undoes a line comes earlier, if it can.
cp -R "$TOP/rules" rules
sed -i 's/"lines": [0-9]*/"lines": 1/; s/"patches": [0-9]*/"patches": 1/' rules/lifecycle/ORDER.json
moved=0

split()	# OPTION...
{
	"$WINNOW" split mails --reorder --rules rules "$@"
}

fails()	# WORD...
{
	echo "$kind $seed: $*"
	cat log
	exit 1
}

begin()	# KIND
{
	kind=$1
	perl "$TOP/tests/laws/random-series.pl" "$kind" "$seed" $((4 + seed % 9))
	rm -rf out base again
}

count()
{
	moved=$((moved + $(grep -cE '^ +[0-9]+  now (behind|first)' said || :)))
	[ -z "${SHOW:-}" ] || { echo "$kind $seed"; sed -n '/^reorder:/,/^proof:/p' said; }
}

for seed in ${SEEDS:-1 2 3 4 5 6 7 8 9 10 11 12}; do
	begin series
	split -o out --write-base base >said 2>log || fails
	count
	[ "$(tree_of original_tree)" = "$(tree_of both_tree)" ] || fails
	begin_base
	am base current && head_is base "$(tree_of first_tree)" || fails current
	am base throwaway && head_is base "$(tree_of both_tree)" || fails throwaway
	split -q --plan out/plan.json -o again
	diff -r out again
	# with the real base the commits end in the tree of the series
	split -q --git base --git-dir repo --branch s 2>log || fails
	head_is repo "$(git -C repo rev-parse 's-current^{tree}')" || fails 'branch s-current'

	begin program
	git clone -q repo base
	git -C base checkout -q --detach base
	split -o out --git base --git-dir repo >said 2>log || fails
	count
	am base current "$cc -std=gnu11 -fsyntax-only -Werror=implicit-function-declaration p0.c p1.c" &&
		head_is base "$(git -C repo rev-parse 'HEAD^{tree}')" || fails current
done
echo "$moved moved"
[ "$moved" -gt 10 ] || [ "${SEEDS:-}" ]
