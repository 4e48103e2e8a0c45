// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/specread.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const standings[] = {
	[SPEC_UNKNOWN] = "unknown", [SPEC_TEXT] = "text",
	[SPEC_AGREED] = "agreed", [SPEC_SINGLE] = "single",
	[SPEC_PRESUMED] = "presumed", [SPEC_CONFLICT] = "conflict",
};

const char *spec_standing_name(enum spec_standing s)
{
	return s <= SPEC_CONFLICT ? standings[s] : "?";
}

static bool standing_of(struct str s, enum spec_standing *out)
{
	for (int i = SPEC_TEXT; i <= SPEC_CONFLICT; i++) {
		if (str_eq(s, str_of(standings[i]))) {
			*out = (enum spec_standing)i;
			return true;
		}
	}
	return false;
}

bool specread_fail(struct specread *r, const char *at, const char *key,
		   const char *what)
{
	bool both = *at && *key;

	return err_set(r->err, "%s: %s%s%s%s%s", r->file, at, both ? "." : "",
		       key, *at || *key ? ": " : "", what);
}

static bool none(const struct json *j)
{
	return !j || json_type(j) == JSON_NULL;
}

bool specread_opt_str(struct specread *r, const struct json *o, const char *at,
		      const char *key, struct str *out)
{
	const struct json *j = json_get(o, key);
	struct str s;

	if (none(j))
		return true;
	if (!json_to_str(j, &s))
		return specread_fail(r, at, key, "not a string");
	*out = str_dup(r->a, s);
	return true;
}

bool specread_str(struct specread *r, const struct json *o, const char *at,
		  const char *key, struct str *out)
{
	if (none(json_get(o, key)))
		return specread_fail(r, at, key, "missing");
	if (!specread_opt_str(r, o, at, key, out))
		return false;
	if (!out->n)
		return specread_fail(r, at, key, "empty");
	return true;
}

bool specread_opt_bool(struct specread *r, const struct json *o, const char *at,
		       const char *key, bool *out)
{
	const struct json *j = json_get(o, key);

	if (none(j) || json_to_bool(j, out))
		return true;
	return specread_fail(r, at, key, "not true or false");
}

bool specread_tri(struct specread *r, const struct json *o, const char *at,
		  const char *key, enum spec_tri *out)
{
	const struct json *j = json_get(o, key);
	bool b;

	*out = SPEC_DONT_KNOW;
	if (none(j))
		return true;
	if (!json_to_bool(j, &b))
		return specread_fail(r, at, key, "not true, false or null");
	*out = b ? SPEC_YES : SPEC_NO;
	return true;
}

bool specread_opt_num(struct specread *r, const struct json *o, const char *at,
		      const char *key, uint64_t max, uint64_t *out)
{
	const struct json *j = json_get(o, key);

	if (none(j) || json_to_num(j, out, max))
		return true;
	return specread_fail(r, at, key, json_type(j) == JSON_STRING ?
			     "not a hex string in range" :
			     "not a number in range");
}

bool specread_opt_strs(struct specread *r, const struct json *o, const char *at,
		       const char *key, struct strs *out)
{
	const struct json *list;
	struct str s;

	if (!specread_array(r, o, at, key, &list))
		return false;
	if (!list)
		return true;
	out->n = 0;
	out->v = NEW_ARRAY(r->a, json_len(list), struct str);
	json_for(it, list) {
		if (!json_to_str(it, &s))
			return specread_fail(r, at, key,
					     "not a list of strings");
		out->v[out->n++] = str_dup(r->a, s);
	}
	return true;
}

bool specread_opt_standing(struct specread *r, const struct json *o,
			   const char *at, const char *key,
			   enum spec_standing *out)
{
	const struct json *j = json_get(o, key);
	struct str s;

	if (none(j))
		return true;
	if (!json_to_str(j, &s) || !standing_of(s, out))
		return specread_fail(r, at, key, "not one of text, agreed, "
				     "single, presumed, conflict");
	return true;
}

static bool container(struct specread *r, const struct json *o, const char *at,
		      const char *key, enum json_type type, const char *what,
		      const struct json **out)
{
	const struct json *j = json_get(o, key);

	*out = NULL;
	if (none(j))
		return true;
	if (json_type(j) != type)
		return specread_fail(r, at, key, what);
	*out = j;
	return true;
}

bool specread_array(struct specread *r, const struct json *o, const char *at,
		    const char *key, const struct json **out)
{
	return container(r, o, at, key, JSON_ARRAY, "not a list", out);
}

bool specread_object(struct specread *r, const struct json *o, const char *at,
		     const char *key, const struct json **out)
{
	return container(r, o, at, key, JSON_OBJECT, "not an object", out);
}

bool specread_bits(struct str s, unsigned *lo, unsigned *hi)
{
	uint64_t h, l;

	if (!str_num(&s, &h, 63))
		return false;
	l = h;
	if (str_eat_chr(&s, ':') && !str_num(&s, &l, 63))
		return false;
	*hi = (unsigned)h;
	*lo = (unsigned)l;
	return !s.n && l <= h;
}

bool specread_int(const struct json *j, int64_t *out)
{
	double d;

	if (!json_to_double(j, &d) || d < -2147483648.0 || d > 4294967295.0 ||
	    d != (double)(int64_t)d)
		return false;
	*out = (int64_t)d;
	return true;
}

void specread_item(char at[SPECREAD_AT], const char *in, const char *key, size_t i)
{
	size_t n = strlen(in), k = strlen(key);
	char number[24], *p = number + sizeof(number);
	char *to = at;

	if (n + k + sizeof(number) + 2 > SPECREAD_AT) {
		snprintf(at, SPECREAD_AT, "%s%s%s[%zu]", in, n ? "." : "", key, i);
		return;
	}
	*--p = '\0';
	*--p = ']';
	do
		*--p = (char)('0' + i % 10);
	while (i /= 10);
	*--p = '[';
	memcpy(to, in, n);
	to += n;
	if (n)
		*to++ = '.';
	memcpy(to, key, k);
	memcpy(to + k, p, (size_t)(number + sizeof(number) - p));
}

void specread_place(char at[SPECREAD_AT], const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(at, SPECREAD_AT, fmt, ap);
	va_end(ap);
}
