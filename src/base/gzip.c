// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/gzip.h"

#include <stdlib.h>
#include <zlib.h>

#define CHUNK 65536
#define WINDOW_GZIP (15 + 16)

struct gzip {
	z_stream z;
	bool ended;	/* between two members */
};

struct gzip *gzip_open(void)
{
	struct gzip *g = calloc(1, sizeof(*g));

	if (!g || inflateInit2(&g->z, WINDOW_GZIP) != Z_OK)
		die("out of memory");
	return g;
}

void gzip_close(struct gzip *g)
{
	if (!g)
		return;
	inflateEnd(&g->z);
	free(g);
}

bool gzip_ended(const struct gzip *g)
{
	return g->ended;
}

/* Behind the last member zeros may stand: tapes, and some servers. */
static bool padding(const struct gzip *g)
{
	return g->ended && g->z.avail_in && g->z.next_in[0] == '\0';
}

static int inflate_some(struct gzip *g, struct buf *out)
{
	int ret;

	g->z.next_out = (Bytef *)buf_room(out, CHUNK);
	g->z.avail_out = CHUNK;
	ret = inflate(&g->z, Z_NO_FLUSH);
	out->n += CHUNK - g->z.avail_out;
	out->p[out->n] = '\0';
	return ret;
}

static bool feed(struct gzip *g, struct buf *out, size_t max, struct err *err)
{
	while (g->z.avail_in || !g->z.avail_out) {
		int ret;

		if (padding(g))
			return true;
		if (g->ended && inflateReset(&g->z) != Z_OK)
			return err_set(err, "damaged gzip data");
		g->ended = false;
		ret = inflate_some(g, out);
		if (max && out->n > max) {
			out->n = max;
			return err_set(err, "more than %zu bytes in it", max);
		}
		if (ret == Z_STREAM_END) {
			g->ended = true;
			if (!g->z.avail_in)
				return true;
		} else if (ret == Z_BUF_ERROR && !g->z.avail_in) {
			return true;
		} else if (ret != Z_OK) {
			return err_set(err, "damaged gzip data");
		}
	}
	return true;
}

bool gzip_feed(struct gzip *g, struct str in, struct buf *out, size_t max,
	       struct err *err)
{
	while (in.n) {
		struct str part = str_sub(in, 0, 1u << 30);

		g->z.next_in = (Bytef *)part.p;
		g->z.avail_in = (uInt)part.n;
		g->z.avail_out = CHUNK;
		if (!feed(g, out, max, err))
			return false;
		in = str_from(in, part.n);
	}
	return true;
}

bool gzip_inflate(struct str in, struct buf *out, size_t max, struct err *err)
{
	struct gzip *g = gzip_open();
	bool ok = gzip_feed(g, in, out, max, err);

	if (ok && !g->ended)
		ok = err_set(err, "gzip data is cut off");
	gzip_close(g);
	return ok;
}

void gzip_zlib_deflate(struct str in, int level, struct buf *out)
{
	uLongf n = compressBound(in.n);

	if (compress2((Bytef *)buf_room(out, n), &n, (const Bytef *)in.p, in.n,
		      level) != Z_OK)
		die("cannot deflate %zu bytes", in.n);
	out->n += n;
	out->p[out->n] = '\0';
}

bool gzip_zlib_inflate(struct str in, size_t size, struct buf *out)
{
	uLongf n = size;

	if (uncompress((Bytef *)buf_room(out, size), &n, (const Bytef *)in.p,
		       in.n) != Z_OK || n != size)
		return false;
	out->n += n;
	out->p[out->n] = '\0';
	return true;
}

size_t gzip_zlib_begin(struct str in, char *out, size_t n)
{
	z_stream z = { .next_in = (Bytef *)in.p, .avail_in = (uInt)str_sub(in, 0, 1u << 30).n,
		       .next_out = (Bytef *)out, .avail_out = (uInt)n };

	if (inflateInit(&z) != Z_OK)
		die("out of memory");
	inflate(&z, Z_SYNC_FLUSH);
	inflateEnd(&z);
	return n - z.avail_out;
}
