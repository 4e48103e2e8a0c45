// SPDX-License-Identifier: GPL-2.0-or-later
#define _GNU_SOURCE
#include "net/fetch.h"

#include <curl/curl.h>
#include <pthread.h>
#include <time.h>

#include "base/gzip.h"
#include "base/library.h"
#include "net/cache.h"

#define MAX_BYTES (1u << 30)
#define SECONDS 300
#define STALL_SECONDS 20
#define CONNECT_SECONDS 15
#define ATTEMPTS 3
#define REDIRECTS 5
#define RETRY_AFTER_MAX 10

struct request {
	CURL *curl;
	struct arena *a;
	const char *url;
	size_t max;
	double deadline;	/* of the monotonic clock */
	struct buf body;
	bool too_large;
	struct str etag, modified;
	unsigned retry_after;
	long status;
	CURLcode code;
	char why[CURL_ERROR_SIZE];
};

/* ---- the library ---- */

#define CALLS(X)							\
	X(easy_cleanup) X(easy_getinfo) X(easy_init) X(easy_perform)	\
	X(easy_setopt) X(easy_strerror) X(global_init) X(slist_append)	\
	X(slist_free_all)

#define CALL(f) __typeof__(curl_##f) *f;
static struct { CALLS(CALL) } curl;
static struct err not_loaded;

static void init_once(void)
{
#define NAME(f) "curl_" #f,
	static const char *const names[] = { CALLS(NAME) };

	if (!library_load(LIBCURL, names, &curl, sizeof(names) / sizeof(*names),
			  &not_loaded))
		return;
	if (curl.global_init(CURL_GLOBAL_DEFAULT))
		err_set(&not_loaded, "libcurl does not start");
}

static bool init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, init_once);
	return !not_loaded.msg[0];
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void nap(double seconds)
{
	struct timespec t = { (time_t)seconds,
			      (long)((seconds - (double)(time_t)seconds) * 1e9) };

	nanosleep(&t, NULL);
}

/* ---- what comes in ---- */

static size_t on_body(char *p, size_t size, size_t n, void *arg)
{
	struct request *r = arg;

	n *= size;
	if (n > r->max - r->body.n) {
		r->too_large = true;
		return 0;
	}
	buf_add(&r->body, str_n(p, n));
	return n;
}

static bool value_of(struct str line, struct str name, struct str *value)
{
	if (!str_starts_nocase(line, name))
		return false;
	*value = str_trim(str_from(line, name.n));
	return true;
}

/* Of each reply on the way; those of the last count. */
static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
	struct request *r = arg;
	struct str line = str_n(p, size * n), v;
	uint64_t seconds;

	if (str_starts(line, STR("HTTP/"))) {
		r->etag = r->modified = str_n("", 0);
		r->retry_after = 0;
	} else if (value_of(line, STR("etag:"), &v)) {
		r->etag = str_dup(r->a, v);
	} else if (value_of(line, STR("last-modified:"), &v)) {
		r->modified = str_dup(r->a, v);
	} else if (value_of(line, STR("retry-after:"), &v) &&
		   str_num(&v, &seconds, RETRY_AFTER_MAX)) {
		r->retry_after = (unsigned)seconds;
	}
	return size * n;
}

/* ---- one attempt ---- */

static void set(CURL *c, CURLoption o, long v)
{
	curl.easy_setopt(c, o, v);
}

static void set_limits(struct request *r, const struct fetch_options *o)
{
	bool tls = str_starts_nocase(str_of(r->url), STR("https:"));
	CURL *c = r->curl;

	curl.easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl.easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR,
			 tls ? "https" : "http,https");
	set(c, CURLOPT_FOLLOWLOCATION, 1);
	set(c, CURLOPT_MAXREDIRS, REDIRECTS);
	set(c, CURLOPT_SSL_VERIFYPEER, 1);
	set(c, CURLOPT_SSL_VERIFYHOST, 2);
	set(c, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
	set(c, CURLOPT_LOW_SPEED_LIMIT, 100);
	set(c, CURLOPT_LOW_SPEED_TIME,
	    o->stall_seconds ? o->stall_seconds : STALL_SECONDS);
	curl.easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)r->max);
	set(c, CURLOPT_NOSIGNAL, 1);
	set(c, CURLOPT_NETRC, CURL_NETRC_OPTIONAL);
}

static void set_handlers(struct request *r)
{
	CURL *c = r->curl;

	curl.easy_setopt(c, CURLOPT_URL, r->url);
	curl.easy_setopt(c, CURLOPT_USERAGENT, "winnow");
	curl.easy_setopt(c, CURLOPT_ERRORBUFFER, r->why);
	curl.easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
	curl.easy_setopt(c, CURLOPT_WRITEDATA, r);
	curl.easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
	curl.easy_setopt(c, CURLOPT_HEADERDATA, r);
}

static struct curl_slist *conditions(struct request *r, const struct cached *old)
{
	struct curl_slist *l = NULL;

