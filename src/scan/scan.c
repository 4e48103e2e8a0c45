// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/scan.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "rule/worth.h"
#include "scan/cache.h"
#include "scan/commit.h"
#include "scan/excerpt.h"
#include "scan/held.h"
#include "scan/marks.h"
#include "scan/names.h"
#include "scan/walk.h"
#include "source/lex.h"
#include "triage/evidence_rules.h"

/* A file over this size is read for markers only, and named: none that has to do
 * with function identifiers has a tenth of it. */
#define SPEC_FILE_MAX (1u << 20)

struct scan_worker {
	struct scan *scan;
	struct marks marks;
	struct findings found;		/* the last of them; the others: */
	struct { struct findings *v; size_t n, cap; } full;
	struct source_reader *reader;	/* of files to be held against
					 * specifications; NULL: none yet */
	/* of the large file it reads: findings before it, and where the next piece begins */
	size_t before;
	uint32_t line;
	struct buf entries;		/* for the next run */
	bool fresh;			/* something was not in the cache */
};

struct scan_inside {
	struct looked_for what;
	struct evidence_rules *rules;	/* of all threads: patterns lock themselves */
	struct arena *a;		/* theirs alone */
	struct needles *words;		/* of the interfaces */
	atomic_size_t skipped;
	struct names_tree tree;
	struct held *held;
	const struct held_files *files;	/* the held ones, when all have been read */
	time_t begun;
};

/* ---- opening ---- */

static void open_worker(struct scan *s, struct scan_worker *w)
{
	*w = (struct scan_worker){ .scan = s };
	w->marks.what = &s->inside->what;
	w->marks.rules = s->inside->rules;
	w->marks.a = arena_new();
	w->marks.scratch = arena_new();
	w->marks.out = &w->found;
	w->marks.batch = batch_new(s->inside->rules, w->marks.a, &w->found);
}

/* All that the findings of a file depend on, beside the rules and the file. */
static struct str made_of(struct scan *s)
{
	struct buf b = BUF;
	struct str out;

	vec_for(const struct spec_family, f, &s->db->families)
		vec_for(const struct spec_prefix, p, &f->macros)
			buf_printf(&b, "%.*s\n", STR_FMT(p->prefix));
	for (size_t i = 0; i < s->ngiven; i++)
		buf_printf(&b, "%.*s\n", STR_FMT(s->given[i]->family->name));
	out = str_dup(s->a, buf_str(&b));
	buf_free(&b);
	return out;
}

/* Few functions of a file that names an interface have to do with it: the others
 * are not parsed, as a lone patch would not be. */
static bool worth(void *words, struct str text)
{
	return needles_find(words, text);
}

bool scan_open(struct scan *s, struct err *err)
{
	s->inside = NEW(s->a, struct scan_inside);
	s->inside->begun = time(NULL);
	s->inside->a = arena_new();
	s->inside->held = held_open();
	if (!evidence_rules_open(&s->inside->rules, s->inside->a, s->rules, err))
		return false;
	evidence_rules_often(s->inside->rules);
	marks_look_for(&s->inside->what, s->a, s->inside->rules, s->db, s->given, s->ngiven);
	s->inside->words = worth_words(s->a, s->db);
	source_reader_ask(s->reader, worth, s->inside->words);
	s->w = NEW_ARRAY(s->a, s->workers, struct scan_worker);
	for (unsigned i = 0; i < s->workers; i++)
		open_worker(s, &s->w[i]);
	if (s->use_cache)
		s->cache = cache_open(s->a, s->rules, made_of(s));
	return true;
}

void scan_close(struct scan *s)
{
	for (unsigned i = 0; s->w && i < s->workers; i++) {
		buf_free(&s->w[i].entries);
		source_reader_close(s->w[i].reader);
		batch_free(s->w[i].marks.batch);
		if (s->w[i].marks.a)
			arena_free(s->w[i].marks.a);
		if (s->w[i].marks.scratch)
			arena_free(s->w[i].marks.scratch);
	}
	if (s->cache)
		cache_close(s->cache);
	if (s->inside) {
		evidence_rules_close(s->inside->rules);
		held_close(s->inside->held);
		arena_free(s->inside->a);
	}
}

