#!/usr/bin/perl
# SPDX-License-Identifier: GPL-2.0-or-later
# random-series.pl series SEED PATCHES
#	commits of random edits in a new repository ./repo (tag base), and
#	./mails with git-format-patch of them
# random-series.pl odd SEED PATCHES
#	the same with what is rare: links, submodules, files that become folders
#	and back, text that becomes binary, CRLF, names that need quotes, copies,
#	lines that look like a diff or a mail
# random-series.pl program SEED PATCHES
#	the same of a C program that compiles after each commit, with functions
#	that are added, used, rewritten, renamed and removed again
# random-series.pl plan SEED PLAN.json
#	the plan with every range cut and dealt out anew, on stdout
use strict;
use warnings;
use JSON::PP;

my ($what, $seed, $arg) = @ARGV;
srand($seed);

sub git { system('git', '-C', 'repo', @_) == 0 or die "git @_\n" }
sub pick { $_[rand @_] }
sub put
{
	my ($name, $text) = @_;
	my ($dir) = "repo/$name" =~ m{(.*)/};
	system('mkdir', '-p', $dir);
	open(my $f, '>', "repo/$name") or die;
	binmode $f;
	print $f $text;
	close $f;
}
sub get
{
	open(my $f, '<', "repo/$_[0]") or die;
	local $/;
	return scalar <$f>;
}

my $name = 0;
# Few different lines, so that contexts repeat.
sub lines { join '', map { rand() < .3 ? pick("\t}\n", "\n", "\treturn 0;\n") : "line $name.$_\n" } 1 .. $_[0] }

sub edit
{
	my ($text) = @_;
	my @l = split /(?<=\n)/, $text;
	for (1 .. 1 + rand 4) {
		my $at = int rand(@l + 1);
		$name++;
		splice @l, $at, int(rand() < .6 ? rand 4 : 0), split /(?<=\n)/, rand() < .8 ? lines(int rand 5) : '';
	}
	@l = map { /\n\z/ ? $_ : "$_\n" } @l;
	$l[-1] =~ s/\n\z// if @l && rand() < .1;
	return join '', @l;
}

sub begin
{
	system('rm', '-rf', 'repo', 'mails');
	system('git', 'init', '-q', 'repo') == 0 or die;
	git('config', @$_) for ['user.name', 'A U Thor'], ['user.email', 'a@example.org'];
}

# ---- what is rare

my %kind;	# of a path: text, binary, link, module

sub binary { join '', "\0", map { chr int rand 256 } 1 .. 100 + rand 4000 }
sub forget { my ($f) = @_; delete $kind{$f}; system('rm', '-rf', "repo/$f"); git('rm', '-q', '-r', '--cached', '--ignore-unmatch', '--', $f) }
sub of_kind { my ($k) = @_; pick(sort grep { $kind{$_} eq $k } keys %kind) }
# A path that no file and no folder has, nor a file on the way to it.
sub new_path
{
	while (1) {
		my $n = ++$name;
		my $f = pick("a$n", "b/c$n", "b/c/d$n", "with blank $n", "q\"$n", "tab\t$n", "caf\xc3\xa9$n", "back\\$n", "-dash$n", "a/b/a/b/$n");
		my $up = $f;
		my $free = !-e "repo/$f" && !-l "repo/$f";
		while ($up =~ s{/[^/]*\z}{}) {
			$free = 0 if $kind{$up};
		}
		return $f if $free;
	}
}
my @traps = ("-- \n", "---\n", "--- a/x\n", "+++ b/x\n", "\@\@ -1,3 +1,4 \@\@\n", "diff --git a/x b/x\n", "From me\n", "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n",
	"\\ No newline at end of file\n", "GIT binary patch\n", "\r\n", " \n", "\f\n", "\xff\xfe\n", "caf\xc3\xa9\n", "x" x 1200 . "\n", "a\rb\n", "Subject: [PATCH]\n", ">From you\n", "=3D =\n", ".\n", "-- >8 --\n", "index 0000000..1111111\n");
