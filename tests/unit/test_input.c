// SPDX-License-Identifier: GPL-2.0-or-later
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/gzip.h"
#include "input/input.h"
#include "input/stream.h"
#include "net/lore.h"
#include "repo/repo.h"

#define SEP "From mboxrd@z Thu Jan  1 00:00:00 1970\n"

static char dir[] = "/tmp/winnow-test-XXXXXX";

static const char *path(const char *name)
{
	static char p[4][200];
	static int n;

	n = (n + 1) % 4;
	snprintf(p[n], sizeof(p[n]), "%s/%s", dir, name);
	return p[n];
}

static void put(const char *name, struct str text)
{
	struct err err;

	if (!file_write(path(name), text, &err))
		printf("%s\n", err.msg);
}

static void pack(struct str text, const char *name)
{
	char cmd[600];

	put("plain", text);
	snprintf(cmd, sizeof(cmd), "gzip -c %s >%s", path("plain"), path(name));
	if (system(cmd))
		abort();
}

TEST(begin)
{
	CHECK(mkdtemp(dir));
}

/* ---- streams ---- */

/* Lines at which mails begin, their bytes, and the error. */
static void read_stream(int fd, size_t max, char got[200])
{
	struct stream *s = stream_open(fd, max);
	struct arena *a = arena_new();
	struct err err = { { 0 } };
	struct mbox_raw raw;
	size_t at = 0;

	got[0] = '\0';
	while (stream_next(s, a, &raw, &err) && at < 150) {
		at += (size_t)snprintf(got + at, 200 - at, "%zu:%zu ", raw.line,
				       raw.text.n);
		arena_reset(a);
	}
	if (err.msg[0])
		snprintf(got + at, 200 - at, "%.40s", err.msg);
	stream_close(s);
	arena_free(a);
}

/* Writes the text in two pieces from another process. */
static int pipe_of(struct str text, size_t first)
{
	int fd[2];

	if (pipe(fd))
		abort();
	if (!fork()) {
		close(fd[0]);
		if (write(fd[1], text.p, first) < 0)
			_exit(1);
		usleep(2000);
		if (write(fd[1], text.p + first, text.n - first) < 0)
			_exit(1);
		_exit(0);
	}
	close(fd[1]);
	return fd[0];
}

TEST(a_pipe_may_break_anywhere)
{
	struct str text = STR(SEP "A: b\n\none\n\n" SEP "A: c\n\ntwo\n" SEP
			      "no mail\n\n" SEP "A: d\n\n>From x\n");
	char got[200];

	for (size_t i = 0; i <= text.n; i++) {
		read_stream(pipe_of(text, i), 1 << 20, got);
		if (!CHECK_STR(got, "1:50 6:97 13:53 "))
			printf("\tbroken at %zu\n", i);
	}
	while (wait(NULL) > 0)
		;
}

TEST(single_mails_and_nothing)
{
	static const struct { const char *text, *want; } rows[] = {
		{ "", "" },
		{ "\n\n", "" },
		{ "A: b\n\nFrom x\n", "1:13 " },
		{ "no mail at all", "1:14 " },
	};
	char got[200];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		put("one", str_of(rows[i].text));
		read_stream(open(path("one"), O_RDONLY), 1 << 20, got);
		if (!CHECK_STR(got, rows[i].want))
			printf("\trow %zu\n", i);
	}
}

TEST(packed_streams)
{
	struct str mail = STR(SEP "A: b\n\none\n\n");
	struct arena *a = arena_new();
	struct buf b = BUF;
	struct str packed;
	char got[200];

	pack(mail, "one.gz");
	read_stream(open(path("one.gz"), O_RDONLY), 1 << 20, got);
	CHECK_STR(got, "1:50 ");

	/* Two members in one file. */
	CHECK(file_read(a, path("one.gz"), 0, &packed, NULL));
	buf_add(&b, packed);
	buf_add(&b, packed);
	put("two.gz", buf_str(&b));
	read_stream(open(path("two.gz"), O_RDONLY), 1 << 20, got);
	CHECK_STR(got, "1:50 6:50 ");

	put("cut.gz", str_sub(buf_str(&b), 0, packed.n * 2 - 4));
	read_stream(open(path("cut.gz"), O_RDONLY), 1 << 20, got);
	CHECK_STR(got, "1:50 6:50 gzip data is cut off");

	buf_clear(&b);
	buf_add(&b, mail);
	buf_fill(&b, '\n', 1 << 20);
	pack(buf_str(&b), "bomb.gz");
	read_stream(open(path("bomb.gz"), O_RDONLY), 1000, got);
	CHECK_STR(got, "1:1000 more than 1000 bytes in it");
	buf_free(&b);
	arena_free(a);
}