/* ---- one file ---- */

static bool want(void *ctx, struct str path)
{
	struct scan *s = ctx;

	if (marks_can_stand_in(source_lang_of(path)))
		return true;
	atomic_fetch_add_explicit(&s->inside->skipped, 1, memory_order_relaxed);
	return false;
}

static bool can_use_spec(enum source_lang lang)
{
	return lang == LANG_C || lang == LANG_ASM;
}

/* Reads the file; whether it is one for the rules of specifications. */
static bool read_text(struct scan_worker *w, struct str path, struct str text)
{
	arena_reset(w->marks.scratch);
	return marks_read(&w->marks, path, source_lang_of(path), text);
}

/* The same, from the cache where it is known. */
static bool remember_text(struct scan_worker *w, struct str path, struct str text,
			  struct str sign)
{
	struct cache *c = w->scan->cache;
	struct cache_key key = cache_key(c, path, text);
	size_t before = w->found.n;
	bool spec;

	if (sign.n)
		w->fresh |= cache_put_alias(c, &w->entries, cache_alias(c, path, sign), key);
	if (cache_get(c, key, w->marks.a, path, &w->found, &spec)) {
		cache_keep(c, &w->entries, key);
		return spec;
	}
	w->fresh = true;
	spec = read_text(w, path, text);
	batch_judge(w->marks.batch);
	cache_put(c, &w->entries, key, w->found.v + before, w->found.n - before, spec);
	return spec;
}

/* Room for the findings of many files, and of what waits to be judged: an array
 * that grows leaves as much again behind in the arena. */
static void make_room(struct scan_worker *w)
{
	if (w->found.n + BATCH_MAX + 64 <= w->found.cap)
		return;
	if (w->found.n)
		vec_add(w->marks.a, &w->full, w->found);
	w->found = (struct findings){ .cap = 2048 };
	w->found.v = NEW_ARRAY(w->marks.a, w->found.cap, struct finding);
}

/* Its structure is read at once, by this thread. */
static void keep_file(struct scan_worker *w, struct str path, struct str text)
{
	struct source_part part = { .first_line = 1 };
	struct held *held = w->scan->inside->held;
	struct arena *a;

	if (text.n > SPEC_FILE_MAX) {
		held_refuse(held, path);
		return;
	}
	if (!w->reader) {
		w->reader = source_reader_open();
		source_reader_ask(w->reader, worth, w->scan->inside->words);
	}
	a = arena_new();
	part.text = str_dup(a, text);
	held_add(held, a, source_read(w->reader, a, str_dup(a, path), &part, 1));
}

/* ---- what a file is known by without being read ---- */

/* A file whose times are as young as the scan may change without their doing so. */
#define YOUNG 2			/* seconds */

struct file_sign {
	uint64_t v[7];
};

/* An empty sign: by nothing. */
static struct str sign_of(const struct scan *s, const struct walk_file *f,
			  struct file_sign *out)
{
	const struct stat *st = f->st;
	time_t newest;

	if (!st)
		return f->sign;
	newest = st->st_mtim.tv_sec > st->st_ctim.tv_sec ? st->st_mtim.tv_sec :
							   st->st_ctim.tv_sec;
	if (newest + YOUNG > s->inside->begun)
		return (struct str){ 0 };
	*out = (struct file_sign){ {
		(uint64_t)st->st_dev, (uint64_t)st->st_ino, (uint64_t)st->st_size,
		(uint64_t)st->st_mtim.tv_sec, (uint64_t)st->st_mtim.tv_nsec,
		(uint64_t)st->st_ctim.tv_sec, (uint64_t)st->st_ctim.tv_nsec } };
	return str_n((const char *)out->v, sizeof(out->v));
}

/* ---- a work tree, a commit ---- */

