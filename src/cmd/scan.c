// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow scan - a whole kernel tree. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/cmd.h"
#include "cmd/option.h"
#include "report/report.h"
#include "scan/maintainers.h"
#include "scan/scan.h"
#include "scan/symbol.h"

struct scan_cmd {
	struct option_list spec, types, ignore;
	const char *rules_dir, *spec_dir;
	struct report_options out;
	const char *format, *fail_on, *color;
	const char *git, *since, *symbol;
	uint64_t workers;
	enum level fail_level;
	bool progress, shown, no_cache, summary;
	const char *root, *const *paths;	/* the tree, what to read in it */
	size_t npaths;
	struct timespec begun;
};

static const char usage[] = "scan [OPTIONS] [TREE [PATHS...]]";

static volatile sig_atomic_t interrupted;

/* What is being written goes away in peace. Who asks again after a second need
 * not wait; timeout(1) asks twice at once, the program and its group. */
static void on_interrupt(int sig)
{
	static volatile sig_atomic_t asked;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (!interrupted) {
		asked = (sig_atomic_t)now.tv_sec;
		interrupted = 1;
	} else if (now.tv_sec - asked > 1) {
		signal(sig, SIG_DFL);
		raise(sig);
	}
}

static void catch_signals(void)
{
	signal(SIGINT, on_interrupt);
	signal(SIGTERM, on_interrupt);
	if (signal(SIGHUP, on_interrupt) == SIG_IGN)
		signal(SIGHUP, SIG_IGN);	/* nohup(1) */
}

/* Only what takes longer than a second is worth a line. */
static bool tick(void *ctx, size_t files, size_t bytes)
{
	struct scan_cmd *c = ctx;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (c->progress && now.tv_sec - c->begun.tv_sec >= 1) {
		fprintf(stderr, "\r%zu files, %zu MB", files, bytes >> 20);
		c->shown = true;
	}
	return !interrupted;
}

/* ---- rules and specifications: load.h reads mails as well ---- */

struct data {
	struct arena *a;
	struct rules rules;
	struct specdb db;
	struct source_reader *reader;
	const struct spec_version *given[64];
	size_t ngiven;
};

/* Rules that mean something without a patch. */
static void keep_rules(struct rules *rs)
{
	vec_for(struct rule, r, rs)
		if (!str_eq(r->group, STR("spec")) &&
		    !str_eq(r->matcher, STR("marker")) &&
		    !str_eq(r->matcher, STR("bare_comment")) &&
		    !str_eq(r->matcher, STR("if_zero")))
			r->on = false;
}

/* Several --types add up. */
static bool only_types(struct data *d, const struct scan_cmd *o, struct err *err)
{
	struct buf all = BUF;
	bool ok;

	for (size_t i = 0; i < o->types.n; i++)
		buf_printf(&all, "%s,", o->types.v[i]);
	ok = !all.n || rules_select(&d->rules, buf_str(&all), true, err);
	buf_free(&all);
	return ok;
}

static bool read_rules(struct data *d, const struct scan_cmd *o, struct err *err)
{
	if (!cmd_rules_load(&d->rules, d->a, o->rules_dir, err) ||
	    !rules_check(&d->rules, err))
		return false;
	if (!only_types(d, o, err))
		return false;
	for (size_t i = 0; i < o->ignore.n; i++)
		if (!rules_select(&d->rules, str_of(o->ignore.v[i]), false, err))
			return false;
	keep_rules(&d->rules);
	return true;
}

static bool read_specs(struct data *d, const struct scan_cmd *o, struct err *err)
{
	if (!specdb_open(&d->db, d->a, o->spec_dir, err))
		return false;
	for (size_t i = 0; i < o->spec.n; i++) {
		struct spec_version *v = specdb_version(&d->db, str_of(o->spec.v[i]));

		if (!v)
			return err_set(err, "--spec: %s: not in the spec-db "
				       "(see winnow spec list)", o->spec.v[i]);
		if (!specdb_need(&d->db, v->family, err))
			return false;
		d->given[d->ngiven++] = v;
	}
	return true;
}

static void close_data(struct data *d)
{
	source_reader_close(d->reader);
	arena_free(d->a);
}

/* ---- output ---- */

