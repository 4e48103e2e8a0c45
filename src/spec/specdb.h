/* SPDX-License-Identifier: GPL-2.0-or-later */
/* spec/specdb.h - firmware interfaces as their specifications give them.
 *
 * Source: DIR/FAMILY/family.json (how a family is found in C and in prose) and
 * DIR/FAMILY/VERSION.json (what one version of its document says), both by
 * DIR/schema.json. Nothing about any interface is known to the program.
 *
 * specdb_load() reads the family files only; specdb_need() reads the versions
 * of one family when something of it was met; several threads may ask for them.
 * All lives in the arena given to specdb_load() and is never changed after
 * specdb_need().
 *
 * Not known is not none: `standing` says how well a fact is known, and a rule
 * speaks only when spec_firm() holds. On SPEC_CONFLICT it may quote the
 * readings where spec_conflict.high is set, else it stays silent. What is only
 * inferred from neighbouring versions is kept apart in fields named
 * `presumed`.
 *
 * Numbers are those of the document: function identifiers are 32 bits,
 * offsets and sizes bytes, bits count from 0.
 */
#ifndef WINNOW_SPEC_SPECDB_H
#define WINNOW_SPEC_SPECDB_H

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"

enum spec_standing {
	SPEC_UNKNOWN,		/* not known; says nothing either way */
	SPEC_TEXT,		/* read in the document itself */
	SPEC_AGREED,		/* two or more witnesses, none against */
	SPEC_SINGLE,		/* one witness, none against */
	SPEC_PRESUMED,		/* inferred, see `basis` */
	SPEC_CONFLICT,		/* witnesses disagree */
};

static inline bool spec_firm(enum spec_standing s)
{
	return s == SPEC_TEXT || s == SPEC_AGREED || s == SPEC_SINGLE;
}

/* Of what rests on both. */
static inline enum spec_standing spec_weaker(enum spec_standing a, enum spec_standing b)
{
	return a > b ? a : b;
}

const char *spec_standing_name(enum spec_standing s);

enum spec_tri { SPEC_DONT_KNOW, SPEC_NO, SPEC_YES };

struct strs {
	struct str *v;
	size_t n;
};

static inline bool strs_have(const struct strs *all, struct str one)
{
	for (size_t i = 0; i < all->n; i++)
		if (str_eq(all->v[i], one))
			return true;
	return false;
}

struct spec_source {
	struct str id, ref, kind;	/* kind: text, header, code, mail */
};

struct spec_sources {
	const struct spec_source **v;
	size_t n;
};

struct spec_reading {
	struct str is;
	struct spec_sources src;
};

struct spec_conflict {
	struct str id, about, favours;
	bool high;			/* confidence in `favours` */
	struct spec_reading *readings;
	size_t n_readings;
	struct strs why;
};

/* ---- commands ---- */

struct spec_arg {
	struct str name, type;	/* type empty: a plain number or address */
	unsigned reg;		/* X register; inputs start at X1 */
};

struct spec_args {
	enum spec_standing standing;	/* SPEC_UNKNOWN: v and n say nothing */
	struct spec_arg *v;
	size_t n;
	unsigned last_reg;		/* highest register used, 0 for none */
	struct spec_sources src;
};

struct spec_command {
	struct str name;
	uint32_t fid[2];		/* the second: the other width */
	size_t n_fid;
	enum spec_standing standing;	/* of name and number */
	struct spec_args in, out;	/* out: after the result in X0 */
	enum spec_tri stateful;		/* may answer "incomplete" */
	enum spec_standing stateful_standing;
	bool memory;			/* stateful and may ask for memory */
	struct spec_args presumed_in, presumed_out;
	enum spec_tri presumed_stateful;
	struct str basis;		/* of what is presumed */
	struct str section, since, note;
	struct strs also;		/* names of the other readings */
	const struct spec_conflict *conflict;
	struct spec_sources src;		/* of name and number */
	struct spec_sources stateful_src;
	const struct spec_version *version;
};

struct spec_status {
	struct str name;
	int64_t value;
	bool known;			/* value */
	enum spec_standing standing;
	struct str data, since;		/* what comes with it, "none"; or empty */
};

/* ---- types ---- */

enum spec_kind {
	SPEC_ENUM,	/* members have values */
	SPEC_BITS,	/* members are bit fields */
	SPEC_STRUCT,	/* members have offsets */
	SPEC_RECORD,	/* bits or struct, only the names are known */
};

