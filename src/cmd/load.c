// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/load.h"

#include <stdio.h>

#include "base/file.h"
#include "cmd/cmd.h"
#include "patch/patch.h"
#include "scan/names.h"
#include "series/followup.h"
#include "series/pick.h"

#define VERSIONS_MAX 64		/* told when the one asked for is not there */

struct option *load_rows(struct load_options *o)
{
	static struct option rows[24];
	struct option table[] = {
		OPT_LIST(0, "spec", &o->spec, "NAME@VERSION",
			 "the specification version to hold the series against"),
		OPT_LIST(0, "types", &o->types, "RULE,...",
			 "only these rules or groups"),
		OPT_LIST(0, "ignore", &o->ignore, "RULE,...",
			 "not these rules or groups"),
		OPT_NUM(0, "version", &o->version, "N",
			"of several versions in the input only this one"),
		OPT_FLAG(0, "newest", &o->newest,
			 "of several versions only the newest (the default for threads "
			 "from a server)"),
		OPT_FLAG(0, "trailers", &o->trailers,
			 "add the tags that replies give, as b4 does"),
		OPT_STR(0, "rules", &o->rules_dir, "DIR",
			"rules beside the ones winnow brings"),
		OPT_STR(0, "spec-db", &o->spec_dir, "DIR",
			"specifications instead of the ones winnow brings"),
		OPT_NUM(0, "window", &o->window, "N",
			"mails of a long stream that are held together (4096)"),
		OPT_STR(0, "tree", &o->tree, "DIR",
			"the work tree that the series applies to"),
		OPT_STR(0, "git", &o->in.git, "A..B|REV",
			"commits as patches, or the commit that the series applies to"),
		OPT_STR(0, "git-dir", &o->in.git_dir, "DIR",
			"the repository of --git (.)"),
		OPT_STR(0, "server", &o->in.server, "URL",
			"public-inbox server to ask for a MESSAGE-ID (winnow.server in git config)"),
		OPT_FLAG(0, "offline", &o->in.offline,
			 "of the net only what the cache holds"),
		OPT_END,
	};

	_Static_assert(sizeof(table) <= sizeof(rows), "rows too short");
	memcpy(rows, table, sizeof(table));
	return rows;
}

/* ---- rules and specifications ---- */

static bool select_rules(struct load *l, const struct load_options *o,
			 struct err *err)
{
	struct buf all = BUF;
	bool ok = true;

	for (size_t i = 0; i < o->types.n; i++)
		buf_printf(&all, "%s,", o->types.v[i]);
	if (all.n)
		ok = rules_select(&l->rules, buf_str(&all), true, err);
	for (size_t i = 0; ok && i < o->ignore.n; i++)
		ok = rules_select(&l->rules, str_of(o->ignore.v[i]), false, err);
	buf_free(&all);
	return ok;
}

static bool open_rules(struct load *l, const struct load_options *o,
		       struct err *err)
{
	return cmd_rules_load(&l->rules, l->a, o->rules_dir, err) &&
	       rules_check(&l->rules, err) && select_rules(l, o, err) &&
	       evidence_rules_open(&l->evidence, l->patterns, &l->rules, err);
}

static bool add_given(struct load *l, const char *name, struct err *err)
{
	struct spec_version *v = specdb_version(&l->db, str_of(name));

	if (!v)
		return err_set(err, "--spec: %s: not in the spec-db (see winnow spec list)",
			       name);
	for (size_t i = 0; i < l->ngiven; i++)
		if (l->given[i]->family == v->family)
			return err_set(err, "--spec: %.*s and %s: one version of a family",
				       STR_FMT(l->given[i]->name), name);
	if (l->ngiven == sizeof(l->given) / sizeof(*l->given))
		return err_set(err, "--spec: given too often");
	l->given[l->ngiven++] = v;
	return specdb_need(&l->db, v->family, err);
}

static bool find_against(struct load *l, const char *name, struct err *err)
{
	struct spec_version *v = specdb_version(&l->db, str_of(name));

	if (!v)
		return err_set(err, "--against: %s: not in the spec-db (see winnow spec list)",
			       name);
	l->against = v;
	return specdb_need(&l->db, v->family, err);
}