sub odd_text
{
	my ($text) = @_;
	my @l = split /(?<=\n)/, edit($text);
	splice @l, int rand(@l + 1), 0, pick(@traps) for 1 .. rand 3;
	for (0 .. $#l - 1) { $l[$_] .= "\n" if $l[$_] !~ /\n\z/ }
	@l = map { s/(?<!\r)\n\z/\r\n/r } @l if rand() < .1;
	return join '', @l;
}
sub put_link { my ($f, $to) = @_; my ($dir) = "repo/$f" =~ m{(.*)/}; system('mkdir', '-p', $dir); unlink "repo/$f"; symlink($to, "repo/$f") or die "$f: $!"; $kind{$f} = 'link' }
sub put_module { my ($f) = @_; forget($f) if $kind{$f}; git('update-index', '--add', '--cacheinfo', '160000,' . join('', map { sprintf '%02x', 1 + int rand 255 } 1 .. 20) . ",$f"); $kind{$f} = 'module' }
sub put_kind { my ($f, $k, $text) = @_; system("rm", "-rf", "repo/$f"); put($f, $text); $kind{$f} = $k }

sub odd_step
{
	my $f = of_kind('text');
	my @do = (
		sub { put_kind(new_path(), 'text', odd_text(lines(int rand 30))) },
		sub { put_kind(new_path(), 'text', '') },
		sub { put_kind($f, 'text', '') if $f },
		sub { put_link(new_path(), pick('a', '../x', "$name", "b\nc")) },
		sub { my $l = of_kind('link'); put_link($l, "to$name") if $l },
		sub { my $l = of_kind('link'); put_kind($l, 'text', odd_text(lines(5))) if $l },
		sub { if ($f) { unlink "repo/$f"; put_link($f, "was$name") } },
		sub { put_module(new_path()) },
		sub { my $m = of_kind('module'); put_module($m) if $m },
		sub { my $m = of_kind('module'); if ($m) { forget($m); put_kind($m, 'text', lines(4)) } },
		sub { my $m = pick(sort keys %kind); forget($m) if $m },
		sub { if ($f) { my $t = get($f); forget($f); put_kind("$f/in$name", 'text', odd_text($t)) } },
		sub { if ($f && $f =~ m{^(.+)/}) { my $dir = $1; my $t = get($f); forget($_) for grep { m{^\Q$dir\E/} } keys %kind; put_kind($dir, 'text', odd_text($t)) } },
		sub { put_kind(new_path(), 'binary', binary()) },
		sub { my $b = of_kind('binary'); if ($b) { my $t = get($b); substr($t, int rand length $t, int rand 20) = binary() for 1 .. 2; put_kind($b, 'binary', $t) } },
		sub { my $b = of_kind('binary'); if ($b) { my $t = get($b); my $to = new_path(); forget($b); substr($t, 5, 1) = 'x' if rand() < .5; put_kind($to, 'binary', $t) } },
		sub { my $b = of_kind('binary'); put_kind($b, 'text', lines(6)) if $b },
		sub { put_kind($f, 'binary', binary()) if $f },
		(sub { put_kind(new_path(), 'text', rand() < .5 ? get($f) : odd_text(get($f))) if $f }) x (1 + $seed % 2 * 5),
		sub { if ($f) { my $t = get($f); my $to = new_path(); forget($f); put_kind($to, 'text', rand() < .3 ? $t : odd_text($t)); chmod 0755, "repo/$to" if rand() < .3 } },
		sub { if ($f) { chmod((-x "repo/$f" ? 0644 : 0755), "repo/$f"); put_kind($f, 'text', odd_text(get($f))) if rand() < .5 } },
		(sub { put_kind($f, 'text', odd_text(get($f))) if $f }) x 8,
	);
	pick(@do)->();
}

sub stage
{
	git('add', '-A', '--', '.', map { ":(exclude,literal)$_" } grep { $kind{$_} eq 'module' } keys %kind);
	return system('git', '-C', 'repo', 'diff', '--cached', '--quiet');
}

sub odd
{
	begin();
	git('config', 'core.autocrlf', 'false');
	put_kind(new_path(), 'text', odd_text(lines(20 + int rand 60))) for 1 .. 4;
	put_kind(new_path(), 'binary', binary()) for 1 .. 2;
	stage();
	git('commit', '-qm', 'base');
	git('tag', 'base');
	for my $n (1 .. $arg) {
		odd_step() for 1 .. 1 + rand 3;
		stage() or next;
		git('commit', '-q', '-m', "Change number $n\n\nBecause.");
	}
	my @opts = ('-M', '--binary', '-o', '../mails', '--cover-letter', '--thread=shallow');
	push @opts, pick('--no-renames', '-U5', '--full-index', '-B') if rand() < .3;
	push @opts, '-C', '--find-copies-harder' if $seed % 2;
	git('format-patch', '-q', @opts, 'base');
}

sub series
{
	my %files;
	begin();
	for (1 .. 4) {
		$name++;
		my $f = pick('a', 'b/c', 'd e') . $_;
		put($f, lines(20 + int rand 60));
		$files{$f} = 1;
	}
	git('add', '-A');
	git('commit', '-qm', 'base');
	git('tag', 'base');
	for my $n (1 .. $arg) {
		for (1 .. 1 + rand 3) {
			my @text = sort grep { $files{$_} } keys %files;
			my $r = rand();
			my $f = @text ? pick(@text) : undef;
			$name++;
			if ($r < .15 || !$f) {
				$f = pick('a', 'b/c', 'new/dir/') . $name;
				put($f, rand() < .1 ? '' : edit(lines(5 + int rand 20)));
				$files{$f} = 1;
			} elsif ($r < .20) {
				unlink "repo/$f";
				delete $files{$f};
			} elsif ($r < .27) {
				my $to = pick('a', 'z/') . $name;
				put($to, edit(get($f)));
				unlink "repo/$f";
				delete $files{$f};
				$files{$to} = 1;
			} elsif ($r < .30) {
				chmod((-x "repo/$f" ? 0644 : 0755), "repo/$f");
			} elsif ($r < .33) {
				$f = "bin$name";
				put($f, join "", "\0", map { chr int rand 256 } 1 .. 300);
				$files{$f} = 0;
			} elsif ($r < .37 && grep { !$files{$_} } keys %files) {
				$f = pick(sort grep { !$files{$_} } keys %files);
				my $bytes = get($f);
				substr($bytes, 1 + int rand 200, int rand 3) = chr int rand 256;
				put($f, $bytes);
			} else {
				put($f, edit(get($f)));
			}
		}
		git('add', '-A');
		next if system('git', '-C', 'repo', 'diff', '--cached', '--quiet') == 0;
		git('commit', '-q', '-m', "Change number $n\n\nBecause.\n\nReviewed-by: R <r\@example.org>");
	}
	my @opts = ('-M', '--binary', '-o', '../mails', '--cover-letter', '--thread=shallow');
	push @opts, pick('-C', '--no-renames', '-U5', '--full-index') if rand() < .4;
	git('format-patch', '-q', @opts, 'base');
}

# ---- a program

my (@funcs, @regs);

sub statement
{
	my ($before) = @_;
	my @known = grep { $_->{n} < $before } @funcs;
	return "\ta += " . pick(@regs) . ";" if !@known || rand() < .5;
	return "\tif (a > $name)\n\t\treturn " . pick(@regs) . ";" if rand() < .3;
	return "\ta = " . pick(@known)->{name} . "(a);";
}

sub add_function
{
	my $n = ++$name;
	my $f = { n => $n, name => "step_$n", file => 'p' . int(rand 2) . '.c' };
	$f->{body} = [map { statement($n) } 1 .. 2 + rand 5];
	splice @funcs, int(rand(@funcs + 1)), 0, $f;
}

sub rewrite
{
	my ($f) = @_;
	for (1 .. 1 + rand 3) {
		splice @{ $f->{body} }, int(rand @{ $f->{body} }), int(rand 3), statement($f->{n});
		push @{ $f->{body} }, statement($f->{n}) if !@{ $f->{body} };
	}
}

sub rename_function
{
	my ($f) = @_;
	my ($old, $new) = ($f->{name}, 'run_' . ++$name);
	$f->{name} = $new;
	for my $g (@funcs) {
		s/\b$old\b/$new/ for @{ $g->{body} };
	}
}

sub remove_function
{
	my ($f) = @_;
	return if grep { grep { /\b$f->{name}\b/ } @{ $_->{body} } } @funcs;
	@funcs = grep { $_ != $f } @funcs;
}

sub change
{
	my @late = @funcs > 6 ? @funcs[-6 .. -1] : @funcs;
	my $r = rand();
	if ($r < .3 || !@funcs) { add_function() }
	elsif ($r < .4) { push @regs, 'REG_' . ++$name }
	elsif ($r < .65) { rewrite(pick(@late)) }
	elsif ($r < .8) { rewrite($_) for grep { rand() < .5 } @funcs }
	elsif ($r < .9) { rename_function(pick(@funcs)) }
	else { remove_function(pick(@funcs)) }
}

sub write_program
{
	put('p.h', join '', map { "$_\n" } '#ifndef P_H', '#define P_H', '',
		(map { "#define $_ 1" } @regs), '', (map { "int $_->{name}(int a);" } @funcs),
		'', '#endif');
	for my $file ('p0.c', 'p1.c') {
		put($file, join '', map { "$_\n" } '#include "p.h"',
			map { ('', "int $_->{name}(int a)", '{', @{ $_->{body} }, "\treturn a;", '}') }
			grep { $_->{file} eq $file } @funcs);
	}
}

sub program
{
	begin();
	@regs = ('REG_0');
	add_function() for 1 .. 2;
	write_program();
	git('add', '-A');
	git('commit', '-qm', 'base');
	git('tag', 'base');
	for my $n (1 .. $arg) {
		change() for 1 .. 1 + rand 4;
		write_program();
		git('add', '-A');
		next if system('git', '-C', 'repo', 'diff', '--cached', '--quiet') == 0;
		git('commit', '-q', '-m', "Change number $n\n\nBecause.");
	}
	git('format-patch', '-q', '-o', '../mails', '--cover-letter', '--thread=shallow', 'base');
}

sub plan
{
	open(my $f, '<', $arg) or die;
	local $/;
	my $plan = decode_json(scalar <$f>);
	my $whole = rand() < .5;
	for my $p (@{ $plan->{patches} }) {
		my @cut;
		my $half = pick('current', 'throwaway');
		for my $r (@{ $p->{ranges} }) {
			my ($from, $to) = @{ $r->{mail_lines} };
			for my $l ($from .. $to) {
				$half = pick('current', 'throwaway') if !$whole && rand() < .15;
				push @cut, { mail_lines => [$l, $l], half => $half, why => 'by chance' };
			}
		}
		$p->{ranges} = \@cut;
	}
	print encode_json($plan);
}

$what eq 'series' ? series() : $what eq 'odd' ? odd() : $what eq 'program' ? program() : plan();
