// SPDX-License-Identifier: GPL-2.0-or-later
#include "net/lore.h"

#include "base/buf.h"
#include "base/json.h"
#include "net/fetch.h"

#define ID_MAX 900

struct url {
	struct str all;
	struct str base;	/* scheme and host */
	struct str host;
	struct str path;	/* from the first slash, without query */
	struct str query;
};

/* ---- what an argument is ---- */

static bool is_url(struct str s)
{
	return str_starts_nocase(s, STR("http://")) ||
	       str_starts_nocase(s, STR("https://"));
}

static bool id_char(char c)
{
	return (unsigned char)c > ' ' && c != '<' && c != '>' && c != '"' &&
	       c != 0x7f;
}

struct str lore_id(const char *arg)
{
	struct str s = str_of(arg);
	size_t at;

	if (!str_eat(&s, STR("id:")))
		str_eat(&s, STR("msgid:"));
	if (str_eat_chr(&s, '<') && str_ends(s, STR(">")))
		s.n--;
	at = str_find_chr(s, '@');
	if (is_url(s) || s.n > ID_MAX || !at || at == SIZE_MAX || at + 1 == s.n)
		return str_n("", 0);
	for (size_t i = 0; i < s.n; i++)
		if (!id_char(s.p[i]))
			return str_n("", 0);
	return s;
}

bool lore_is(const char *arg)
{
	return is_url(str_of(arg)) || lore_id(arg).n;
}

/* ---- public-inbox ---- */

static void escape(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (chr_alpha(c) || chr_digit(c) || strchr("-._~@+$=,", c))
			buf_chr(out, c);
		else
			buf_printf(out, "%%%02X", (unsigned char)c);
	}
}

static char *thread_url(struct arena *a, const char *server, struct str id)
{
	struct str base = str_of(server ? server : LORE_SERVER);
	struct buf b = BUF;
	char *url;

	while (str_ends(base, STR("/")))
		base.n--;
	buf_add(&b, base);
	buf_chr(&b, '/');
	escape(&b, id);
	buf_add(&b, STR("/t.mbox.gz"));
	url = str_z(a, buf_str(&b));
	buf_free(&b);
	return url;
}

static struct url split_url(struct str s)
{
	struct url u = { .all = s };
	size_t at = str_find(s, STR("://")) + 3, end = str_find_chr(s, '#');
	size_t slash, question;

	s = str_sub(s, 0, end);
	question = str_find_chr(s, '?');
	if (question != SIZE_MAX)
		u.query = str_from(s, question + 1);
	s = str_sub(s, 0, question);
	slash = str_find_chr(str_from(s, at), '/');
	slash = slash == SIZE_MAX ? s.n : slash + at;
	u.base = str_sub(s, 0, slash);
	u.host = str_from(u.base, at);
	u.path = str_from(s, slash);
	return u;
}

/* The segment with an @ is the Message-ID; `before` is what stands before. */
static bool id_segment(struct str path, struct str *before, struct str *id,
		       struct str *behind)
{
	struct str rest = path, part;

	while (str_eat_chr(&rest, '/')) {
		size_t n = str_find_chr(rest, '/');

		part = str_sub(rest, 0, n);
		rest = str_from(rest, part.n);
		if (str_find_chr(part, '@') == SIZE_MAX &&
		    str_find_nocase(part, STR("%40")) == SIZE_MAX)
			continue;
		*before = str_n(path.p, (size_t)(part.p - path.p));
		*id = part;
		*behind = rest;
		return true;
	}
	return false;
}

/* Hosts that only point elsewhere: the thread is asked for at the server. */
static bool only_points(const struct url *u)
{
	return str_eq_nocase(u->host, STR("patch.msgid.link")) ||
	       str_eq_nocase(u->host, STR("lkml.kernel.org"));
}

static struct str unescape(struct arena *a, struct str s)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		int hi = i + 2 < s.n ? chr_hex(s.p[i + 1]) : -1;
		int lo = i + 2 < s.n ? chr_hex(s.p[i + 2]) : -1;

		if (s.p[i] == '%' && hi >= 0 && lo >= 0) {
			out[n++] = (char)(hi << 4 | lo);
			i += 2;
		} else {
			out[n++] = s.p[i];
		}
	}
	return str_n(out, n);
}