static void print_problems(const struct scan *s)
{
	vec_for(const struct scan_problem, p, &s->problems)
		cmd_fail("%.*s: %.*s", STR_FMT(p->path), STR_FMT(p->why));
}

static void print_summary(const struct scan *s, const struct report_totals *t, bool strict)
{
	printf("read: %zu file%s, %.1f MB; %zu with function identifiers", s->files,
	       s->files == 1 ? "" : "s", (double)s->bytes / 1e6, s->spec_files);
	if (s->skipped)
		printf("; %zu of other kinds not read", s->skipped);
	if (s->problems.n)
		printf("; %zu could not be read", s->problems.n);
	printf("\ntotal: %zu error%s, %zu warning%s, %zu check%s%s\n", t->errors,
	       t->errors == 1 ? "" : "s", t->warnings, t->warnings == 1 ? "" : "s",
	       t->checks, t->checks == 1 ? "" : "s",
	       t->checks && !strict ? " (shown with --strict)" : "");
}

/* ---- --summary ---- */

struct tally {
	struct str name;
	size_t n[3];		/* by enum level */
};

static void count(struct arena *a, struct map *by, struct str name, enum level l)
{
	void **slot = map_at(by, name);

	if (!*slot) {
		struct tally *t = NEW(a, struct tally);

		t->name = name;
		*slot = t;
	}
	((struct tally *)*slot)->n[l]++;
}

/* The first two folders of a path. */
static struct str folder(struct str path)
{
	size_t slash = str_rfind_chr(path, '/'), first, second;

	if (slash == SIZE_MAX)
		return STR(".");
	first = str_find_chr(path, '/');
	second = str_find_chr(str_from(path, first + 1), '/');
	return str_sub(path, 0, second == SIZE_MAX ? first : first + 1 + second);
}

static int by_weight(const void *pa, const void *pb)
{
	const struct tally *a = *(struct tally *const *)pa, *b = *(struct tally *const *)pb;

	for (int l = LEVEL_ERROR; l >= LEVEL_CHECK; l--)
		if (a->n[l] != b->n[l])
			return a->n[l] < b->n[l] ? 1 : -1;
	return str_cmp(a->name, b->name);
}

static void print_tallies(struct arena *a, const struct map *by, const char *title)
{
	struct tally **v = NEW_ARRAY(a, map_count(by), struct tally *);
	struct str name;
	void *value;
	size_t n = 0;

	for (size_t i = 0; map_next(by, &i, &name, &value); )
		v[n++] = value;
	if (n)
		qsort(v, n, sizeof(*v), by_weight);
	printf("errors warnings checks  %s\n", title);
	for (size_t i = 0; i < n; i++)
		printf("%6zu %8zu %6zu  %.*s\n", v[i]->n[LEVEL_ERROR],
		       v[i]->n[LEVEL_WARNING], v[i]->n[LEVEL_CHECK], STR_FMT(v[i]->name));
}

static void summarize(const struct scan_cmd *c, struct scan *s)
{
	struct map *folders = map_new(s->a), *owners = map_new(s->a);
	struct str text = { 0 }, last = { 0 }, owner = { 0 };
	struct maintainers *m;
	struct err err;

	file_read(s->a, path_join(s->a, c->root, "MAINTAINERS"), 0, &text, &err);
	m = maintainers_read(s->a, text);
	vec_for(const struct finding, f, &s->findings) {
		if (!last.p || !str_eq(f->file, last)) {
			last = f->file;
			owner = maintainers_of(m, last);
		}
		count(s->a, folders, folder(f->file), f->level);
		count(s->a, owners, owner.n ? owner : STR("(nobody)"), f->level);
	}
	print_tallies(s->a, folders, "folder");
	if (text.n) {
		putchar('\n');
		print_tallies(s->a, owners, "entry of MAINTAINERS");
	}
	putchar('\n');
}

