// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "repo/packidx.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define HEAD 8
#define FAN 1024
#define TRAILER 40
#define OLD_ENTRY (4 + PACK_ID)
#define PIECE 2048	/* entries read at a time */
#define NEAR 48		/* for a single one */

struct piece {
	unsigned char ids[PIECE * PACK_ID];
	unsigned char offsets[PIECE * 4];
};

/* Version 1 has no head, and offset and id of an object stand together. */
static uint64_t entries_at(const struct packidx *x, uint32_t i)
{
	return x->old ? FAN + (uint64_t)i * OLD_ENTRY : HEAD + FAN + (uint64_t)i * PACK_ID;
}

static uint64_t offsets_at(const struct packidx *x, uint32_t i)
{
	return HEAD + FAN + (uint64_t)x->n * (PACK_ID + 4) + (uint64_t)i * 4;
}

/* n ids, no more than PIECE, and their offsets unless `offsets` is NULL. */
static bool read_entries(const struct packidx *x, int fd, uint32_t from, uint32_t n,
			 unsigned char *ids, unsigned char *offsets)
{
	unsigned char b[PIECE * OLD_ENTRY];

	if (!x->old)
		return file_read_at(fd, ids, (size_t)n * PACK_ID, entries_at(x, from)) &&
		       (!offsets ||
			file_read_at(fd, offsets, (size_t)n * 4, offsets_at(x, from)));
	if (!file_read_at(fd, b, (size_t)n * OLD_ENTRY, entries_at(x, from)))
		return false;
	for (size_t i = 0; i < n; i++) {
		memcpy(ids + i * PACK_ID, b + i * OLD_ENTRY + 4, PACK_ID);
		if (offsets)
			memcpy(offsets + i * 4, b + i * OLD_ENTRY, 4);
	}
	return true;
}

static bool read_head(struct packidx *x, int fd, struct err *err)
{
	unsigned char b[HEAD + FAN], *fan = b + HEAD;
	struct stat st;
	uint64_t least;

	if (fstat(fd, &st) || !file_read_at(fd, b, sizeof(b), 0))
		return err_set(err, "%s: too short", x->path);
	x->old = memcmp(b, "\377tOc", 4) != 0;
	if (x->old)
		fan = b;
	else if (packidx_be32(b + 4) != 2)
		return err_set(err, "%s: an index of version %u", x->path, packidx_be32(b + 4));
	x->fan[0] = 0;
	for (unsigned i = 0; i < 256; i++) {
		x->fan[i + 1] = packidx_be32(fan + i * 4);
		if (x->fan[i + 1] < x->fan[i])
			return err_set(err, "%s: damaged: its counts go down", x->path);
	}
	x->n = x->fan[256];
	least = (x->old ? entries_at(x, x->n) : offsets_at(x, x->n)) + TRAILER;
	if ((uint64_t)st.st_size < least)
		return err_set(err, "%s: damaged: too short for %u objects", x->path, x->n);
	x->big = x->old ? 0 : ((uint64_t)st.st_size - least) / 8;
	return true;
}

static int open_file(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		err_set(err, "%s: %s", path, strerror(errno));
	return fd;
}

bool packidx_open(struct packidx *x, const char *path, struct err *err)
{
	int fd = open_file(path, err);
	bool ok;

	x->path = path;
	if (fd < 0)
		return false;
	ok = read_head(x, fd, err);
	close(fd);
	return ok;
}

static bool whole_offset(const struct packidx *x, int fd, uint32_t v, uint64_t *out)
{
	unsigned char b[8];

	*out = v;
	if (x->old || !(v >> 31))
		return true;
	v &= 0x7fffffff;
	if (v >= x->big ||
	    !file_read_at(fd, b, 8, offsets_at(x, x->n) + (uint64_t)v * 8))
		return false;
	*out = (uint64_t)packidx_be32(b) << 32 | packidx_be32(b + 4);
	return true;
}

/* Entries `from` to `to` against the items; both are in order. The item to go
 * on with. */
