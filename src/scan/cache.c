// SPDX-License-Identifier: GPL-2.0-or-later
#include "scan/cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

#define MAGIC "winnow scan 4\n\0"
#define CACHE_MAX (256u << 20)
#define TEXT_MAX (1u << 20)
/* Beyond it the next cache holds what this run has seen, and no more. */
#define OLD_MAX (64u << 20)
#define HALF_SECONDS 3600
#define UNUSED_SECONDS (90 * 24 * 3600)
#define FLUSH (256u << 10)	/* of a thread's entries */

/* The file: this, then entries. All numbers are the machine's own. */
struct header {
	char magic[16];
	uint64_t secret[4];
	uint64_t made_of[2];
	uint64_t sum[2];	/* of the entries, see sum_of() */
	uint64_t bytes;
};

struct entry {
	struct cache_key key;
	uint32_t bytes;		/* behind this, of its findings */
	uint32_t n;		/* findings */
	uint32_t spec;
	uint32_t alias;		/* 1: behind this is the key of another */
};

struct packed {
	uint32_t rule, line, end_line, where, text, message;
};

/* The next cache, as far as it is written. */
struct next {
	pthread_mutex_t lock;
	struct file_draft draft;
	struct cache_key sum;
	uint64_t bytes;
	bool failed;
};

struct cache {
	struct header head;
	struct next next;
	char *dir, *path;	/* NULL: nowhere to write */
	struct str entries;
	uint32_t *slots;	/* offset of the entry + 1, divided by 8 */
	size_t nslots;
	const struct rules *rules;
	struct arena *a;
};

/* ---- hashing ---- */

static uint64_t mix(uint64_t a, uint64_t b)
{
	__uint128_t r = (__uint128_t)a * b;

	return (uint64_t)r ^ (uint64_t)(r >> 64);
}

