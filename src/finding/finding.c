// SPDX-License-Identifier: GPL-2.0-or-later
#include "finding/finding.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const level_names[] = { "check", "warning", "error" };

static const char *const where_names[] = {
	"code", "comment", "subject", "message", "notes", "cover",
};

const char *level_name(enum level l)
{
	return level_names[l];
}

bool level_of(struct str name, enum level *out)
{
	for (int i = 0; i < 3; i++) {
		if (!str_eq(name, str_of(level_names[i])))
			continue;
		*out = (enum level)i;
		return true;
	}
	return false;
}

const char *where_name(enum where w)
{
	return where_names[w];
}

void finding_evidence(struct arena *a, struct finding *f, struct str source,
		      struct str ref, struct str text)
{
	struct { struct evidence *v; size_t n, cap; } list = {
		f->evidence, f->nevidence, f->evidence_cap,
	};

	vec_for(const struct evidence, e, &list)
		if (str_eq(e->source, source) && str_eq(e->ref, ref) && str_eq(e->text, text))
			return;
	vec_add(a, &list, ((struct evidence){ source, ref, text }));
	f->evidence = list.v;
	f->nevidence = list.n;
	f->evidence_cap = list.cap;
}

void finding_replacement(struct arena *a, struct finding *f, struct str name)
{
	struct { struct str *v; size_t n, cap; } list = {
		f->replacement, f->nreplacement, f->replacement_cap,
	};

	vec_add(a, &list, name);
	f->replacement = list.v;
	f->nreplacement = list.n;
	f->replacement_cap = list.cap;
}

static int cmp_num(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int in_order(const void *pa, const void *pb)
{
	const struct finding *a = pa, *b = pb;
	int d = cmp_num(a->order, b->order);

	if (!d)
		d = cmp_num(a->file.n != 0, b->file.n != 0);
	if (!d && a->file.p != b->file.p)
		d = str_cmp(a->file, b->file);
	if (!d)
		d = cmp_num(a->line, b->line);
	if (!d)
		d = str_cmp(a->rule, b->rule);
	if (!d)
		d = str_cmp(a->symbol, b->symbol);
	if (!d)
		d = cmp_num(a->end_line, b->end_line);
	if (!d)
		d = str_cmp(a->message, b->message);
	if (!d)			/* mails of no series all have order 0 */
		d = cmp_num(a->source_line, b->source_line);
	return d ? d : str_cmp(a->message_id, b->message_id);
}

static uint64_t hash_part(uint64_t h, struct str s)
{
	return str_hash(str_hash(h, s), str_n("", 1));
}

static uint64_t hash_folded(uint64_t h, struct str s)
{
	struct str word;

	while (str_word(&s, &word))
		h = hash_part(h, word);
	return h;
}

/* "[PATCH v13 05/48] title": the number is another one in the next version. */
static struct str without_brackets(struct str subject)
{
	struct str rest = str_ltrim(subject), inside;

	while (str_eat_chr(&rest, '[') && str_until(&rest, ']', &inside)) {
		rest = str_ltrim(rest);
		subject = rest;
	}
	return subject;
}

static uint64_t identity(const struct finding *f)
{
	uint64_t h = hash_part(STR_HASH, f->rule);

	h = hash_part(h, f->file);
	h = hash_part(h, f->symbol);
	if (!f->file.n)
		h = hash_folded(h, without_brackets(f->subject));
	if (f->where == WHERE_SUBJECT)
		return hash_folded(h, without_brackets(f->text));
	return hash_folded(h, f->text);
}

/* Findings that are alike but for the line are told apart by counting; they
 * need not be neighbours, so ids are sorted with their order kept. */
struct id {
	uint64_t hash;
	size_t at;
};

static int by_hash(const void *pa, const void *pb)
{
	const struct id *a = pa, *b = pb;
	int d = cmp_num(a->hash, b->hash);

	return d ? d : cmp_num(a->at, b->at);
}

static void to_hex(char out[17], uint64_t v)
{
	for (int i = 16; i--; v >>= 4)
		out[i] = "0123456789abcdef"[v & 15];
	out[16] = '\0';
}

static void fill_fingerprints(struct findings *fs)
{
	struct arena *a = arena_new();
	struct id *ids = NEW_ARRAY(a, fs->n, struct id);
	uint64_t nth = 0;

	for (size_t i = 0; i < fs->n; i++)
		ids[i] = (struct id){ identity(&fs->v[i]), i };
	if (fs->n)
		qsort(ids, fs->n, sizeof(*ids), by_hash);
	for (size_t i = 0; i < fs->n; i++) {
		nth = i && ids[i].hash == ids[i - 1].hash ? nth + 1 : 0;
		to_hex(fs->v[ids[i].at].fingerprint, ids[i].hash ^ (nth * 0x9e3779b97f4a7c15ull));
	}
	arena_free(a);
}

/* Cuts no character of UTF-8 in two. */
static void cut_text(struct finding *f)
{
	size_t n = FINDING_TEXT_MAX;

	if (f->text.n <= n)
		return;
	while (n > 0 && ((unsigned char)f->text.p[n] & 0xc0) == 0x80)
		n--;
	f->text.n = n;
}

void findings_seal(struct findings *fs)
{
	size_t kept = 0;

	vec_for(struct finding, f, fs)
		cut_text(f);

	if (fs->n)
		qsort(fs->v, fs->n, sizeof(*fs->v), in_order);
	for (size_t i = 0; i < fs->n; i++)
		if (!kept || in_order(&fs->v[kept - 1], &fs->v[i]))
			fs->v[kept++] = fs->v[i];
	fs->n = kept;
	fill_fingerprints(fs);
}
