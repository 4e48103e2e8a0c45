/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan/cache.h - what a scan found in a file, for the next scan.
 *
 * One file in $XDG_CACHE_HOME/winnow (or ~/.cache/winnow), named by a hash of
 * all that decides what is found in a single file: the rules, the words looked
 * for and the program itself. Entries are keyed by a hash of path and bytes,
 * 128 bits under a secret key that is drawn when the cache is made, so that no
 * file can be written to be mistaken for another.
 *
 * What a file can be told by without reading it (its inode and times, the id of
 * its blob) is an alias of that entry, so most files of the next scan are not
 * read at all. Times are believed as git believes them: not when they are as
 * young as the scan itself.
 *
 * Never needed: a cache that cannot be read, is damaged or is not ours counts
 * as empty, one that cannot be written is not written. It is replaced as a
 * whole by renaming, so runs at the same time do not harm each other. What other
 * runs left stays until the cache is over 64 MB, a cache that nobody has written
 * to in 90 days until another one is.
 */
#ifndef WINNOW_SCAN_CACHE_H
#define WINNOW_SCAN_CACHE_H

#include "base/buf.h"
#include "rule/rule.h"

struct cache;

struct cache_key {
	uint64_t a, b;
};

/* `made_of`: what the results depend on, beside rules and program. */
struct cache *cache_open(struct arena *a, const struct rules *rules, struct str made_of);

/* False: it has no entries at all. */
bool cache_knows_any(const struct cache *c);

struct cache_key cache_key(const struct cache *c, struct str path, struct str text);
/* Of an alias: `sign` is what the file is told by. */
struct cache_key cache_alias(const struct cache *c, struct str path, struct str sign);

/* The findings of the file and whether it is of interest to rules of
 * specifications; false when it is not known. Of aliases, too. Thread-safe. */
bool cache_get(const struct cache *c, struct cache_key key, struct arena *a,
	       struct str path, struct findings *out, bool *spec);

/* An entry for the next run, in the caller's buffer (one a thread), from which
 * entries go to disk when there are many. */
void cache_put(struct cache *c, struct buf *entries, struct cache_key key,
	       const struct finding *found, size_t n, bool spec);
/* Unless it is known. True when it was not. */
bool cache_put_alias(struct cache *c, struct buf *entries, struct cache_key alias,
		     struct cache_key key);
/* The same for one that cache_get() gave: it is kept. */
void cache_keep(const struct cache *c, struct buf *entries, struct cache_key key);

/* What is left in a thread's buffer, for the new cache. */
void cache_flush(struct cache *c, struct buf *entries);
/* Makes it the cache. */
void cache_save(struct cache *c);
/* Without it: the cache stays what it was. */
void cache_close(struct cache *c);

#endif
