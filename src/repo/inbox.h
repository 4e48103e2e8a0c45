/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/inbox.h - mails in public-inbox git repositories.
 *
 * Source: public-inbox-v2-format(5), public-inbox-v1-format(5).
 * v2: folders of epochs (git/0.git, git/1.git, ...) where each commit holds one
 * mail in the file `m`; an epoch alone serves too. v1: one repository whose
 * tree holds a mail at xx/yyyy..., the SHA-1 of its Message-ID.
 * Mails come oldest first (v2) or in the order of the tree (v1).
 */
#ifndef WINNOW_REPO_INBOX_H
#define WINNOW_REPO_INBOX_H

#include "base/arena.h"
#include "base/err.h"
#include "base/problem.h"
#include "base/str.h"

struct inbox;

/* Does `path` look like one? Opens it and looks at one commit at most. */
bool inbox_is(const char *path);

/* The mails of a whole inbox, or (id not empty) those of the thread in which
 * the Message-ID `id` stands. Mails that a later commit took out are left out
 * of v1 only. What cannot be read is left out and told in `problems`, which grow
 * in `a` here and in inbox_next(). NULL and err where nothing is to be read. */
struct inbox *inbox_open(struct arena *a, const char *path, struct str id,
			 struct problems *problems, struct err *err);
void inbox_close(struct inbox *in);	/* takes NULL */

/* False at the end. `name` says where the mail lies:
 * "PATH/git/0.git:<commit>". */
bool inbox_next(struct inbox *in, struct arena *a, struct str *mail,
		const char **name);

#endif