static bool known(void *ctx, const struct walk_file *f)
{
	struct scan *s = ctx;
	struct scan_worker *w = &s->w[f->worker];
	struct file_sign buf;
	struct str sign = sign_of(s, f, &buf);
	struct cache_key key;
	size_t before;
	bool spec;

	if (!sign.n)
		return false;
	make_room(w);
	before = w->found.n;
	key = cache_alias(s->cache, f->path, sign);
	if (!cache_get(s->cache, key, w->marks.a, f->path, &w->found, &spec))
		return false;
	if (spec && can_use_spec(source_lang_of(f->path))) {
		w->found.n = before;	/* its text is needed all the same */
		return false;
	}
	cache_keep(s->cache, &w->entries, key);
	return true;
}

static void file(void *ctx, const struct walk_file *f)
{
	struct scan *s = ctx;
	struct scan_worker *w = &s->w[f->worker];
	struct file_sign sign;
	bool spec;

	make_room(w);
	spec = s->cache ? remember_text(w, f->path, f->text, sign_of(s, f, &sign)) :
			  read_text(w, f->path, f->text);
	if (spec && can_use_spec(source_lang_of(f->path)))
		keep_file(w, f->path, f->text);
}

static size_t piece(void *ctx, const struct walk_file *f)
{
	struct scan *s = ctx;
	struct scan_worker *w = &s->w[f->worker];
	struct marks_piece p = { .text = f->text, .last = !f->goes_on };
	size_t done;

	if (!f->went_on) {
		make_room(w);
		batch_judge(w->marks.batch);
		w->before = w->found.n;
		w->line = 1;
	}
	p.line = w->line;
	arena_reset(w->marks.scratch);
	done = marks_read_piece(&w->marks, f->path, source_lang_of(f->path), &p);
	if (done > f->text.n || (f->goes_on && done < f->text.n / 2)) {
		batch_drop(w->marks.batch);
		w->found.n = w->before;
		return WALK_WHOLE;
	}
	w->line += lex_lines(str_sub(f->text, 0, done));
	return f->text.n - done;
}

static void failed(void *ctx, const char *path, const char *why)
{
	struct scan *s = ctx;

	vec_add(s->a, &s->problems,
		((struct scan_problem){ str_dup(s->a, str_of(path)),
					str_dup(s->a, str_of(why)) }));
}

static bool tick(void *ctx, size_t files, size_t bytes)
{
	struct scan *s = ctx;

	return !s->tick || s->tick(s->tick_ctx, files, bytes);
}

static struct walk walk_of(struct scan *s, const char *root,
			   const char *const *paths, size_t npaths)
{
	/* The cache knows a file by its whole content. */
	return (struct walk){ .root = root, .paths = paths, .npaths = npaths,
			      .workers = s->workers, .want = want, .file = file,
			      .piece = s->cache ? NULL : piece,
			      .known = s->cache && cache_knows_any(s->cache) ? known : NULL,
			      .stat = s->cache, .own_fds = !s->cache,
			      .failed = failed, .tick = tick, .ctx = s };
}

static bool walked(struct scan *s, const struct walk *w, bool ok, const struct err *err)
{
	s->stopped = !ok && !err->msg[0];
	s->files += w->files;
	s->bytes += w->bytes;
	return ok || s->stopped;
}

bool scan_tree(struct scan *s, const char *root, const char *const *paths,
	       size_t npaths, struct err *err)
{
	struct walk w = walk_of(s, root, paths, npaths);

	s->inside->tree = (struct names_tree){ root, NULL, s->workers };
	return walked(s, &w, walk_run(&w, err), err);
}

bool scan_commit(struct scan *s, const struct scan_commit *c,
		 const char *const *paths, size_t npaths, struct err *err)
{
	struct walk w = walk_of(s, c->repo, paths, npaths);

	s->inside->tree = (struct names_tree){ c->repo, c->rev, s->workers };
	return walked(s, &w, commit_run(&w, c->rev, c->since, err), err);
}

/* ---- all files together ---- */

static int problem_by_path(const void *a, const void *b)
{
	return str_cmp(((const struct scan_problem *)a)->path,
		       ((const struct scan_problem *)b)->path);
}

