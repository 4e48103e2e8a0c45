#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# winnow fetch --git A..B prints what git format-patch --always --stdout prints, byte
# for byte, on a repository made of odd cases. New ones need no --always.
set -eu
command -v git >/dev/null || { echo "skipped: no git"; exit 77; }
version=$(git --version | sed 's/^git version //')
unset GIT_DIR GIT_WORK_TREE
export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME='A Dev' GIT_AUTHOR_EMAIL=a@example.org
export GIT_COMMITTER_NAME='C Mit' GIT_COMMITTER_EMAIL=c@example.org
time=1700000000

ci()
{
	time=$((time + 60))
	git add -A
	GIT_AUTHOR_DATE="$time ${ZONE:-+0100}" GIT_COMMITTER_DATE="$time +0000" \
		git commit -q --allow-empty-message "$@"
}

# Lines that differ, the same ones each time: SEED FIRST LAST
lines()
{
	awk -v s="$1" -v a="$2" -v b="$3" 'BEGIN {
		for (i = a; i <= b; i++) {
			x = (i * 7919 + s) % 104729
			printf "%d", x
			for (k = 0; k < x % 23; k++)
				printf " %d", (x * k) % 31
			print ""
		}
	}'
}

c_file()	# VALUE
{
	printf 'int f(void)\n{\n\treturn %s;\n}\n\nint g(void)\n{\n\tint a;\n\n' "$1"
	printf '\ta = 1;\n\tb = %s;\n\treturn 1;\n}\nmore\n' "$1"
}

first_files()
{
	seq 1 200 >big.txt
	mkdir -p sub/dir drivers/net/a/path/that/goes/on/and/on/for/ever
	seq 1 50 | sed 's/^/line /' >sub/dir/old-name.c
	c_file 0 >f.c
	seq 1 3000 | tr '\n' '\0' >bin.dat
	echo gone >rm.txt
	: >empty0
	printf 'no newline' >nonl
	ln -s f.c link
	echo x >run.sh
	for i in 1 2 3 4; do seq $i 90 >sub/s$i.txt; done
	printf 'a\r\nb\r\nc\r\n' >crlf.txt
}

files()
{
	c_file 42 >f.c
	ci -m 'foo: bar: this subject is a rather long one, longer than what fits in one line of it' \
		-m 'Body text.

  indented	 
with trailing blanks   

Fixes: 123 ("x")
Signed-off-by: A Dev <a@example.org>'
	git mv sub/dir/old-name.c sub/dir/new-name.c
	sed -i 's/line 7$/line seven/' sub/dir/new-name.c
	ci -m 'rename in the same directory'
	mkdir sub/other
	git mv sub/dir/new-name.c sub/other/new-name.c
	ci -m 'pure rename'
	git mv sub/other/new-name.c top.c
	chmod +x top.c
	sed -i 's/^line 1/LINE 1/' top.c
	ci -m 'rename, mode and change'
	chmod +x run.sh
	ci -m 'mode only'
	git rm -q rm.txt empty0
	ci -m 'delete files'
	: >newempty
	printf x >nonl2
	printf 'no newline at all' >nonl
	ci -m 'no newline at end of file'
	printf 'no newline\n' >nonl
	ci -m 'now with newline'
	rm link
	echo 'a file' >link
	ci -m 'a link becomes a file'
	for i in 1 2 3 4 5 6; do
		seq 1 $((i * 30)) >drivers/net/a/path/that/goes/on/and/on/for/ever/with-a-long-name-$i.c
	done
	ci -m 'wide table'
	mkdir x
	for i in 1 2 3 4; do
		git mv sub/s$i.txt x/t$i.txt
		echo $i >>x/t$i.txt
	done
	git mv drivers/net/a/path/that/goes/on/and/on/for/ever/with-a-long-name-3.c \
		drivers/net/a/path/that/file.c
	ci -m 'many renames of much the same'
	sed -i 's/b/B/' crlf.txt
	seq 5 220 >big.txt
	ci -m 'carriage returns'
	git mv crlf.txt x/crlf.txt
	printf 'd\r\ne\r\nf' >>x/crlf.txt
	ci -m 'carriage returns renamed'
}

