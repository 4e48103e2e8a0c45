#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Ctrl-C ends a scan within a moment, as timeout(1) does, which asks twice at once,
# the program and its group: it says that it was stopped, prints no findings of
# half a tree, and the status is that of a failure. A cache that it would have
# written is as it was, and of the new one nothing is left.
set -eu
export XDG_CACHE_HOME="$PWD/cache"

# A gigabyte to read that takes no room: one file under many names.
mkdir tree
seq -f 'int a%.0f; /* a comment, and no word that is looked for */' 8000 >tree/0.c
seq -f '/* HACK: the %.0fth of enough that a part of the cache is written */' 90 >>tree/0.c
seq -f 'tree/%.0f.c' 1999 | xargs -n 1 ln tree/0.c

stop()	# SIGNAL [OPTION]: sets status
{
	signal=$1
	shift
	# On a busy machine the first may come before the program has begun.
	for seconds in 0.2 0.6 1.8; do
		status=0
		"$WINNOW" scan -j1 "$@" tree >out 2>err &
		sleep $seconds
		kill -s $signal $! 2>/dev/null || :
		sleep 0.002
		kill -s $signal $! 2>/dev/null || :
		wait $! || status=$?
		[ $status = 130 ] || [ $status = 143 ] || break
	done
}

for options in 'INT --no-cache' INT TERM; do
	stop $options
	[ $status != 0 ] || { echo "skipped: this machine is too fast"; exit 77; }
	[ $status = 2 ] && grep -qx 'winnow: stopped' err && [ ! -s out ] ||
		{ echo "status $status"; cat out err; exit 1; }
done
[ ! -e cache ] || ! find cache -type f | grep . || exit 1