static uint64_t load(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

/* Over 32 bytes more. */
static struct cache_key step(const uint64_t secret[4], struct cache_key h, const char *p)
{
	return (struct cache_key){ mix(load(p) ^ secret[0], load(p + 8) ^ h.a),
				   mix(load(p + 16) ^ secret[1], load(p + 24) ^ h.b) };
}

static struct cache_key hash(const uint64_t secret[4], struct cache_key h, struct str s)
{
	struct cache_key even = h, odd = h;	/* by turns: each waits for itself */
	char last[64] = { 0 };
	size_t i = 0;

	for (; i + 64 <= s.n; i += 64) {
		even = step(secret, even, s.p + i);
		odd = step(secret, odd, s.p + i + 32);
	}
	if (i < s.n)
		memcpy(last, s.p + i, s.n - i);
	even = step(secret, even, last);
	odd = step(secret, odd, last + 32);
	return (struct cache_key){ mix(even.a ^ secret[2], odd.b ^ s.n),
				   mix(odd.a ^ secret[3], even.b ^ s.n) };
}

/* A public hash: for names of files and checksums, where nobody gains. */
static const uint64_t plain[4] = {
	0x9e3779b97f4a7c15, 0xc2b2ae3d27d4eb4f, 0x165667b19e3779f9, 0x27d4eb2f165667c5,
};

static struct cache_key plain_hash(struct cache_key h, struct str s)
{
	return hash(plain, h, s);
}

struct cache_key cache_key(const struct cache *c, struct str path, struct str text)
{
	struct cache_key h = { c->head.secret[0], c->head.secret[1] };

	return hash(c->head.secret, hash(c->head.secret, h, path), text);
}

struct cache_key cache_alias(const struct cache *c, struct str path, struct str sign)
{
	struct cache_key h = { ~c->head.secret[0], c->head.secret[1] };

	return hash(c->head.secret, hash(c->head.secret, h, path), sign);
}

/* Rules are ours and as deep as their authors made them. */
static struct cache_key hash_json(struct cache_key h, const struct json *j)
{
	struct str s;
	double d;
	bool b;

	h = plain_hash(h, json_key(j));
	h.a += (uint64_t)json_type(j);
	if (json_to_str(j, &s))
		return plain_hash(h, s);
	if (json_to_double(j, &d))
		return plain_hash(h, str_n((char *)&d, sizeof(d)));
	if (json_to_bool(j, &b))
		return plain_hash(h, b ? STR("t") : STR("f"));
	if (json_type(j) == JSON_ARRAY || json_type(j) == JSON_OBJECT)
		json_for(child, j)
			h = hash_json(h, child);
	return h;
}

static struct cache_key hash_program(struct cache_key h)
{
	struct stat st;

	if (stat("/proc/self/exe", &st) == 0) {
		uint64_t v[3] = { (uint64_t)st.st_size, (uint64_t)st.st_mtim.tv_sec,
				  (uint64_t)st.st_mtim.tv_nsec };

		h = plain_hash(h, str_n((char *)v, sizeof(v)));
	}
	return h;
}

static struct cache_key hash_all(const struct rules *rules, struct str made_of)
{
	struct cache_key h = { 1, 2 };

	vec_for(const struct rule, r, rules) {
		h = plain_hash(h, r->on ? STR("on") : STR("off"));
		h = hash_json(h, r->json);
	}
	return hash_program(plain_hash(h, made_of));
}

/* ---- reading ---- */

static void find_path(struct cache *c, struct cache_key made_of)
{
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (xdg && xdg[0] == '/')
		c->dir = path_join(c->a, xdg, "winnow");
	else if (home && home[0] == '/')
		c->dir = path_join(c->a, home, ".cache/winnow");
	else
		return;
	c->path = path_join(c->a, c->dir, arena_printf(c->a, "scan-%016llx",
						       (unsigned long long)made_of.a));
}

static size_t entry_size(const struct entry *e)
{
	return sizeof(*e) + ((size_t)e->bytes + 7) / 8 * 8;
}

/* The entry at `at`, copied out; false when it does not fit. */
static bool entry_at(struct str entries, size_t at, struct entry *out)
{
	if (at + sizeof(*out) > entries.n)
		return false;
	memcpy(out, entries.p + at, sizeof(*out));
	return entry_size(out) <= entries.n - at;
}

/* Of no entries. */
#define SUM ((struct cache_key){ 3, 4 })

/* Of one entry after the other: they need not lie in one piece. */
static struct cache_key sum_of(struct cache_key h, struct str entries)
{
	struct entry e;

	for (size_t at = 0; entry_at(entries, at, &e); at += entry_size(&e))
		h = plain_hash(h, str_sub(entries, at, entry_size(&e)));
	return h;
}

static void add_slot(struct cache *c, struct cache_key key, size_t at)
{
	size_t i = key.a & (c->nslots - 1);

	while (c->slots[i])
		i = (i + 1) & (c->nslots - 1);
	c->slots[i] = (uint32_t)(at / 8) + 1;
}

static void index_entries(struct cache *c)
{
	struct entry e;
	size_t n = 0;

	for (size_t at = 0; entry_at(c->entries, at, &e); at += entry_size(&e))
		n++;
	for (c->nslots = 64; c->nslots < 2 * n; c->nslots *= 2)
		;
	c->slots = NEW_ARRAY(c->a, c->nslots, uint32_t);
	for (size_t at = 0; entry_at(c->entries, at, &e); at += entry_size(&e))
		add_slot(c, e.key, at);
}

static bool read_cache(struct cache *c, struct cache_key made_of)
{
	struct str text;
	struct cache_key sum;

	if (!c->path || !file_read_own(c->a, c->path, CACHE_MAX, &text) ||
	    text.n < sizeof(c->head))
		return false;
	memcpy(&c->head, text.p, sizeof(c->head));
	c->entries = str_from(text, sizeof(c->head));
	sum = sum_of(SUM, c->entries);
	return memcmp(c->head.magic, MAGIC, sizeof(c->head.magic)) == 0 &&
	       c->head.made_of[0] == made_of.a && c->head.made_of[1] == made_of.b &&
	       c->head.sum[0] == sum.a && c->head.sum[1] == sum.b &&
	       c->head.bytes == c->entries.n;
}

struct cache *cache_open(struct arena *a, const struct rules *rules, struct str made_of)
{
	struct cache *c = NEW(a, struct cache);
	struct cache_key all = hash_all(rules, made_of);

	c->a = a;
	c->rules = rules;
	c->next = (struct next){ .lock = PTHREAD_MUTEX_INITIALIZER, .sum = SUM };
	find_path(c, all);
	if (!read_cache(c, all)) {
		c->entries = (struct str){ 0 };
		memcpy(c->head.magic, MAGIC, sizeof(c->head.magic));
		if (getrandom(c->head.secret, sizeof(c->head.secret), 0) !=
		    sizeof(c->head.secret))
			c->path = NULL;
		c->head.made_of[0] = all.a;
		c->head.made_of[1] = all.b;
	}
	index_entries(c);
	return c;
}

bool cache_knows_any(const struct cache *c)
{
	return c->entries.n;
}

/* The offset of the entry or alias, SIZE_MAX none. */
static size_t find_one(const struct cache *c, struct cache_key key, struct entry *e)
{
	for (size_t i = key.a & (c->nslots - 1); c->slots[i]; i = (i + 1) & (c->nslots - 1)) {
		size_t at = (size_t)(c->slots[i] - 1) * 8;

		if (entry_at(c->entries, at, e) && e->key.a == key.a && e->key.b == key.b)
			return at;
	}
	return SIZE_MAX;
}

/* What an alias stands for. */
static size_t find(const struct cache *c, struct cache_key key, struct entry *e)
{
	size_t at = find_one(c, key, e);

	if (at == SIZE_MAX || !e->alias)
		return at;
	if (e->bytes != sizeof(key))
		return SIZE_MAX;
	memcpy(&key, c->entries.p + at + sizeof(*e), sizeof(key));
	at = find_one(c, key, e);
	return at != SIZE_MAX && e->alias ? SIZE_MAX : at;
}

/* One finding off the front of `s`. */
static bool unpack(const struct cache *c, struct arena *a, struct str *s,
		   struct str path, struct findings *out)
{
	struct packed p;
	struct finding *f;

	if (s->n < sizeof(p))
		return false;
	memcpy(&p, s->p, sizeof(p));
	if (p.rule >= c->rules->n || p.where > WHERE_COVER || p.text > TEXT_MAX ||
	    p.message > TEXT_MAX || s->n - sizeof(p) < (size_t)p.text + p.message)
		return false;
	*s = str_from(*s, sizeof(p));
	f = rule_finding(a, out, &c->rules->v[p.rule]);
	f->file = path;
	f->line = p.line;
	f->end_line = p.end_line;
	f->where = (enum where)p.where;
	f->text = str_dup(a, str_sub(*s, 0, p.text));
	f->message = str_dup(a, str_sub(*s, p.text, p.message));
	*s = str_from(*s, (size_t)p.text + p.message);
	return true;
}

bool cache_get(const struct cache *c, struct cache_key key, struct arena *a,
	       struct str path, struct findings *out, bool *spec)
{
	struct entry e;
	size_t at = find(c, key, &e), before = out->n;
	struct str s;

	if (at == SIZE_MAX)
		return false;
	s = str_sub(c->entries, at + sizeof(e), e.bytes);
	if (e.n)
		path = str_dup(a, path);
	for (uint32_t i = 0; i < e.n; i++)
		if (!unpack(c, a, &s, path, out)) {
			out->n = before;
			return false;
		}
	*spec = e.spec;
	return true;
}

/* ---- writing ---- */

static uint32_t rule_index(const struct cache *c, const struct finding *f)
{
	for (size_t i = 0; i < c->rules->n; i++)
		if (str_eq(c->rules->v[i].id, f->rule) &&
		    c->rules->v[i].level == f->level)
			return (uint32_t)i;
	return UINT32_MAX;
}

/* Halves of files that runs which were killed left, and caches of programs and
 * rules that have not been used for long. */
static void tidy(const char *dir)
{
	struct arena *a = arena_new();
	struct file_list names = { 0 };
	time_t now = time(NULL);

	file_dir(a, dir, false, &names, NULL);
	for (size_t i = 0; i < names.n; i++) {
		const char *path = path_join(a, dir, names.v[i]);
		time_t most = strchr(names.v[i], '.') ? HALF_SECONDS : UNUSED_SECONDS;
		struct stat st;

		if (str_starts(str_of(names.v[i]), STR("scan-")) && !lstat(path, &st) &&
		    S_ISREG(st.st_mode) && now - st.st_mtim.tv_sec > most)
			unlink(path);
	}
	arena_free(a);
}

static struct str header_of(const struct cache *c)
{
	return str_n((const char *)&c->head, sizeof(c->head));
}

static bool write_entries(struct cache *c, struct str entries)
{
	struct next *n = &c->next;
	struct err err;

	n->sum = sum_of(n->sum, entries);
	n->bytes += entries.n;
	return n->bytes <= CACHE_MAX - sizeof(c->head) &&
	       file_draft_add(&n->draft, entries, &err);
}

/* The header is written again when all is known that it says. */
static bool begin_next(struct cache *c)
{
	struct err err;

	if (!c->path || !file_mkdirs(c->dir, &err))
		return false;
	tidy(c->dir);
	return file_draft_open(&c->next.draft, c->path, &err) &&
	       file_draft_add(&c->next.draft, header_of(c), &err) &&
	       (c->entries.n > OLD_MAX || write_entries(c, c->entries));
}

void cache_flush(struct cache *c, struct buf *entries)
{
	struct next *n = &c->next;

	pthread_mutex_lock(&n->lock);
	if (!n->draft.tmp && !n->failed)
		n->failed = !begin_next(c);
	if (!n->failed)
		n->failed = !write_entries(c, buf_str(entries));
	/* A disk that is full is not kept so until the end. */
	if (n->failed)
		file_draft_drop(&n->draft);
	pthread_mutex_unlock(&n->lock);
	buf_clear(entries);
}

static void flush_some(struct cache *c, struct buf *entries)
{
	if (entries->n >= FLUSH)
		cache_flush(c, entries);
}

void cache_put(struct cache *c, struct buf *entries, struct cache_key key,
	       const struct finding *found, size_t n, bool spec)
{
	struct entry e = { .key = key, .n = (uint32_t)n, .spec = spec };
	size_t at = entries->n;

	buf_add(entries, str_n((char *)&e, sizeof(e)));
	for (size_t i = 0; i < n; i++) {
		const struct finding *f = &found[i];
		struct packed p = { rule_index(c, f), f->line, f->end_line, f->where,
				    (uint32_t)f->text.n, (uint32_t)f->message.n };

		buf_add(entries, str_n((char *)&p, sizeof(p)));
		buf_add(entries, f->text);
		buf_add(entries, f->message);
	}
	e.bytes = (uint32_t)(entries->n - at - sizeof(e));
	memcpy(entries->p + at, &e, sizeof(e));
	buf_fill(entries, 0, (8 - e.bytes % 8) % 8);
	flush_some(c, entries);
}

void cache_keep(const struct cache *c, struct buf *entries, struct cache_key key)
{
	struct entry e;
	size_t at;

	if (c->entries.n <= OLD_MAX)
		return;
	at = find_one(c, key, &e);
	if (at == SIZE_MAX)
		return;
	buf_add(entries, str_sub(c->entries, at, entry_size(&e)));
	if (!e.alias)
		return;
	at = find(c, key, &e);
	if (at != SIZE_MAX)
		buf_add(entries, str_sub(c->entries, at, entry_size(&e)));
}

bool cache_put_alias(struct cache *c, struct buf *entries, struct cache_key alias,
		     struct cache_key key)
{
	struct entry e;

	if (find_one(c, alias, &e) != SIZE_MAX) {
		cache_keep(c, entries, alias);
		return false;
	}
	e = (struct entry){ .key = alias, .bytes = sizeof(key), .alias = 1 };
	buf_add(entries, str_n((char *)&e, sizeof(e)));
	buf_add(entries, str_n((char *)&key, sizeof(key)));
	flush_some(c, entries);
	return true;
}

void cache_save(struct cache *c)
{
	struct next *n = &c->next;
	struct err err;

	c->head.sum[0] = n->sum.a;
	c->head.sum[1] = n->sum.b;
	c->head.bytes = n->bytes;
	if (!n->failed && n->draft.tmp && file_draft_front(&n->draft, header_of(c), &err))
		file_draft_keep(&n->draft, 0600, &err);	/* it quotes the tree */
}

void cache_close(struct cache *c)
{
	file_draft_drop(&c->next.draft);
}
