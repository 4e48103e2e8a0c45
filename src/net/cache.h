/* SPDX-License-Identifier: GPL-2.0-or-later */
/* net/cache.h - replies kept on disk, one file a URL.
 *
 * A file is a head of "name: value" lines, an empty line and the body; one that
 * is damaged or belongs to another URL counts as absent.
 */
#ifndef WINNOW_NET_CACHE_H
#define WINNOW_NET_CACHE_H

#include "base/arena.h"
#include "base/str.h"

struct cached {
	struct str etag, modified;	/* of the reply; empty: none */
	struct str body;
};

/* False when there is no (good) copy. */
bool cache_read(struct arena *a, const char *url, struct cached *out);

/* What cannot be written is not kept; nobody is told. */
void cache_write(struct arena *a, const char *url, const struct cached *c);

#endif