TEST(gzip_is_limited_and_checked)
{
	struct buf in = BUF, out = BUF;
	struct arena *a = arena_new();
	struct err err = { { 0 } };
	struct str packed;

	buf_fill(&in, 'x', 100000);
	pack(buf_str(&in), "x.gz");
	CHECK(file_read(a, path("x.gz"), 0, &packed, NULL));
	CHECK(gzip_is(packed));
	CHECK(gzip_inflate(packed, &out, 0, &err));
	CHECK(str_eq(buf_str(&in), buf_str(&out)));
	buf_clear(&out);
	CHECK(gzip_inflate(packed, &out, 100000, &err));
	buf_clear(&out);
	CHECK(!gzip_inflate(packed, &out, 99999, &err));
	CHECK_STR(err.msg, "more than 99999 bytes in it");
	CHECK_NUM(out.n, 99999);
	for (size_t n = 0; n < packed.n; n++) {
		buf_clear(&out);
		CHECK_AT(!gzip_inflate(str_sub(packed, 0, n), &out, 0, &err), n);
	}
	buf_clear(&out);
	gzip_zlib_deflate(buf_str(&in), 1, &out);
	packed = str_dup(a, buf_str(&out));
	buf_clear(&out);
	CHECK(!gzip_zlib_inflate(packed, 99999, &out));
	CHECK(gzip_zlib_inflate(packed, 100000, &out));
	buf_free(&in);
	buf_free(&out);
	arena_free(a);
}

/* ---- what an argument is ---- */