static void collect_files(struct scan *s)
{
	const struct held_files *files = s->inside->files = held_files(s->inside->held);

	s->spec_files = files->kept.n;
	vec_for(const struct str, path, &files->dropped)
		vec_add(s->a, &s->problems, ((struct scan_problem){ *path, STR(
			"not held against specifications: too much code names function identifiers") }));
	vec_for(const struct str, path, &files->refused)
		vec_add(s->a, &s->problems, ((struct scan_problem){ *path, STR(
			"not held against specifications: names function identifiers and is over 1 MiB") }));
}

/* Workers have done: what they needed for single files goes before the files
 * are read together. */
static void collect(struct scan *s)
{
	for (unsigned i = 0; i < s->workers; i++) {
		arena_free(s->w[i].marks.scratch);
		s->w[i].marks.scratch = NULL;
		source_reader_close(s->w[i].reader);
		s->w[i].reader = NULL;
	}
	collect_files(s);
	if (s->problems.n)
		qsort(s->problems.v, s->problems.n, sizeof(*s->problems.v),
		      problem_by_path);
	s->skipped = s->inside->skipped;
}

/* Room for what was found in single files. */
static void make_room_for_all(struct scan *s)
{
	size_t n = 0;

	for (unsigned i = 0; i < s->workers; i++) {
		n += s->w[i].found.n;
		vec_for(const struct findings, f, &s->w[i].full)
			n += f->n;
	}
	s->findings.v = arena_raw(s->a, n * sizeof(*s->findings.v));
	s->findings.cap = n;
}

static void take_found(struct findings *all, const struct findings *part)
{
	if (part->n)
		memcpy(all->v + all->n, part->v, part->n * sizeof(*part->v));
	all->n += part->n;
}

/* Into that room, in order. */
static void *seal(void *scan)
{
	struct scan *s = scan;

	for (unsigned i = 0; i < s->workers; i++) {
		vec_for(const struct findings, part, &s->w[i].full)
			take_found(&s->findings, part);
		take_found(&s->findings, &s->w[i].found);
	}
	findings_seal(&s->findings);
	return NULL;
}

/* The findings of a patch that is none: only files and lines count. */
static void take_findings(struct scan *s, const struct study *st, struct findings *out)
{
	vec_for(const struct finding, f, &st->findings) {
		struct finding *mine;

		if (!f->file.n)
			continue;
		mine = vec_push(s->a, out);
		*mine = *f;
		mine->patch = mine->order = mine->resolved_by = 0;
		mine->message_id = mine->subject = (struct str){ 0 };
		mine->source = NULL;
		mine->source_line = 0;
		mine->mail_line = 0;
	}
}

/* Values of the macros named for functions of a family. */
struct numbers {
	uint32_t *v;
	size_t n, cap;
};

static void numbers_of(struct numbers *out, const struct study *st,
		       const struct spec_family *fam)
{
	const struct symbol *sym;

	*out = (struct numbers){ 0 };
	for (size_t i = 0; (sym = study_next_symbol(st, &i)); )
		if (sym->family == fam && sym->has_value && sym->value <= UINT32_MAX)
			vec_add(st->a, out, (uint32_t)sym->value);
}

/* Where the user names no version, a tree is held against the newest one that
 * knows most of what it defines. What comments say of versions is no claim:
 * a tree serves many. */
static const struct spec_version *best_version(const struct spec_family *fam,
					       const struct numbers *numbers)
{
	const struct spec_version *best = NULL;
	size_t best_known = 0;

	vec_for(const struct spec_version, v, &fam->versions) {
		size_t known = 0;

		for (size_t i = 0; i < numbers->n; i++)
			known += spec_by_fid(v, numbers->v[i]) != NULL;
		if (known >= best_known) {
			best = v;
			best_known = known;
		}
	}
	return best;
}

static bool add_guess(struct scan *s, struct study *st, struct spec_family *f,
		      const struct spec_version **out, struct err *err)
{
	struct numbers numbers;

	*out = NULL;
	for (size_t i = 0; i < s->ngiven; i++)
		if (s->given[i]->family == f)
			return true;
	numbers_of(&numbers, st, f);
	if (!numbers.n)
		return true;
	if (!specdb_need(s->db, f, err))
		return false;
	*out = best_version(f, &numbers);
	return true;
}

