// SPDX-License-Identifier: GPL-2.0-or-later
/* Source: RFC 8259. Tolerated: a byte order mark in front, control characters
 * in strings. */
#include "base/json.h"

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"

#define DEPTH_MAX 1000
#define NUMBER_MAX 64		/* bytes */

struct json {
	struct json *next;
	struct str key;
	enum json_type type;
	bool truth;
	union {
		struct str text;
		double number;
		struct {
			struct json *first, *last;
			size_t n;
		};
	};
};

struct parser {
	struct arena *a;
	const char *p, *end;
	struct json *open[DEPTH_MAX];
	size_t depth;
};

/* ---- strings ---- */

static bool code_unit(struct parser *p, unsigned *out)
{
	*out = 0;
	if (p->end - p->p < 4)
		return false;
	for (int i = 0; i < 4; i++) {
		int digit = chr_hex(*p->p);

		if (digit < 0)
			return false;
		*out = *out << 4 | (unsigned)digit;
		p->p++;
	}
	return true;
}

/* Behind "\\u"; two of them make one character beyond U+FFFF. */
static bool unicode(struct parser *p, char **to)
{
	unsigned code, low;
	char *o = *to;

	if (!code_unit(p, &code) || (code >= 0xdc00 && code < 0xe000))
		return false;
	if (code >= 0xd800 && code < 0xdc00) {
		if (p->end - p->p < 2 || p->p[0] != '\\' || p->p[1] != 'u')
			return false;
		p->p += 2;
		if (!code_unit(p, &low) || low < 0xdc00 || low >= 0xe000)
			return false;
		code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00));
	}
	if (code < 0x80) {
		*o++ = (char)code;
	} else {
		if (code >= 0x10000) {
			*o++ = (char)(0xf0 | code >> 18);
			*o++ = (char)(0x80 | (code >> 12 & 0x3f));
		} else if (code >= 0x800) {
			*o++ = (char)(0xe0 | code >> 12);
		}
		if (code >= 0x800)
			*o++ = (char)(0x80 | (code >> 6 & 0x3f));
		else
			*o++ = (char)(0xc0 | code >> 6);
		*o++ = (char)(0x80 | (code & 0x3f));
	}
	*to = o;
	return true;
}

static bool escape_of(struct parser *p, char **to)
{
	static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
	const char *hit;

	if (p->p == p->end)
		return false;
	if (*p->p == 'u') {
		p->p++;
		return unicode(p, to);
	}
	hit = *p->p ? strchr(names, *p->p) : NULL;
	if (!hit)
		return false;
	*(*to)++ = values[hit - names];
	p->p++;
	return true;
}

/* Nothing in it gets longer when its escapes are taken off. */
static bool unescape(struct parser *p, const char *from, struct str *out)
{
	size_t room = (size_t)(p->end - from);
	const char *quote = p->p;
	char *to, *start;

	while (quote < p->end && *quote != '"')
		quote += *quote == '\\' && quote + 1 < p->end ? 2 : 1;
	if (quote >= p->end)
		return false;
	room = (size_t)(quote - from);
	start = to = arena_raw(p->a, room + 1);
	for (p->p = from; *p->p != '"'; ) {
		if (*p->p != '\\') {
			*to++ = *p->p++;
			continue;
		}
		p->p++;
		if (!escape_of(p, &to))
			return false;
	}
	p->p++;
	*out = str_n(start, (size_t)(to - start));
	return true;
}

/* Behind the quote. A slice of the text, where no escape is in it. */
static bool string(struct parser *p, struct str *out)
{
	const char *from = p->p;

	while (p->p < p->end && *p->p != '"' && *p->p != '\\')
		p->p++;
	if (p->p == p->end)
		return false;
	if (*p->p == '\\')
		return unescape(p, from, out);
	*out = str_n(from, (size_t)(p->p - from));
	p->p++;
	return true;
}

/* ---- numbers ---- */

static size_t digits(struct parser *p)
{
	const char *from = p->p;

	while (p->p < p->end && chr_digit(*p->p))
		p->p++;
	return (size_t)(p->p - from);
}

static bool eat(struct parser *p, char c)
{
	if (p->p == p->end || *p->p != c)
		return false;
	p->p++;
	return true;
}

static bool number(struct parser *p, double *out)
{
	const char *from = p->p;
	char copy[NUMBER_MAX];
	size_t n;

	eat(p, '-');
	if (!eat(p, '0') && !digits(p))
		return false;
	if (eat(p, '.') && !digits(p))
		return false;
	if (eat(p, 'e') || eat(p, 'E')) {
		if (!eat(p, '-'))
			eat(p, '+');
		if (!digits(p))
			return false;
	}
	n = (size_t)(p->p - from);
	if (n >= sizeof(copy))
		return false;
	memcpy(copy, from, n);
	copy[n] = '\0';
	*out = strtod(copy, NULL);
	return true;
}

