# SPDX-License-Identifier: GPL-2.0-or-later
# 230 MB of mail through check and triage with 200 MB of address space: a
# series of five mails and 40 long ones of talk, again and again.

series=$TOP/tests/cases/check/a-series-is-whole-however-it-streams/v1.mbox
limit=200000
rounds=120

# A sanitizer needs more than that for itself.
(ulimit -v $limit && winnow --version) >/dev/null 2>&1 || exit 77

mails()
{
	perl -e '
		my ($mbox, $rounds) = @ARGV;
		local $/;
		open my $file, "<", $mbox or die "$mbox: $!";
		my $series = <$file>;
		my $talk = "There was a time when threads were short.\n" x 1150;

		for my $round (1 .. $rounds) {
			(my $copy = $series) =~ s/tern-v/r$round-tern-v/g;
			print $copy;
			print "From mira.holt\@example.org Mon Mar  2 09:30:00 2026\n",
			      "Message-ID: <talk-$round-$_\@example.org>\n",
			      "From: Mira Holt <mira.holt\@example.org>\n",
			      "Subject: What else there is\n\n$talk\n" for 1 .. 40;
		}' "$series" $rounds
}

failed=0
same()	# WHAT GOT WANTED
{
	[ "$2" = "$3" ] && return
	echo "$1: got $2, wanted $3"
	failed=1
}

found=$(mails | (ulimit -v $limit; winnow check --types=TAG --format=jsonl) | grep -c '"TAG"')
same "findings of check" "$found" $((rounds * 2))
found=$(mails | (ulimit -v $limit; winnow triage --format=jsonl) | grep -c '"verdict":"throwaway"')
same "throwaway patches of triage" "$found" $((rounds * 2))
exit $failed