static int report(struct scan_cmd *c, struct scan *s, const struct rules *rules)
{
	struct report rep = { .opt = c->out };
	struct buf out = BUF;
	bool text = !strcmp(c->format, "text");

	rep.opt.no_summary = true;
	report_begin(&rep, report_writer_of(c->format), &out, rules);
	if (text && !c->out.quiet)
		vec_for(const struct str, n, &s->notes)
			printf("%.*s\n", STR_FMT(*n));
	rep.totals.files = s->files;
	rep.totals.not_read = s->problems.n;
	report_findings(&rep, &s->findings);
	report_end(&rep);
	if (c->summary)
		summarize(c, s);
	else
		fwrite(buf_str(&out).p, 1, out.n, stdout);
	buf_free(&out);
	if (text && !c->out.quiet)
		print_summary(s, &rep.totals, c->out.strict);
	if (s->problems.n)
		return EXIT_FAILED;
	return report_at_least(&rep.totals, c->fail_level) ? EXIT_FOUND : EXIT_CLEAN;
}

static bool read_input(struct scan_cmd *c, struct scan *s, struct err *err)
{
	struct scan_commit o = { .repo = c->root, .rev = c->git ? c->git : "HEAD",
				 .since = c->since };

	if (c->git || c->since)
		return scan_commit(s, &o, c->paths, c->npaths, err);
	return scan_tree(s, c->root, c->paths, c->npaths, err);
}

static int scan(struct scan_cmd *c, struct data *d, struct err *err)
{
	struct scan s = { .a = d->a, .rules = &d->rules, .db = &d->db,
			  .given = d->given, .ngiven = d->ngiven,
			  .reader = d->reader, .workers = (unsigned)c->workers,
			  .tick = tick, .tick_ctx = c, .use_cache = !c->no_cache };
	bool ok = scan_open(&s, err) && read_input(c, &s, err);
	int status = EXIT_FAILED;

	if (c->shown)
		fputs("\r\033[K", stderr);
	if (ok && s.stopped)
		fputs("winnow: stopped\n", stderr);
	else if (ok && scan_finish(&s, err)) {
		print_problems(&s);
		status = report(c, &s, &d->rules);
	} else {
		cmd_fail("%s", err->msg);
	}
	scan_close(&s);
	return status;
}

/* ---- --symbol ---- */

static const char *const link_words[] = { "defined", "declared", "used", "called" };

static void print_link(const struct link *l, const struct link *before)
{
	if (!before || !str_eq(before->name, l->name) || before->level != l->level) {
		printf("%s%.*s", before ? "\n" : "", STR_FMT(l->name));
		if (l->wraps.n)
			printf(" (wraps %.*s)", STR_FMT(l->wraps));
		putchar('\n');
	}
	printf("  %-8s %.*s:%u", link_words[l->kind], STR_FMT(l->file), l->line);
	if (l->in.n)
		printf(" in %.*s", STR_FMT(l->in));
	printf(": %.*s\n", STR_FMT(l->text));
}

static void json_link(struct buf *out, const struct link *l)
{
	struct jw w = JW(out);

	jw_begin(&w, '{');
	jw_knum(&w, "v", 1);
	jw_kstr(&w, "symbol", l->name);
	jw_kstr_or_null(&w, "wraps", l->wraps);
	jw_kstr(&w, "kind", str_of(link_words[l->kind]));
	jw_kstr(&w, "file", l->file);
	jw_knum(&w, "line", l->line);
	jw_kstr_or_null(&w, "in", l->in);
	jw_kstr(&w, "text", l->text);
	jw_end(&w, '}');
	buf_chr(out, '\n');
}

static int symbol(struct scan_cmd *c)
{
	struct symbol_scan s = {
		.a = arena_new(), .reader = source_reader_open(),
		.root = c->root, .paths = c->paths, .npaths = c->npaths,
		.workers = (unsigned)c->workers, .levels = 3,
	};
	struct buf out = BUF;
	struct links links;
	struct err err;
	int status = EXIT_CLEAN;

	if (!symbol_links(&links, &s, str_of(c->symbol), &err))
		status = cmd_fail("%s", err.msg);
	else if (!links.n && strcmp(c->format, "jsonl"))
		printf("%s: nowhere in %s\n", c->symbol, s.root);
	for (size_t i = 0; status == EXIT_CLEAN && i < links.n; i++)
		if (strcmp(c->format, "jsonl"))
			print_link(&links.v[i], i ? &links.v[i - 1] : NULL);
		else
			json_link(&out, &links.v[i]);
	fwrite(out.p ? out.p : "", 1, out.n, stdout);
	buf_free(&out);
	source_reader_close(s.reader);
	arena_free(s.a);
	return status;
}

