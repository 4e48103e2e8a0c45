/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd/load.h - what check, triage, split, compare and dump do first: options
 * of the input, rules and spec-db, reading, one study a series.
 */
#ifndef WINNOW_CMD_LOAD_H
#define WINNOW_CMD_LOAD_H

#include "cmd/option.h"
#include "report/report.h"
#include "rule/matcher.h"

struct load_options {
	struct option_list spec;	/* --spec rmm@2.0-bet0 */
	const char *rules_dir, *spec_dir;
	struct option_list types, ignore;
	const char *tree, *git;
	uint64_t version;		/* --version N: of several, only this */
	bool offline;
};

/* Rows for option_parse(): OPT_ALSO(load_rows(&o)). The table is static: one
 * use a process. */
struct option *load_rows(struct load_options *o);

/* Everything a command has read. Opened once, closed at the end. */
struct load {
	struct arena *a;		/* as long as the command */
	struct rules rules;
	struct specdb db;
	struct source_reader *reader;
	const struct spec_version *given[16];
	size_t ngiven;
	VEC(struct patch *) patches;	/* every message, input order */
	struct series_set series;
	void *sources;			/* the open inputs, whose bytes slices use */
};

/* Rules, spec-db and the messages of every operand (none: "-"). False and err
 * when that fails: exit 2. */
bool load_open(struct load *l, const struct load_options *o, int argc,
	       char **argv, struct err *err);
void load_close(struct load *l);

/* Builds the study of one series in arena `a` with its targets found. */
bool load_study(struct load *l, struct study *st, struct arena *a,
		const struct series *s, struct err *err);

/* Adds what was read to the totals. */
void load_count(const struct load *l, struct report_totals *t);

/* Damage of messages that are part of no series. */
void load_rest_problems(struct load *l, struct arena *a, struct findings *out);

#endif
