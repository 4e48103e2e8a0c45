// SPDX-License-Identifier: GPL-2.0-or-later
#include "rule/rule.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/path.h"
#include "finding/finding.h"

#define RULE_FILE_MAX (1 << 20)

static bool need_str(const struct rule *r, const char *key, struct str *out,
		     struct err *err)
{
	if (json_str(r->json, key, out) && out->n)
		return true;
	return err_set(err, "%s: %s: not a string", r->path, key);
}

static bool read_rule(struct rule *r, struct err *err)
{
	struct str level;

	if (json_type(r->json) != JSON_OBJECT)
		return err_set(err, "%s: not an object", r->path);
	if (!need_str(r, "id", &r->id, err) ||
	    !need_str(r, "title", &r->title, err) ||
	    !need_str(r, "matcher", &r->matcher, err) ||
	    !need_str(r, "message", &r->message, err) ||
	    !need_str(r, "why", &r->why, err) ||
	    !need_str(r, "level", &level, err))
		return false;
	if (!level_of(level, &r->level))
		return err_set(err, "%s: level: not error, warning or check", r->path);
	r->params = json_get(r->json, "params");
	r->on = true;
	return true;
}

static bool load_file(struct rules *rs, struct arena *a, const char *path,
		      const char *group, struct err *err)
{
	struct rule r = { .path = path, .group = str_of(group) };
	struct arena *scratch = arena_new();
	struct str text;

	if (file_read(scratch, path, RULE_FILE_MAX, &text, err))
		r.json = json_parse(a, text, path, err);
	arena_free(scratch);
	if (!r.json || !read_rule(&r, err))
		return false;
	vec_add(a, rs, r);
	return true;
}

static bool load_group(struct rules *rs, struct arena *a, const char *dir,
		       const char *group, struct err *err)
{
	char *path = path_join(a, dir, group);
	struct file_list files;

	if (file_kind(path) != FILE_DIR)
		return true;
	if (!file_dir(a, path, false, &files, err))
		return false;
	for (size_t i = 0; i < files.n; i++)
		if (str_ends(str_of(files.v[i]), STR(".json")) &&
		    !load_file(rs, a, path_join(a, path, files.v[i]), group, err))
			return false;
	return true;
}

bool rules_load(struct rules *out, struct arena *a, const char *const *dirs,
		size_t ndirs, struct err *err)
{
	*out = (struct rules){ 0 };
	for (size_t i = 0; i < ndirs; i++) {
		struct file_list groups;

		if (!file_dir(a, dirs[i], false, &groups, err))
			return false;
		for (size_t j = 0; j < groups.n; j++)
			if (!load_group(out, a, dirs[i], groups.v[j], err))
				return false;
	}
	return out->n || err_set(err, "%s: no rules", ndirs ? dirs[0] : "rules");
}

static size_t set_named(struct rules *rs, struct str name, bool on)
{
	size_t hits = 0;

	vec_for(struct rule, r, rs) {
		if (!str_eq_nocase(r->id, name) && !str_eq_nocase(r->group, name))
			continue;
		r->on = on;
		r->ignored = !on;
		hits++;
	}
	return hits;
}

bool rules_select(struct rules *rs, struct str list, bool only, struct err *err)
{
	bool named = false;

	if (only)
		vec_for(struct rule, r, rs)
			r->on = false;
	while (list.n) {
		struct str name = list;

		if (!str_until(&list, ',', &name))
			list.n = 0;
		name = str_trim(name);
		if (name.n && !set_named(rs, name, only))
			return err_set(err, "%.*s: no such rule or group (see --list-types)",
				       STR_FMT(name));
		named |= name.n != 0;
	}
	/* With no rule left everything would look clean. */
	return named || !only || err_set(err, "no rule is named (see --list-types)");
}

/* The file is ID.json, not ID.NAME.json. */
static bool has_no_name(const struct rule *r)
{
	struct str name = path_base(str_of(r->path));

	return str_starts(name, r->id) && name.n == r->id.n + strlen(".json");
}

const struct rule *rules_find(const struct rules *rs, struct str id)
{
	const struct rule *first = NULL;

	vec_for(const struct rule, r, rs) {
		if (!str_eq(r->id, id))
			continue;
		if (has_no_name(r))
			return r;
		if (!first)
			first = r;
	}
	return first;
}

const struct rule *rules_matcher(const struct rules *rs, const char *matcher)
{
	vec_for(const struct rule, r, rs)
		if (r->on && str_eq(r->matcher, str_of(matcher)))
			return r;
	return NULL;
}

/* Several files may give one id. */
static bool wanted(const struct rules *rs, struct str id)
{
	vec_for(const struct rule, r, rs)
		if (r->on && str_eq(r->id, id))
			return true;
	return false;
}

void rules_drop_off(const struct rules *rs, struct findings *fs)
{
	size_t kept = 0;

	for (size_t i = 0; i < fs->n; i++)
		if (wanted(rs, fs->v[i].rule))
			fs->v[kept++] = fs->v[i];
	fs->n = kept;
}

struct finding *rule_finding(struct arena *a, struct findings *fs,
			     const struct rule *r)
{
	struct finding *f = vec_push(a, fs);

	/* Sealing drops repeats, so the slot may have been used. */
	*f = (struct finding){ 0 };
	f->rule = r->id;
	f->group = r->group;
	f->level = r->level;
	f->why = r->why;
	return f;
}

static void add_replacements(struct buf *b, const struct finding *f)
{
	for (size_t i = 0; i < f->nreplacement; i++) {
		if (i)
			buf_add(b, i + 1 == f->nreplacement ? STR(" and ") : STR(", "));
		buf_add(b, f->replacement[i]);
	}
}

/* False when the finding itself has no such value. */
static bool own_value(struct buf *b, const struct finding *f, struct str name)
{
	if (str_eq(name, STR("symbol")))
		buf_add(b, f->symbol);
	else if (str_eq(name, STR("fid")))
		buf_printf(b, "0x%08llX", (unsigned long long)f->fid);
	else if (str_eq(name, STR("spec")))
		buf_add(b, f->spec);
	else if (str_eq(name, STR("text")))
		buf_add(b, str_trim(f->text));
	else if (str_eq(name, STR("replacement")))
		add_replacements(b, f);
	else
		return false;
	return true;
}

static const char *given_value(va_list ap, struct str name)
{
	const char *key;

	while ((key = va_arg(ap, const char *))) {
		const char *value = va_arg(ap, const char *);

		if (str_eq(name, str_of(key)))
			return value;
	}
	return NULL;
}

void rule_message(struct arena *a, struct finding *f, const struct rule *r, ...)
{
	struct str rest = r->message, piece, name;
	struct buf b = BUF;

	while (str_until(&rest, '{', &piece)) {
		const char *value;
		va_list ap;

		buf_add(&b, piece);
		if (!str_until(&rest, '}', &name)) {
			buf_chr(&b, '{');
			break;
		}
		va_start(ap, r);
		value = given_value(ap, name);
		va_end(ap);
		if (value)
			buf_add(&b, str_of(value));
		else
			own_value(&b, f, name);
	}
	buf_add(&b, rest);
	f->message = str_dup(a, buf_str(&b));
	buf_free(&b);
}

bool rule_param_has(const struct rule *r, const char *key, struct str s)
{
	struct str one;

	json_for(it, json_get(r->params, key))
		if (json_to_str(it, &one) && str_eq(one, s))
			return true;
	return false;
}
