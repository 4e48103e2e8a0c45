#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# epoch.pl COPIES OUT.git OUT.mbox <MBOX: a public-inbox epoch (v2) with the
# mails of the mbox, COPIES times, and the same mails as one mbox. Each copy has
# Message-IDs, references and senders of its own, so that nothing of it belongs
# to another's series.
use strict;
use warnings;

my ($copies, $git, $mbox) = @ARGV;
die "usage: epoch.pl COPIES OUT.git OUT.mbox <MBOX\n" unless @ARGV == 3;
binmode STDIN;
my @mails = split /^From mboxrd\@z.*\n/m, do { local $/; <STDIN> };
shift @mails;
s/\n\z// for @mails;

system('git', 'init', '-q', '--bare', '-b', 'master', $git) and exit 1;
open my $in, '|-', 'git', '--git-dir', $git, 'fast-import', '--quiet' or die;
open my $out, '>', $mbox or die "$mbox: $!\n";
binmode $_ for $in, $out;
my $n = 0;
for my $copy (1 .. $copies) {
	for my $mail (@mails) {
		my ($head, $body) = split /\n\n/, $mail, 2;
		my $text;

		$head =~ s/^((?:Message-ID|In-Reply-To|References):(?:.*\n[ \t])*.*)/
			$1 =~ s{<}{<$copy.}gr/gime;
		$head =~ s/^(From:.*)@/$1+$copy@/im;
		$text = "$head\n\n" . ($body // '');
		print $out "From mboxrd\@z Thu Jan  1 00:00:00 1970\n$text\n";
		$text =~ s/^>(>*From )/$1/mg;
		$n++;
		printf $in "blob\nmark :%d\ndata %d\n%s\n", 2 * $n, length $text, $text;
		printf $in "commit refs/heads/master\nmark :%d\n" .
			"committer A <a\@example.org> %d +0000\ndata 1\nx\nM 100644 :%d m\n\n",
			2 * $n + 1, 1000000000 + $n, 2 * $n;
	}
}
close $in or die;
close $out or die;
