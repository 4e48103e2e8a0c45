#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# copies.pl MBOX N: the mbox N times, each time with other ids and subjects, so
# that no mail is a copy of another and no series joins two of them.
use strict;
use warnings;

my ($path, $n) = @ARGV;
open my $in, '<', $path or die "$path: $!\n";
my @lines = <$in>;

for my $copy (1 .. $n) {
	my ($head, $field) = (0, '');

	for (@lines) {
		my $line = $_;

		($head, $field) = (1, '') if $line =~ /^From /;
		$head = 0 if $line =~ /^\r?$/;
		if ($head) {
			$field = lc $1 if $line =~ /^([\w-]+):/;
			$line =~ s/</<$copy./g
				if $field =~ /^(message-id|in-reply-to|references)$/;
			$line =~ s/^(Subject: )((?:\s*\[[^]]*\])*)/$1$2 $copy/i;
		}
		print $line;
	}
}
