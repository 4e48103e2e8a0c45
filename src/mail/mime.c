// SPDX-License-Identifier: GPL-2.0-or-later
#include "mail/mime.h"

#include <errno.h>
#include <gmime/gmime.h>
#include <pthread.h>
#include <signal.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/library.h"

#define LEAVES_MAX 1000

/* ---- the library ---- */

#define CALLS(X)							\
	X(free) X(mime_content_type_get_mime_type)			\
	X(mime_content_type_get_parameter)				\
	X(mime_content_type_is_type) X(mime_data_wrapper_get_stream)	\
	X(mime_encoding_init_decode) X(mime_encoding_outlen)		\
	X(mime_encoding_step) X(mime_iconv_close) X(mime_iconv_open)	\
	X(mime_init) X(mime_message_get_mime_part)			\
	X(mime_message_part_get_type) X(mime_message_partial_get_type)	\
	X(mime_multipart_get_boundary) X(mime_multipart_get_count)	\
	X(mime_multipart_get_part) X(mime_multipart_get_type)		\
	X(mime_object_get_content_type) X(mime_object_get_disposition)	\
	X(mime_object_get_header) X(mime_parser_construct_message)	\
	X(mime_parser_new_with_stream)					\
	X(mime_parser_set_persist_stream) X(mime_part_get_content)	\
	X(mime_part_get_filename) X(mime_part_get_type)			\
	X(mime_stream_mem_new_with_buffer)				\
	X(mime_utils_header_decode_text) X(object_unref)		\
	X(ptr_array_add) X(ptr_array_free) X(ptr_array_new)		\
	X(ptr_array_remove_index) X(type_check_instance_is_a)

#define CALL(f) __typeof__(g_##f) *f;
static struct { CALLS(CALL) } g;

/* One mail in twenty comes here. */
static void init_once(void)
{
#define NAME(f) "g_" #f,
	static const char *const names[] = { CALLS(NAME) };
	struct sigaction pipe;
	struct err err;

	if (!library_load(LIBGMIME, names, &g, sizeof(names) / sizeof(*names), &err))
		die("%s", err.msg);
	/* GPGME, which it starts, has the whole program ignore this one; then who
	 * reads our output through head(1) gets an error. */
	sigaction(SIGPIPE, NULL, &pipe);
	g.mime_init();
	sigaction(SIGPIPE, &pipe, NULL);
}

static void init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, init_once);
}

static bool is_a(GMimeObject *o, GType type)
{
	return g.type_check_instance_is_a((GTypeInstance *)o, type);
}

/* ---- words and charsets ---- */

bool mime_has_words(struct str s)
{
	const char *p = s.p, *end = s.p + s.n;

	while (p < end && (p = memchr(p, '?', (size_t)(end - p)))) {
		if (p > s.p && p[-1] == '=')
			return true;
		p++;
	}
	return false;
}

static bool is_utf8(struct str s)
{
	if (str_is_ascii(s))
		return true;
	while (s.n) {
		size_t n;

		if (s.n >= 64 && str_is_ascii(str_n(s.p, 64)))
			n = 64;
		else
			n = utf8_len(s);
		if (!n)
			return false;
		s = str_n(s.p + n, s.n - n);
	}
	return true;
}

/* ---- charsets ---- */

static struct str latin1(struct arena *a, struct str in)
{
	char *out = arena_array(a, in.n, 2), *p = out;

	for (size_t i = 0; i < in.n; i++) {
		unsigned char c = (unsigned char)in.p[i];

		if (c >= 0x80) {
			*p++ = (char)(0xc0 | c >> 6);
			c = 0x80 | (c & 0x3f);
		}
		*p++ = (char)c;
	}
	return str_n(out, (size_t)(p - out));
}

static bool convert(struct arena *a, struct str in, iconv_t cd, struct str *out)
{
	struct buf b = BUF;
	char *from = (char *)in.p;	/* iconv(3) does not write there */
	size_t left = in.n;
	bool ok = true;

	while (ok && left) {
		char *to = buf_room(&b, 4096 + left);
		size_t room = b.cap - b.n - 1, had = room;

		ok = g_mime_iconv(cd, &from, &left, &to, &room) != (size_t)-1 ||
		     errno == E2BIG;
		b.n += had - room;
	}
	if (ok)
		*out = str_dup(a, buf_str(&b));
	buf_free(&b);
	return ok;
}

static bool lines_kept(struct str in, struct str out)
{
	return text_nlines(in) == text_nlines(out);
}

