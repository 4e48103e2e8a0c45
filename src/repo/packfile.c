// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "repo/packfile.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define HEADER 12
#define TRAILER 20
#define HEAD_MAX 64		/* of an entry: 10 bytes, and 20 at most */
#define WINDOW (32u << 10)
#define KEEP (512u << 10)	/* a window larger than that is not kept */
#define RATIO 1032		/* deflate does not do better */

/* ---- windows ---- */

static bool load(struct packfile *p, struct packfile_window *w, uint64_t at, uint64_t n)
{
	if (at >= p->end)
		return false;
	if (n > p->end - at)
		n = p->end - at;
	packmem_trim(&w->m, KEEP);
	w->at = at;
	w->n = n;
	if (!file_read_at(p->fd, packmem_room(&w->m, n), n, at))
		w->n = 0;
	return w->n > 0;
}

/* What the window holds from `at` on, if that is `need` bytes, or all to the
 * end of the file. */
static bool look(const struct packfile *p, const struct packfile_window *w, uint64_t at,
		 uint64_t need, struct str *out)
{
	if (at < w->at || at >= w->at + w->n)
		return false;
	*out = str_n(w->m.p + (at - w->at), w->n - (size_t)(at - w->at));
	return out->n >= need || w->at + w->n == p->end;
}

static bool view(struct packfile *p, uint64_t at, uint64_t need, struct str *out)
{
	struct packfile_window *w = &p->other;
	uint64_t back = 0;

	if (look(p, &p->run, at, need, out) || look(p, w, at, need, out))
		return true;
	/* Who goes backwards wants what stands before it next. */
	if (w->n && at < w->at && w->at - at < p->reach)
		back = at < p->reach / 2 ? at : p->reach / 2;
	return load(p, w, at - back, back + (need < p->reach - back ? p->reach - back : need)) &&
	       look(p, w, at, need, out);
}

void packfile_expect(struct packfile *p, uint64_t from, uint64_t to)
{
	if (to > from)
		load(p, &p->run, from, to - from + WINDOW);
}

/* ---- the file ---- */

void packfile_close(struct packfile *p)
{
	if (p->path)
		close(p->fd);
	packmem_trim(&p->run.m, 0);
	packmem_trim(&p->other.m, 0);
	*p = (struct packfile){ 0 };
}

bool packfile_open(struct packfile *p, const char *path, uint32_t objects, struct err *err)
{
	unsigned char b[HEADER];
	struct stat st;
	uint32_t version;

	packfile_close(p);
	p->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (p->fd < 0)
		return err_set(err, "%s: %s", path, strerror(errno));
	p->path = path;
	p->reach = WINDOW;
	if (fstat(p->fd, &st) || st.st_size < (off_t)(sizeof(b) + TRAILER) ||
	    !file_read_at(p->fd, b, sizeof(b), 0) || memcmp(b, "PACK", 4) != 0)
		err_set(err, "%s: not a pack", path);
	else if ((version = packidx_be32(b + 4)) != 2 && version != 3)
		err_set(err, "%s: a pack of version %u", path, version);
	else if (packidx_be32(b + 8) != objects)
		err_set(err, "%s: not the pack of its index", path);
	else
		p->end = (uint64_t)st.st_size - TRAILER;
	if (!p->end)
		packfile_close(p);
	return p->path;
}

/* ---- entries ---- */

static bool eat_size(struct str *s, unsigned char c, uint64_t *size)
{
	*size = c & 0xf;
	for (unsigned shift = 4; c & 0x80; shift += 7) {
		if (!s->n || shift > 53)
			return false;
		c = (unsigned char)*s->p;
		*s = str_from(*s, 1);
		*size |= (uint64_t)(c & 0x7f) << shift;
	}
	return true;
}

/* How far before it the base of a delta lies. */
static bool eat_distance(struct str *s, uint64_t *out)
{
	unsigned char c = 0x80;

	for (unsigned i = 0; c & 0x80; i++) {
		if (!s->n || i > 8)
			return false;
		c = (unsigned char)*s->p;
		*s = str_from(*s, 1);
		*out = i ? (*out + 1) << 7 | (c & 0x7f) : c & 0x7f;
	}
	return true;
}

static const char *read_base(struct str *s, struct packfile_head *h)
{
	uint64_t distance;

	if (h->type == PACK_REF_DELTA) {
		if (s->n < PACK_ID)
			return "cut off";
		memcpy(h->base_id, s->p, PACK_ID);
		*s = str_from(*s, PACK_ID);
	} else if (h->type == PACK_OFS_DELTA) {
		if (!eat_distance(s, &distance) || !distance || distance >= h->at)
			return "the base of its delta lies outside of the pack";
		h->base = h->at - distance;
	}
	return NULL;
}

const char *packfile_head(struct packfile *p, uint64_t at, struct packfile_head *h)
{
	const char *wrong;
	struct str s, all;
	unsigned char c;
	uint64_t size;

	if (at < HEADER || at >= p->end)
		return "lies outside of the pack";
	if (!view(p, at, HEAD_MAX, &s))
		return "cannot be read";
	all = s;
	c = (unsigned char)*s.p;
	s = str_from(s, 1);
	h->at = at;
	h->type = c >> 4 & 7;
	if (!h->type || h->type == 5)
		return "of no known type";
	if (!eat_size(&s, c, &size))
		return "its size cannot be read";
	wrong = read_base(&s, h);
	if (wrong)
		return wrong;
	h->data = at + (all.n - s.n);
	if (h->data >= p->end)
		return "cut off";
	if (size > PACKFILE_MAX)
		return "larger than 256 MiB";
	if (size / RATIO > p->end - h->data)
		return "larger than what the pack holds could be";
	h->size = (size_t)size;
	return NULL;
}

/* What the stream can need at most, and what it is tried with first. Bytes that
 * do not compress take little more room than they have. */
static uint64_t stream_most(const struct packfile *p, const struct packfile_head *h,
			    uint64_t next)
{
	uint64_t most = (uint64_t)h->size + h->size / 64 + 1024;

	if (next > h->data && next - h->data < most)
		most = next - h->data;
	return most < p->end - h->data ? most : p->end - h->data;
}

const char *packfile_inflate(struct packfile *p, struct inflate *z,
			     const struct packfile_head *h, uint64_t next, void *out)
{
	uint64_t most = stream_most(p, h, next), want = h->size / 4 + 64;
	struct str s;

	if (next > h->data && next < h->data + 4 * want)
		want = most;
	for (;; want = s.n * (uint64_t)2) {
		enum inflate_result result;

		if (want > most)
			want = most;
		if (!view(p, h->data, want, &s))
			return "cannot be read";
		result = inflate_zlib(z, s, out, h->size);
		if (result == INFLATE_OK)
			return NULL;
		if (s.n >= most)
			return result == INFLATE_SIZE ? "not of the size it says" :
				"its zlib stream is damaged or cut off";
	}
}
