// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow check - the findings of one or more series. */
#include <stdio.h>

#include "base/file.h"
#include "cmd/cmd.h"
#include "cmd/judge.h"
#include "cmd/load.h"
#include "finding/baseline.h"
#include "rule/against.h"

struct check {
	struct load_options in;
	struct report_options out;
	const char *format, *fail_on, *color, *exit_style;
	const char *baseline, *write_baseline;
	bool list_types;
	enum level fail_level;
	struct arena *a;		/* of the baselines */
	struct baseline known, written;
	struct buf baseline_out;	/* --write-baseline */
};

static const char usage[] = "check [OPTIONS] SERIES...";

static int list_types(struct check *c)
{
	struct load l = { .a = arena_new() };
	struct err err;
	int status = EXIT_CLEAN;

	if (!cmd_rules_load(&l.rules, l.a, c->in.rules_dir, &err)) {
		status = cmd_fail("%s", err.msg);
	} else {
		vec_for(const struct rule, r, &l.rules)
			if (rules_find(&l.rules, r->id) == r)
				printf("%-20.*s %-8s %.*s\n", STR_FMT(r->id),
				       level_name(r->level), STR_FMT(r->title));
	}
	arena_free(l.a);
	return status;
}

static void note_series(struct report *rep, struct study *st)
{
	struct buf b = BUF;

	if (rep->opt.terse || st->series->n < 2)
		return;
	buf_printf(&b, "%.*s", STR_FMT(st->series->title));
	if (st->series->version > 1)
		buf_printf(&b, " (v%u)", st->series->version);
	report_note(rep, buf_str(&b));
	for (size_t i = 0; i < st->ntargets; i++)
		report_note(rep, target_describe(st, &st->targets[i]));
	report_note(rep, STR(""));
	buf_free(&b);
}

/* Values matter where there is a specification to hold them against. */
static void count_macros(struct report_totals *t, const struct study *st)
{
	const struct symbol *s;

	if (!st->ntargets)
		return;
	for (size_t i = 0; (s = study_next_symbol(st, &i)); ) {
		vec_for(const struct site, d, &s->defs) {
			if (d->fact->kind != FACT_MACRO || !d->added ||
			    d->fact->params >= 0 || !d->fact->value.n)
				continue;
			t->macros++;
			t->macros_unknown += !s->has_value;
		}
	}
}

static void take_known(struct check *c, struct findings *fs)
{
	if (c->write_baseline)
		baseline_write(&c->written, &c->baseline_out, fs);
	if (c->baseline)
		baseline_filter(&c->known, fs);
}

struct telling {
	struct check *c;
	struct load *l;
	struct report *rep;
};

static void flush(struct buf *out)
{
	fwrite(buf_str(out).p, 1, out->n, stdout);
	buf_clear(out);
}

static bool tell_series(void *ctx, struct triage *t, struct err *err)
{
	struct telling *to = ctx;
	struct study *st = t->st;

	(void)err;
	triage_findings(t);
	if (to->l->against)
		against_run(st, to->l->against);
	findings_seal(&st->findings);
	take_known(to->c, &st->findings);
	if (st->findings.n)
		note_series(to->rep, st);
	report_findings(to->rep, &st->findings);
	count_macros(&to->rep->totals, st);
	flush(to->rep->out);
	return true;
}

static void check_rest(struct check *c, struct load *l, struct report *rep)
{
	struct arena *a = arena_new();
	struct findings fs = { 0 };

	load_rest_problems(l, a, &fs);
	findings_seal(&fs);
	take_known(c, &fs);
	report_findings(rep, &fs);
	arena_free(a);
}

/* What has left the window; none of its bytes may be kept. */
static bool check_part(struct check *c, struct load *l, struct report *rep,
		       struct err *err)
{
	struct telling to = { c, l, rep };

	load_count(l, &rep->totals);
	if (!judge_each(l, tell_series, &to, err))
		return false;
	check_rest(c, l, rep);
	flush(rep->out);
	rep->last_mail = STR("");
	return true;
}

static void note_not_read(struct report *rep, const struct problems *ps)
{
	vec_for(const struct problem, p, ps)
		cmd_fail("not read: %.*s", STR_FMT(p->text));
	rep->totals.not_read += ps->n;
}

static int status_of(const struct check *c, const struct report_totals *t)
{
	if (t->not_read)
		return EXIT_FAILED;
	if (report_at_least(t, c->fail_level))
		return EXIT_FOUND;
	return t->warnings && c->exit_style ? EXIT_NIPA_WARNING : EXIT_CLEAN;
}