static enum mime_charset from_charset(struct arena *a, struct str in,
				      const char *charset, struct str *out)
{
	iconv_t cd = g.mime_iconv_open("UTF-8", charset);
	bool ok;

	if (cd == (iconv_t)-1)
		return MIME_CHARSET_UNKNOWN;
	ok = convert(a, in, cd, out);
	g.mime_iconv_close(cd);
	/* ASCII called UTF-16: real UTF-16 holds NUL bytes. */
	ok = ok && (lines_kept(in, *out) || str_find_chr(in, '\0') != SIZE_MAX);
	return ok ? MIME_CHARSET_OK : MIME_CHARSET_WRONG;
}

bool mime_plain(struct str name)
{
	return !name.n || str_eq_nocase(name, STR("utf-8")) ||
	       str_eq_nocase(name, STR("us-ascii")) ||
	       str_eq_nocase(name, STR("utf8")) ||
	       str_eq_nocase(name, STR("ascii"));
}

/* Mailers say GB2312 and write what only its supersets have. */
static bool chinese(struct str name)
{
	return str_eq_nocase(name, STR("gb2312")) ||
	       str_eq_nocase(name, STR("gbk"));
}

enum mime_charset mime_utf8(struct arena *a, struct str in, struct str charset,
			    struct str *out)
{
	enum mime_charset got = MIME_CHARSET_WRONG;

	*out = in;
	if (mime_plain(charset)) {
		if (is_utf8(in))
			return MIME_CHARSET_OK;
	} else if (charset.n > 64) {
		got = MIME_CHARSET_UNKNOWN;
	} else {
		init();
		got = from_charset(a, in, str_z(a, charset), out);
		if (got == MIME_CHARSET_WRONG && chinese(charset))
			got = from_charset(a, in, "gb18030", out);
	}
	if (got == MIME_CHARSET_OK)
		return got;
	*out = is_utf8(in) ? in : latin1(a, in);
	return str_is_ascii(in) ? MIME_CHARSET_OK : got;
}

struct str mime_words(struct arena *a, struct str value)
{
	struct str out = value;
	char *z;

	if (value.n <= MIME_WORDS_MAX && mime_has_words(value)) {
		init();
		z = g.mime_utils_header_decode_text(NULL, str_z(a, value));
		out = str_dup(a, str_of(z));
		g.free(z);
	}
	return is_utf8(out) ? out : latin1(a, out);
}

/* ---- transfer encodings ---- */

struct decoder {
	struct buf out;
	uint32_t *lines;	/* NULL while only counting */
	size_t n;
	bool at_start;		/* the next byte out begins a line */
};

static void note_lines(struct decoder *d, size_t from, uint32_t line)
{
	for (size_t i = from; i < d->out.n; i++) {
		if (d->at_start)
			d->lines[d->n++] = line;
		d->at_start = d->out.p[i] == '\n';
	}
}

static void step(struct decoder *d, GMimeEncoding *e, struct str in,
		 uint32_t line)
{
	size_t from = d->out.n;
	char *to = buf_room(&d->out, g.mime_encoding_outlen(e, in.n) + 8);

	d->out.n += g.mime_encoding_step(e, in.p, in.n, to);
	note_lines(d, from, line);
}

/* How many digits of base64 the line begins with. */
static size_t base64_digits(struct str line)
{
	static const bool is[256] = {
		['A' ... 'Z'] = true, ['a' ... 'z'] = true, ['0' ... '9'] = true,
		['+'] = true, ['/'] = true,
	};
	size_t n = 0;

	while (n < line.n && is[(unsigned char)line.p[n]])
		n++;
	return n;
}

/* False when anything else than digits and padding is in the line. */
static bool base64_line(struct str line, size_t *digits, bool *pad)
{
	size_t n;

	line = str_rtrim(line);
	n = base64_digits(line);
	*digits += n;
	*pad = n < line.n;
	while (n < line.n && line.p[n] == '=')
		n++;
	return n == line.n;
}

/* Lists append their footer in plain text behind the last line of base64. */
static bool only_footer(struct str s)
{
	struct str line;

	return !str_text_line(&s, &line) || str_starts(line, STR("____")) ||
	       str_starts(line, STR("--"));
}

