// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/cache.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/sha1.h"

#define MAGIC "winnow-cache: 1\n"

static const char *env(const char *name)
{
	const char *v = getenv(name);

	return v && *v ? v : NULL;
}

static char *cache_dir(struct arena *a)
{
	if (env("WINNOW_CACHE"))
		return arena_printf(a, "%s/mail", env("WINNOW_CACHE"));
	if (env("XDG_CACHE_HOME"))
		return arena_printf(a, "%s/winnow/mail", env("XDG_CACHE_HOME"));
	if (env("HOME"))
		return arena_printf(a, "%s/.cache/winnow/mail", env("HOME"));
	return NULL;
}

static void hash(char hex[41], struct str s)
{
	unsigned char h[20];

	sha1(h, s.p, s.n);
	sha1_hex(hex, h);
}

static char *path_of(struct arena *a, const char *url)
{
	char *dir = cache_dir(a), hex[41];

	if (!dir)
		return NULL;
	hash(hex, str_of(url));
	return path_join(a, dir, hex);
}

static bool head_line(struct str *s, struct str name, struct str *value)
{
	struct str line;

	if (!str_until(s, '\n', &line) || !str_eat(&line, name))
		return false;
	*value = line;
	return true;
}

bool cache_read(struct arena *a, const char *url, struct cached *out)
{
	char *path = path_of(a, url), hex[41];
	struct str s, of, sum, line;

	if (!path || file_kind(path) != FILE_REG ||
	    !file_read(a, path, 0, &s, NULL))
		return false;
	if (!str_eat(&s, STR(MAGIC)) || !head_line(&s, STR("url: "), &of) ||
	    !head_line(&s, STR("etag: "), &out->etag) ||
	    !head_line(&s, STR("last-modified: "), &out->modified) ||
	    !head_line(&s, STR("sha1: "), &sum) ||
	    !str_until(&s, '\n', &line) || line.n)
		return false;
	hash(hex, s);
	if (!str_eq(of, str_of(url)) || !str_eq(sum, str_of(hex)))
		return false;
	out->body = s;
	return true;
}

void cache_write(struct arena *a, const char *url, const struct cached *c)
{
	char *dir = cache_dir(a), hex[41];
	struct buf b = BUF;

	if (!dir || strchr(url, '\n') || !file_mkdirs(dir, NULL))
		return;
	hash(hex, c->body);
	buf_printf(&b, MAGIC "url: %s\netag: %.*s\nlast-modified: %.*s\nsha1: %s\n\n",
		   url, STR_FMT(c->etag), STR_FMT(c->modified), hex);
	buf_add(&b, c->body);
	file_write(path_of(a, url), buf_str(&b), NULL);
	buf_free(&b);
}
