// SPDX-License-Identifier: GPL-2.0-or-later
/* The values handed out as struct json are cJSON nodes; the cast stays here.
 *
 * A run begins with some hundred documents of rules and specifications. cJSON
 * asks for a block of memory for each node, key and string: it gets them from
 * the document's arena, and nothing is freed one by one. */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <pthread.h>

#include "base/arena.h"

/* Of the document that the thread is reading. */
static _Thread_local struct arena *memory;

static void *take(size_t n)
{
	return arena_raw(memory, n);
}

static void leave(void *p)
{
	(void)p;
}

static void set_hooks(void)
{
	cJSON_InitHooks(&(cJSON_Hooks){ .malloc_fn = take, .free_fn = leave });
}

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

struct json *json_parse(struct arena *a, struct str text, const char *name,
			struct err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const char *end = NULL;
	cJSON *c;

	pthread_once(&once, set_hooks);
	memory = a;
	c = cJSON_ParseWithLengthOpts(text.n ? text.p : "", text.n, &end, 0);
	memory = NULL;
	if (c) {
		struct str rest = str_trim(str_from(text, (size_t)(end - text.p)));

		if (!rest.n || !rest.p[0])
			return (struct json *)c;
	}
	err_set(err, "%s:%zu: not JSON", name, end ? line_of(text, end) : 1);
	return NULL;
}

enum json_type json_type(const struct json *j)
{
	switch (j ? node(j)->type & 0xff : cJSON_NULL) {
	case cJSON_Object:
		return JSON_OBJECT;
	case cJSON_Array:
		return JSON_ARRAY;
	case cJSON_String:
		return JSON_STRING;
	case cJSON_Number:
		return JSON_NUMBER;
	case cJSON_True:
	case cJSON_False:
		return JSON_BOOL;
	default:
		return JSON_NULL;
	}
}

/* Asked a hundred thousand times in a run, mostly for what is not there. */
const struct json *json_get(const struct json *j, const char *key)
{
	json_for(it, j)
		if (node(it)->string && node(it)->string[0] == key[0] &&
		    !strcmp(node(it)->string, key))
			return it;
	return NULL;
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
	if (json_type(j) != JSON_STRING)
		return false;
	*out = str_of(node(j)->valuestring);
	return true;
}

bool json_to_bool(const struct json *j, bool *out)
{
	if (json_type(j) != JSON_BOOL)
		return false;
	*out = node(j)->type & cJSON_True;
	return true;
}

bool json_to_double(const struct json *j, double *out)
{
	if (json_type(j) != JSON_NUMBER)
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