static bool open_specs(struct load *l, const struct load_options *o,
		       struct err *err)
{
	if (!specdb_open(&l->db, l->a, o->spec_dir, err))
		return false;
	l->words = worth_words(l->a, &l->db);
	for (size_t i = 0; i < o->spec.n; i++)
		if (!add_given(l, o->spec.v[i], err))
			return false;
	return !o->against || find_against(l, o->against, err);
}

/* ---- mails ---- */

static bool open_input(struct load *l, const struct load_options *o, int argc,
		       char **argv, bool whole, struct err *err)
{
	static const char *const standard[] = { "-" };
	const char *const *args = (const char *const *)argv + 1;
	size_t n = argc > 1 ? (size_t)argc - 1 : 0;
	struct input *in;

	if (!n && !o->in.git) {
		args = standard;
		n = 1;
	}
	in = input_open(args, n, &o->in, err);
	if (!in)
		return false;
	/* Commits of a range are one series. */
	whole |= o->in.git != NULL;
	window_open(&l->window, in, whole ? 0 : o->window ? o->window : WINDOW_MAILS,
		    whole ? 0 : WINDOW_BYTES);
	return true;
}

static bool base_text(void *ctx, struct str path, struct str *text)
{
	struct load *l = ctx;

	return tree_base_text(&l->base, path, text);
}

static bool base_names(void *ctx, const struct str *names, size_t n, bool *have)
{
	const struct load *l = ctx;
	struct names_tree t = { .root = l->base_dir, .workers = cmd_cores(),
				.rev = l->base.repo ? l->base.commit : NULL };
	struct err err;

	return names_find(&t, names, n, have, &err);
}

bool load_base(struct load *l, const char *dir, const char *rev, struct err *err)
{
	l->has_base = true;
	l->base_dir = dir;
	l->seen_as = (struct study_base){ .text = base_text, .names = base_names, .ctx = l };
	return tree_base_open(&l->base, dir, rev, err);
}

/* A range is the series itself; one revision is what it applies to. */
static bool open_base(struct load *l, struct load_options *o, struct err *err)
{
	const char *rev = o->in.git;

	if (rev && strstr(rev, ".."))
		rev = NULL;
	else
		o->in.git = NULL;
	if (rev && o->tree)
		return err_set(err, "--tree and --git REV: one of them is the base");
	if (!rev && !o->tree)
		return true;
	return load_base(l, rev ? o->in.git_dir ? o->in.git_dir : "." : o->tree, rev, err);
}

/* A thread from a server is asked for by one of its mails: what is wanted of
 * it is the series as it stands. */
static bool from_server(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "-") && file_kind(argv[i]) == FILE_NONE)
			return true;
	return false;
}

static bool begin(struct load *l, const struct load_options *o, int argc,
		  char **argv, bool whole, struct err *err)
{
	struct load_options in;

	*l = (struct load){
		.a = arena_new_large(), .patterns = arena_new_large(), .version = o->version,
		.reader = source_reader_open(),
	};
	if (!open_rules(l, o, err) || !open_specs(l, o, err))
		return false;
	l->newest = (o->newest || (from_server(argc, argv) && !o->all_versions)) &&
		    !o->version && !o->in.git;
	l->trailers = o->trailers;
	in = *o;
	return open_base(l, &in, err) && open_input(l, &in, argc, argv, whole, err);
}

bool load_begin(struct load *l, const struct load_options *o, int argc,
		char **argv, struct err *err)
{
	return begin(l, o, argc, argv, false, err);
}

static void offer(struct load *l, uint32_t version)
{
	for (size_t i = 0; i < l->offered.n; i++)
		if (l->offered.v[i].version == version)
			return;
	if (l->offered.n < VERSIONS_MAX)
		vec_add(l->a, &l->offered, (struct series){ .version = version });
}

static void keep_version(struct load *l)
{
	for (size_t i = 0; i < l->series.n; i++)
		offer(l, l->series.v[i].version);
	if (series_keep_version(&l->series, l->version))
		l->version_found = true;
	else
		l->series.n = 0;
}

/* At the end of the input, or where reading it was given up. */
static void finish(struct load *l)
{
	if (l->finished || !l->window.in)
		return;
	l->finished = true;
	vec_for(const struct problem, p, input_problems(l->window.in))
		vec_add(l->a, &l->not_read, *p);
	if (l->version && !l->version_found && !l->window.more)
		problem_add(l->a, &l->not_read, PROBLEM_NOT_READ, 0,
			    "--version %llu: the input has %.*s",
			    (unsigned long long)l->version,
			    STR_FMT(series_versions(l->a, &l->offered)));
}

