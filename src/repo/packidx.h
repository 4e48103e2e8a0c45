/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repo/packidx.h - where the objects of a pack lie: its index.
 *
 * Source: gitformat-pack(5), "Version 1 pack-*.idx files" and "Version 2 ...".
 * The file is read in pieces, never mapped: of a history of millions of objects
 * little is held at a time, and a file that is cut off while it is read does no
 * harm.
 */
#ifndef WINNOW_REPO_PACKIDX_H
#define WINNOW_REPO_PACKIDX_H

#include "base/err.h"
#include "base/str.h"

#define PACK_ID 20

struct packidx {
	const char *path;
	bool old;		/* version 1 */
	uint32_t n;		/* objects */
	uint32_t fan[257];	/* those whose id begins with b: fan[b] to fan[b + 1] */
	uint64_t big;		/* offsets of 64 bits */
};

/* An object that is looked for. */
struct packidx_item {
	unsigned char id[PACK_ID];
	uint16_t pack;		/* 0: not found; else what packidx_find() was given */
	uint16_t rank;		/* packplan.h's, as is `family` */
	uint64_t offset, family;
	size_t tag;		/* the caller's */
};

/* Reads the head. False and err when it is no index of these versions, or damaged.
 * `path` is kept. */
bool packidx_open(struct packidx *x, const char *path, struct err *err);

/* Fills in `pack` and `offset` of the items that are there and have no pack
 * yet. Items come in order of id. */
bool packidx_find(const struct packidx *x, uint16_t pack, struct packidx_item *v,
		  size_t n, struct err *err);
/* One by its id, from the open file; false when it is not there. */
bool packidx_find_one(const struct packidx *x, int fd, const unsigned char *id,
		      uint64_t *offset);

/* The object whose id begins with so many hex digits of `id`: PACKIDX_MANY where
 * there is another one. */
enum packidx_found { PACKIDX_NONE, PACKIDX_ONE, PACKIDX_MANY };
enum packidx_found packidx_find_prefix(const struct packidx *x, int fd, const unsigned char *id,
				       size_t digits, unsigned char *whole);

/* ---- for the files beside ---- */

static inline uint32_t packidx_be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

#endif