static struct packidx_item *match(const struct packidx *x, int fd, struct piece *p,
				  uint32_t entries, uint16_t pack,
				  struct packidx_item *it, struct packidx_item *end)
{
	for (uint32_t i = 0; i < entries && it < end; ) {
		int cmp = memcmp(p->ids + (size_t)i * PACK_ID, it->id, PACK_ID);

		if (cmp < 0) {
			i++;
			continue;
		}
		if (cmp == 0 && !it->pack &&
		    whole_offset(x, fd, packidx_be32(p->offsets + (size_t)i * 4), &it->offset))
			it->pack = pack;
		it++;
	}
	return it;
}

/* All whose ids begin with byte `b`. */
static bool find_bucket(const struct packidx *x, int fd, struct piece *p, unsigned b,
			uint16_t pack, struct packidx_item *it, struct packidx_item *end)
{
	for (uint32_t i = x->fan[b]; i < x->fan[b + 1] && it < end; ) {
		uint32_t n = x->fan[b + 1] - i;

		if (n > PIECE)
			n = PIECE;
		if (!read_entries(x, fd, i, n, p->ids, p->offsets))
			return false;
		it = match(x, fd, p, n, pack, it, end);
		i += n;
	}
	return true;
}

bool packidx_find(const struct packidx *x, uint16_t pack, struct packidx_item *v,
		  size_t n, struct err *err)
{
	struct packidx_item *it = v, *end = v + n;
	int fd = open_file(x->path, err);
	struct piece p;
	bool ok = true;

	if (fd < 0)
		return false;
	while (ok && it < end) {
		struct packidx_item *next = it;

		while (next < end && next->id[0] == it->id[0])
			next++;
		ok = find_bucket(x, fd, &p, it->id[0], pack, it, next);
		it = next;
	}
	close(fd);
	return ok || err_set(err, "%s: cannot be read to its end", x->path);
}

/* Where the id stands if ids lie as evenly as hashes do. */
static uint32_t guess(uint32_t lo, uint32_t hi, const unsigned char *id)
{
	uint64_t n = hi - lo, at = n * (packidx_be32(id + 1) >> 8) >> 24;

	return lo + (uint32_t)(at < n ? at : n - 1);
}

/* A few entries around the guess, where it nearly always stands; else halves. */
bool packidx_find_one(const struct packidx *x, int fd, const unsigned char *id,
		      uint64_t *offset)
{
	uint32_t lo = x->fan[id[0]], hi = x->fan[id[0] + 1];
	uint32_t mid = hi > lo ? guess(lo, hi, id) : lo;
	unsigned char b[NEAR * PACK_ID], offset_at[4];

	for (; lo < hi; mid = lo + (hi - lo) / 2) {
		uint32_t from = mid - lo < NEAR / 2 ? lo : mid - NEAR / 2;
		uint32_t n = hi - from < NEAR ? hi - from : NEAR, i = 0;
		int cmp = 1;

		if (!read_entries(x, fd, from, n, b, NULL))
			return false;
		while (i < n && (cmp = memcmp(b + (size_t)i * PACK_ID, id, PACK_ID)) < 0)
			i++;
		if (i < n && cmp == 0)
			return read_entries(x, fd, from + i, 1, b, offset_at) &&
			       whole_offset(x, fd, packidx_be32(offset_at), offset);
		if (i == 0)
			hi = from;
		else if (i == n)
			lo = from + n;
		else
			return false;
	}
	return false;
}

static int cmp_prefix(const unsigned char *a, const unsigned char *b, size_t digits)
{
	int cmp = memcmp(a, b, digits / 2);

	return cmp || digits % 2 == 0 ? cmp : (a[digits / 2] >> 4) - (b[digits / 2] >> 4);
}

enum packidx_found packidx_find_prefix(const struct packidx *x, int fd, const unsigned char *id,
				       size_t digits, unsigned char *whole)
{
	uint32_t lo = x->fan[id[0]], hi = x->fan[id[0] + 1], end = hi;
	unsigned char next[PACK_ID];

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (!read_entries(x, fd, mid, 1, next, NULL))
			return PACKIDX_NONE;
		if (cmp_prefix(next, id, digits) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == end || !read_entries(x, fd, lo, 1, whole, NULL) ||
	    cmp_prefix(whole, id, digits) != 0)
		return PACKIDX_NONE;
	if (lo + 1 < end && read_entries(x, fd, lo + 1, 1, next, NULL) &&
	    cmp_prefix(next, id, digits) == 0)
		return PACKIDX_MANY;
	return PACKIDX_ONE;
}
