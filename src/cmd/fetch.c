// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow fetch - any series, wherever it comes from, as one mbox. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "cmd/cmd.h"
#include "cmd/option.h"
#include "input/input.h"
#include "mail/mbox.h"

#define SEPARATOR "From mboxrd@z Thu Jan  1 00:00:00 1970\n"
#define FLUSH (1 << 20)

struct fetch_cmd {
	struct input_options in;
	const char *output;
	uint64_t seconds, stall, max;
	size_t mails;
};

/* A mail that lay alone becomes one of an mbox: mboxrd, for it can be undone. */
static void add_quoted(struct buf *out, struct str text)
{
	struct str line;

	buf_add(out, STR(SEPARATOR));
	while (str_line_raw(&text, &line)) {
		size_t i = 0;

		while (i < line.n && line.p[i] == '>')
			i++;
		if (str_starts(str_from(line, i), STR("From ")))
			buf_chr(out, '>');
		buf_add(out, line);
		if (!str_ends(line, STR("\n")))
			buf_chr(out, '\n');
	}
	buf_chr(out, '\n');
}

static bool write_out(struct buf *out)
{
	bool ok = fwrite(out->p ? out->p : "", 1, out->n, stdout) == out->n;

	buf_clear(out);
	return ok;
}

static void add_mail(struct buf *out, const struct mbox_raw *raw)
{
	if (raw->from_line)
		buf_add(out, raw->text);
	else
		add_quoted(out, raw->text);
	if (!str_ends(buf_str(out), STR("\n")))
		buf_chr(out, '\n');
}

static bool copy(struct fetch_cmd *c, struct input *in, struct buf *out)
{
	struct arena *a = arena_new();
	struct mbox_raw raw;
	const char *source;
	bool ok = true;

	for (; ok && input_next(in, a, &raw, &source); c->mails++) {
		add_mail(out, &raw);
		arena_reset(a);
		if (!c->output && out->n > FLUSH)
			ok = write_out(out);
	}
	arena_free(a);
	return ok;
}

static int fail(const char *why)
{
	fprintf(stderr, "winnow: %s\n", why);
	return EXIT_FAILED;
}

static int save(struct fetch_cmd *c, struct input *in)
{
	const struct problems *p = input_problems(in);
	struct buf out = BUF;
	struct err err;
	bool ok = copy(c, in, &out);

	/* A file that lacks mails would look like the whole. */
	if (c->output && !p->n)
		ok = ok && (file_write(c->output, buf_str(&out), &err) ||
			    (fail(err.msg), false));
	else if (!c->output)
		ok = ok && write_out(&out) && !fflush(stdout);
	buf_free(&out);
	for (size_t i = 0; i < p->n; i++)
		fprintf(stderr, "winnow: not read: %.*s\n", STR_FMT(p->v[i].text));
	if (!c->mails && !p->n)
		return fail("no mails");
	return ok && !p->n ? EXIT_CLEAN : EXIT_FAILED;
}

static int run(struct fetch_cmd *c, int argc, char **argv)
{
	struct err err = { { 0 } };
	struct input *in;
	int status;

	c->in.seconds = (unsigned)c->seconds;
	c->in.stall_seconds = (unsigned)c->stall;
	c->in.max_bytes = c->max;
	in = input_open((const char *const *)argv + 1, (size_t)argc - 1, &c->in,
			&err);
	if (!in)
		return fail(err.msg);
	status = save(c, in);
	input_close(in);
	return status;
}

int cmd_fetch(int argc, char **argv)
{
	struct fetch_cmd c = { .output = NULL };
	struct option opts[] = {
		OPT_STR('o', "output", &c.output, "FILE",
			"write there, whole or not at all, not to stdout"),
		OPT_STR(0, "server", &c.in.server, "URL",
			"a public-inbox server and inbox (winnow.server in git config)"),
		OPT_FLAG(0, "offline", &c.in.offline, "only what the cache holds"),
		OPT_FLAG(0, "no-cache", &c.in.no_cache, "leave the cache alone"),
		OPT_NUM(0, "timeout", &c.seconds, "SECONDS", "for one download (300)"),
		OPT_NUM(0, "stall", &c.stall, "SECONDS",
			"give up when so long next to nothing came (20)"),
		OPT_NUM(0, "max-bytes", &c.max, "N", "of a download, unpacked (1 GiB)"),
		OPT_STR(0, "git", &c.in.git, "A..B", "commits as patches"),
		OPT_STR(0, "git-dir", &c.in.git_dir, "DIR", "the repository of --git (.)"),
		OPT_STR(0, "base", &c.in.git_base, "REV",
			"write the base-commit as git format-patch --base does"),
		OPT_STR(0, "signature", &c.in.git_version, "TEXT",
			"below each patch of --git: git's version"),
		OPT_END,
	};

	argc = option_parse(argc, argv, opts, "fetch [OPTIONS] MESSAGE-ID|URL|SERIES...");
	if (argc == -2)
		return EXIT_CLEAN;
	if (argc < 0)
		return EXIT_FAILED;
	if (c.seconds > 86400 || c.stall > 86400)
		return fail("--timeout, --stall: at most a day");
	if (argc < 2 && !c.in.git)
		return fail("fetch: a Message-ID or URL is missing (--help)");
	return run(&c, argc, argv);
}