binaries()
{
	(seq 1 1500; echo changed; seq 1502 3000) | tr '\n' '\0' >bin.dat
	ci -m 'binary delta'
	head -c 300 bin.dat >newbin.dat
	rm bin.dat
	ci -m 'binary add and delete'
	(lines 5 1 2000; printf 'x\0y') >large.bin
	ci -m 'large binary'
	git mv large.bin larger.bin
	(lines 5 1 1800; printf 'x\0y') >larger.bin
	ci -m 'binary renamed'
}

messages()
{
	printf 'umlaut \303\244' >'sp ace.txt'
	printf x >"$(printf 'u\303\244.txt')"
	printf q >'quo"te'
	printf t >"$(printf 'ta\tb')"
	ci -m "$(printf 'Sch\303\266ner Titel mit sehr vielen Worten, damit er umgebrochen werden mu\303\237 und mehr')" \
		-m "$(printf 'Gr\303\274\303\237e')"
	name=$(printf 'J\303\266rg M\303\274ller-L\303\274denscheidt von und zu Hohenfels und noch viel mehr')
	GIT_AUTHOR_NAME=$name ci --allow-empty -m 'changes nothing'
	ci --allow-empty -m 'nothing again' -m 'At length.'
	echo 1 >>f.c
	GIT_AUTHOR_NAME=$name ci -m 'author not ascii'
	echo 2 >>f.c
	GIT_AUTHOR_NAME='J. R. "Bob" Dobbs, Esq.' ZONE=-0730 \
		ci -m 'author in quotes' -m 'only =?ascii?= here'
	echo 3 >>f.c
	ci -m "$(printf 'subject on\ntwo lines\n\nand text\n\n\n\nmore')"
	echo 4 >>f.c
	ci -m 'has =?words in it'
	echo 5 >>f.c
	ci -m "$(printf 'escape \033 in it')"
	printf 'f\374r\n' >latin
	git config i18n.commitEncoding ISO-8859-1
	ci -m "$(printf 'latin f\374r')"
	git config --unset i18n.commitEncoding
	echo 6 >>f.c
	ci -m ''
	echo 7 >>f.c
	ci -m 'averyveryveryveryveryveryveryveryverylongwordthatdoesnotfitintoasinglelineofseventyeightcolumns and more'
	echo 8 >>f.c
	ci -m 'with a line that an mbox quotes' -m 'From here on
>From there'
}

history()
{
	git update-index --add --cacheinfo "160000,$(git rev-parse base),module"
	mkdir module
	ci -m 'a submodule'
	git update-index --add --cacheinfo "160000,$(git rev-parse HEAD),module"
	ci -m 'submodule moved'
	git checkout -q -b side HEAD~3
	echo side >side
	ci -m 'on the side'
	git checkout -q -f main
	time=$((time + 60))
	GIT_COMMITTER_DATE="$time +0000" git merge -q -m merge side
	lines 1 1 20000 >huge.txt
	ci -m 'a lot of lines'
	sed -i 's/5/five/' huge.txt
	git mv huge.txt vast.txt
	ci -m 'similar by some percent'
	lines 2 1 2000 >r1
	lines 3 1000 3000 >r2
	lines 4 1 500 >r3
	ci -m 'files'
	(lines 2 300 1800; lines 9 1 200) >q1
	lines 3 1500 2900 >q2
	(lines 4 1 260; lines 8 1 240) >q3
	rm r1 r2 r3
	ci -m 'files renamed'
}

same()	# RANGE [BASE]
{
	git -C repo format-patch --always --stdout ${2:+--base="$2"} "$1" >want
	"$WINNOW" fetch --git-dir repo --git "$1" --signature "$version" \
		${2:+--base "$2"} >got
	cmp want got || { echo "$*"; diff want got | head -20; exit 1; }
}

git init -q -b main repo
cd repo
first_files
ci -m start
git tag root
echo more >>f.c
ci -m 'sub: short subject'
git tag base
files
binaries
messages
history
cd ..

same root..base
same base..main
same base
same main~12..main base
same main~3..main~1 main~9
git -C repo gc -q
same base..main

# The repository's own settings are not followed, and run nothing.
git -C repo config diff.noprefix true
git -C repo config diff.external "touch $PWD/was-run"
git -C repo config core.fsmonitor "touch $PWD/was-run"
"$WINNOW" fetch --git-dir repo --git base..main --signature "$version" >again
cmp got again
[ ! -e was-run ]
