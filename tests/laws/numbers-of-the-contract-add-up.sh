#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What doc/output.md says of the machine output holds for every series at hand:
# order and places of findings, counts and chains of verdicts, halves of a plan.
set -eu

# Findings come by message, then place, then rule; each is one of a kind.
cat >findings.jq <<'EOT'
def neighbours: [., .[1:]] | transpose[] | select(all);
def place: [.file != null, .file // "", .line, .rule];
(.[] | select((.file == null) != (.where | IN("subject", "message", "notes", "cover"))
	or (.line == 0) != (.where == "subject") or .end_line < .line
	or .mail_line == 0 or .source_line == 0
	or (.resolved_by != null and .resolved_by <= .patch)) |
	"no such place: \([.rule, .where] + place)"),
(neighbours | select(map([.message_id, .patch]) | .[0] == .[1]) | map(place) |
	select(.[0] > .[1]) | "not in order: \(.)"),
(group_by([.message_id, .fingerprint])[] | select(length > 1) |
	"one fingerprint for several: \(map(place))")
EOT

# Counts are sums of ranges, and chains end in what follows from nothing else.
cat >verdicts.jq <<'EOT'
def lines(c): [.ranges[] | select(.class == c) | .end - .start + 1] | add // 0;
.patch as $n | (
(select(.throwaway != lines("throwaway") or .entangled != lines("entangled")
	or .volatile != lines("volatile")
	or .added < .throwaway + .entangled + .volatile) | "counts are not those of the ranges"),
(select((.verdict == "current" and .throwaway + .entangled > 0)
	or (.verdict == "entangled" and (.throwaway > 0 or (.entangled == 0 and .added > 0)))
	or (.verdict == "mixed" and .throwaway == 0)
	or (.verdict == "throwaway" and .throwaway != .added)) | "\(.verdict) does not fit the counts"),
(select((.verdict != "current" and .why == []) or any(.ranges[]; .why == [])) | "no reason"),
(.why, .ranges[].why | select(.[-1:][].rule == "ENTANGLED") | "a chain without a root"),
(.ranges[] | select(has("fate") and (.class != "entangled"
	or (.fate | IN("delete", "replace") | not))) | "a fate of what is not entangled"),
(.ranges | group_by(.file)[] | sort_by(.start) | [., .[1:]] | transpose[] |
	select(all and .[0].end >= .[1].start) | "ranges overlap")
) | "patch \($n): \(.)"
EOT

# Every line in one half, and both halves numbered from 1.
cat >plan.jq <<'EOT'
([.patches[].ranges[]] | [map(.added), map(.removed)] | map(add // 0)) as $sums |
(select($sums != [.proof.added, .proof.removed]) | "lines of the ranges are not those proved"),
(.patches as $p | ("current", "throwaway") as $half | [$p[][$half] | values] |
	select(. != [range(1; length + 1)]) | "numbers of \($half): \(.)"),
(.patches[] | select(.current == null and .throwaway == null) | "patch \(.patch) is in no half"),
(select(.series.patches != (.patches | length)
	or .proof.original_tree != .proof.both_tree) | "not what it was"),
(.patches[].ranges[] | select(.half | IN("current", "throwaway", "neither") | not) | "half \(.half)")
EOT

n=0
for mbox in "$TOP"/examples/*.mbox "$TOP"/tests/cases/*/*/*.mbox \
		${WINNOW_SHARED:+"$WINNOW_SHARED"/series/*.mbox}; do
	"$WINNOW" check --format=jsonl "$mbox" >found 2>log || [ $? = 1 ] || continue
	"$WINNOW" triage --format=jsonl "$mbox" >judged 2>log || [ $? = 1 ] || continue
	rm -rf out
	"$WINNOW" split -q "$mbox" -o out 2>log || continue
	{
		jq -s -r -f findings.jq found && jq -r -f verdicts.jq judged &&
			jq -r -f plan.jq out/plan.json || echo "not as documented"
	} | sed "s|^|${mbox#"$TOP"/}: |" >>wrong
	n=$((n + 1))
done
cat wrong
[ $n -ge 50 ] || { echo "only $n series"; exit 1; }
[ ! -s wrong ]
