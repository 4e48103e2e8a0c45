/* SPDX-License-Identifier: GPL-2.0-or-later */
/* net/lore.h - Message-ID or URL to the mails behind it.
 *
 * Source: public-inbox's WWW interface (BASE/MSGID/t.mbox.gz is the thread as
 * mboxrd), patchwork's REST API (a patch or series has a key "mbox").
 * Known by their form: BASE/MSGID/ of a public-inbox (any server), patchwork's
 * /project/P/patch/ID/, /patch/ID/, /cover/ID/, /series/ID/,
 * /project/P/list/?series=ID and /api/1.x/{patches,series,covers}/ID/;
 * any other URL is taken as it is.
 */
#ifndef WINNOW_NET_LORE_H
#define WINNOW_NET_LORE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define LORE_SERVER "https://lore.kernel.org/all"

struct lore_options {
	const char *server;	/* NULL: LORE_SERVER */
	bool offline, no_cache;
	size_t max_bytes;	/* see net/fetch.h for these */
	unsigned seconds, stall_seconds;
};

/* Does it look like a URL, or a Message-ID (<> or not)? */
bool lore_is(const char *arg);

/* The Message-ID in `arg` without <> and "id:"; empty if it is none. */
struct str lore_id(const char *arg);

/* An mbox, or one mail, unpacked. `url` is what was asked for. */
bool lore_get(struct arena *a, const char *arg, const struct lore_options *o,
	      struct str *mbox, const char **url, struct err *err);

#endif
