// SPDX-License-Identifier: GPL-2.0-or-later
/* The values handed out as struct json are cJSON nodes; the cast stays here.
 * Writing is our own: one pass into a buffer, no tree to build and free for
 * every line of output, and any bytes accepted. */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <math.h>

static const cJSON *node(const struct json *j)
{
	return (const cJSON *)j;
}

static const struct json *wrap(const cJSON *c)
{
	return (const struct json *)c;
}

static size_t line_of(struct str text, const char *at)
{
	size_t line = 1;

	for (const char *p = text.p; p < at && p < text.p + text.n; p++)
		line += *p == '\n';
	return line;
}

struct json *json_parse(struct str text, const char *name, struct err *err)
{
	const char *end = NULL;
	cJSON *c = cJSON_ParseWithLengthOpts(text.n ? text.p : "", text.n, &end, 0);

	if (c) {
		struct str rest = str_from(text, (size_t)(end - text.p));

		rest = str_trim(rest);
		if (!rest.n || !rest.p[0])
			return (struct json *)c;
		cJSON_Delete(c);
	}
	err_set(err, "%s:%zu: not JSON", name, end ? line_of(text, end) : 1);
	return NULL;
}

void json_free(struct json *doc)
{
	cJSON_Delete((cJSON *)doc);
}

enum json_type json_type(const struct json *j)
{
	const cJSON *c = node(j);

	if (cJSON_IsObject(c))
		return JSON_OBJECT;
	if (cJSON_IsArray(c))
		return JSON_ARRAY;
	if (cJSON_IsString(c))
		return JSON_STRING;
	if (cJSON_IsNumber(c))
		return JSON_NUMBER;
	return cJSON_IsBool(c) ? JSON_BOOL : JSON_NULL;
}

const struct json *json_get(const struct json *j, const char *key)
{
	return wrap(cJSON_GetObjectItemCaseSensitive(node(j), key));
}

size_t json_len(const struct json *j)
{
	return (size_t)cJSON_GetArraySize(node(j));
}

const struct json *json_first(const struct json *j)
{
	return j ? wrap(node(j)->child) : NULL;
}

const struct json *json_next(const struct json *child)
{
	return wrap(node(child)->next);
}

struct str json_key(const struct json *child)
{
	return str_of(node(child)->string);
}

bool json_to_str(const struct json *j, struct str *out)
{
	if (!cJSON_IsString(node(j)))
		return false;
	*out = str_of(node(j)->valuestring);
	return true;
}

bool json_to_bool(const struct json *j, bool *out)
{
	if (!cJSON_IsBool(node(j)))
		return false;
	*out = cJSON_IsTrue(node(j));
	return true;
}

bool json_to_double(const struct json *j, double *out)
{
	if (!cJSON_IsNumber(node(j)))
		return false;
	*out = node(j)->valuedouble;
	return true;
}

bool json_to_num(const struct json *j, uint64_t *out, uint64_t max)
{
	struct str s;
	uint64_t v;
	double d;

	if (json_to_str(j, &s)) {
		if (!str_to_num(s, &v))
			return false;
	} else if (json_to_double(j, &d)) {
		/* above 2^53 a double no longer holds each whole number */
		if (!(d >= 0 && d <= 9007199254740992.0) || d != floor(d))
			return false;
		v = (uint64_t)d;
	} else {
		return false;
	}
	if (v > max)
		return false;
	*out = v;
	return true;
}

bool json_str(const struct json *j, const char *key, struct str *out)
{
	return json_to_str(json_get(j, key), out);
}

bool json_num(const struct json *j, const char *key, uint64_t *out, uint64_t max)
{
	return json_to_num(json_get(j, key), out, max);
}

bool json_bool(const struct json *j, const char *key, bool *out)
{
	return json_to_bool(json_get(j, key), out);
}

/* ---- writing ---- */

static void newline(struct jw *w)
{
	if (!w->indent)
		return;
	buf_chr(w->out, '\n');
	buf_fill(w->out, ' ', (size_t)(w->indent * w->depth));
}

static void before_value(struct jw *w)
{
	if (w->after_key) {
		w->after_key = false;
		return;
	}
	if (w->comma)
		buf_chr(w->out, ',');
	if (w->depth)
		newline(w);
}

void jw_begin(struct jw *w, char open)
{
	before_value(w);
	buf_chr(w->out, open);
	w->depth++;
	w->comma = false;
}

void jw_end(struct jw *w, char close)
{
	w->depth--;
	if (w->comma)
		newline(w);
	buf_chr(w->out, close);
	w->comma = true;
}

size_t utf8_len(struct str s)
{
	static const unsigned min[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c;
	unsigned code;
	size_t n;

	if (!s.n)
		return 0;
	c = (unsigned char)s.p[0];
	if (c < 0x80)
		return 1;
	n = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 0;
	if (!n || c > 0xf4 || s.n < n)
		return 0;
	code = c & (0xffu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		unsigned char d = (unsigned char)s.p[i];

		if ((d & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (d & 0x3f);
	}
	if (code < min[n] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	return n;
}

static void escape(struct buf *b, unsigned char c)
{
	switch (c) {
	case '"':
	case '\\':
		buf_chr(b, '\\');
		buf_chr(b, (char)c);
		break;
	case '\n':
		buf_add(b, STR("\\n"));
		break;
	case '\r':
		buf_add(b, STR("\\r"));
		break;
	case '\t':
		buf_add(b, STR("\\t"));
		break;
	default:
		buf_printf(b, "\\u%04x", c);
	}
}

static void put_string(struct buf *b, struct str s)
{
	buf_chr(b, '"');
	for (size_t i = 0; i < s.n;) {
		unsigned char c = (unsigned char)s.p[i];
		size_t run = i;

		while (run < s.n && s.p[run] >= ' ' && s.p[run] < 0x7f &&
		       s.p[run] != '"' && s.p[run] != '\\')
			run++;
		if (run > i) {
			buf_add(b, str_sub(s, i, run - i));
			i = run;
			continue;
		}
		if (c >= 0x80) {
			size_t n = utf8_len(str_from(s, i));

			if (n) {
				buf_add(b, str_sub(s, i, n));
				i += n;
				continue;
			}
			buf_chr(b, (char)(0xc0 | c >> 6));
			buf_chr(b, (char)(0x80 | (c & 0x3f)));
		} else {
			escape(b, c);
		}
		i++;
	}
	buf_chr(b, '"');
}

void jw_key(struct jw *w, const char *key)
{
	before_value(w);
	put_string(w->out, str_of(key));
	buf_add(w->out, w->indent ? STR(": ") : STR(":"));
	w->after_key = true;
	w->comma = true;
}

void jw_str(struct jw *w, struct str s)
{
	before_value(w);
	put_string(w->out, s);
	w->comma = true;
}

void jw_num(struct jw *w, uint64_t n)
{
	before_value(w);
	buf_printf(w->out, "%llu", (unsigned long long)n);
	w->comma = true;
}

void jw_int(struct jw *w, int64_t n)
{
	before_value(w);
	buf_printf(w->out, "%lld", (long long)n);
	w->comma = true;
}

void jw_bool(struct jw *w, bool b)
{
	before_value(w);
	buf_add(w->out, b ? STR("true") : STR("false"));
	w->comma = true;
}

void jw_null(struct jw *w)
{
	before_value(w);
	buf_add(w->out, STR("null"));
	w->comma = true;
}