static bool open_baseline(struct check *c, struct err *err)
{
	c->a = arena_new();
	baseline_init(&c->known, c->a);
	baseline_init(&c->written, c->a);
	return !c->baseline || baseline_read(&c->known, c->baseline, err);
}

/* After all has been read: half a baseline would call old findings new. */
static bool close_baseline(struct check *c, struct report *rep, struct err *err)
{
	if (c->baseline) {
		rep->totals.baseline = true;
		rep->totals.known = c->known.hits;
		rep->totals.gone = baseline_gone(&c->known);
	}
	return !c->write_baseline || rep->totals.not_read ||
	       file_write(c->write_baseline, buf_str(&c->baseline_out), err);
}

static int run_parts(struct check *c, struct load *l, struct report *rep)
{
	struct err err;
	bool ok = true;

	while (ok && load_next(l))
		ok = check_part(c, l, rep, &err);
	note_not_read(rep, load_not_read(l));
	/* Silence about a file of something else would pass for clean. */
	if (ok && !rep->totals.not_read &&
	    rep->totals.headless == rep->totals.messages)
		ok = err_set(&err, "no mail in the input");
	ok = ok && close_baseline(c, rep, &err);
	report_end(rep);
	flush(rep->out);
	return ok ? status_of(c, &rep->totals) : cmd_fail("%s", err.msg);
}

static int run(struct check *c, int argc, char **argv)
{
	struct report rep = { .opt = c->out };
	struct buf out = BUF;
	struct err err;
	struct load l;
	int status;

	c->baseline_out = (struct buf)BUF;
	if (!load_begin(&l, &c->in, argc, argv, &err) ||
	    !open_baseline(c, &err)) {
		status = cmd_fail("%s", err.msg);
	} else {
		report_begin(&rep, report_writer_of(c->format), &out, &l.rules);
		status = run_parts(c, &l, &rep);
	}
	buf_free(&c->baseline_out);
	buf_free(&out);
	arena_free(c->a);
	load_close(&l);
	return status;
}

int cmd_check(int argc, char **argv)
{
	struct check c = { .format = "text", .fail_on = "error" };
	struct option opts[] = {
		OPT_CHOICE(0, "format", &c.format, "FORMAT",
			   "text|jsonl|json|sarif|rdjsonl|github|b4",
			   "text, jsonl, json, sarif, rdjsonl, github or b4"),
		OPT_CHOICE(0, "fail-on", &c.fail_on, "LEVEL", "error|warning|check",
			   "exit 1 from this level on: error (default), warning, check"),
		OPT_STR(0, "against", &c.in.against, "NAME@VERSION",
			"also what following this version would change, as checks"),
		OPT_STR(0, "baseline", &c.baseline, "FILE",
			"findings in it (jsonl of an earlier run) are known"),
		OPT_STR(0, "write-baseline", &c.write_baseline, "FILE",
			"write the findings there, for --baseline"),
		OPT_ALSO(load_rows(&c.in)),
		OPT_FLAG('q', "quiet", &c.out.quiet, "findings only"),
		OPT_FLAG('v', "verbose", &c.out.verbose, "say why each rule exists, show all evidence"),
		OPT_FLAG(0, "terse", &c.out.terse, "one line a finding"),
		OPT_FLAG(0, "show-types", &c.out.show_types, "print the rule's name"),
		OPT_FLAG(0, "strict", &c.out.strict, "print checks, too"),
		OPT_FLAG(0, "subjective", &c.out.strict, NULL),
		OPT_FLAG(0, "showfile", &c.out.showfile,
			 "begin terse lines with the file, not the mail"),
		OPT_FLAG(0, "emacs", &c.out.emacs, "lines for M-x compile"),
		OPT_FLAG(0, "mailback", &c.out.mailback, "nothing for clean mails"),
		OPT_FLAG(0, "no-summary", &c.out.no_summary, "no totals at the end"),
		OPT_COLOR(&c.color),
		OPT_CHOICE(0, "exit-style", &c.exit_style, "STYLE", "nipa",
			   "nipa: 250 where there are warnings only"),
		OPT_FLAG(0, "list-types", &c.list_types, "list the rules and end"),
		OPT_FLAG(0, "no-tree", &(bool){ false }, NULL),
		OPT_END,
	};

	argc = option_parse(argc, argv, opts, usage);
	if (argc < 0)
		return cmd_usage_status(argc);
	level_of(str_of(c.fail_on), &c.fail_level);
	c.out.color = cmd_color(c.color);
	return c.list_types ? list_types(&c) : run(&c, argc, argv);
}
