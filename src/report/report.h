/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report/report.h - findings to text and machine formats.
 *
 * A writer is one row of a table: begin, finding, end. Writers see findings
 * and totals only, and print to a buf; who calls decides where it goes.
 * The machine formats are a contract: see doc/output.md.
 */
#ifndef WINNOW_REPORT_REPORT_H
#define WINNOW_REPORT_REPORT_H

#include "base/buf.h"
#include "finding/finding.h"
#include "rule/rule.h"

struct report_options {
	bool terse;		/* one line a finding */
	bool show_types;	/* ERROR:TYPE: */
	bool strict;		/* checks, too */
	bool showfile;		/* path in the tree, not the mail, in front */
	bool emacs;		/* as showfile, for M-x compile */
	bool color;
	bool no_summary;
	bool quiet;
	bool mailback;		/* only mails with findings are spoken of */
	bool verbose;		/* why a rule exists */
};

/* What was read, for the summary: nothing is skipped silently. */
struct report_totals {
	size_t messages, patches, covers, replies, others, series;
	size_t headless;		/* of messages: without any header field */
	size_t partial;			/* series of which only a part was given */
	size_t files, hunks, added, removed;
	size_t not_read;		/* things that could not be read */
	size_t macros, macros_unknown;	/* definitions, those without a value */
	size_t errors, warnings, checks;
	bool baseline;			/* there is one; findings in it that were not
					 * written, and its entries that no finding met */
	size_t known, gone;
};

struct report {
	const struct report_writer *writer;
	struct report_options opt;
	const struct rules *rules;
	struct buf *out;
	size_t nfindings;	/* written so far */
	struct report_totals totals;
	struct jw json;		/* state of the JSON writers */
	struct str last_mail;	/* state of the text writer */
};

struct report_writer {
	const char *name;
	const char *summary;
	void (*begin)(struct report *r);
	/* What is said of a series before its findings, a line for people. */
	void (*note)(struct report *r, struct str line);
	void (*finding)(struct report *r, const struct finding *f);
	void (*end)(struct report *r);
};

/* NULL for an unknown name. */
const struct report_writer *report_writer_of(const char *name);

void report_begin(struct report *r, const struct report_writer *w, struct buf *out,
		  const struct rules *rules);
void report_note(struct report *r, struct str line);
/* Counts and writes; checks are not written as text unless opt.strict. */
void report_findings(struct report *r, const struct findings *fs);
void report_end(struct report *r);

/* Findings at or above the level, of those counted so far. */
size_t report_at_least(const struct report_totals *t, enum level from);

/* "ERROR", "WARNING", "CHECK": as checkpatch has it. */
const char *report_level(enum level l);

/* The members of a finding in the contract (v 1), for objects that may have
 * more. */
void report_json_members(struct jw *w, const struct finding *f);

extern const struct report_writer report_text, report_jsonl, report_json,
	report_sarif, report_rdjsonl, report_github, report_b4;

#endif