static int run(struct scan_cmd *c)
{
	struct err err;
	struct data d = { .a = arena_new_large() };
	int status;

	catch_signals();
	clock_gettime(CLOCK_MONOTONIC, &c->begun);
	d.reader = source_reader_open();
	if (read_rules(&d, c, &err) && read_specs(&d, c, &err))
		status = scan(c, &d, &err);
	else
		status = cmd_fail("%s", err.msg);
	close_data(&d);
	return status;
}

/* The tree comes first; a file in its place is one of the tree here. */
static void read_operands(struct scan_cmd *c, int argc, char **argv)
{
	int first = argc > 1 && file_kind(argv[1]) != FILE_REG ? 2 : 1;

	c->root = first == 2 ? argv[1] : ".";
	c->paths = (const char *const *)argv + first;
	c->npaths = argc > first ? (size_t)(argc - first) : 0;
}

/* An option that would change nothing is refused. */
static const char *bad_usage(const struct scan_cmd *c)
{
	bool text = !strcmp(c->format, "text");

	if (c->symbol && (c->git || c->since || c->summary))
		return "--symbol reads a work tree, without --git, --since and --summary";
	if (c->symbol && !text && strcmp(c->format, "jsonl"))
		return "--symbol: --format is text or jsonl";
	if (c->summary && !text)
		return "--summary: --format is text";
	return NULL;
}

int cmd_scan(int argc, char **argv)
{
	struct scan_cmd c = { .format = "text", .fail_on = "error" };
	struct option opts[] = {
		OPT_CHOICE(0, "format", &c.format, "FORMAT",
			   "text|jsonl|json|sarif|rdjsonl|github",
			   "text, jsonl, json, sarif, rdjsonl or github"),
		OPT_CHOICE(0, "fail-on", &c.fail_on, "LEVEL", "error|warning|check",
			   "exit 1 from this level on: error (default), warning, check"),
		OPT_LIST(0, "spec", &c.spec, "NAME@VERSION",
			 "the specification version to hold the tree against"),
		OPT_LIST(0, "types", &c.types, "RULE,...", "only these rules or groups"),
		OPT_LIST(0, "ignore", &c.ignore, "RULE,...", "not these rules or groups"),
		OPT_STR(0, "rules", &c.rules_dir, "DIR", "rules beside the ones winnow brings"),
		OPT_STR(0, "spec-db", &c.spec_dir, "DIR",
			"specifications instead of the ones winnow brings"),
		OPT_STR(0, "git", &c.git, "REV", "a commit of the repository TREE"),
		OPT_STR(0, "since", &c.since, "REV",
			"only files that are other than in REV (with --git; else HEAD)"),
		OPT_STR(0, "symbol", &c.symbol, "NAME",
			"where NAME is defined and used, and who calls what wraps it"),
		OPT_NUM('j', "jobs", &c.workers, "N", "threads; all cores unless given"),
		OPT_FLAG(0, "summary", &c.summary,
			 "how many, by folder and by entry of MAINTAINERS"),
		OPT_FLAG(0, "no-cache", &c.no_cache, "neither read nor write the cache"),
		OPT_FLAG('q', "quiet", &c.out.quiet, "findings only"),
		OPT_FLAG(0, "show-types", &c.out.show_types, "print the rule's name"),
		OPT_FLAG(0, "strict", &c.out.strict, "print checks, too"),
		OPT_COLOR(&c.color),
		OPT_END,
	};
	const char *why;

	argc = option_parse(argc, argv, opts, usage);
	if (argc < 0)
		return cmd_usage_status(argc);
	level_of(str_of(c.fail_on), &c.fail_level);
	if (!c.workers)
		c.workers = cmd_cores();
	if (c.workers > 256)
		c.workers = 256;
	c.out.color = cmd_color(c.color);
	c.out.terse = c.out.showfile = true;
	c.progress = isatty(STDERR_FILENO);
	read_operands(&c, argc, argv);
	why = bad_usage(&c);
	if (why)
		return cmd_fail("scan: %s", why);
	return c.symbol ? symbol(&c) : run(&c);
}
