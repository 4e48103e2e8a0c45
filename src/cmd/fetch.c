// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow fetch - any series, wherever it comes from, as one mbox. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/file.h"
#include "cmd/cmd.h"
#include "cmd/fetch_pick.h"
#include "cmd/option.h"
#include "input/input.h"
#include "mail/mbox.h"

#define SEPARATOR "From mboxrd@z Thu Jan  1 00:00:00 1970\n"
#define FLUSH (1 << 20)

struct fetch_cmd {
	struct input_options in;
	struct pick_options pick;
	bool net;		/* something is not a file */
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

static bool picks(const struct pick_options *o)
{
	return o->version || o->newest || o->trailers;
}

static void add_patch(struct buf *out, struct arena *a, const struct patch *p)
{
	struct mbox_raw raw = { .line = 1 };

	raw.text = pick_mail(a, p, &raw.from_line);
	add_mail(out, &raw);
}

/* Cover letters and patches of the series that were picked, in their order. */
static void add_series(struct buf *out, struct arena *a, const struct series_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		if (set->v[i].cover)
			add_patch(out, a, set->v[i].cover);
		for (size_t k = 0; k < set->v[i].n; k++)
			add_patch(out, a, set->v[i].patches[k]);
	}
}

/* Reads all mails before it writes one: only then is known what belongs
 * together. Where nothing is picked they are given as they came. */
static bool copy_whole(struct fetch_cmd *c, struct input *in, struct buf *out,
		       struct err *err)
{
	struct arena *a = arena_new();
	VEC(struct patch *) all = { 0 };
	struct series_set set = { 0 };
	struct mbox_raw raw;
	const char *source;
	bool ok;

	for (; input_next(in, a, &raw, &source); c->mails++) {
		vec_add(a, &all, patch_parse(a, message_parse(a, &raw, source)));
		if (!picks(&c->pick))
			add_mail(out, &raw);
	}
	series_group(&set, a, all.v, all.n);
	if (!picks(&c->pick))
		c->pick.newest = true;	/* of older versions nobody asks what lacks */
	ok = pick_series(&set, a, &c->pick, err);
	if (ok && !out->n)
		add_series(out, a, &set);
	arena_free(a);
	return ok;
}

static int save(struct fetch_cmd *c, struct input *in)
{
	const struct problems *p = input_problems(in);
	struct err err = { { 0 } };
	struct buf out = BUF;
	bool whole = picks(&c->pick) || c->net, ok;

	ok = whole ? copy_whole(c, in, &out, &err) : copy(c, in, &out);
	if (err.msg[0])
		cmd_fail("%s", err.msg);
	/* A file that lacks mails would look like the whole. */
	if (c->output && !p->n)
		ok = ok && (file_write(c->output, buf_str(&out), &err) ||
			    (cmd_fail("%s", err.msg), false));
	else if (!c->output)
		ok = ok && write_out(&out);
	buf_free(&out);
	for (size_t i = 0; i < p->n; i++)
		cmd_fail("not read: %.*s", STR_FMT(p->v[i].text));
	if (!c->mails && !p->n)
		return cmd_fail("no mails");
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
		return cmd_fail("%s", err.msg);
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
		OPT_NUM(0, "version", &c.pick.version, "N",
			"of several versions of the series only this one, no replies"),
		OPT_FLAG(0, "newest", &c.pick.newest,
			 "of several versions only the newest, no replies"),
		OPT_FLAG(0, "trailers", &c.pick.trailers,
			 "add the tags that replies give, as b4 does; newest version"),
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
		return cmd_fail("--timeout, --stall: at most a day");
	c.pick.newest |= c.pick.trailers;
	for (int i = 1; i < argc; i++)
		c.net |= strcmp(argv[i], "-") && file_kind(argv[i]) == FILE_NONE;
	if (argc < 2 && !c.in.git)
		return cmd_fail("fetch: a Message-ID or URL is missing (--help)");
	return run(&c, argc, argv);
}
