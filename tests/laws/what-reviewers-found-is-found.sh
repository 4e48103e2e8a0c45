#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The scorer of what careful people found in one series, and what must not get
# worse. For single mails see verdicts-on-labelled-mail-hold.sh.
set -eu
[ "$WINNOW_SHARED" ] || { echo "skipped: no shared data"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
T=$WINNOW_SHARED/truth
failed=0

bound()	# NAME GOT OPERATOR WANT
{
	echo "$1: ${2:-missing}, wanted $3 $4"
	[ "$2" ] && awk "BEGIN { exit !($2 $3 $4) }" || failed=1
}

"$WINNOW" check --format=jsonl "$WINNOW_SHARED/series/cca-v13.mbox" >found || [ $? = 1 ]
python3 "$T/findings2truth.py" <found >items
python3 "$T/score-truth.py" --version v13 items >score
cat score
share()	# WORDS: hits of a line "WORDS hit [/] of", as a fraction
{
	sed -n "s|^$1 *\([0-9]*\) [ /]* *\([0-9]*\) .*|\1 \2|p" score | awk '{ print $1 / $2; exit }'
}
for group in spec-def spec-use sro spec-cite; do
	bound "$group" "$(share $group)" '>=' 0.95
done
bound errors "$(share 'severity error')" '>=' 0.95
bound weighted "$(share 'weighted by severity')" '>=' 0.80
bound 'findings on negatives' "$(sed -n 's/^false positives on negatives: \([0-9]*\) .*/\1/p' score)" '<=' 2
exit $failed