static bool decode_base64(struct decoder *d, GMimeEncoding *e, struct str in,
			  uint32_t line, uint32_t *bad)
{
	size_t digits = 0;
	struct str s, rest = in;
	bool pad = false;

	while (!pad && str_line_raw(&rest, &s)) {
		size_t had = digits;

		if (!base64_line(s, &digits, &pad)) {
			*bad = line;
			return had % 4 == 0 &&
			       only_footer(str_from(in, (size_t)(s.p - in.p)));
		}
		step(d, e, s, line++);
	}
	*bad = line;
	if (!pad && digits % 4)
		return false;
	return only_footer(rest);
}

static bool quoted_line(struct str line)
{
	struct str s = str_rtrim(line);

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '=' || i + 1 == s.n)
			continue;
		if (i + 2 >= s.n || chr_hex(s.p[i + 1]) < 0 ||
		    chr_hex(s.p[i + 2]) < 0)
			return false;
	}
	return true;
}

static bool decode_quoted(struct decoder *d, GMimeEncoding *e, struct str in,
			  uint32_t line, uint32_t *bad)
{
	struct str s;
	bool ok = true;

	for (; str_line_raw(&in, &s); line++) {
		if (ok && !quoted_line(s)) {
			*bad = line;
			ok = false;
		}
		step(d, e, s, line);
	}
	return ok;
}

bool mime_decode(struct arena *a, struct str in, bool base64, uint32_t line,
		 struct text *out, uint32_t *bad_line)
{
	struct decoder d = { .out = BUF, .at_start = true };
	GMimeEncoding e;
	bool ok;

	init();
	/* A line of text takes a byte, and each byte of text one of input. */
	d.lines = NEW_ARRAY(a, in.n + 1, uint32_t);
	g.mime_encoding_init_decode(&e, base64 ?
		GMIME_CONTENT_ENCODING_BASE64 :
		GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	ok = (base64 ? decode_base64 : decode_quoted)(&d, &e, in, line, bad_line);
	*out = (struct text){
		.s = str_dup(a, buf_str(&d.out)), .lines = d.lines,
		.nlines = d.n, .first = line,
	};
	buf_free(&d.out);
	return ok;
}

/* ---- parts ---- */

struct walk {
	struct arena *a;
	struct str raw;
	struct mime_parts *out;
	GPtrArray *stack;	/* of GMimeObject, not owned */
};

static struct str to_str(struct arena *a, const char *z)
{
	return z ? str_dup(a, str_of(z)) : str_n("", 0);
}

static struct str content_of(struct str raw, GMimePart *part)
{
	GMimeDataWrapper *data = g.mime_part_get_content(part);
	GMimeStream *s = data ? g.mime_data_wrapper_get_stream(data) : NULL;