static char *archive_url(struct arena *a, const struct url *u,
			 const struct lore_options *o)
{
	struct str before, id, behind;

	if (!id_segment(u->path, &before, &id, &behind))
		return str_z(a, u->all);
	if (only_points(u))
		return thread_url(a, o->server, unescape(a, id));
	if (str_ends(behind, STR(".gz")) || str_starts(behind, STR("/raw")))
		return str_z(a, u->all);
	return arena_printf(a, "%.*s%.*s%.*s/t.mbox.gz", STR_FMT(u->base),
			    STR_FMT(before), STR_FMT(id));
}

/* ---- patchwork ---- */

/* What follows `word` in the path, up to the next slash; the base stays. */
static bool segment_after(const struct url *u, struct str word, struct str *id,
			  struct str *before)
{
	size_t at = str_find(u->path, word), n;

	if (at == SIZE_MAX)
		return false;
	*id = str_from(u->path, at + word.n);
	n = str_find_chr(*id, '/');
	*id = str_sub(*id, 0, n);
	*before = str_sub(u->path, 0, at);
	return id->n;
}

static bool number(struct str s)
{
	uint64_t n;

	return str_num(&s, &n, UINT64_MAX) && !s.n;
}

static struct str project_root(struct str path)
{
	size_t at = str_find(path, STR("/project/"));

	return str_sub(path, 0, at);
}

/* The mbox behind a page of patchwork; NULL when it is none. */
static char *patchwork_url(struct arena *a, const struct url *u)
{
	struct str id, before, q = u->query, part;

	for (size_t i = 0; i < 2; i++) {
		static const char *const one[] = { "patch", "cover" };
		char *word = arena_printf(a, "/%s/", one[i]);

		if (segment_after(u, str_of(word), &id, &before))
			return arena_printf(a, "%.*s%.*s/%s/%.*s/mbox/", STR_FMT(u->base),
					    STR_FMT(before), one[i], STR_FMT(id));
	}
	if (segment_after(u, STR("/series/"), &id, &before) && number(id))
		return arena_printf(a, "%.*s%.*s/series/%.*s/mbox/",
				    STR_FMT(u->base), STR_FMT(project_root(before)),
				    STR_FMT(id));
	while (q.n) {
		if (!str_until(&q, '&', &part)) {
			part = q;
			q.n = 0;
		}
		if (str_eat(&part, STR("series=")) && number(part))
			return arena_printf(a, "%.*s%.*s/series/%.*s/mbox/",
					    STR_FMT(u->base),
					    STR_FMT(project_root(u->path)),
					    STR_FMT(part));
	}
	return NULL;
}

static bool api_mbox(struct arena *a, struct str text, const char **url,
		     struct err *err)
{
	struct json *j = json_parse(a, text, *url, err);
	struct str mbox;
	bool ok = j && json_str(j, "mbox", &mbox) && is_url(mbox);

	if (ok)
		*url = str_z(a, mbox);
	else if (j)
		err_set(err, "%s: no patch or series: it names no mbox", *url);
	return ok;
}

/* ---- both ---- */

static const char *mbox_url(struct arena *a, const char *arg, bool *api,
			    const struct lore_options *o)
{
	struct str id = lore_id(arg);
	struct url u;
	char *url;

	*api = false;
	if (id.n)
		return thread_url(a, o->server, id);
	u = split_url(str_of(arg));
	*api = str_has(u.path, STR("/api/")) &&
	       (str_has(u.path, STR("/patches/")) || str_has(u.path, STR("/series/")) ||
		str_has(u.path, STR("/covers/")));
	if (*api)
		return arg;
	url = patchwork_url(a, &u);
	return url ? url : archive_url(a, &u, o);
}

bool lore_get(struct arena *a, const char *arg, const struct lore_options *o,
	      struct str *mbox, const char **url, struct err *err)
{
	struct fetch_options f = {
		.offline = o->offline, .no_cache = o->no_cache,
		.max_bytes = o->max_bytes, .seconds = o->seconds,
		.stall_seconds = o->stall_seconds,
	};
	bool api;

	*url = mbox_url(a, arg, &api, o);
	if (!fetch_url(a, *url, &f, mbox, err))
		return false;
	return !api || (api_mbox(a, *mbox, url, err) &&
			fetch_url(a, *url, &f, mbox, err));
}
