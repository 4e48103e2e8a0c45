/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/study.h - one series read to the end: what a rule sees.
 *
 * The join of the stages: the series, its weaves, the facts of every file
 * after every patch, an index of the names in them, and the values of the
 * macros. Rules read it and add to `findings`; they see each other's findings
 * never.
 *
 * Patches count from 1 by their place in the series (study_patch.n); the
 * number a person reads (k of k/n) is patch->number.
 */
#ifndef WINNOW_RULE_STUDY_H
#define WINNOW_RULE_STUDY_H

#include "finding/finding.h"
#include "rule/rule.h"
#include "series/weave.h"
#include "source/eval.h"
#include "source/source.h"
#include "spec/specdb.h"

/* A file as one patch leaves it. */
struct study_file {
	uint32_t n;			/* the patch */
	const struct diff_file *diff;
	struct weave *weave;		/* NULL: binary, or could not be placed */
	struct snapshot snap;
	const struct source *src;	/* NULL: deleted, binary, no text, or not read */
	uint32_t *part_at;		/* index in snap.line_of where a part begins */
};

struct study_patch {
	const struct patch *patch;
	uint32_t n;
	struct study_file *files;
	size_t nfiles;
};

/* One place where a name stands, seen when its line first shows: as it was
 * added, or as context of a hunk. */
struct site {
	struct study_file *file;
	const struct fact *fact;
	const struct weave_line *line;	/* the fact's first line */
	bool added;			/* patch file->n added it */
};

struct sites {
	struct site *v;
	size_t n, cap;
};

struct symbol {
	struct str name;
	struct spec_family *family;	/* by specdb_family_of_macro(); NULL: none */
	struct sites defs;	/* macros, functions, types, fields, enumerators,
				 * labels, variables, parameters */
	struct sites protos;
	struct sites uses;	/* calls, accesses, gotos, other uses */
	bool has_value;		/* a macro or enumerator that is a number */
	uint64_t value;		/* by its last definition */
};

/* What a series applies to, where it is known. */
struct study_base {
	weave_base_fn *text;	/* NULL: what is read is all of it, as a scan does */
	/* Sets have[i] where names[i] stands as a word in some file of it; false:
	 * nobody knows. May take as long as reading a kernel tree. */
	bool (*names)(void *ctx, const struct str *names, size_t n, bool *have);
	/* The file, if it has been read before just as it is; else NULL. The member
	 * may be NULL as well. */
	const struct source *(*source)(void *ctx, struct str path, struct str text);
	void *ctx;
};

struct target;			/* rule/target.h */
struct smc_calls;
struct prose_list;

struct study {
	struct arena *a;
	const struct series *series;
	const struct rules *rules;
	struct specdb *db;
	const struct study_base *base;	/* NULL: not known */
	struct weave_set weaves;
	struct study_patch *patches;	/* patches[n - 1] is patch n */
	size_t n;
	struct map *symbols;		/* name -> struct symbol */
	struct macro_table *macros;	/* all of the series and of the spec-db */
	/* macros of interfaces that headers of the tree define: rule/outside.h */
	struct { struct str *v; size_t n, cap; } outside;
	bool values_known;		/* symbol.value holds them */
	struct target *targets;
	size_t ntargets;
	struct findings findings;
	struct smc_calls *smc;		/* rule/smc.h; NULL: not read yet */
	struct prose_list *prose;	/* rule/claim.h; NULL: not read yet */
	uint32_t parse_errors;
};

/* Builds all but targets and findings. `reader` is kept by the caller, so that
 * many series share it; NULL: no facts, every study_file.src is NULL (see
 * rule/worth.h). base may be NULL; else it outlives the study. */
void study_build(struct study *st, struct arena *a, const struct series *s,
		 struct specdb *db, const struct rules *rules,
		 struct source_reader *reader, const struct study_base *base);

const struct symbol *study_symbol(const struct study *st, struct str name);

/* All of them, in the order in which they were first seen:
 * `for (size_t i = 0; (sym = study_next_symbol(st, &i)); )` */
struct symbol *study_next_symbol(const struct study *st, size_t *at);

/* The weave line that line `line` of the file is; NULL when not shown. */
const struct weave_line *study_line(const struct study_file *f, uint32_t line);
/* Whether patch f->n added any of the lines. */
bool study_added(const struct study_file *f, uint32_t line, uint32_t end_line);

/* Puts the values of enumerators into st->macros. */
void study_define_enumerators(struct study *st, const struct source *src);

/* The value of the macro or enumerator a fact defines. */
bool study_value(const struct study *st, const struct fact *def, uint64_t *out);

/* A macro or enumerator that the series adds and that may be a constant. */
static inline bool site_constant(const struct site *s)
{
	return s->added && (s->fact->kind == FACT_ENUMERATOR ||
			    (s->fact->kind == FACT_MACRO && s->fact->params < 0));
}

/* Where the series defines the value of an enum, under its own name or one
 * that the family file gives it in C; NULL nowhere. */
const struct site *study_constant(const struct study *st,
				  const struct spec_type *t,
				  const struct spec_member *m);

/* Findings with their place filled in. */
struct finding *study_find_code(struct study *st, const struct rule *r,
				const struct study_file *f, uint32_t line,
				uint32_t end_line);
static inline struct finding *study_find_site(struct study *st,
					      const struct rule *r,
					      const struct site *s)
{
	struct finding *f = study_find_code(st, r, s->file, s->fact->line,
					    s->fact->line);

	f->symbol = s->fact->name;
	return f;
}
/* Body lines of a message; `p` may be the cover letter; line 0: the subject. */
struct finding *study_find_text(struct study *st, const struct rule *r,
				const struct patch *p, uint32_t line,
				uint32_t end_line);

#endif
