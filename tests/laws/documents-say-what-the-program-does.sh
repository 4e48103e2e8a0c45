#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Reports that README.md shows are real, options that the documents name exist,
# and doc/output.md names every key that is printed.
set -eu
failed=0
export COLUMNS=100

wrong()
{
	echo "$@"
	failed=1
}

# A block that begins with "$ winnow ..." holds lines of its output, in order.
awk '/^```/ { block = !block; n += block; next }
	block { print >("block" n) }' "$TOP/README.md"
shown=0
for block in block*; do
	command=$(sed -n '1s/^\$ //p' "$block")
	[ "$command" ] || continue
	shown=$((shown + 1))
	(cd "$TOP" && eval "$command") >out || [ $? = 1 ]
	sed 1d "$block" | grep -vFx ... | while IFS= read -r line; do
		grep -qFx -e "$line" out || echo "$line"
	done >missing
	[ ! -s missing ] || wrong "README.md: not printed by $command:" "$(cat missing)"
done
[ "$shown" -ge 2 ] || wrong "README.md shows no reports"

for command in check triage split scan compare spec dump fetch rules; do
	"$WINNOW" $command --help
done >help
sed 's/\\-/-/g; s/Fl Fl \([a-z]\)/--\1/g' "$TOP/README.md" "$TOP"/doc/*.md "$TOP/doc/winnow.1" \
	"$TOP"/doc/hooks/* | grep -v '^git \|git config' | grep -oE -e '(^|[^-a-zA-Z])--[a-z][a-z-]+' |
	grep -oE -e '--[a-z-]+' | sort -u >named
grep -oE -e '--[a-z][a-z-]+' help | sort -u >have
printf '%s\n' --help --stdout --git-path >>have	# the latter two are git's
grep -vxF -f have named >unknown || :
[ ! -s unknown ] || wrong "no such option:" $(cat unknown)

for rule in $("$WINNOW" check --list-types | cut -d' ' -f1); do
	echo "$rule"
done | sort | uniq -d | grep . && wrong "listed twice"

words()	# FILTER: what it prints is in doc/output.md, keys or values
{
	jq -r "$1" printed | sort -u | while read -r word; do
		grep -qF "\`$word\`" "$TOP/doc/output.md" || echo "$word"
	done >missing
	[ ! -s missing ] || wrong "doc/output.md lacks:" $(cat missing)
}

keys()	# FILE: every key in it, at any depth
{
	cp "$1" printed
	words '.. | objects | keys_unsorted[]'
}

example=$TOP/examples/rmi-pool-v2.mbox
"$WINNOW" check --format=jsonl "$example" >found || [ $? = 1 ]
keys found
words '.group, .level, .where'
"$WINNOW" triage --format=jsonl "$example" >judged || [ $? = 1 ]
keys judged
words '.verdict, .ranges[].class, (.ranges[].fate | values)'
"$WINNOW" compare --format=jsonl "$example" "$example" >compared || [ $? = 1 ]
keys compared
words '.pair // empty, .state // empty'
"$WINNOW" check --format=b4 "$example" >review || [ $? = 1 ]
keys review
for stage in messages patches series snapshots facts target; do
	"$WINNOW" dump $stage "$example" >$stage
	keys $stage
done
cp facts printed
words .kind
mkdir tree
grep '^+' "$example" | sed 's/^+//; /^++/d' >tree/all.c
"$WINNOW" scan --no-cache --symbol=SMC_RMI_GRANULE_DELEGATE --format=jsonl tree >places
[ -s places ] || wrong "scan --symbol finds nothing"
keys places
words .kind
"$WINNOW" split --dry-run -q "$example" 2>/dev/null || wrong "the example cannot be split"
"$WINNOW" split -q -o halves "$example" && keys halves/plan.json
exit $failed
