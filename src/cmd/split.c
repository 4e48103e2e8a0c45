// SPDX-License-Identifier: GPL-2.0-or-later
/* winnow split - a series in two, and the proof that nothing was lost. */
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/cmd.h"
#include "cmd/load.h"
#include "cmd/split_halves.h"
#include "cmd/split_reorder.h"
#include "cmd/split_steps.h"
#include "split/body.h"
#include "split/copy.h"
#include "split/follow.h"
#include "split/planfile.h"
#include "split/slide.h"
#include "split/stub.h"
#include "split/verdict.h"
#include "split/whole.h"

struct split {
	struct load_options in;
	const char *out, *order, *holes, *plan, *made_base, *branch, *exec;
	struct option_list move, keep;
	bool dry_run, keep_trailers, force, quiet, reorder;
	char **operands;
	size_t noperands;
	struct load l;
	struct arena *a;
	struct reorder order_made;	/* with `reorder` */
};

static const char usage[] = "split [OPTIONS] SERIES... -o DIR";

/* ---- which series ---- */

static struct str key_of(const struct split *sp, const struct series *s)
{
	return subject_key(sp->a, s->cover ? &s->cover->subject : &s->patches[0]->subject);
}

/* As a Message-ID, or in the address of a page. */
static bool is_operand(const struct split *sp, const struct patch *p)
{
	struct str id = p->msg->message_id;

	for (size_t i = 0; id.n && i < sp->noperands; i++)
		if (str_has(str_of(sp->operands[i]), id))
			return true;
	return false;
}

/* The series that an operand names by one of its mails: others may have been
 * posted to its thread. NULL: none is. */
static const struct series *asked_for(const struct split *sp)
{
	vec_for(const struct series, s, &sp->l.series) {
		if (s->cover && is_operand(sp, s->cover))
			return s;
		for (size_t i = 0; i < s->n; i++)
			if (is_operand(sp, s->patches[i]))
				return s;
	}
	return NULL;
}

/* The only series with a cover letter, where what else was posted to the thread
 * are single patches. NULL: there is none, or more than one. */
static const struct series *main_series(const struct split *sp)
{
	const struct series *best = NULL;

	vec_for(const struct series, s, &sp->l.series) {
		if (s->n < 2 && !s->cover)
			continue;
		if (!s->cover || (best && !str_eq(key_of(sp, s), key_of(sp, best))))
			return NULL;
		best = s;
	}
	return best;
}

static void say_chosen(const struct split *sp, const struct series *best, size_t versions,
		       size_t others)
{
	if (sp->quiet)
		return;
	if (versions > 1)
		fprintf(stderr, "winnow: split: v%u of %zu versions is split (--version=N for another)\n",
			best->version, versions);
	if (others)
		fprintf(stderr, "winnow: split: the series with the cover letter is split, %zu other patch%s in the input %s not\n",
			others, others == 1 ? "" : "es", others == 1 ? "is" : "are");
}

/* Of several versions of one series the last; several series are one too many. */
static const struct series *choose(struct split *sp, struct err *err)
{
	const struct series *asked = asked_for(sp), *best = asked ? asked : main_series(sp);
	struct str key = best ? key_of(sp, best) : STR("");
	size_t versions = 0, others = 0;
	bool known = best != NULL;

	vec_for(const struct series, s, &sp->l.series) {
		struct str k = key_of(sp, s);

		if (best && !str_eq(k, key)) {
			others += !asked;
			if (known)
				continue;
			err_set(err, "the input holds several series: \"%.*s\" and \"%.*s\"%s",
				STR_FMT(best->title), STR_FMT(s->title),
				s->version == best->version ? "" :
				" (--version=N takes one)");
			return NULL;
		}
		key = k;
		versions++;
		if (!best || s->version > best->version)
			best = s;
	}
	if (best)
		say_chosen(sp, best, versions, others);
	else
		err_set(err, "the input holds no patch series");
	return best;
}

