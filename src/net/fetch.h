/* SPDX-License-Identifier: GPL-2.0-or-later */
/* net/fetch.h - the libcurl door: one URL to bytes, within limits.
 *
 * http and https only, also after redirects, of which at most 5 are followed,
 * from https to https only. Certificates are verified. Proxies come from the
 * environment, passwords from ~/.netrc, as with curl(1). What a busy or broken
 * server refuses is asked for again, three times in all, within the time limit.
 *
 * The cache holds replies as they came, one file a URL, in $WINNOW_CACHE/mail,
 * else $XDG_CACHE_HOME/winnow/mail, else ~/.cache/winnow/mail. A copy is used
 * after the server has said that it still holds (ETag, Last-Modified), or when
 * offline. Files are replaced as a whole.
 */
#ifndef WINNOW_NET_FETCH_H
#define WINNOW_NET_FETCH_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct fetch_options {
	bool offline;		/* only what the cache holds */
	bool no_cache;		/* neither read nor write it */
	size_t max_bytes;	/* of a reply; again of what gzip unpacks to;
				 * 0: 1 GiB */
	unsigned seconds;	/* for all attempts; 0: 300 */
	unsigned stall_seconds;	/* without 100 bytes a second; 0: 20 */
};

/* The body of the reply (status 200), gzip unpacked; HTML, which no caller can
 * use, is an error and not kept. False and err
 * ("URL: 404 Not Found", "URL: timed out after 5 s", ...) otherwise. */
bool fetch_url(struct arena *a, const char *url, const struct fetch_options *o,
	       struct str *out, struct err *err);

#endif
