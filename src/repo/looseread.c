// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "repo/looseread.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/gzip.h"
#include "base/inflate.h"
#include "base/sha1.h"

#define HEAD_MAX 32		/* "commit 268435456" and a NUL are 17 */
#define ROOM_KEPT PACKREAD_HUGE
#define RATIO 1032		/* deflate does not do better */

struct looseread {
	struct packread_huge *huge;
	bool holds_huge;
	struct inflate *z;
	struct packmem in, out;
};

struct looseread *looseread_open(struct packread_huge *h)
{
	struct looseread *r = calloc(1, sizeof(*r));

	if (!r)
		die("out of memory");
	r->huge = h;
	r->z = inflate_open();
	return r;
}

void looseread_rest(struct looseread *r)
{
	if (!r)
		return;
	packmem_trim(&r->in, ROOM_KEPT);
	packmem_trim(&r->out, ROOM_KEPT);
	if (r->holds_huge)
		pthread_mutex_unlock(&r->huge->lock);
	r->holds_huge = false;
}

void looseread_close(struct looseread *r)
{
	if (!r)
		return;
	looseread_rest(r);
	packmem_trim(&r->in, 0);
	packmem_trim(&r->out, 0);
	inflate_close(r->z);
	free(r);
}

static char *room(struct looseread *r, struct packmem *m, size_t n)
{
	if (n > ROOM_KEPT && !r->holds_huge) {
		pthread_mutex_lock(&r->huge->lock);
		r->holds_huge = true;
	}
	return packmem_room(m, n);
}

/* Never waits, whatever lies there. NULL, or what is wrong. */
static const char *read_file(struct looseread *r, int fd, struct str *out)
{
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return "a loose object that is no file";
	if (st.st_size > PACKFILE_MAX)
		return "a loose object larger than 256 MiB";
	out->n = (size_t)st.st_size;
	out->p = room(r, &r->in, out->n);
	return file_read_at(fd, r->in.p, out->n, 0) ? NULL :
							 "a loose object that cannot be read";
}

static bool eat_type(struct str *s, enum pack_type *type)
{
	static const struct {
		const char *name;
		enum pack_type type;
	} types[] = {
		{ "blob ", PACK_BLOB }, { "tree ", PACK_TREE },
		{ "commit ", PACK_COMMIT }, { "tag ", PACK_TAG },
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++)
		if (str_eat(s, str_of(types[i].name))) {
			*type = types[i].type;
			return true;
		}
	return false;
}

struct head {
	enum pack_type type;
	size_t n;		/* bytes of it */
	uint64_t size;		/* of the object */
};

static const char *read_head(struct str in, struct head *h)
{
	char b[HEAD_MAX];
	size_t n = gzip_zlib_begin(in, b, sizeof(b));
	struct str s = str_n(b, n);

	if (!eat_type(&s, &h->type) || !str_num(&s, &h->size, UINT64_MAX) ||
	    !str_eat(&s, str_n("", 1)))
		return "a loose object whose head is damaged";
	h->n = n - s.n;
	if (h->size > PACKFILE_MAX)
		return "a loose object larger than 256 MiB";
	return h->size / RATIO > in.n ? "a loose object larger than its file could hold" : NULL;
}

static const char *inflate(struct looseread *r, struct str in, const struct head *h,
			   struct str *text)
{
	size_t n = h->n + (size_t)h->size;
	char *p = room(r, &r->out, n + PACKREAD_SLACK);

	if (inflate_zlib(r->z, in, p, n) != INFLATE_OK)
		return "a loose object that is damaged, cut off, or not of the size it says";
	memset(p + n, 0, PACKREAD_SLACK);
	*text = str_n(p + h->n, (size_t)h->size);
	return NULL;
}

static const char *read_object(struct looseread *r, int fd, enum pack_type *type,
			       struct str *text)
{
	struct head h;
	struct str in;
	const char *wrong = read_file(r, fd, &in);

	if (!wrong)
		wrong = read_head(in, &h);
	if (!wrong)
		wrong = inflate(r, in, &h, text);
	if (!wrong)
		*type = h.type;
	return wrong;
}

static int open_file(const char *objects, const unsigned char id[PACK_ID])
{
	char path[4096], hex[2 * PACK_ID + 1];
	int n;

	sha1_hex(hex, id);
	n = snprintf(path, sizeof(path), "%s/%.2s/%s", objects, hex, hex + 2);
	if (n < 0 || (size_t)n >= sizeof(path)) {
		errno = ENOENT;
		return -1;
	}
	return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

enum object_found looseread_object(struct looseread *r, const char *objects,
				   const unsigned char id[PACK_ID], enum pack_type *type,
				   struct str *text, const char **why)
{
	int fd;

	looseread_rest(r);
	fd = open_file(objects, id);
	if (fd < 0) {
		*why = "a loose object that cannot be opened";
		return errno == ENOENT || errno == ENOTDIR ? OBJECT_NONE : OBJECT_DAMAGED;
	}
	*why = read_object(r, fd, type, text);
	close(fd);
	if (!*why)
		return OBJECT_READ;
	looseread_rest(r);
	return OBJECT_DAMAGED;
}
