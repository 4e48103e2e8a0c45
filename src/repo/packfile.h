/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/packfile.h - the entries of a pack: their heads, and what they inflate to.
 *
 * Source: gitformat-pack(5), "pack-*.pack files". The file is read through two
 * windows, never mapped: what a run of entries covers, and the place of another
 * entry that they need. Offsets are checked against the file, sizes against what
 * so many bytes can inflate to.
 */
#ifndef WINNOW_REPO_PACKFILE_H
#define WINNOW_REPO_PACKFILE_H

#include "base/err.h"
#include "base/inflate.h"
#include "repo/packidx.h"
#include "repo/packmem.h"

#define PACKFILE_MAX (256u << 20)	/* of an object, in bytes */

enum pack_type {
	PACK_COMMIT = 1, PACK_TREE, PACK_BLOB, PACK_TAG, PACK_OFS_DELTA = 6, PACK_REF_DELTA
};

struct packfile_window {
	struct packmem m;
	size_t n;
	uint64_t at;
};

struct packfile {
	const char *path;	/* NULL: none is open */
	int fd;
	uint64_t end;		/* of its entries */
	struct packfile_window run, other;
	size_t reach;		/* how much is read where nothing is expected */
};

struct packfile_head {
	enum pack_type type;
	size_t size;		/* of what it inflates to */
	uint64_t at, data;	/* where it begins, and its stream */
	uint64_t base;		/* PACK_OFS_DELTA: where its base lies */
	unsigned char base_id[PACK_ID];		/* PACK_REF_DELTA */
};

/* A zeroed struct, or one that has been open. `objects`: how many its index
 * knows. False and err when it is no pack of version 2 or 3, or another one. */
bool packfile_open(struct packfile *p, const char *path, uint32_t objects, struct err *err);
void packfile_close(struct packfile *p);	/* and its windows; takes a zeroed struct */

/* Reads what entries from `from` to `to` need: no promise, only haste. */
void packfile_expect(struct packfile *p, uint64_t from, uint64_t to);

/* NULL, or what is wrong with the entry at `at`. */
const char *packfile_head(struct packfile *p, uint64_t at, struct packfile_head *h);

/* Inflates it into `out`, which has h->size bytes. `next`: where the next entry
 * may begin, 0 when that is not known. NULL, or what is wrong. */
const char *packfile_inflate(struct packfile *p, struct inflate *z,
			     const struct packfile_head *h, uint64_t next, void *out);

#endif
