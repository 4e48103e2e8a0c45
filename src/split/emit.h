/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/emit.h - a plan to two mailable series.
 *
 * Each half is a cover letter and numbered patches, threaded, with author,
 * date, message, trailers and notes of the original. Message-IDs are those of
 * the original with the name of the half in front, so the same split gives the
 * same mails.
 *
 * Review tags (Tested-by, Reviewed-by, Acked-by and their mixtures) of a patch
 * that lost lines to the other half are left out, unless keep_trailers: what
 * was reviewed is not what is in the mail.
 */
#ifndef WINNOW_SPLIT_EMIT_H
#define WINNOW_SPLIT_EMIT_H

#include "split/print.h"

struct half_patch {
	uint32_t n;		/* place in the original, 1.. */
	uint32_t k;		/* number in the half */
	bool mixed;		/* the other half has a part of it too */
	struct str diff;
	struct stat_list stat;
	VEC(struct trailer) dropped;
	char patch_id[41];	/* of diff, as git-patch-id(1) --stable; or empty */
	struct str id;		/* Message-ID without <> */
	struct str subject, file_name;
	struct str text;	/* the mail */
};

struct half_series {
	enum half half;
	struct half_patch *v;
	size_t n, cap;
	struct str cover_id, cover_file, cover_text;
};

struct emit {
	struct arena *a;
	const struct plan *plan;
	bool keep_trailers;
	struct half_series half[2];	/* by enum half */
};

/* Prints both halves. False when the plan cannot be printed: see print.h. */
bool emit_make(struct emit *e, struct arena *a, const struct plan *plan,
	       bool keep_trailers, struct err *err);

/* The half as one mboxrd, with its cover letter or (as git am wants it) without;
 * empty for an empty half. */
struct str emit_mbox(const struct emit *e, enum half half, bool cover);

/* The patch of the half that came from patch n of the original, or NULL. */
const struct half_patch *emit_find(const struct emit *e, enum half half, uint32_t n);

/* Writes DIR/current/, DIR/throwaway/ and both mboxes (without cover letters). */
bool emit_write(const struct emit *e, const char *dir, struct err *err);

#endif
