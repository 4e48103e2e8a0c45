/* SPDX-License-Identifier: GPL-2.0-or-later */
/* triage/evidence_rules.h - the evidence rules, read and ready to match.
 *
 * For the files of triage/evidence*.c, and for scan/, which has no patch to
 * show to evidence.h.
 */
#ifndef WINNOW_TRIAGE_EVIDENCE_RULES_H
#define WINNOW_TRIAGE_EVIDENCE_RULES_H

#include "text/needle.h"
#include "text/phrase.h"
#include "text/prose.h"
#include "text/side.h"
#include "text/tag.h"
#include "triage/evidence.h"

struct prose_rule {
	const struct rule *rule;
	enum strength strength;
	bool of_lines;
	bool message, notes, cover, changelog;	/* where it may stand */
	uint64_t up_to;		/* added lines; of a patch of more only where it is
				 * named. 0: of any patch */
	struct patterns find, unless;
};

struct tag_rule {
	const struct rule *rule;
	struct tags tags;
};

enum marker_takes { TAKES_NONE, TAKES_LINE, TAKES_DEFINITION, TAKES_STATEMENT };

/* The code that a comment stands on. */
enum marker_on {
	ON_ANY,
	ON_CONSTANT,		/* behind an assignment of a constant */
	ON_CONSTANT_BELOW,	/* or right above one that the patch adds */
	/* Right above what the patch adds: */
	ON_RETURN_BELOW,	/* a constant is returned */
	ON_CALL_BELOW,		/* a call whose result nobody takes */
	ON_STATEMENT_BELOW,	/* something is done */
};

/* What of a marker's rule holds for every rule about lines, too. */
struct marker_rule {
	const struct rule *rule;	/* NULL: not among the rules */
	enum strength strength;
	enum marker_takes takes;
	bool ends;
	bool in_place;		/* will be put right where it stands */
	enum marker_on on;	/* only there */
	enum marker_on plain_on;	/* needs nothing there, */
	enum marker_on asks_on;	/* and there a question is no excuse; ON_ANY: nowhere */
	bool stub;		/* `needs` nothing where it is all of a function */
	const struct json *languages;	/* NULL: all */
	struct patterns skip;	/* paths */
	struct patterns find, needs, unless, asks;
	struct patterns behind;	/* needed behind code; none: nothing is */
};

struct evidence_rules {
	const struct rules *rules;
	struct arena *a;
	struct map *words;
	struct needles *prose_needles;	/* a bit for each prose rule */
	struct { struct prose_rule *v; size_t n, cap; } prose;
	struct needles *tag_needles;
	struct { struct tag_rule *v; size_t n, cap; } tags;
	struct needles *marker_needles;
	struct { struct marker_rule *v; size_t n, cap; } markers;
	struct marker_rule if_zero, commented_out, debug, bare;
	struct marker_rule switched_off;	/* commented_out, in other languages */
	struct patterns never;	/* IF_ZERO: names that nobody defines */
	struct patterns code, code_weak, code_not;	/* COMMENTED_OUT */
	struct patterns code_declares, code_calls;
	struct patterns code_kconfig;	/* what is no help text there */
	struct patterns debug_print, debug_call, debug_shout, debug_noise, debug_tells;
	struct needles *code_needles;	/* of DEBUG_LEFTOVER: calls worth a look */
	struct marker_rule trailer, no_signoff, beyond_end;
	struct patterns provisional;	/* words that make a statement go along */
	struct patterns pronoun, other;	/* "It ...", and what names another thing */
	struct patterns itself;	/* "this patch" */
};

/* Whether a rule about lines is one for the language (`lang` as in struct side),
 * and applies to the file. */
bool marker_reads(const struct marker_rule *m, const char *lang);
bool marker_applies(struct marker_rule *m, const char *lang, struct str path);

/* "#if DIGIT" and nothing that goes on; the line is trimmed. */
bool line_is_if(struct str line, char digit);

/* Whole trees are to be read: patterns of markers become machine code at once. */
void evidence_rules_often(struct evidence_rules *er);

/* ---- collecting, for the other files of triage/evidence*.c ---- */

struct removed;

struct collect {
	struct arena *a;
	struct evidence_rules *er;
	const struct patch *p;
	const bool *own;
	struct evidence_set *out;
	struct removed *removed;	/* see collect_removed() */
};

/* A new sign with a copy of the text, which is quoted as it is: who adds it bounds
 * it. Where it stands is the caller's to fill; it moves with the next one added. */
struct sign *sign_add(struct collect *c, const struct rule *r,
		      enum strength strength, struct str text);
/* It speaks of those of the n side lines that are added, in any order: fills file,
 * line, end_line, of_lines and `at`. */
void sign_cover(struct collect *c, struct sign *s, const struct side *side,
		size_t file, const uint32_t *lines, size_t n);

/* Its message: the rule's, with {tag} filled in, and its text for any other name. */
void sign_message(struct collect *c, struct sign *s, struct str tag);

/* What the patch takes away. */
struct removed *collect_removed(struct collect *c);

/* Whether an added line of the file holds anything the rules look for. */
bool evidence_worth(const struct diff *d, const struct diff_file *f,
		    const struct evidence_rules *er);

void evidence_from_text(struct collect *c);
void evidence_from_comments(struct collect *c, const struct side *s, size_t file);
void evidence_from_code(struct collect *c, const struct side *s, size_t file);

/* A comment of a tree, outside any patch. */
struct lone_comment {
	struct str path;
	const char *lang;
	struct side_comment com;	/* its lines as in the file */
	struct str before, behind;	/* on its first and last line */
	uint64_t bits;			/* marker rules of which a needle stands in it */
	struct evidence_set signs;	/* filled in; lines are those of the comment alone */
};

/* Judges them rule by rule: what a rule needs is at hand then for all of them. */
void evidence_of_comments(struct lone_comment *v, size_t n, struct arena *a,
			  struct evidence_rules *er);

/* Parts of evidence_from_code(): debug output; comments that are code; those of
 * languages where words look like code, whose lines were live before. */
void evidence_debug(struct collect *c, const struct side *s, size_t file);
void evidence_commented_out(struct collect *c, const struct side *s, size_t file);
void evidence_switched_off(struct collect *c, const struct side *s, size_t file);

/* A sign on the added ones of side lines [first, last]; none without any. */
void evidence_lines(struct collect *c, const struct marker_rule *m,
		    enum strength strength, const struct side *s, size_t file,
		    uint32_t first, uint32_t last, enum where where);

/* Gives signs of the prose that speak of lines the lines they speak of. */
void evidence_place_stand_ins(struct collect *c);

/* What a sentence says, without the mark of a list or a heading in front of it. */
struct str evidence_said(struct str sentence);

/* Whether the rule looks for what was said, and nothing excuses it. */
bool evidence_says(struct prose_rule *p, struct str said);

/* One rule and a text, for its examples; an example may name the code before
 * the comment on its line, and `below` it. */
bool evidence_example(struct evidence_rules *er, struct arena *a,
		      const struct rule *r, const struct json *example, struct str text);

#endif