/* What is missing or damaged cannot be split. */
static bool check_series(const struct series *s, struct err *err)
{
	for (size_t i = 0; i < s->nproblems; i++) {
		const struct series_problem *p = &s->problems[i];

		if (p->kind == SERIES_MISSING || p->kind == SERIES_TWICE ||
		    p->kind == SERIES_MIXED)
			return err_set(err, "%.*s", STR_FMT(p->text));
	}
	for (size_t i = 0; i < s->n; i++) {
		const struct patch *p = s->patches[i];

		if (p->diff.problems.n)
			return err_set(err, "patch %u is damaged: line %u: %.*s", p->number,
				       message_raw_line(p->msg, p->diff.problems.v[0].line),
				       STR_FMT(p->diff.problems.v[0].text));
	}
	return true;
}

/* ---- the plan ---- */

static bool override(struct split *sp, struct plan *p, struct err *err)
{
	for (size_t i = 0; i < sp->move.n; i++)
		if (!verdict_override(p, sp->move.v[i], HALF_THROWAWAY, err))
			return false;
	for (size_t i = 0; i < sp->keep.n; i++)
		if (!verdict_override(p, sp->keep.v[i], HALF_CURRENT, err))
			return false;
	return true;
}

static bool was_told(const struct split *sp)
{
	return sp->move.n || sp->keep.n || sp->plan;
}

/* What leans on a moved line follows it; what leaned on a kept one stays. */
static bool overrule(struct split *sp, struct triage *t, struct err *err)
{
	for (size_t i = 0; i < sp->move.n; i++)
		if (!verdict_overrule(t, sp->move.v[i], HALF_THROWAWAY, err))
			return false;
	for (size_t i = 0; i < sp->keep.n; i++)
		if (!verdict_overrule(t, sp->keep.v[i], HALF_CURRENT, err))
			return false;
	if (sp->move.n || sp->keep.n)
		triage_close(t);
	return true;
}

/* What a person has chosen is not chosen anew. */
static void keep_hunks_whole(struct split *sp, struct plan *p)
{
	struct whole_files files = { 0 };

	if (!sp->plan && !sp->move.n && !sp->keep.n)
		whole_hunks(p, &files);
	vec_for(const struct whole_file, f, &files)
		fprintf(stderr, "winnow: split: %.*s: hunks go as a whole, or %s in %s\n",
			STR_FMT(f->weave->path), f->tear == TEAR_COMMENT ?
			"a comment would have no end" : "brackets and #if would not match",
			half_name(p->first));
}

static bool make_plan(struct split *sp, struct plan *p, struct triage *t,
		      struct err *err)
{
	bool below = sp->order && !strcmp(sp->order, "below");
	const struct study *st = t->st;

	plan_open(p, sp->a, st->series, &st->weaves,
		  below ? HALF_THROWAWAY : HALF_CURRENT);
	p->reorder = sp->reorder ? &sp->order_made : NULL;
	verdict_plan(p, t);
	slide_runs(p);
	if ((sp->plan && !planfile_read(p, sp->plan, err)) || !override(sp, p, err))
		return false;
	plan_close(p);
	follow_files(p);
	body_follow(p, st);
	keep_hunks_whole(sp, p);
	if (p->holes.n && sp->holes && !strcmp(sp->holes, "error"))
		return err_set(err, "patch %u: %.*s:%u: a hole: %.*s",
			       st->series->patches[p->holes.v[0].patch - 1]->number,
			       STR_FMT(p->holes.v[0].file), p->holes.v[0].line,
			       STR_FMT(p->holes.v[0].what));
	if (sp->holes && !strcmp(sp->holes, "stub"))
		stub_holes(p);
	copy_fill(p);
	return true;
}

/* ---- what was done ---- */

static void say_patch(const struct emit *e, uint32_t n)
{
	const struct plan *p = e->plan;
	const struct half_patch *kept = emit_find(e, HALF_CURRENT, n);
	const struct half_patch *gone = emit_find(e, HALF_THROWAWAY, n);
	size_t added[2], removed[2];

	if (!gone && kept)
		return;
	plan_count(p, n, HALF_CURRENT, &added[0], &removed[0]);
	plan_count(p, n, HALF_THROWAWAY, &added[1], &removed[1]);
	printf("  %3u  %s", p->s->patches[n - 1]->number,
	       !gone ? "empty, in neither" : kept ? "in part " : "whole   ");
	if (gone)
		printf(" +%zu -%zu of +%zu -%zu", added[1], removed[1],
		       added[0] + added[1], removed[0] + removed[1]);
	printf("  %.*s\n", STR_FMT(p->s->patches[n - 1]->subject.title));
	for (size_t i = 0; kept && i < kept->dropped.n; i++)
		printf("       without %.*s: %.*s\n", STR_FMT(kept->dropped.v[i].name),
		       STR_FMT(kept->dropped.v[i].value));
}

