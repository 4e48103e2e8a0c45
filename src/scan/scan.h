/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/scan.h - a whole tree held against rules and specifications.
 *
 * One pass over the bytes looks for the words of the marker rules and for the
 * names of the families in the spec-db; only where one stands the
 * file is looked at closer: its comments by the lexer, its structure by the
 * parser. The files with function identifiers are read as one patch that adds
 * them all, so definitions in a header hold for their users in other files.
 *
 * Findings come in order of path and line, whatever the number of threads.
 */
#ifndef WINNOW_SCAN_SCAN_H
#define WINNOW_SCAN_SCAN_H

#include "rule/matcher.h"
#include "scan/walk.h"
#include "source/lang.h"

struct scan_problem {
	struct str path, why;
};

/* A file whose function identifiers are of interest, its text kept. */
struct scan_file {
	struct str path, text;
};

struct scan {
	/* given */
	struct arena *a;
	const struct rules *rules;
	struct specdb *db;
	const struct spec_version *const *given;	/* --spec */
	size_t ngiven;
	struct source_reader *reader;
	unsigned workers;
	bool use_cache;
	/* As walk.h has it; ctx is tick_ctx. */
	bool (*tick)(void *ctx, size_t files, size_t bytes);
	void *tick_ctx;
	/* found */
	struct findings findings;
	struct { struct str *v; size_t n, cap; } notes;	/* targets, in words */
	/* what could not be read */
	struct { struct scan_problem *v; size_t n, cap; } problems;
	struct { struct scan_file *v; size_t n, cap; } spec_files;
	size_t files, bytes;		/* read */
	size_t skipped;			/* files of no language winnow reads */
	uint32_t parse_errors;
	bool stopped;			/* by tick() */
	struct scan_worker *w;		/* inside */
	struct cache *cache;		/* NULL: none */
	struct scan_inside *inside;
};

/* Sets up from the members given; false and err on a rule that cannot be read. */
bool scan_open(struct scan *s, struct err *err);
void scan_close(struct scan *s);

/* A work tree, or parts of it. */
bool scan_tree(struct scan *s, const char *root, const char *const *paths,
	       size_t npaths, struct err *err);

/* One text, by worker `no`: for readers other than the work tree. MATCH_SLACK
 * bytes behind it are readable. */
void scan_text(struct scan *s, unsigned no, struct str path, struct str text,
	       struct str sign);
/* Whether the cache knows the file by its sign (the id of its blob, say), and
 * nobody needs its text: then its findings are taken. An empty sign is unknown. */
bool scan_known(struct scan *s, unsigned no, struct str path, struct str sign);
bool scan_wants(struct scan *s, struct str path);
/* Something could not be read; from any thread. */
void scan_failed(struct scan *s, const char *path, const char *why);

/* What needs all files: run once, at the end. Seals the findings. */
bool scan_finish(struct scan *s, struct err *err);

#endif