struct spec_member {
	struct str name, type;
	enum spec_standing standing;
	const struct spec_conflict *conflict;
	bool known;		/* value, bits or offset below */
	int64_t value;
	unsigned lo, hi;	/* bits; counted from spec_type.from */
	uint64_t offset, size;	/* size 0: not known */
	enum spec_standing size_standing;
	uint64_t count;		/* elements of an array, 0: none */
	struct str favours;	/* value the evidence supports, in a conflict */
};

struct spec_type {
	struct str name, section;
	enum spec_kind kind;
	enum spec_standing standing;
	const struct spec_conflict *conflict;
	uint64_t size;		/* bytes of a struct, bits of an enum; 0: ? */
	unsigned from;		/* bit 0 of the fields in the register */
	int reg;		/* number of a feature register, or -1 */
	bool complete;		/* a member not listed does not exist */
	struct spec_member *v;
	size_t n;
	struct spec_sources src;
	const struct spec_version *version;
};

/* ---- changes from an older version ---- */

struct spec_change {
	struct str old, new;	/* new empty: nothing took its place */
	struct str how, by;	/* what does the job now; who says so */
	struct strs see;	/* commands that matter for `how` */
	enum spec_standing standing;
	struct str from;	/* the older version */
};

/* ---- versions and families ---- */

struct spec_version {
	struct spec_family *family;
	struct str id;			/* 2.0-bet0 */
	struct str name;		/* rmm@2.0-bet0 */
	struct str file;		/* spec-db/rmm/2.0-bet0.json */
	const char *dir;		/* the folder of specdb.dirs it is from */
	struct str note;
	struct str date;		/* published, "2024-11-17"; empty: not known */
	size_t order;			/* index in family->versions */
	struct str derived;		/* id of the file it is cut from by
					 * `since`, or empty */
	enum spec_standing abi_standing;	/* SPEC_UNKNOWN: no number */
	unsigned abi_major, abi_minor;
	/* what is not listed does not exist */
	bool all_commands, all_types, all_members;
	enum spec_standing standing;	/* where a fact says nothing else */
	VEC(struct spec_source) sources;
	struct spec_sources src;	/* where a fact names none */
	VEC(struct spec_command) commands;
	VEC(struct spec_status) status;
	VEC(struct spec_type) types;
	VEC(struct spec_conflict) conflicts;
	VEC(struct spec_change) changes;
	struct strs named;		/* commands of unknown number */
	struct map *by_name, *by_fid, *by_also, *type_by_name, *constants;
};

struct spec_range {
	uint32_t first, last;
};

struct spec_prefix {
	struct str prefix, name;	/* PREFIX rest -> NAME rest */
	bool only;		/* all macros with it are function identifiers */
	unsigned bits;		/* 32, 64, or 0: either */
	struct str since;
};

/* A macro that builds an identifier: base + sum of (argument & mask) << lo. */
struct spec_call {
	struct str name;
	uint64_t base;
	struct { unsigned lo, hi; } arg[8];
	size_t n;
};

struct spec_alias {
	struct str spec;	/* member of the type */
	struct strs c;		/* its names in C */
};

struct spec_ctype {
	struct str spec;	/* name of the type in the document */
	struct strs tags;	/* struct or enum tags in C */
	struct strs macros;	/* prefixes of its flags in C */
	struct strs loose;	/* shared with macros of other things */
	struct spec_alias *members;
	size_t n;
};

struct spec_family {
	struct str name, title, interface, document;
	struct str follows;	/* claimed together with this family, or empty */
	struct str incomplete;	/* status of an unfinished stateful command */
	struct str file;
	const char *dir;	/* as in spec_version */
	struct strs urls, words, stages;
	struct strs issues;	/* pairs: issue letter, version */
	struct strs abi_major, abi_minor;	/* macros */
	unsigned owner;
	VEC(struct spec_range) ranges;
	VEC(struct spec_prefix) macros, wrappers, status_macros;
	VEC(struct spec_call) calls;
	VEC(struct spec_ctype) ctypes;
	struct map *names;	/* macro to struct str *, empty: no command */
	struct map *constants;	/* macro to uint64_t * */
	struct map *tags, *aliases;	/* C name to struct spec_ctype * */
	VEC(struct spec_version) versions;	/* oldest first */
	bool loaded;
};

#define SPECDB_DIRS 4

struct specdb {
	struct arena *a;
	const char *dirs[SPECDB_DIRS];	/* the first: a whole database */
	size_t ndirs;
	VEC(struct spec_family) families;
	bool begins[256];	/* some macro of a family begins with the byte */
};