/* A reordered patch that is whole in its half may have lost its reviews too. */
static void say_order(const struct emit *e)
{
	const struct plan *p = e->plan;

	if (!p->reorder)
		return;
	reorder_say(p->reorder);
	for (uint32_t n = 1; n <= p->s->n; n++) {
		const struct half_patch *kept = emit_find(e, HALF_CURRENT, n);

		for (size_t i = 0; kept && !kept->mixed && i < kept->dropped.n; i++)
			printf("  %3u  without %.*s: %.*s\n", p->s->patches[n - 1]->number,
			       STR_FMT(kept->dropped.v[i].name), STR_FMT(kept->dropped.v[i].value));
	}
}

/* Holes in one file for one reason; returns the next one. */
static size_t say_hole(const struct plan *p, size_t i)
{
	const struct plan_hole *h = &p->holes.v[i];

	printf("  %3u  %.*s:", p->s->patches[h->patch - 1]->number, STR_FMT(h->file));
	for (; i < p->holes.n && plan_same_hole(h, &p->holes.v[i]); i++) {
		printf("%s%u", h == &p->holes.v[i] ? "" : ",", p->holes.v[i].line);
		if (p->holes.v[i].end_line > p->holes.v[i].line)
			printf("-%u", p->holes.v[i].end_line);
	}
	printf("\n       %.*s%s%.*s\n", STR_FMT(h->what), h->hint.n ? "; use " : "",
	       STR_FMT(h->hint));
	return i;
}

static const char *es(size_t n)
{
	return n == 1 ? "" : "es";
}

static void say_proof(const struct split *sp, const struct emit *e,
		      const struct proof *proof)
{
	const char *first = half_name(e->plan->first);
	const char *second = half_name(half_other(e->plan->first));

	printf("proof: %s, then %s, gives the tree of the original,\n"
	       "       %s;\n"
	       "       %zu added and %zu removed lines, each in one half", first, second,
	       proof->both, proof->added, proof->removed);
	if (proof->spared)
		printf(", %zu more of each spared", proof->spared);
	if (e->half[HALF_THROWAWAY].n && e->half[HALF_CURRENT].n)
		printf(";\n       %s uses nothing that only %s defines, current is %s",
		       first, second,
		       was_told(sp) ? "what it was told to be" : "all current");
	putchar('\n');
}

static void say(const struct split *sp, const struct emit *e, const struct proof *proof)
{
	const struct plan *p = e->plan;

	printf("%.*s: %zu patch%s\n", STR_FMT(p->s->title), p->s->n, es(p->s->n));
	printf("current:   %zu patch%s\nthrowaway: %zu patch%s%s\n", e->half[HALF_CURRENT].n,
	       es(e->half[HALF_CURRENT].n),
	       e->half[HALF_THROWAWAY].n, es(e->half[HALF_THROWAWAY].n),
	       e->half[HALF_THROWAWAY].n ? ":" : ": nothing to separate");
	for (uint32_t n = 1; n <= p->s->n; n++)
		say_patch(e, n);
	say_order(e);
	if (p->holes.n)
		printf("holes: current needs what nobody has written\n");
	for (size_t i = 0; i < p->holes.n; )
		i = say_hole(p, i);
	say_proof(sp, e, proof);
	if (!sp->dry_run && sp->out)
		printf("written: %s\n", sp->out);
	for (int h = 0; sp->branch && !sp->dry_run && h < 2; h++)
		if (e->half[h].n)
			printf("branch:  %s\n", branch_name(sp->a, sp->branch, h));
}

/* ---- writing ---- */

