/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cmd/fetch_pick.h - of a thread one version of the series, with its tags.
 *
 * Mails are given as they came. With tags added, a mail whose text was encoded
 * (quoted-printable, base64, MIME parts, another charset) becomes plain text in
 * UTF-8, as b4 does; the others keep every byte beside the tags.
 */
#ifndef WINNOW_CMD_FETCH_PICK_H
#define WINNOW_CMD_FETCH_PICK_H

#include "base/buf.h"
#include "base/err.h"
#include "patch/patch.h"
#include "series/series.h"

struct pick_options {
	uint64_t version;	/* 0: any */
	bool newest, trailers;
};

/* Takes what is wanted out of `set`; what is missing, and how many tags were
 * added, goes to stderr. False and err when the version is not there. */
bool pick_series(struct series_set *set, struct arena *a,
		 const struct pick_options *o, struct err *err);

/* The mail of `p` with the tags that replies gave. `from_line`: it still begins
 * with its separator; else it is a mail without one. */
struct str pick_mail(struct arena *a, const struct patch *p, bool *from_line);

#endif