	if (old && old->etag.n)
		l = curl.slist_append(l, arena_printf(r->a, "If-None-Match: %.*s",
						      STR_FMT(old->etag)));
	if (old && old->modified.n)
		l = curl.slist_append(l, arena_printf(r->a, "If-Modified-Since: %.*s",
						      STR_FMT(old->modified)));
	return l;
}

static void attempt(struct request *r)
{
	double left = r->deadline - now();

	buf_clear(&r->body);
	r->why[0] = '\0';
	r->status = 0;
	r->code = CURLE_OPERATION_TIMEDOUT;
	if (left <= 0)
		return;
	set(r->curl, CURLOPT_TIMEOUT_MS, (long)(left * 1000) + 1);
	r->code = curl.easy_perform(r->curl);
	curl.easy_getinfo(r->curl, CURLINFO_RESPONSE_CODE, &r->status);
}

static bool passing(const struct request *r)
{
	switch (r->code) {
	case CURLE_OK:
		return r->status == 429 || r->status == 500 ||
		       (r->status >= 502 && r->status <= 504);
	case CURLE_COULDNT_CONNECT:
	case CURLE_GOT_NOTHING:
	case CURLE_PARTIAL_FILE:
	case CURLE_RECV_ERROR:
	case CURLE_SEND_ERROR:
		return true;
	default:
		return false;
	}
}

static void attempts(struct request *r)
{
	double wait = 0.5;

	for (int i = 1;; i++, wait *= 2) {
		double pause;

		attempt(r);
		pause = r->retry_after > wait ? r->retry_after : wait;
		if (i == ATTEMPTS || !passing(r) || now() + pause >= r->deadline)
			return;
		nap(pause);
	}
}

/* ---- what it means ---- */

static const char *status_name(long status)
{
	switch (status) {
	case 300: return " Multiple Choices";
	case 401: return " Unauthorized";
	case 403: return " Forbidden";
	case 404: return " Not Found";
	case 410: return " Gone";
	case 429: return " Too Many Requests";
	case 500: return " Internal Server Error";
	case 503: return " Service Unavailable";
	default: return "";
	}
}

static bool failed(const struct request *r, struct err *err)
{
	if (r->too_large || r->code == CURLE_FILESIZE_EXCEEDED)
		return err_set(err, "%s: more than %zu bytes", r->url, r->max);
	if (r->code != CURLE_OK)
		return err_set(err, "%s: %s", r->url,
			       r->why[0] ? r->why : curl.easy_strerror(r->code));
	return err_set(err, "%s: %ld%s", r->url, r->status,
		       status_name(r->status));
}

static bool web_page(struct str s)
{
	s = str_ltrim(s);
	return str_starts_nocase(s, STR("<!doctype")) ||
	       str_starts_nocase(s, STR("<html"));
}

static bool unpack(struct arena *a, const char *url, struct str body,
		   size_t max, struct str *out, struct err *err)
{
	struct err why = { { 0 } };
	struct buf b = BUF;
	bool ok;

	*out = body;
	if (web_page(body))
		return err_set(err, "%s: a web page, no mail", url);
	if (!gzip_is(body))
		return true;
	ok = gzip_inflate(body, &b, max, &why);
	if (ok)
		*out = str_dup(a, buf_str(&b));
	else
		err_set(err, "%s: %s", url, why.msg);
	buf_free(&b);
	return ok;
}

static bool get(struct request *r, const struct fetch_options *o,
		struct cached *c, bool have, struct err *err)
{
	struct curl_slist *l = conditions(r, have ? c : NULL);
	bool ok;

	set_limits(r, o);
	set_handlers(r);
	curl.easy_setopt(r->curl, CURLOPT_HTTPHEADER, l);
	attempts(r);
	curl.slist_free_all(l);
	ok = r->code == CURLE_OK && (r->status == 200 ||
				     (r->status == 304 && have));
	if (!ok)
		return failed(r, err);
	if (r->status == 200)
		*c = (struct cached){
			.etag = r->etag, .modified = r->modified,
			.body = str_dup(r->a, buf_str(&r->body)),
		};
	return true;
}

bool fetch_url(struct arena *a, const char *url, const struct fetch_options *o,
	       struct str *out, struct err *err)
{
	struct request r = {
		.a = a, .url = url, .body = BUF,
		.max = o->max_bytes ? o->max_bytes : MAX_BYTES,
		.deadline = now() + (o->seconds ? o->seconds : SECONDS),
	};
	struct cached c = { .etag = STR("") };
	bool have = !o->no_cache && cache_read(a, url, &c), ok;

	if (o->offline)
		return have ? unpack(a, url, c.body, r.max, out, err) :
		       err_set(err, "%s: offline, and not in the cache", url);
	if (!init())
		return err_set(err, "%s: %s", url, not_loaded.msg);
	r.curl = curl.easy_init();
	if (!r.curl)
		die("libcurl does not start");
	ok = get(&r, o, &c, have, err);
	curl.easy_cleanup(r.curl);
	buf_free(&r.body);
	if (!ok || !unpack(a, url, c.body, r.max, out, err))
		return false;
	if (!o->no_cache && r.status == 200)
		cache_write(a, url, &c);
	return true;
}