static bool check_out(struct split *sp, struct err *err)
{
	struct file_list names = { 0 };

	if (sp->dry_run || !sp->out || file_kind(sp->out) == FILE_NONE)
		return true;
	if (!file_dir(sp->a, sp->out, true, &names, err))
		return false;
	return !names.n || sp->force ||
	       err_set(err, "%s is not empty (--force writes into it)", sp->out);
}

/* Patches of a split before this one. */
static void clear_out(struct split *sp)
{
	for (int h = 0; h < 2; h++) {
		char *sub = path_join(sp->a, sp->out, half_name(h));
		struct file_list names = { 0 };

		if (file_kind(sub) != FILE_DIR || !file_dir(sp->a, sub, false, &names, NULL))
			continue;
		for (size_t i = 0; i < names.n; i++)
			if (str_ends(str_of(names.v[i]), STR(".patch")))
				unlink(path_join(sp->a, sub, names.v[i]));
	}
}

/* A, where --git says A..B. */
static bool open_range(struct split *sp, struct err *err)
{
	const char *range = sp->in.in.git, *dots = range ? strstr(range, "..") : NULL;

	if (!dots || sp->l.has_base)
		return true;
	return load_base(&sp->l, sp->in.in.git_dir ? sp->in.in.git_dir : ".",
			 arena_strndup(sp->a, range, (size_t)(dots - range)), err);
}

/* Commits are written last of all, into the repository that was named. */
static bool write_branches(struct split *sp, const struct emit *e,
			   const struct proof *proof, struct err *err)
{
	const char *dir = sp->in.in.git_dir ? sp->in.in.git_dir : ".";
	struct branches b;

	if (!sp->branch || sp->dry_run)
		return true;
	return branch_make(&b, e, proof, &sp->l.base, sp->branch, sp->force, err) &&
	       (!sp->exec || steps_exec(&b, e, dir, sp->exec, sp->quiet, err));
}

static bool write_all(struct split *sp, const struct emit *e, const struct proof *proof,
		      struct err *err)
{
	struct buf json = BUF;
	bool ok;

	if (sp->dry_run || !sp->out)
		return true;
	clear_out(sp);
	planfile_write(&json, e, proof);
	ok = emit_write(e, sp->out, err) &&
	     file_write(path_join(sp->a, sp->out, "plan.json"), buf_str(&json), err);
	buf_free(&json);
	return ok;
}

/* Of a binary file the base has the bytes, or the patch that changes it. */
static bool write_base(struct split *sp, struct tree *base, struct err *err)
{
	if (!sp->made_base)
		return true;
	sp->l.base.a = sp->a;
	vec_for(struct tree_file, f, base) {
		if (f->known || f->bytes.n ||
		    (sp->l.has_base && tree_base_text(&sp->l.base, f->path, &f->bytes)))
			continue;
		fprintf(stderr, "winnow: split: %.*s: not in %s, for no patch says what it holds\n",
			STR_FMT(f->path), sp->made_base);
	}
	return tree_write(base, sp->a, sp->made_base, err);
}

/* Without a tree the base is what the hunks show of it, at the lines they name. */
static bool says_misfit(const struct split *sp, const struct series *s,
			const struct weave_problem *b, struct err *err)
{
	return err_set(err, "the series does not apply%s: patch %u: %.*s",
		       sp->l.has_base ? "" :
		       ", as far as its hunks tell (--tree=DIR tells more)",
		       s->patches[b->patch - 1]->number, STR_FMT(b->text));
}

/* With --reorder the study and its verdicts are of the series in its new order;
 * the base is that of the original. */
static bool read_series(struct split *sp, struct triage *t, struct study *st,
			struct tree *base, const struct series *s, struct err *err)
{
	if (!load_triage(&sp->l, t, st, sp->a, s, err))
		return false;
	if (st->weaves.problems.n)
		return says_misfit(sp, s, &st->weaves.problems.v[0], err);
	if (!tree_base(base, sp->a, &st->weaves, err) || !overrule(sp, t, err) ||
	    (sp->reorder && !reorder_series(&sp->order_made, &sp->l, sp->a, t, base, err)))
		return false;
	return !sp->order_made.spared ||
	       (load_triage(&sp->l, t, st, sp->a, &sp->order_made.series, err) &&
		overrule(sp, t, err));
}

