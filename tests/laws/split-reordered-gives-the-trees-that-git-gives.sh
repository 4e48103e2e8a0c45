# SPDX-License-Identifier: GPL-2.0-or-later
# A series in a better order is still the series: its halves apply with
# git-am(1) and give the trees of winnow's own proof, the last of them that of
# the original. Of a program that compiled after each patch every state of the
# new order compiles too. A plan that was written is obeyed to the byte.
set -eu
command -v perl >/dev/null && perl -MJSON::PP -e1 2>/dev/null || exit 77
cc=${CC:-cc}
command -v "${cc%% *}" >/dev/null || exit 77
export HOME="$PWD"
git config --global user.name 'A U Thor'
git config --global user.email a@example.org
git config --global init.defaultBranch main

# Any patch that undoes a line comes earlier, if it can.
cp -R "$TOP/rules" rules
sed -i 's/"lines": [0-9]*/"lines": 1/; s/"patches": [0-9]*/"patches": 1/' rules/lifecycle/ORDER.json
moved=0

tree_of()	# KEY
{
	sed -n "s/.*\"$1\": *\"\([0-9a-f]*\)\".*/\1/p" out/plan.json
}

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

am()	# HALF TREE [COMMAND]
{
	for mail in out/"$1"/*[0-9][0-9][0-9]-*.patch; do
		case $mail in
		*cover-letter*|*'*'*) continue ;;
		esac
		git -C base am -q --keep-cr "$PWD/$mail" >log 2>&1 || fails "$mail"
		[ -z "${3:-}" ] || (cd base && eval "$3") >log 2>&1 || fails "$mail"
	done
	echo "$2 is wanted" >log
	[ "$(git -C base rev-parse 'HEAD^{tree}')" = "$2" ] || fails "$1: another tree"
}

for seed in ${SEEDS:-1 2 3 4 5 6 7 8 9 10 11 12}; do
	begin series
	split -o out --write-base base >said 2>log || fails
	count
	[ "$(tree_of original_tree)" = "$(tree_of both_tree)" ] || fails
	mkdir -p base
	git init -q base
	git -C base add -A
	git -C base commit -q --allow-empty -m base
	am current "$(tree_of first_tree)"
	am throwaway "$(tree_of both_tree)"
	split -q --plan out/plan.json -o again
	diff -r out again
	# with the real base the commits end in the tree of the series
	split -q --git base --git-dir repo --branch s 2>log || fails
	[ "$(git -C repo rev-parse 's-current^{tree}')" = \
	  "$(git -C repo rev-parse 'HEAD^{tree}')" ] || fails 'another tree'

	begin program
	git clone -q repo base
	git -C base checkout -q --detach base
	split -o out --git base --git-dir repo >said 2>log || fails
	count
	am current "$(git -C repo rev-parse 'HEAD^{tree}')" \
		"$cc -std=gnu11 -fsyntax-only -Werror=implicit-function-declaration p0.c p1.c"
done
echo "$moved moved"
[ "$moved" -gt 10 ] || [ "${SEEDS:-}" ]
