#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The same mails from a file, a pipe, gzip, a maildir, an MH folder, a folder of
# patches, commits, a public-inbox repository (v1 and v2) and, where they are
# installed, public-inbox's own programs and server: the same triage, byte for
# byte, whether it reads them there or from what fetch made of them.
set -eu
command -v git >/dev/null || { echo "skipped: no git"; exit 77; }
unset GIT_DIR GIT_WORK_TREE
export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1 WINNOW_CACHE="$PWD/cache"
export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org
export GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org

head_of()	# NUMBER SUBJECT
{
	printf 'From: A Dev <a@example.org>\nTo: list@example.org\n'
	printf 'Subject: %s\n' "$2"
	printf 'Date: Sun, 22 Nov 2026 10:00:0%d +0000\n' "$1"
	printf 'Message-ID: <%d.20261122@example.org>\n' "$1"
	[ "$1" = 0 ] || printf 'In-Reply-To: <0.20261122@example.org>\nReferences: <0.20261122@example.org>\n'
}

mail()	# NUMBER
{
	case $1 in
	0)
		head_of 0 '[PATCH 0/2] kvm: count exits'
		printf '\nTwo patches. See the RMM specification DEN0137, 2.0-bet0.\n\n'
		printf 'A Dev (2):\n  kvm: add the counter\n  kvm: Temporarily show it\n\n-- \n2.39.5\n'
		;;
	1)
		head_of 1 '[PATCH 1/2] kvm: add the counter'
		printf '\nFrom now on exits are counted.\n\nSigned-off-by: A Dev <a@example.org>\n---\n'
		printf ' f.c | 1 +\n 1 file changed, 1 insertion(+)\n\n'
		printf 'diff --git a/f.c b/f.c\nindex 1111111..2222222 100644\n--- a/f.c\n+++ b/f.c\n'
		printf '@@ -1,2 +1,3 @@\n int a;\n+int exits;\n int b;\n-- \n2.39.5\n'
		;;
	2)
		head_of 2 '[PATCH 2/2] kvm: Temporarily show it'
		printf 'MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n'
		printf 'Content-Transfer-Encoding: quoted-printable\n'
		printf '\nThis is a hack until the tool can read =C3=A4: not to be merged.\n\n'
		printf 'Signed-off-by: A Dev <a@example.org>\n---\n'
		printf 'diff --git a/f.c b/f.c\nindex 2222222..3333333 100644\n--- a/f.c\n+++ b/f.c\n'
		printf '@@ -1,3 +1,4 @@\n int a;\n int exits;\n+int shown =3D 1; // TODO: remove\n int b;\n-- =\n\n2.39.5\n'
		;;
	3)
		head_of 3 'Re: [PATCH 2/2] kvm: Temporarily show it'
		printf '\nOn Sun, A Dev wrote:\n> +int shown = 1; // TODO: remove\n\nPlease do.\n'
		;;
	esac
}

triage()	# OUTPUT ARGUMENT...: for machines, for people and the exit status
{
	out=$1
	shift
	for format in jsonl text; do
		status=0
		"$WINNOW" triage --format=$format "$@" >"$out.$format" <stdin || status=$?
		echo "exit $status" >>"$out.$format"
	done
}

differ()	# WHAT
{
	for format in jsonl text; do
		cmp want.$format got.$format && continue
		echo "$1"
		diff want.$format got.$format
		exit 1
	done
}

same()	# WHAT ARGUMENT...
{
	what=$1
	shift
	cat >stdin
	"$WINNOW" fetch "$@" >got.mbox <stdin || { echo "$what: exit $?"; exit 1; }
	triage got got.mbox
	differ "$what, fetched"
	triage got "$@"
	differ "$what"
}

mkdir -p md/cur md/new md/tmp mh patches
for i in 0 1 2 3; do
	mail $i >patches/000$i.patch
	cp patches/000$i.patch mh/$((i + 8))
	{
		echo 'From mboxrd@z Thu Jan  1 00:00:00 1970'
		sed 's/^>*From />&/' patches/000$i.patch
		echo
	} >>series.mbox
done
cp patches/0000.patch 'md/cur/1.a:2,S'
cp patches/0001.patch 'md/new/2.a'
cp patches/0002.patch 'md/cur/3.a:2,'
cp patches/0003.patch 'md/new/4.a'
exec </dev/null
cat >stdin
triage want series.mbox
[ "$(wc -l <want.jsonl)" -ge 3 ]