static bool check_halves(struct split *sp, const struct emit *e, const struct proof *proof,
			 const struct triage *was, struct err *err)
{
	struct halves h = { .l = &sp->l, .a = sp->a, .e = e, .was = was,
			    .planned = sp->plan, .told = was_told(sp) };

	return halves_hold(&h, proof, err);
}

static bool run(struct split *sp, struct err *err)
{
	const struct series *s = choose(sp, err);
	struct study st;
	struct triage t;
	struct plan plan;
	struct tree base;
	struct emit e;
	struct proof proof;

	if (!s || !check_series(s, err) || !check_out(sp, err) ||
	    !read_series(sp, &t, &st, &base, s, err) ||
	    !make_plan(sp, &plan, &t, err) ||
	    !emit_make(&e, sp->a, &plan, sp->keep_trailers, err) ||
	    !proof_make(&proof, &e, &base, err) ||
	    !check_halves(sp, &e, &proof, &t, err) ||
	    !write_all(sp, &e, &proof, err) ||
	    !write_branches(sp, &e, &proof, err) ||
	    !write_base(sp, &base, err))
		return false;
	if (!sp->quiet)
		say(sp, &e, &proof);
	return true;
}

int cmd_split(int argc, char **argv)
{
	struct split sp = { 0 };
	struct err err;
	const struct option opts[] = {
		OPT_STR('o', "output", &sp.out, "DIR", "where current/ and throwaway/ go"),
		OPT_CHOICE(0, "order", &sp.order, "above|below", "above|below",
			   "throwaway on top of current (default), or below it"),
		OPT_LIST(0, "move", &sp.move, "WHAT",
			 "to throwaway: PATCH, FILE:LINE or PATCH:FILE:LINE"),
		OPT_LIST(0, "keep", &sp.keep, "WHAT", "in current, as --move"),
		OPT_FLAG(0, "reorder", &sp.reorder,
			 "first move patches earlier that undo parts of those before them"),
		OPT_STR(0, "plan", &sp.plan, "FILE", "a plan.json, edited"),
		OPT_CHOICE(0, "holes", &sp.holes, "error|list|stub", "error|list|stub",
			   "what current lacks: fail, list it (default), or put an #error there"),
		OPT_FLAG(0, "keep-trailers", &sp.keep_trailers,
			 "keep Reviewed-by and the like on patches that lost lines"),
		OPT_FLAG('n', "dry-run", &sp.dry_run, "plan and prove, write nothing"),
		OPT_FLAG(0, "force", &sp.force, "write into a directory that is not empty"),
		OPT_STR(0, "write-base", &sp.made_base, "DIR",
			"write the base made up from the hunks too"),
		OPT_STR(0, "branch", &sp.branch, "NAME",
			"with --git: commits on NAME-current and NAME-throwaway"),
		OPT_STR(0, "exec", &sp.exec, "COMMAND",
			"with --branch: run it at each commit, in a work tree of its own"),
		OPT_FLAG('q', "quiet", &sp.quiet, "only errors"),
		OPT_ALSO(load_rows(&sp.in)),
		OPT_END,
	};
	bool ok;

	argc = option_parse(argc, argv, opts, usage);
	if (argc < 0)
		return cmd_usage_status(argc);
	if (!sp.out && !sp.dry_run && !sp.branch)
		return cmd_fail("split: -o DIR is missing");
	if (sp.branch && !sp.in.in.git)
		return cmd_fail("split: --branch needs --git REV, the commit to begin at");
	if (sp.exec && !sp.branch)
		return cmd_fail("split: --exec needs --branch");
	sp.a = arena_new();
	sp.operands = argv;
	sp.noperands = (size_t)argc;
	ok = load_open(&sp.l, &sp.in, argc, argv, &err) && open_range(&sp, &err) &&
	     run(&sp, &err);
	load_close(&sp.l);
	arena_free(sp.a);
	return ok ? EXIT_CLEAN : cmd_fail("split: %s", err.msg);
}
