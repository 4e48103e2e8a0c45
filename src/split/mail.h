/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split/mail.h - the outside of a mail: header fields, file names, mboxes.
 *
 * Source: RFC 5322, RFC 2047 (encoded words), git-format-patch(1).
 */
#ifndef WINNOW_SPLIT_MAIL_H
#define WINNOW_SPLIT_MAIL_H

#include "mail/mbox.h"
#include "base/buf.h"
#include "patch/patch.h"

/* The subject with its k/n replaced (or put in), k as wide as n; the other
 * words of the brackets stay. `title` replaces the title unless empty. */
struct str mail_subject(struct arena *a, const struct subject *s, size_t k,
			size_t n, struct str title);

/* A person's name without quotes round it. */
struct str mail_unquoted(struct str name);

/* "current.ID"; an ID that begins so stays. A mail without one gets an id made
 * from its bytes. */
struct str mail_id(struct arena *a, const char *half, const struct message *m);

/* "v13-0005-arm64-RMI-Add-wrappers.patch" */
struct str mail_file_name(struct arena *a, const struct subject *s, size_t k);

/* Header fields up to Cc; an empty date or parent is left out. */
void mail_head(struct buf *out, const struct message *m, struct str subject,
	       struct str date, struct str id, struct str parent);
/* The whole, from its head and its body, with a signature, in the arena. */
struct str mail_finish(struct arena *a, const struct buf *head, const struct buf *body);

/* One mail of an mboxrd file. */
void mail_to_mbox(struct buf *out, struct str mail);

/* The line that begins a mail on its own, as in git-format-patch: nothing in it
 * is quoted. */
#define MAIL_FROM_LINE \
	"From 0000000000000000000000000000000000000000 " MBOX_GIT_DATE "\n"
/* The one that begins a mail in an mboxrd, as public-inbox writes it. */
#define MAIL_MBOXRD_LINE "From mboxrd@z Thu Jan  1 00:00:00 1970\n"

#endif