#define TARGETS_MAX 64		/* families that are given or guessed at most */

static bool find_targets(struct scan *s, struct study *st, struct err *err)
{
	const struct spec_version *given[TARGETS_MAX];
	size_t n = 0, guessed;

	for (; n < s->ngiven && n < TARGETS_MAX; n++)
		given[n] = s->given[n];
	guessed = n;
	vec_for(struct spec_family, f, &s->db->families) {
		if (n < TARGETS_MAX && !add_guess(s, st, f, &given[n], err))
			return false;
		n += n < TARGETS_MAX && given[n];
	}
	if (!target_find(st, given, n, err))
		return false;
	for (size_t i = 0; i < st->ntargets; i++)
		for (size_t k = guessed; k < n; k++)
			if (st->targets[i].version == given[k])
				st->targets[i].how = TARGET_GUESSED;
	return true;
}

static bool names_in_tree(void *ctx, const struct str *names, size_t n, bool *have)
{
	const struct scan *s = ctx;
	struct err err;

	return names_find(&s->inside->tree, names, n, have, &err);
}

static int file_by_path(const void *path, const void *file)
{
	return str_cmp(*(const struct str *)path, ((const struct held_file *)file)->path);
}

static const struct source *source_of(void *ctx, struct str path, struct str text)
{
	const struct scan *s = ctx;
	const struct held_files *files = s->inside->files;
	const struct held_file *f = bsearch(&path, files->kept.v, files->kept.n,
					    sizeof(*f), file_by_path);

	return f && str_eq(f->src->parts->text, text) ? f->src : NULL;
}

static bool hold_against_specs(struct scan *s, struct findings *out, struct err *err)
{
	struct excerpt e = EXCERPT;
	struct series series = { .n = 1, .partial = true };
	const struct held_files *files = s->inside->files;
	struct study_base base = { .names = names_in_tree, .source = source_of, .ctx = s };
	struct patch *p;
	struct study st;
	bool ok;

	excerpt_begin(&e);
	vec_for(const struct held_file, f, &files->kept)
		excerpt_file(&e, f->path, f->src->parts->text);
	p = excerpt_patch(&e, s->a);
	excerpt_free(&e);
	series.patches = &p;
	study_build(&st, s->a, &series, s->db, s->rules, s->reader, &base);
	ok = find_targets(s, &st, err);
	if (ok) {
		rules_run_group(&st, STR("spec"));
		rules_drop_off(s->rules, &st.findings);
		take_findings(s, &st, out);
		for (size_t i = 0; i < st.ntargets; i++)
			vec_add(s->a, &s->notes, target_describe(&st, &st.targets[i]));
		s->parse_errors = st.parse_errors;
	}
	return ok;
}

/* Nothing new is nothing to write: what is not there any more may stay. */
static void save_cache(struct scan *s)
{
	bool fresh = false;

	for (unsigned i = 0; i < s->workers; i++)
		fresh |= s->w[i].fresh;
	for (unsigned i = 0; fresh && i < s->workers; i++)
		cache_flush(s->cache, &s->w[i].entries);
	if (fresh)
		cache_save(s->cache);
}

/* What was found in single files, which is most, is put in order by a thread of
 * its own while the others are held against the specifications. */
static bool hold_and_seal(struct scan *s, struct err *err)
{
	struct findings found = { 0 };
	pthread_t thread;
	bool apart = s->workers > 1 && !pthread_create(&thread, NULL, seal, s);
	bool ok = hold_against_specs(s, &found, err);

	if (apart)
		pthread_join(thread, NULL);
	else
		seal(s);
	vec_for(const struct finding, f, &found)
		vec_add(s->a, &s->findings, *f);
	if (found.n)
		findings_seal(&s->findings);
	return ok;
}

bool scan_finish(struct scan *s, struct err *err)
{
	for (unsigned i = 0; i < s->workers; i++)
		batch_judge(s->w[i].marks.batch);
	if (s->cache)
		save_cache(s);
	collect(s);
	make_room_for_all(s);
	if (s->spec_files)
		return hold_and_seal(s, err);
	seal(s);
	return true;
}
