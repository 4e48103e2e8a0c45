#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What falls with three temporary definitions of a real series, held against a
# closure made by hand: its lines are found, and few others.
set -eu
[ "$WINNOW_SHARED" ] || { echo "skipped: no shared data"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
"$WINNOW" triage --format=jsonl "$WINNOW_SHARED/series/cca-v13.mbox" >verdicts || [ $? = 1 ]
python3 - "$WINNOW_SHARED/truth/closure-v13.json" verdicts <<'PY'
import json
import sys

ROOT = 5    # the patch with the definitions
REWORK = 48 # itself throwaway, for another reason

by_hand = json.load(open(sys.argv[1]))
want = {(p["patch"], path, n)
        for p in by_hand["per_patch"] for path, parts in p["files"].items()
        for part in parts for n in range(part["range"][0], part["range"][1] + 1)}
got = set()
for line in open(sys.argv[2]):
    patch = json.loads(line)
    for r in patch["ranges"]:
        if r["class"] not in ("throwaway", "entangled") or patch["patch"] == REWORK:
            continue
        # The last reason of a chain is its root.
        if r["class"] == "throwaway" and patch["patch"] != ROOT:
            continue
        if r["why"] and r["why"][-1]["patch"] not in (ROOT, REWORK):
            continue
        got |= {(patch["patch"], r["file"], n) for n in range(r["start"], r["end"] + 1)}

found, others = len(want & got) / len(want), len(got - want) / len(want)
print(f"{len(want)} lines by hand, {len(want & got)} found ({found:.1%}), "
      f"{len(got - want)} others ({others:.1%})")
for what, lines in (("missed", want - got), ("other", got - want)):
    for patch, path, n in sorted(lines):
        print(f"{what}: patch {patch} {path}:{n}")
sys.exit(found < 0.9 or others > 0.1)
PY
