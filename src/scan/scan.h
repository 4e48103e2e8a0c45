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
#include "source/lang.h"

struct scan_problem {
	struct str path, why;
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
	bool (*tick)(void *ctx, size_t files, size_t bytes);	/* may be NULL */
	void *tick_ctx;
	/* found */
	struct findings findings;
	struct { struct str *v; size_t n, cap; } notes;	/* targets, in words */
	/* what could not be read */
	struct { struct scan_problem *v; size_t n, cap; } problems;
	size_t spec_files;		/* held against specifications */
	size_t files, bytes;		/* read */
	size_t skipped;			/* files of no language winnow reads */
	uint32_t parse_errors;
	bool stopped;			/* by tick(): not all was read */
	struct scan_worker *w;		/* inside */
	struct cache *cache;		/* NULL: none */
	struct scan_inside *inside;
};

/* Sets up from the members given; false and err on a rule that cannot be read. */
bool scan_open(struct scan *s, struct err *err);
void scan_close(struct scan *s);

/* A work tree, or parts of it. False and err when it cannot be read at all; a file
 * that cannot be is one of `problems`. True when tick() stopped it, see `stopped`. */
bool scan_tree(struct scan *s, const char *root, const char *const *paths,
	       size_t npaths, struct err *err);

/* The files of a commit; with `since` those that differ from that one's. `repo`
 * is a git directory or a folder in a work tree. */
struct scan_commit {
	const char *repo, *rev;
	const char *since;		/* NULL: all files */
};

/* As scan_tree(). */
bool scan_commit(struct scan *s, const struct scan_commit *c,
		 const char *const *paths, size_t npaths, struct err *err);

/* What needs all files: run once, at the end. Seals the findings. False and err when
 * a specification cannot be read. */
bool scan_finish(struct scan *s, struct err *err);

#endif