bool load_next(struct load *l)
{
	if (!window_next(&l->window)) {
		finish(l);
		return false;
	}
	l->patches.v = l->window.patches.v;
	l->patches.n = l->window.patches.n;
	l->series = l->window.series;
	if (l->version)
		keep_version(l);
	else if (l->newest)
		series_keep_newest(&l->series);
	if (l->trailers)
		followup_apply(&l->series, l->a, NULL);
	return true;
}

const struct problems *load_not_read(struct load *l)
{
	finish(l);
	return &l->not_read;
}

bool load_open(struct load *l, const struct load_options *o, int argc,
	       char **argv, struct err *err)
{
	const struct problems *ps;

	if (!begin(l, o, argc, argv, true, err))
		return false;
	load_next(l);
	ps = load_not_read(l);
	return !ps->n || err_set(err, "%.*s", STR_FMT(ps->v[0].text));
}

void load_close(struct load *l)
{
	window_close(&l->window);
	tree_base_close(&l->base);
	evidence_rules_close(l->evidence);
	arena_free(l->patterns);
	source_reader_close(l->reader);
	arena_free(l->a);
}

static bool build_study(struct load *l, struct source_reader *reader,
			struct study *st, struct arena *a, const struct series *s,
			struct err *err)
{
	if (l->has_base)
		l->base.a = a;
	study_build(st, a, s, &l->db, &l->rules, reader, l->has_base ? &l->seen_as : NULL);
	return target_find(st, l->given, l->ngiven, err);
}

bool load_study(struct load *l, struct study *st, struct arena *a,
		const struct series *s, struct err *err)
{
	return build_study(l, l->reader, st, a, s, err);
}

static bool judge(struct load *l, struct source_reader *reader, struct triage *t,
		  struct study *st, struct arena *a, const struct series *s,
		  struct err *err)
{
	if (!build_study(l, reader, st, a, s, err))
		return false;
	rules_run(st);
	triage_run(t, st, l->evidence);
	return true;
}

/* What is thrown away may have code standing on it: facts after all. */
static bool needs_facts(const struct triage *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->patches[i].verdict != VERDICT_CURRENT)
			return true;
	return false;
}

bool load_judge(struct load *l, struct source_reader *reader, struct triage *t,
		struct study *st, struct arena *a, const struct series *s,
		struct err *err)
{
	bool facts = l->has_base || worth_reading(s, l->words);

	return judge(l, facts ? reader : NULL, t, st, a, s, err) &&
	       (facts || !needs_facts(t) || judge(l, reader, t, st, a, s, err));
}

bool load_triage(struct load *l, struct triage *t, struct study *st,
		 struct arena *a, const struct series *s, struct err *err)
{
	return load_judge(l, l->reader, t, st, a, s, err);
}

/* ---- counting ---- */

static void count_patch(struct report_totals *t, const struct patch *p)
{
	t->messages++;
	t->headless += !p->msg->nfields;
	t->patches += p->kind == PATCH_PATCH;
	t->covers += p->kind == PATCH_COVER;
	t->replies += p->kind == PATCH_REPLY;
	t->others += p->kind == PATCH_OTHER;
	t->files += p->diff.nfiles;
	t->hunks += p->diff.nhunks;
	t->added += p->diff.added;
	t->removed += p->diff.removed;
}

void load_count(const struct load *l, struct report_totals *t)
{
	for (size_t i = 0; i < l->patches.n; i++)
		count_patch(t, l->patches.v[i]);
	t->series += l->series.n;
	for (size_t i = 0; i < l->series.n; i++)
		t->partial += l->series.v[i].partial;
}

void load_rest_problems(struct load *l, struct arena *a, struct findings *out)
{
	for (size_t i = 0; i < l->series.nrest; i++) {
		struct series lone = { .patches = &l->series.rest[i], .n = 1 };
		struct study st = { .a = a, .series = &lone, .rules = &l->rules };
		struct study_patch one = { .patch = l->series.rest[i], .n = 1 };

		st.patches = &one;
		st.n = 1;
		st.findings = *out;
		rules_run_group(&st, STR("input"));
		*out = st.findings;
	}
}