TEST(message_ids_and_urls)
{
	static const struct { const char *arg, *id; bool is; } rows[] = {
		{ "1@example.org", "1@example.org", true },
		{ "<1@example.org>", "1@example.org", true },
		{ "id:1@example.org", "1@example.org", true },
		{ "a/b+c=d@example.org", "a/b+c=d@example.org", true },
		{ "https://example.org/all/1@x/", "", true },
		{ "http://example.org", "", true },
		{ "file:///etc/passwd", "", false },
		{ "series.mbox", "", false },
		{ "@x", "", false },
		{ "x@", "", false },
		{ "a b@x", "", false },
		{ "<a@x", "a@x", true },
		{ "", "", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		CHECK_AT(lore_is(rows[i].arg) == rows[i].is, i);
		if (!CHECK_STR(lore_id(rows[i].arg), rows[i].id))
			printf("\trow %zu\n", i);
	}
}

/* Base names of what input_next() gives, then problems. */
static void read_input(const char *arg, char got[400])
{
	struct input *in = input_open(&arg, 1, NULL, &(struct err){ { 0 } });
	struct arena *a = arena_new();
	struct mbox_raw raw;
	const char *source;

	snprintf(got, 400, "%s", in ? "" : "error");
	while (in && input_next(in, a, &raw, &source)) {
		strcat(got, strrchr(source, '/') + 1);
		strcat(got, " ");
		arena_reset(a);
	}
	for (size_t i = 0; in && i < input_problems(in)->n; i++) {
		struct str s = input_problems(in)->v[i].text;

		s = str_from(s, strlen(dir) + 1);
		snprintf(got + strlen(got), 400 - strlen(got), "[%.*s]", STR_FMT(s));
	}
	input_close(in);
	arena_free(a);
}

static void folder(const char *name)
{
	if (mkdir(path(name), 0777))
		abort();
}

TEST(folders)
{
	struct str mail = STR("From: a@b\nSubject: x\n\nbody\n");
	char got[400];

	folder("md");
	folder("md/cur");
	folder("md/new");
	folder("md/tmp");
	put("md/cur/2:2,S", mail);
	put("md/new/1", mail);
	put("md/cur/3:2,", mail);
	put("md/tmp/0", mail);
	read_input(path("md"), got);
	CHECK_STR(got, "1 2:2,S 3:2, ");

	folder("mh");
	put("mh/10", mail);
	put("mh/9", mail);
	put("mh/,8", mail);
	put("mh/.mh_sequences", STR("cur: 9\n"));
	read_input(path("mh"), got);
	CHECK_STR(got, "9 10 ");

	folder("patches");
	put("patches/0002-b.patch", STR("From 0123456789012345678901234567890123456789 "
					"Mon Sep 17 00:00:00 2001\nFrom: a@b\n\nx\n"));
	put("patches/0001-a.patch", mail);
	put("patches/notes", STR("not a mail\n"));
	read_input(path("patches"), got);
	CHECK_STR(got, "0001-a.patch 0002-b.patch [patches/notes: not a mail]");

	folder("none");
	read_input(path("none"), got);
	CHECK_STR(got, "error");
	put("none/x", STR("nothing\n"));
	read_input(path("none"), got);
	CHECK_STR(got, "error");
	read_input(path("absent"), got);
	CHECK_STR(got, "error");
}

/* Large enough to be mapped: the bytes outlive the next mail. */
TEST(large_files)
{
	struct arena *a = arena_new();
	const char *arg = path("large"), *source;
	struct mbox_raw raw, first = { 0 };
	struct buf b = BUF;
	struct input *in;
	size_t n = 0;

	while (b.n < 3 << 20)
		buf_add(&b, STR(SEP "A: b\n\none\n\n"));
	put("large", buf_str(&b));
	in = input_open(&arg, 1, NULL, NULL);
	for (; input_next(in, a, &raw, &source); n++) {
		if (!n)
			first = raw;
		arena_reset(a);
	}
	CHECK_NUM(n, b.n / 50);
	CHECK_STR(first.text, SEP "A: b\n\none\n\n");
	CHECK_NUM(raw.line, 5 * (n - 1) + 1);
	CHECK_NUM(input_problems(in)->n, 0);
	input_close(in);
	buf_free(&b);
	arena_free(a);
}

/* ---- repositories ---- */

TEST(blobs_and_trees)
{
	struct arena *a = arena_new();
	struct err err = { { 0 } };
	struct repo_walk *w;
	struct repo_entry e;
	struct repo *r;
	char cmd[900], hex[41], all[200] = "";
	struct str text;

	snprintf(cmd, sizeof(cmd), "cd %s && git init -q -b main repo && cd repo && "
		 "mkdir -p a/b && echo one >a/b/c && echo two >a.c && ln -s a.c l && "
		 "git add -A && git -c user.name=a -c user.email=b commit -q -m x "
		 ">/dev/null && git tag -m t v1 2>/dev/null; "
		 "git -c user.name=a -c user.email=b tag -f -m t v1 >/dev/null", dir);
	if (system(cmd)) {
		arena_free(a);
		SKIP("no git");
	}
	CHECK(repo_is(path("repo")));
	CHECK(!repo_is(dir));
	CHECK(!repo_open(path("md"), &err));
	r = repo_open(path("repo/a"), &err);
	CHECK(r);
	CHECK(repo_resolve(r, "v1", hex, &err) && strlen(hex) == 40);
	CHECK(!repo_resolve(r, "v2", hex, &err));
	CHECK(repo_blob(r, "main", "a/b/c", a, &text));
	CHECK_STR(text, "one\n");
	CHECK(repo_blob(r, hex, "a.c", a, &text));
	CHECK_STR(text, "two\n");
	CHECK(!repo_blob(r, hex, "a", a, &text));
	CHECK(!repo_blob(r, hex, "nowhere", a, &text));
	CHECK(!repo_blob(r, "nowhere", "a.c", a, &text));
	w = repo_walk_open(r, "main", &err);
	while (w && repo_walk_next(w, &e, &err))
		snprintf(all + strlen(all), sizeof(all) - strlen(all), "%o %s\n",
			 e.mode, e.path);
	CHECK_STR(all, "100644 a.c\n100644 a/b/c\n120000 l\n");
	repo_walk_close(w);
	repo_close(r);
	arena_free(a);
}

TEST(end)
{
	char cmd[100];

	snprintf(cmd, sizeof(cmd), "rm -rf %s", dir);
	CHECK(!system(cmd));
}
