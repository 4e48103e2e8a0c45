// SPDX-License-Identifier: GPL-2.0-or-later
#include "finding/baseline.h"

#include "base/file.h"
#include "base/json.h"

struct known {
	bool met;
};

void baseline_init(struct baseline *b, struct arena *a)
{
	*b = (struct baseline){ .a = a, .known = map_new(a) };
}

/* Whether it was not there before. */
static bool add(struct baseline *b, struct str fingerprint)
{
	if (map_get(b->known, fingerprint))
		return false;
	map_set(b->known, str_dup(b->a, fingerprint), NEW(b->a, struct known));
	return true;
}

static bool read_line(struct baseline *b, struct arena *scratch, struct str line,
		      const char *path, size_t n, struct err *err)
{
	struct json *doc = json_parse(scratch, line, path, NULL);
	struct str fingerprint;
	bool ok = doc && json_str(doc, "fingerprint", &fingerprint) && fingerprint.n;

	if (ok)
		add(b, fingerprint);
	else
		err_set(err, "%s:%zu: %s", path, n, doc ? "no fingerprint" :
			"not a line of JSON (see check --format=jsonl)");
	arena_reset(scratch);
	return ok;
}

bool baseline_read(struct baseline *b, const char *path, struct err *err)
{
	struct file_map m = { 0 };
	struct arena *scratch = arena_new();
	struct str rest, line;
	bool ok = file_map_open(&m, path, err);

	rest = m.text;
	for (size_t n = 1; ok && str_line(&rest, &line); n++)
		if (str_trim(line).n)
			ok = read_line(b, scratch, line, path, n, err);
	arena_free(scratch);
	file_map_close(&m);
	return ok;
}

void baseline_filter(struct baseline *b, struct findings *fs)
{
	size_t kept = 0;

	for (size_t i = 0; i < fs->n; i++) {
		struct known *k = map_get(b->known, str_of(fs->v[i].fingerprint));

		if (k)
			k->met = true;
		else
			fs->v[kept++] = fs->v[i];
	}
	b->hits += fs->n - kept;
	fs->n = kept;
}

size_t baseline_gone(const struct baseline *b)
{
	size_t gone = 0;
	struct str key;
	void *value;

	for (size_t i = 0; map_next(b->known, &i, &key, &value);)
		gone += !((const struct known *)value)->met;
	return gone;
}

static void put(struct buf *out, const struct finding *f)
{
	struct jw w = JW(out);

	jw_begin(&w, '{');
	jw_knum(&w, "v", 1);
	jw_kstr(&w, "fingerprint", str_of(f->fingerprint));
	jw_kstr(&w, "rule", f->rule);
	jw_kstr(&w, "level", str_of(level_name(f->level)));
	jw_kstr(&w, "subject", f->subject);
	jw_kstr_or_null(&w, "file", f->file);
	jw_kstr_or_null(&w, "symbol", f->symbol);
	jw_kstr(&w, "text", f->text);
	jw_kstr(&w, "message", f->message);
	jw_end(&w, '}');
	buf_chr(out, '\n');
}

void baseline_write(struct baseline *b, struct buf *out,
		    const struct findings *fs)
{
	for (size_t i = 0; i < fs->n; i++)
		if (add(b, str_of(fs->v[i].fingerprint)))
			put(out, &fs->v[i]);
}