same mbox series.mbox
same pipe - <series.mbox
gzip -c series.mbox >series.mbox.gz
same gzip series.mbox.gz
same 'gzip in a pipe' - <series.mbox.gz
same maildir md
same MH mh
same 'a folder' patches
same 'single mails' patches/0000.patch patches/0001.patch patches/0002.patch patches/0003.patch

# v2: a commit a mail, in the file m. v1: files by the hash of the Message-ID.
git init -q --bare -b master v2/git/0.git
git init -q -b master v1
for i in 3 1 0 2; do
	blob=$(git -C v2/git/0.git hash-object -w --stdin <patches/000$i.patch)
	tree=$(printf '100644 blob %s\tm\n' "$blob" | git -C v2/git/0.git mktree)
	parent=$(git -C v2/git/0.git rev-parse -q --verify master || :)
	commit=$(echo mail | git -C v2/git/0.git commit-tree ${parent:+-p $parent} "$tree")
	git -C v2/git/0.git update-ref refs/heads/master "$commit"
	hash=$(printf '%d.20261122@example.org' $i | sha1sum | cut -c1-40)
	rest=${hash#??}
	mkdir -p "v1/${hash%"$rest"}"
	cp patches/000$i.patch "v1/${hash%"$rest"}/$rest"
done
git -C v1 add -A
git -C v1 commit -q -m mails
same 'v2 inbox' v2
same 'v2 epoch' v2/git/0.git
same 'v2 thread' v2 '<2.20261122@example.org>'
same 'v1 inbox' v1/.git
same 'v1 thread' v1/.git 1.20261122@example.org

# Commits, against the mails that git makes of them.
(
	git init -q -b master work
	printf 'int a;\nint b;\n' >work/f.c
	git -C work add f.c
	git -C work commit -q -m 'kvm: begin'
	printf 'int a;\nint exits;\nint b;\n' >work/f.c
	git -C work commit -q -a -m 'kvm: add the counter' -m 'From now on exits are counted.'
	printf 'int a;\nint exits;\nint shown = 1; // TODO: remove\nint b;\n' >work/f.c
	git -C work commit -q -a -m 'kvm: Temporarily show it' \
		-m 'This is a hack until the tool can read it: not to be merged.'
	git -C work format-patch -q --stdout HEAD~2..HEAD >commits.mbox
	triage want commits.mbox
	[ "$(wc -l <want.jsonl)" -ge 3 ]
	triage got --git HEAD~2..HEAD --git-dir work
	differ commits
	git -C work format-patch -q -o ../files HEAD~2..HEAD >/dev/null
	triage got files
	differ 'files of git format-patch'
)
triage want series.mbox

command -v public-inbox-httpd >/dev/null ||
	{ echo "skipped: no public-inbox: its server is not asked"; exit 0; }
export PI_CONFIG="$PWD/pi-config"
public-inbox-init -V2 -L basic test "$PWD/inbox" http://127.0.0.1/test \
	list@example.org >init.log 2>&1
git config -f pi-config publicinboxmda.spamcheck none
for i in 0 1 2 3; do
	ORIGINAL_RECIPIENT=list@example.org public-inbox-mda --no-precheck \
		<patches/000$i.patch >>init.log 2>&1 || { cat init.log; exit 1; }
done
same "public-inbox's inbox" inbox
same "public-inbox's thread" inbox 3.20261122@example.org

port=
trap 'kill "$server" 2>/dev/null || :' EXIT
# Another run of this test may have the port, and a server that answers.
first=$((20000 + $$ % 10000))
for try in $first $((first + 10007)) $((first + 20011)); do
	public-inbox-httpd -l "127.0.0.1:$try" -W0 >httpd.log 2>&1 &
	server=$!
	for wait in 1 2 3 4 5 6 7 8 9 10; do
		sleep 0.5
		kill -0 $server 2>/dev/null || break
		"$WINNOW" fetch --no-cache "http://127.0.0.1:$try/test/0.20261122@example.org/raw" \
			>/dev/null 2>&1 && port=$try && break 2
	done
	kill $server 2>/dev/null || :
done
[ "$port" ] || { cat httpd.log; exit 1; }
url=http://127.0.0.1:$port/test
same 'a Message-ID' --server "$url" 0.20261122@example.org
same 'a Message-ID of a reply' --server "$url/" '<3.20261122@example.org>'
same 'a page of the archive' "$url/2.20261122@example.org/T/#u"
git config --global winnow.server "$url"
same 'the configured server' 1.20261122@example.org
kill $server
wait $server 2>/dev/null || :
same 'the cache' --offline 1.20261122@example.org
! "$WINNOW" fetch no.such@example.org 2>err
grep -q '127.0.0.1' err
