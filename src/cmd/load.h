/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd/load.h - what check, triage, split, compare and dump do first: options
 * of the input, rules and spec-db, reading, one study a series.
 */
#ifndef WINNOW_CMD_LOAD_H
#define WINNOW_CMD_LOAD_H

#include "cmd/option.h"
#include "cmd/window.h"
#include "repo/base.h"
#include "report/report.h"
#include "rule/matcher.h"
#include "rule/worth.h"
#include "triage/triage.h"

struct load_options {
	struct option_list spec;	/* --spec rmm@2.0-bet0 */
	const char *against;		/* --against rmm@2.0-bet3, of check */
	const char *rules_dir, *spec_dir;
	struct option_list types, ignore;
	struct input_options in;	/* --git, --server, ... */
	const char *tree;		/* --tree: base of the series */
	uint64_t version;		/* --version N: of several, only this */
	bool newest, trailers;
	bool all_versions;		/* also of a thread from a server */
	uint64_t window;		/* mails a window, see cmd/window.h; 0: the default */
};

/* Rows for option_parse(): OPT_ALSO(load_rows(&o)). The table is static: one
 * use a process. */
struct option *load_rows(struct load_options *o);

/* Everything a command has read. Opened once, closed at the end. */
struct load {
	struct arena *a;		/* as long as the command */
	struct rules rules;
	struct specdb db;
	struct arena *patterns;		/* of evidence: threads make them ready */
	struct evidence_rules *evidence;
	struct source_reader *reader;	/* of the thread that reads */
	struct needles *words;		/* of rule/worth.h */
	bool has_base;			/* --tree, --git REV: */
	struct tree_base base;
	const char *base_dir;
	struct study_base seen_as;	/* the same, for the rules */
	const struct spec_version *given[16];
	size_t ngiven;
	const struct spec_version *against;	/* NULL: none */
	VEC(struct patch *) patches;	/* every message, input order */
	struct series_set series;
	struct window window;		/* the open input, whose bytes slices use */
	uint64_t version;		/* 0: all */
	struct series_set offered;	/* one a version met; only the version is set */
	struct problems not_read;	/* see load_not_read() */
	bool newest, trailers, version_found, finished;
};

/* Rules, spec-db and all messages of every operand (none: "-"). False and err
 * when that fails or something could not be read: exit 2. */
bool load_open(struct load *l, const struct load_options *o, int argc,
	       char **argv, struct err *err);
void load_close(struct load *l);

/* The same for an input of any length: load_begin(), and as long as load_next()
 * says true, `patches` and `series` are what has left the window (until the
 * next call). Afterwards what could not be read is in load_not_read(), also a
 * --version that was not there. */
bool load_begin(struct load *l, const struct load_options *o, int argc,
		char **argv, struct err *err);
bool load_next(struct load *l);
const struct problems *load_not_read(struct load *l);

/* What series apply to: `rev` in the repository at `dir`, the files in `dir`
 * where it is NULL. For what no option of the input names. */
bool load_base(struct load *l, const char *dir, const char *rev, struct err *err);

/* Builds the study of one series in arena `a` with its targets found. */
bool load_study(struct load *l, struct study *st, struct arena *a,
		const struct series *s, struct err *err);

/* The same, with the rules run (st.findings) and every line judged. Other
 * threads bring a reader of their own; not where there is a base. */
bool load_judge(struct load *l, struct source_reader *reader, struct triage *t,
		struct study *st, struct arena *a, const struct series *s,
		struct err *err);
/* With the reader of `l`. */
bool load_triage(struct load *l, struct triage *t, struct study *st,
		 struct arena *a, const struct series *s, struct err *err);

/* Adds what was read to the totals. */
void load_count(const struct load *l, struct report_totals *t);

/* Damage of messages that are part of no series. */
void load_rest_problems(struct load *l, struct arena *a, struct findings *out);

#endif