	if (!s || s->bound_start < 0 || (size_t)s->bound_start > raw.n)
		return str_sub(raw, 0, 0);
	if (s->bound_end < s->bound_start)
		return str_from(raw, (size_t)s->bound_start);
	return str_sub(raw, (size_t)s->bound_start,
		       (size_t)(s->bound_end - s->bound_start));
}

static void add_leaf(struct walk *w, GMimePart *part)
{
	GMimeObject *o = (GMimeObject *)part;
	GMimeContentType *t = g.mime_object_get_content_type(o);
	const char *where = g.mime_object_get_disposition(o);
	struct mime_part *p = vec_push(w->a, w->out);
	char *type = g.mime_content_type_get_mime_type(t);
	const char *flow = g.mime_content_type_get_parameter(t, "format");
	const char *delsp = g.mime_content_type_get_parameter(t, "delsp");
	const char *cte = g.mime_object_get_header(o, "Content-Transfer-Encoding");

	p->head.type = to_str(w->a, type);
	p->head.charset = to_str(w->a,
		g.mime_content_type_get_parameter(t, "charset"));
	p->head.name = to_str(w->a, g.mime_part_get_filename(part));
	p->head.encoding = str_trim(to_str(w->a, cte));
	p->head.attachment = where && str_eq_nocase(str_of(where), STR("attachment"));
	p->head.flowed = flow && str_eq_nocase(str_of(flow), STR("flowed"));
	p->head.delsp = delsp && str_eq_nocase(str_of(delsp), STR("yes"));
	p->content = content_of(w->raw, part);
	g.free(type);
}

static bool is_type(GMimeObject *o, const char *type, const char *subtype)
{
	return g.mime_content_type_is_type(g.mime_object_get_content_type(o),
					   type, subtype);
}

/* Of alternatives the plain text, else a multipart that may hold it. */
static GMimeObject *choose(GMimeMultipart *m)
{
	int n = g.mime_multipart_get_count(m);
	GMimeObject *best = NULL;

	for (int i = 0; i < n; i++) {
		GMimeObject *o = g.mime_multipart_get_part(m, i);

		if (is_type(o, "text", "plain"))
			return o;
		if (!best && is_a(o, g.mime_multipart_get_type()))
			best = o;
	}
	return best;
}

static void push_parts(struct walk *w, GMimeMultipart *m)
{
	GMimeObject *o = (GMimeObject *)m;
	int n = g.mime_multipart_get_count(m);

	if (is_type(o, "multipart", "encrypted")) {
		w->out->encrypted = true;
		return;
	}
	if (is_type(o, "multipart", "alternative")) {
		GMimeObject *chosen = choose(m);

		if (chosen)
			g.ptr_array_add(w->stack, chosen);
		w->out->html |= !chosen;
		return;
	}
	if (is_type(o, "multipart", "signed") && n > 1)
		n = 1;
	while (n-- > 0)
		g.ptr_array_add(w->stack, g.mime_multipart_get_part(m, n));
}

static bool walk(struct walk *w)
{
	while (w->stack->len) {
		GMimeObject *o = g.ptr_array_remove_index(w->stack,
							  w->stack->len - 1);

		if (is_a(o, g.mime_multipart_get_type()))
			push_parts(w, (GMimeMultipart *)o);
		else if (is_a(o, g.mime_message_part_get_type()) ||
			 is_a(o, g.mime_message_partial_get_type()))
			w->out->mail_attached = true;
		else if (w->out->n == LEAVES_MAX)
			return false;
		else if (is_type(o, "text", "html"))
			w->out->html = true;
		else if (is_a(o, g.mime_part_get_type()))
			add_leaf(w, (GMimePart *)o);
	}
	return true;
}

/* Is the line "--BOUNDARY--" there for the outermost multipart? */
static bool closed(struct arena *a, struct str raw, GMimeObject *top)
{
	const char *b = is_a(top, g.mime_multipart_get_type()) ?
		g.mime_multipart_get_boundary((GMimeMultipart *)top) : NULL;

	return b && str_has(raw, str_printf(a, "\n--%s--", b));
}

static size_t count(struct str s, struct str word)
{
	size_t n = 0;

	for (size_t i = 0; i + word.n <= s.n; i++) {
		const char *slash = memchr(s.p + i, '/', s.n - i);

		if (!slash)
			break;
		i = (size_t)(slash - s.p);
		n += i + 1 >= word.n &&
		     str_starts_nocase(str_n(slash + 1 - word.n, word.n), word);
	}
	return n;
}

static bool too_many_boundaries(struct str s)
{
	size_t at, n = 0;

	while (n <= MIME_BOUNDARIES_MAX &&
	       (at = str_find(s, STR("\n--"))) != SIZE_MAX) {
		s = str_from(s, at + 3);
		n++;
	}
	return n > MIME_BOUNDARIES_MAX;
}

static GMimeMessage *parse(struct str raw)
{
	GMimeStream *stream = g.mime_stream_mem_new_with_buffer(raw.p, raw.n);
	GMimeParser *parser = g.mime_parser_new_with_stream(stream);
	GMimeMessage *m;

	g.mime_parser_set_persist_stream(parser, TRUE);
	m = g.mime_parser_construct_message(parser, NULL);
	g.object_unref(parser);
	g.object_unref(stream);
	return m;
}

bool mime_split(struct arena *a, struct str raw, struct mime_parts *out,
		const char **why)
{
	struct walk w = { .a = a, .raw = raw, .out = out };
	GMimeMessage *m;
	bool ok;

	*out = (struct mime_parts){ 0 };
	*why = "too many parts";
	if (count(raw, STR("multipart/")) + count(raw, STR("message/")) >
	    MIME_PARTS_MAX || too_many_boundaries(raw))
		return false;
	init();
	m = parse(raw);
	if (!m)
		return false;
	w.stack = g.ptr_array_new();
	if (g.mime_message_get_mime_part(m))
		g.ptr_array_add(w.stack, g.mime_message_get_mime_part(m));
	ok = walk(&w);
	if (ok)
		*why = "no parts found";
	if (ok)
		out->cut_off = !closed(a, raw, g.mime_message_get_mime_part(m));
	g.ptr_array_free(w.stack, TRUE);
	g.object_unref(m);
	return ok && (out->n || out->encrypted || out->html || out->mail_attached);
}
