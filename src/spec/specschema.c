// SPDX-License-Identifier: GPL-2.0-or-later
#include "spec/specschema.h"

#include "base/regex.h"

#define DEEPEST 24

struct check {
	struct arena *a;
	const struct json *defs;
	struct str file;
	struct spec_problems *out;
	int depth;
};

void spec_problem(struct arena *a, struct spec_problems *out, struct str file,
		  const char *at, const char *what, ...)
{
	struct spec_problem *p = vec_push(a, out);
	va_list ap;

	va_start(ap, what);
	p->file = file;
	p->at = str_of(arena_strdup(a, at));
	p->what = str_of(arena_vprintf(a, what, ap));
	va_end(ap);
}

static const char *type_name(const struct json *j)
{
	static const char *const names[] = {
		[JSON_NULL] = "null", [JSON_BOOL] = "boolean",
		[JSON_NUMBER] = "number", [JSON_STRING] = "string",
		[JSON_ARRAY] = "array", [JSON_OBJECT] = "object",
	};

	return names[json_type(j)];
}

static bool is_type(const struct json *j, struct str type)
{
	double d;

	if (str_eq(type, STR("integer")))
		return json_to_double(j, &d) && d == (double)(int64_t)d;
	return str_eq(type, str_of(type_name(j)));
}

static void check_type(struct check *c, const struct json *s,
		       const struct json *j, const char *at)
{
	const struct json *type = json_get(s, "type");
	struct str t, all = { 0 };
	bool ok = !type;

	if (json_to_str(type, &t)) {
		ok = is_type(j, t);
		all = t;
	} else {
		json_for(it, type) {
			ok = ok || (json_to_str(it, &t) && is_type(j, t));
			all = all.n ? str_printf(c->a, "%.*s or %.*s",
						 STR_FMT(all), STR_FMT(t)) : t;
		}
	}
	if (!ok)
		spec_problem(c->a, c->out, c->file, at, "is %s, not %.*s",
			     type_name(j), STR_FMT(all));
}

static bool equal(const struct json *a, const struct json *b)
{
	struct str x, y;
	double d, e;

	if (json_to_str(a, &x) && json_to_str(b, &y))
		return str_eq(x, y);
	return json_to_double(a, &d) && json_to_double(b, &e) && d == e;
}

static void check_enum(struct check *c, const struct json *s,
		       const struct json *j, const char *at)
{
	const struct json *list = json_get(s, "enum");

	json_for(it, list)
		if (equal(it, j))
			return;
	if (list)
		spec_problem(c->a, c->out, c->file, at,
			     "is not one of the known words");
}

static void check_range(struct check *c, const struct json *s,
			const struct json *j, const char *at)
{
	double d, limit;

	if (!json_to_double(j, &d))
		return;
	if (json_to_double(json_get(s, "minimum"), &limit) && d < limit)
		spec_problem(c->a, c->out, c->file, at, "is below %g", limit);
	if (json_to_double(json_get(s, "maximum"), &limit) && d > limit)
		spec_problem(c->a, c->out, c->file, at, "is above %g", limit);
}

static void check_pattern(struct check *c, const struct json *s,
			  const struct json *j, const char *at)
{
	struct str pattern, value;
	size_t start, end;
	struct regex *re;
	struct err err;

	if (!json_str(s, "pattern", &pattern) || !json_to_str(j, &value))
		return;
	re = regex_open(pattern, 0, &err);
	if (!re)
		spec_problem(c->a, c->out, STR("schema.json"), "", "%s",
			     err.msg);
	else if (!regex_find(re, value, 0, &start, &end))
		spec_problem(c->a, c->out, c->file, at,
			     "\"%.*s\" is not of the form %.*s",
			     STR_FMT(value), STR_FMT(pattern));
	regex_close(re);
}

static void check_any(struct check *c, const struct json *s,
		      const struct json *j, const char *at);

static void check_object(struct check *c, const struct json *s,
			 const struct json *j, const char *at)
{
	const struct json *props = json_get(s, "properties");
	const struct json *more = json_get(s, "additionalProperties");
	const char *dot = *at ? "." : "";
	struct str key;
	bool allowed = true;

	json_to_bool(more, &allowed);
	json_for(it, json_get(s, "required"))
		if (json_to_str(it, &key) &&
		    !json_get(j, str_z(c->a, key)))
			spec_problem(c->a, c->out, c->file, at,
				     "\"%.*s\" is missing", STR_FMT(key));
	json_for(it, j) {
		const char *name = str_z(c->a, json_key(it));
		const char *sub = arena_printf(c->a, "%s%s%s", at, dot, name);
		const struct json *p = json_get(props, name);

		if (p || json_type(more) == JSON_OBJECT)
			check_any(c, p ? p : more, it, sub);
		else if (!allowed)
			spec_problem(c->a, c->out, c->file, sub,
				     "is not in the schema");
	}
}

static void check_array(struct check *c, const struct json *s,
			const struct json *j, const char *at)
{
	const struct json *items = json_get(s, "items");
	uint64_t min = 0;
	size_t i = 0;

	if (json_num(s, "minItems", &min, UINT32_MAX) && json_len(j) < min)
		spec_problem(c->a, c->out, c->file, at,
			     "has fewer than %u entries", (unsigned)min);
	json_for(it, j) {
		const char *sub = arena_printf(c->a, "%s[%zu]", at, i++);

		if (items)
			check_any(c, items, it, sub);
	}
}

static void check_any(struct check *c, const struct json *s,
		      const struct json *j, const char *at)
{
	struct str ref;

	if (++c->depth > DEEPEST) {
		spec_problem(c->a, c->out, c->file, at, "is nested too deep");
	} else if (json_str(s, "$ref", &ref)) {
		if (str_eat(&ref, STR("#/$defs/")))
			check_any(c, json_get(c->defs, str_z(c->a, ref)), j,
				  at);
	} else {
		check_type(c, s, j, at);
		check_enum(c, s, j, at);
		check_range(c, s, j, at);
		check_pattern(c, s, j, at);
		if (json_type(j) == JSON_OBJECT)
			check_object(c, s, j, at);
		else if (json_type(j) == JSON_ARRAY)
			check_array(c, s, j, at);
	}
	c->depth--;
}

void specschema_check(struct arena *a, const struct json *schema,
		      const char *name, const struct json *doc, struct str file,
		      struct spec_problems *out)
{
	struct check c = { a, json_get(schema, "$defs"), file, out, 0 };
	const struct json *top = json_get(c.defs, name);

	if (top)
		check_any(&c, top, doc, "");
	else
		spec_problem(a, out, STR("schema.json"), name, "is missing");
}