/* Of 1 to SPECDB_DIRS folders that lie over each other: a file of a later one
 * takes the place of the one of that name before it. Those of the first are
 * called spec-db/..., the others by their whole path. False and err on a file
 * that cannot be read or is not by the schema
 * ("spec-db/rmm/1.0.json: commands[4].fid: not a hex string"). */
bool specdb_load(struct specdb *db, struct arena *a, const char *const *dirs,
		 size_t n, struct err *err);
/* The folders that count: `dir` alone; where it is NULL the one that winnow
 * brings, and over it the user's if it is there. */
bool specdb_dirs(struct arena *a, const char *dir, const char *dirs[2],
		 size_t *n, struct err *err);
/* specdb_load() of specdb_dirs(). */
bool specdb_open(struct specdb *db, struct arena *a, const char *dir,
		 struct err *err);
/* $XDG_DATA_HOME/winnow/spec-db, else ~/.local/share/winnow/spec-db, there or
 * not; NULL where neither variable is set. `winnow spec update` fills it. */
char *specdb_user_dir(struct arena *a);
/* The file of a family ("family.json") in the last folder that has it, by the
 * name that people see; *dir is the folder. NULL when none has it. */
char *specdb_path(const struct specdb *db, struct str family, const char *file,
		  struct str *shown, const char **dir);
/* Reads the versions of a family, once; its versions are known by name and
 * order before. */
bool specdb_need(struct specdb *db, struct spec_family *f, struct err *err);
bool specdb_need_all(struct specdb *db, struct err *err);

/* ---- families ---- */

struct spec_family *specdb_family(struct specdb *db, struct str name);
struct spec_family *specdb_family_of_fid(struct specdb *db, uint32_t fid);
/* The family whose function identifier a macro is named for, by the longest
 * prefix: SMC_RMI_REC_ENTER gives rmm. `only`, may be NULL: whether every
 * macro named so is an identifier. Neither a builder nor a base counts. */
struct spec_family *specdb_family_of_macro(struct specdb *db, struct str macro,
					   bool *only);
/* SMC_RMI_REC_ENTER -> RMI_REC_ENTER, made in the arena; false when the macro
 * is no function identifier of the family. */
bool spec_command_name(struct arena *a, const struct spec_family *f,
		       struct str macro, struct str *name);
/* rmi_rec_enter -> RMI_REC_ENTER, for a C function that wraps a command. */
bool spec_wrapper_name(struct arena *a, const struct spec_family *f,
		       struct str function, struct str *name);

/* ---- versions ---- */

/* "rmm@2.0-bet0"; NULL when there is none. Not necessarily loaded. */
struct spec_version *specdb_version(struct specdb *db, struct str name);
/* As people write it: 2.0-bet0, v2.0-bet0, 2.0bet0, 2-0bet0, or an issue. */
struct spec_version *spec_version_find(struct spec_family *f, struct str id);
/* The part of an id before the stage: 2.0 of 2.0-bet0. */
struct str spec_version_base(struct str id);
/* Oldest first, by numbers, stage (in the family's order) and number of it. */
int spec_version_cmp(const struct spec_family *f, struct str a, struct str b);

/* ---- lookups in a loaded version ---- */

enum spec_presence { SPEC_ABSENT, SPEC_PRESENT, SPEC_MAYBE };

struct spec_answer {
	enum spec_presence is;
	const struct spec_command *command;	/* also of a SPEC_MAYBE, if any */
	const struct spec_conflict *conflict;
};

/* SPEC_MAYBE: in conflict, or not in a list that is known to be partial. */
struct spec_answer spec_ask_fid(const struct spec_version *v, uint32_t fid);
struct spec_answer spec_ask_name(const struct spec_version *v, struct str name);

const struct spec_command *spec_by_fid(const struct spec_version *v,
				       uint32_t fid);
const struct spec_command *spec_by_name(const struct spec_version *v,
					struct str name);
const struct spec_type *spec_type(const struct spec_version *v, struct str name);
const struct spec_member *spec_member(const struct spec_type *t,
				      struct str name);
const struct spec_status *spec_status(const struct spec_version *v,
				      struct str name);

/* "DEN0137 2.0-bet0, B4.3; Xen, ..." for evidence. */
struct str spec_sources_text(struct arena *a, const struct spec_sources *s);

/* ---- reading files: what specload and specfamily give to specdb ---- */

bool specload_version(struct specdb *db, struct spec_version *v,
		      struct err *err);
void specload_index(struct arena *a, struct spec_version *v);
bool specfamily_read(struct specdb *db, struct spec_family *f, struct err *err);

#endif
