/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage/remark.h - what a comment says, and the marks in it.
 *
 * The text is the comment's without its delimiters, each paragraph one line. A
 * mark is a match of a marker rule there, with the sentence and the paragraph
 * round it; offsets are bytes of the text. Lines are those of side_comment.
 */
#ifndef WINNOW_TRIAGE_REMARK_H
#define WINNOW_TRIAGE_REMARK_H

#include "triage/evidence_rules.h"

struct remark_line {
	size_t offset;		/* where it begins */
	uint32_t line;
};

struct remark {
	struct str text;
	struct remark_line *lines;
	size_t nlines;
};

struct mark {
	size_t start, end;		/* the match */
	size_t paragraph, paragraph_end;
	size_t sentence, sentence_end;
	uint32_t line;
};

void remark_read(struct remark *t, struct arena *a, const struct side_comment *c);

/* The line on which the byte stands. */
uint32_t remark_line_of(const struct remark *t, size_t offset);

struct str remark_part(const struct remark *t, size_t from, size_t to);

/* The words round the mark, for the message. */
struct str remark_words(const struct remark *t, const struct mark *m);

/* "TODO", "FIXME?": a mark and no more. */
bool remark_is_bare(const struct remark *t);

/* Going from mark to mark of one rule. */
struct search {
	struct marker_rule *rule;
	const struct remark *text;
	uint64_t hopes;
	int left;		/* tries */
	bool stub;		/* a mark of what is not there: nothing excuses it */
	bool plain;		/* the code below says enough: nothing is needed, */
	bool asks;		/* or a question is no excuse */
};

struct search search_begin(struct marker_rule *r, const struct remark *t);

/* The next mark behind `m` that nothing excuses; `m` is all 0 before the first. */
bool search_next(struct search *search, struct mark *m);

#endif