/* ---- values ---- */

static void blanks(struct parser *p)
{
	while (p->p < p->end && (*p->p == ' ' || *p->p == '\n' || *p->p == '\t' ||
				 *p->p == '\r'))
		p->p++;
}

static bool word(struct parser *p, struct str w)
{
	if (!str_starts(str_n(p->p, (size_t)(p->end - p->p)), w))
		return false;
	p->p += w.n;
	return true;
}

static bool opens(struct parser *p, struct json *j, enum json_type type)
{
	j->type = type;
	p->p++;
	if (p->depth == DEPTH_MAX)
		return false;
	p->open[p->depth++] = j;
	return true;
}

/* A value, or the beginning of one that holds others. */
static bool value(struct parser *p, struct json *j)
{
	if (p->p == p->end)
		return false;
	switch (*p->p) {
	case '{':
		return opens(p, j, JSON_OBJECT);
	case '[':
		return opens(p, j, JSON_ARRAY);
	case '"':
		j->type = JSON_STRING;
		p->p++;
		return string(p, &j->text);
	case 't':
	case 'f':
		j->type = JSON_BOOL;
		j->truth = *p->p == 't';
		return word(p, j->truth ? STR("true") : STR("false"));
	case 'n':
		return word(p, STR("null"));
	default:
		j->type = JSON_NUMBER;
		return number(p, &j->number);
	}
}

static struct json *add(struct parser *p, struct json *to)
{
	struct json *j = NEW(p->a, struct json);

	if (to->last)
		to->last->next = j;
	else
		to->first = j;
	to->last = j;
	to->n++;
	return j;
}

static bool member(struct parser *p, struct json *in)
{
	struct json *j = add(p, in);

	if (in->type == JSON_OBJECT) {
		if (!eat(p, '"') || !string(p, &j->key))
			return false;
		blanks(p);
		if (!eat(p, ':'))
			return false;
		blanks(p);
	}
	return value(p, j);
}

/* What comes next in the innermost open value: a member, or its end. */
static bool step(struct parser *p)
{
	struct json *in = p->open[p->depth - 1];

	blanks(p);
	if (eat(p, in->type == JSON_OBJECT ? '}' : ']')) {
		p->depth--;
		return true;
	}
	if (in->n) {
		if (!eat(p, ','))
			return false;
		blanks(p);
	}
	return member(p, in);
}

static bool document(struct parser *p, struct json *root)
{
	word(p, STR("\xef\xbb\xbf"));
	blanks(p);
	if (!value(p, root))
		return false;
	while (p->depth)
		if (!step(p))
			return false;
	blanks(p);
	return p->p == p->end;
}

static size_t line_of(struct str text, const char *at)
{
	size_t line = 1;

	for (const char *p = text.p; p < at && p + 1 < text.p + text.n; p++)
		line += *p == '\n';
	return line;
}

struct json *json_parse(struct arena *a, struct str text, const char *name,
			struct err *err)
{
	struct parser p = { .a = a, .p = text.n ? text.p : "" };
	struct json *root = NEW(a, struct json);

	p.end = p.p + text.n;
	if (document(&p, root))
		return root;
	err_set(err, "%s:%zu: not JSON", name, line_of(text, p.p));
	return NULL;
}

/* ---- getters ---- */

enum json_type json_type(const struct json *j)
{
	return j ? j->type : JSON_NULL;
}

static bool holds(const struct json *j)
{
	return j && (j->type == JSON_OBJECT || j->type == JSON_ARRAY);
}

const struct json *json_get(const struct json *j, const char *key)
{
	struct str want = str_of(key);

	json_for(it, j && j->type == JSON_OBJECT ? j : NULL)
		if (str_eq(it->key, want))
			return it;
	return NULL;
}

size_t json_len(const struct json *j)
{
	return holds(j) ? j->n : 0;
}

const struct json *json_first(const struct json *j)
{
	return holds(j) ? j->first : NULL;
}

const struct json *json_next(const struct json *child)
{
	return child->next;
}

struct str json_key(const struct json *child)
{
	return child->key;
}

bool json_to_str(const struct json *j, struct str *out)
{
	if (json_type(j) != JSON_STRING)
		return false;
	*out = j->text;
	return true;
}

bool json_to_bool(const struct json *j, bool *out)
{
	if (json_type(j) != JSON_BOOL)
		return false;
	*out = j->truth;
	return true;
}

bool json_to_double(const struct json *j, double *out)
{
	if (json_type(j) != JSON_NUMBER)
		return false;
	*out = j->number;
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
