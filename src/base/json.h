/* SPDX-License-Identifier: GPL-2.0-or-later */
/* base/json.h - the cJSON door: reading with places in the errors, writing.
 *
 * Getters answer false on absence or another type, so that a loader says in one
 * line what is wrong and where ("commands[4].fid").
 * Nesting deeper than cJSON's limit (1000) is an error.
 *
 * Writing: a struct jw prints to a buf as it goes, without building a tree.
 * Any bytes may be given as strings: what is not UTF-8 is taken as Latin-1,
 * so the output is UTF-8 always.
 */
#ifndef WINNOW_BASE_JSON_H
#define WINNOW_BASE_JSON_H

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct arena;
struct json;		/* one value of a document */

enum json_type {
	JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT,
};

/* The document and its strings live in `a`. NULL and err ("NAME:LINE: not JSON")
 * on a syntax error. */
struct json *json_parse(struct arena *a, struct str text, const char *name,
			struct err *err);

/* Of a NULL value: JSON_NULL. */
enum json_type json_type(const struct json *j);

/* Member of an object, NULL when absent; NULL in, NULL out. Case counts. */
const struct json *json_get(const struct json *j, const char *key);
size_t json_len(const struct json *array_or_object);
/* Children in order; json_key() is the member's name (or empty). */
const struct json *json_first(const struct json *array_or_object);
const struct json *json_next(const struct json *child);
struct str json_key(const struct json *child);
#define json_for(it, j) \
	for (const struct json *it = json_first(j); it; it = json_next(it))

/* The value itself; false when it is NULL or of another type. */
bool json_to_str(const struct json *j, struct str *out);
bool json_to_bool(const struct json *j, bool *out);
/* A whole number from 0 to max; also a string in hexadecimal ("0xC4000150")
 * or decimal, for JSON has no hexadecimal numbers. */
bool json_to_num(const struct json *j, uint64_t *out, uint64_t max);
bool json_to_double(const struct json *j, double *out);

/* json_to_*() of json_get(). */
bool json_str(const struct json *j, const char *key, struct str *out);
bool json_num(const struct json *j, const char *key, uint64_t *out, uint64_t max);
bool json_bool(const struct json *j, const char *key, bool *out);

/* ---- writing ---- */

struct jw {
	struct buf *out;
	int indent;		/* 0: one line; else blanks a level */
	int depth;
	bool comma;		/* the next value needs one before it */
	bool after_key;
};

#define JW(buf) { .out = (buf) }

void jw_begin(struct jw *w, char open);		/* '{' or '[' */
void jw_end(struct jw *w, char close);		/* '}' or ']' */
void jw_key(struct jw *w, const char *key);
void jw_str(struct jw *w, struct str s);
void jw_num(struct jw *w, uint64_t n);
void jw_int(struct jw *w, int64_t n);
void jw_bool(struct jw *w, bool b);
void jw_null(struct jw *w);

/* As jw_key() and the call of that name. */
static inline void jw_kbegin(struct jw *w, const char *key, char open)
{
	jw_key(w, key);
	jw_begin(w, open);
}

static inline void jw_kstr(struct jw *w, const char *key, struct str s)
{
	jw_key(w, key);
	jw_str(w, s);
}

/* A null for an empty slice. */
static inline void jw_kstr_or_null(struct jw *w, const char *key, struct str s)
{
	jw_key(w, key);
	if (s.n)
		jw_str(w, s);
	else
		jw_null(w);
}

static inline void jw_knum(struct jw *w, const char *key, uint64_t n)
{
	jw_key(w, key);
	jw_num(w, n);
}

/* A null for 0. */
static inline void jw_knum_or_null(struct jw *w, const char *key, uint64_t n)
{
	jw_key(w, key);
	if (n)
		jw_num(w, n);
	else
		jw_null(w);
}

static inline void jw_kint(struct jw *w, const char *key, int64_t n)
{
	jw_key(w, key);
	jw_int(w, n);
}

static inline void jw_kbool(struct jw *w, const char *key, bool b)
{
	jw_key(w, key);
	jw_bool(w, b);
}

/* Length of the valid UTF-8 sequence at the front (1..4), 0 if there is none. */
size_t utf8_len(struct str s);

#endif
