/* SPDX-License-Identifier: GPL-2.0-or-later */
/* finding/finding.h - one thing to tell, with its place and evidence.
 *
 * The keys of the machine output (see doc/output.md) are these members. Rules
 * fill findings, report/ prints them; neither knows the other.
 */
#ifndef WINNOW_FINDING_FINDING_H
#define WINNOW_FINDING_FINDING_H

#include "base/str.h"
#include "base/vec.h"

enum level { LEVEL_CHECK, LEVEL_WARNING, LEVEL_ERROR };
const char *level_name(enum level l);		/* "check" ... */
bool level_of(struct str name, enum level *out);

enum where {
	WHERE_CODE, WHERE_COMMENT, WHERE_SUBJECT, WHERE_MESSAGE, WHERE_NOTES,
	WHERE_COVER,
};
const char *where_name(enum where w);

struct evidence {
	struct str source;	/* "spec-db/rmm/2.0-bet0.json", a path, a message-id */
	struct str ref;		/* place in it: "RMI_RTT_UNPROT_MAP", "line 20" */
	struct str text;	/* what it says */
};

/* A line may be a mail of megabytes, with a thousand findings in it. */
#define FINDING_TEXT_MAX 1000

struct finding {
	struct str rule, group;
	enum level level;
	uint32_t patch;		/* k in k/n; 0 cover letter */
	struct str message_id, subject;
	const char *source;	/* the raw file, and the line in it */
	size_t source_line;
	struct str file;	/* empty: in the message */
	uint32_t line, end_line;
	uint32_t mail_line;	/* of the raw message */
	enum where where;
	struct str text;	/* the first line found, FINDING_TEXT_MAX bytes at most */
	struct str symbol;
	uint64_t fid;
	bool has_fid;
	struct str spec;	/* "rmm@2.0-bet0" */
	struct str *replacement;
	size_t nreplacement, replacement_cap;
	struct str message;	/* one sentence */
	struct str why;		/* what goes wrong if nobody looks: the rule's, for people */
	struct evidence *evidence;
	size_t nevidence, evidence_cap;
	uint32_t resolved_by;	/* later patch that undoes it; 0 none */
	char fingerprint[17];	/* see findings_seal() */
	uint32_t order;		/* of the patch in the series: for sorting */
};

struct findings {
	struct finding *v;
	size_t n, cap;
};

/* What is there already is not said twice. */
void finding_evidence(struct arena *a, struct finding *f, struct str source,
		      struct str ref, struct str text);
void finding_replacement(struct arena *a, struct finding *f, struct str name);

/* Sorts by patch, message before code, file, line, rule, symbol; drops exact
 * repeats; fills the fingerprints: a hash of rule, file, symbol, the text with
 * blanks folded, and which of several equal ones it is - no line numbers. */
void findings_seal(struct findings *fs);

#endif
