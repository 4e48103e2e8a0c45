// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow triage - what is current, what is throwaway, what leans on it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/judge.h"
#include "cmd/load.h"
#include "report/triage.h"

#define ALL UINT64_MAX

struct triage_cmd {
	struct load_options in;
	const char *format, *color, *why;
	uint64_t patch;		/* ALL: no --patch */
	size_t nseries, nmails;
	size_t answers;		/* series of which something was printed */
	bool found;		/* something is not current */
};

static unsigned columns(void)
{
	const char *env = getenv("COLUMNS");
	struct winsize w;
	uint64_t n;

	if (env && str_to_num(str_of(env), &n) && n >= 80 && n <= 1000)
		return (unsigned)n;
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) && w.ws_col >= 80)
		return w.ws_col;
	return 80;
}

static bool is_text(const struct triage_cmd *c)
{
	return !strcmp(c->format, "text");
}

static void print_why(struct triage_cmd *c, struct buf *out, struct triage *t)
{
	struct str s = str_of(c->why), file;
	size_t colon = str_rfind_chr(s, ':');
	uint64_t line;

	if (colon == SIZE_MAX || !str_to_num(str_from(s, colon + 1), &line) ||
	    line > UINT32_MAX)
		return;
	file = str_sub(s, 0, colon);
	triage_print_why(out, t, file, (uint32_t)line);
}

static void print_one(struct triage_cmd *c, struct buf *out, struct triage *t, size_t i,
		      const struct triage_view *v)
{
	if (is_text(c))
		triage_print_patch(out, t, i, v);
	else
		triage_print_json(out, t, i);
}

static void print(struct triage_cmd *c, struct buf *out, struct triage *t)
{
	struct triage_view v = { columns(), cmd_color(c->color) };

	if (c->why) {
		print_why(c, out, t);
	} else if (c->patch == ALL && is_text(c)) {
		triage_print(out, t, &v);
	} else {
		for (size_t i = 0; i < t->n; i++)
			if (c->patch == ALL || c->patch == t->patches[i].p->patch->number)
				print_one(c, out, t, i, &v);
	}
}

/* Of several series in the input some may have nothing to say of --patch or --why. */
static bool tell_series(void *ctx, struct triage *t, struct err *err)
{
	struct triage_cmd *c = ctx;
	struct buf out = BUF;

	(void)err;
	c->nseries++;
	print(c, &out, t);
	if (out.n && c->answers++ && is_text(c))
		puts("");
	fwrite(buf_str(&out).p, 1, out.n, stdout);
	for (size_t i = 0; i < t->n; i++)
		c->found |= t->patches[i].verdict != VERDICT_CURRENT;
	buf_free(&out);
	return true;
}

/* Of one window; counts series and mails. */
static bool run_part(struct triage_cmd *c, struct load *l, struct err *err)
{
	if (!judge_each(l, tell_series, c, err))
		return false;
	c->nmails += l->patches.n;
	return true;
}

static bool run_all(struct triage_cmd *c, struct load *l, struct err *err)
{
	const struct problems *ps;

	while (load_next(l))
		if (!run_part(c, l, err))
			return false;
	ps = load_not_read(l);
	if (ps->n)
		return err_set(err, "not read: %.*s", STR_FMT(ps->v[0].text));
	if (!c->nseries)
		return err_set(err, "no patch in the input (%zu message%s read)",
			       c->nmails, c->nmails == 1 ? "" : "s");
	if (c->why && !c->answers)
		return err_set(err, "--why: %s: not a line that the series adds "
			       "(FILE:LINE at the end of the series)", c->why);
	if (c->patch != ALL && !c->answers)
		return err_set(err, "--patch: no patch %llu in the series",
			       (unsigned long long)c->patch);
	return true;
}

static int run(struct triage_cmd *c, int argc, char **argv)
{
	struct err err;
	struct load l;
	bool ok = load_begin(&l, &c->in, argc, argv, &err) && run_all(c, &l, &err);

	if (!ok)
		cmd_fail("%s", err.msg);
	load_close(&l);
	return !ok ? EXIT_FAILED : c->found ? EXIT_FOUND : EXIT_CLEAN;
}

int cmd_triage(int argc, char **argv)
{
	struct triage_cmd c = { .format = "text", .patch = ALL };
	struct option opts[] = {
		OPT_CHOICE(0, "format", &c.format, "FORMAT", "text|jsonl", "text or jsonl"),
		OPT_NUM(0, "patch", &c.patch, "N", "one patch with its lines and reasons"),
		OPT_STR(0, "why", &c.why, "FILE:LINE", "the reasons of one line"),
		OPT_COLOR(&c.color),
		OPT_ALSO(load_rows(&c.in)),
		OPT_END,
	};

	argc = option_parse(argc, argv, opts, "triage [OPTIONS] SERIES...");
	if (argc < 0)
		return cmd_usage_status(argc);
	if (c.why && !is_text(&c))
		return cmd_fail("--why: --format is text");
	return run(&c, argc, argv);
}
