/* SPDX-License-Identifier: GPL-2.0-or-later */
/* patch/patch.h - a message read as what it is: patch, cover letter, reply.
 *
 * Source: git-mailinfo(1): in-body From/Date/Subject, scissors, the `---`
 * break. Sections are ranges of body lines without empty lines around them; the
 * text between the end of the diff and the end of the mail (signature, footer)
 * is `tail`, in a mail without a diff it begins at the signature.
 *
 * Deviations from mailinfo: scissors count without being asked for, unless there
 * are two (around an example) and no in-body headers below; what stands above
 * are notes, where there are no others. Without a `---` the commit message ends
 * at the diffstat; in a cover letter it also ends at the shortlog.
 */
#ifndef WINNOW_PATCH_PATCH_H
#define WINNOW_PATCH_PATCH_H

#include "mail/message.h"
#include "patch/diff.h"
#include "patch/subject.h"
#include "patch/trailer.h"

enum patch_kind {
	PATCH_OTHER,		/* no patch and no cover letter */
	PATCH_REPLY,		/* answers one; a diff in it is not submitted */
	PATCH_COVER,		/* 0/n, or a patch mail without a diff that opens a series */
	PATCH_PATCH,
};

/* Body lines first..last; first == 0: absent. Only a tail holds a signature. */
struct section {
	struct str text;
	uint32_t first, last;
};

struct patch {
	enum patch_kind kind;
	const struct message *msg;
	struct subject subject;		/* in-body Subject counts first */
	struct str author;		/* "Name <mail>"; in-body From counts first */
	struct str date;
	struct section message;		/* commit message, trailers included */
	struct section notes;		/* between --- and the diff(stat); of a cover
					 * letter all behind --- or its prose */
	struct section tail;		/* behind the diff */
	bool empty;			/* says PATCH and holds none, but is whole: git
					 * writes a commit so that changes nothing */
	uint32_t trailer_line;		/* first body line of the trailer block, 0 none */
	struct trailers trailers;	/* of the commit message */
	struct trailers base;		/* base-commit etc., anywhere below the message */
	struct diff diff;		/* nfiles == 0 for all but PATCH_PATCH */
	struct problems problems;	/* body lines; the diff's own are in diff.problems */
	unsigned number;		/* k of k/n; 1 for an unnumbered patch; 0 cover.
					 * Set by series/ to its place where unclear */
};

struct patch *patch_parse(struct arena *a, const struct message *m);

#endif
