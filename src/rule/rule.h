/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rule/rule.h - rules/GROUP/ID.json: what is looked for, as data.
 *
 *	{ "id": "FID_REMOVED", "title": "...", "level": "error",
 *	  "matcher": "fid_removed", "params": { ... },
 *	  "message": "{symbol} ({fid}) is not in {spec}",
 *	  "why": "...", "references": [ "..." ],
 *	  "examples": [ { "fires": true, "text": "..." }, ... ] }
 *
 * Several files may give one id (ID.NAME.json): all of them are rules with
 * that id, so that evidence can be added without editing a shipped file. The
 * file without a NAME speaks for all where one title is wanted; if it looks for
 * nothing itself its matcher is "none". The group is the name of the directory.
 * Matchers are C (rule/matcher.h, and the evidence rules of triage/); a rule
 * whose matcher is unknown is an error. Order of files never matters.
 */
#ifndef WINNOW_RULE_RULE_H
#define WINNOW_RULE_RULE_H

#include "base/json.h"
#include "finding/finding.h"

struct matcher;

struct rule {
	struct str id, group, title, why, message, matcher;
	enum level level;
	bool on;			/* its findings are wanted: --types, --ignore */
	bool ignored;			/* --ignore: nor does it count as evidence */
	const struct json *json;	/* the whole file */
	const struct json *params;	/* NULL none */
	const struct matcher *runs;	/* set by rules_check() */
	const char *path;		/* "rules/spec/FID_REMOVED.json" */
};

struct rules {
	struct rule *v;
	size_t n, cap;
};

/* Reads every rules directory in `dirs` (the shipped one first); an error
 * names file and key. All of it lives in `a`. */
bool rules_load(struct rules *out, struct arena *a, const char *const *dirs,
		size_t ndirs, struct err *err);

/* Turns rules on or off by comma-separated ids or groups. False and err when
 * a name is no rule. `only`: all others off. */
bool rules_select(struct rules *rs, struct str list, bool only, struct err *err);

/* Takes out the findings of rules that are off: some are looked for all the
 * same, as evidence for triage. */
void rules_drop_off(const struct rules *rs, struct findings *fs);

/* The rule of the file ID.json, else the first of that id; NULL unknown. */
const struct rule *rules_find(const struct rules *rs, struct str id);
/* The first rule with that matcher that is on; NULL none. */
const struct rule *rules_matcher(const struct rules *rs, const char *matcher);

/* A new finding with rule, group and level filled in. */
struct finding *rule_finding(struct arena *a, struct findings *fs,
			     const struct rule *r);

/* Its message: the rule's, with {name} replaced by the values given as pairs
 * of a C string and a C string, ended by NULL:
 *	rule_message(a, f, r, "had", "rmm@1.0-rel0", NULL)
 * {symbol}, {fid}, {spec}, {text} and {replacement} are the finding's own. */
void rule_message(struct arena *a, struct finding *f, const struct rule *r, ...)
	__attribute__((sentinel));

/* "params": { key: [ "a", "b" ] } - whether the array holds the string. */
bool rule_param_has(const struct rule *r, const char *key, struct str s);

#endif
