/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/pretty.h - the head of a mail that carries a commit.
 *
 * Source: git-log(1), --pretty=email; RFC 2047, 5322. Lines are broken at 78
 * columns, encoded words at 76.
 */
#ifndef WINNOW_REPO_PRETTY_H
#define WINNOW_REPO_PRETTY_H

#include <stdint.h>

#include "base/buf.h"

struct pretty {
	struct str name, mail;	/* of the author */
	int64_t time;		/* seconds since 1970 */
	int zone;		/* minutes east of UTC */
	struct str message;	/* in UTF-8 */
	size_t k, n;		/* [PATCH k/n]; n < 2: [PATCH] */
};

/* From, Date, Subject, MIME fields where the message is not ASCII, an empty
 * line, and the rest of the message. */
void pretty_mail(struct buf *out, const struct pretty *p);

#endif
