/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/format.h - commits to mails, byte for byte those of git format-patch.
 *
 * Source: git-format-patch(1) --stdout --always with no configuration: [PATCH k/n],
 * renames found at 50 %, --stat and --summary, --binary, no cover letter.
 * Merges are left out; what changes nothing is a mail too, as newer ones have it
 * without being told. Not followed: attributes other than those libgit2
 * knows (textconv, external diff drivers never).
 */
#ifndef WINNOW_REPO_FORMAT_H
#define WINNOW_REPO_FORMAT_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define FORMAT_VERSION "2.39.5"

struct format_options {
	const char *version;	/* of the signature; NULL: FORMAT_VERSION */
	const char *base;	/* --base=REV: base-commit and prerequisites */
};

struct format;

/* `range`: A..B; A alone is A..HEAD. */
struct format *format_open(const char *repo_path, const char *range,
			   const struct format_options *o, struct err *err);
void format_close(struct format *f);	/* takes NULL */

/* The next patch as a mail of an mbox; false at the end, or with err set. */
bool format_next(struct format *f, struct arena *a, struct str *mail,
		 struct err *err);

#endif
