#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Odd mails and a random stream: every message is counted, none is lost, and
# few of them raise an alarm.
set -eu
[ "$WINNOW_SHARED" ] || { echo "skipped: no shared data"; exit 77; }
zoo=$WINNOW_SHARED/series/mail-zoo.mbox
stream=$WINNOW_SHARED/corpus/stream/random-800.mbox

read_of()	# MBOX: the line of the summary
{
	"$WINNOW" check "$1" >out || [ $? = 1 ]
	grep '^read: ' out
}

read_of "$zoo" | grep -q '^read: 18 messages (16 patches, 2 replies)' || { grep '^read' out; exit 1; }
"$WINNOW" dump messages "$zoo" | grep -c . | grep -qx 18
"$WINNOW" triage --format=jsonl "$zoo" >verdicts
[ "$(jq -r 'select(.verdict == "current") | .patch' verdicts | grep -c .)" = 16 ]

read_of "$stream" | grep -q '^read: 800 messages (800 patches)' || { grep '^read' out; exit 1; }
"$WINNOW" triage --format=jsonl "$stream" >verdicts || [ $? = 1 ]
[ "$(grep -c . verdicts)" = 800 ]
n=$(jq -r 'select(.verdict != "current") | .message_id' verdicts | grep -c . || :)
echo "$n of 800 are not current"
[ "$n" -le 4 ]
