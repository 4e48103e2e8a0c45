// SPDX-License-Identifier: GPL-2.0-or-later
/* Packs made by hand, sound and damaged, as a repository brings them. */
#include "test.h"
#include "folder.h"

#include <stdatomic.h>

#include "base/buf.h"
#include "base/gzip.h"
#include "base/sha1.h"
#include "repo/inbox.h"
#include "repo/packplan.h"
#include "repo/repo.h"

enum { FULL = 3, OFS = 6, REF = 7 };

struct entry {
	int type;
	int base;		/* its number */
	struct str data;	/* text, or delta */
	long long claim;	/* the size it says; 0: the true one */
	uint64_t distance;	/* to the base of OFS; 0: the true one */
};

#define ENTRIES 600

struct maker {
	struct buf pack;
	uint64_t at[ENTRIES];
	size_t n;
};

/* ---- making ---- */

static struct str take(struct buf *b)
{
	struct str s = str_dup(a, buf_str(b));

	buf_free(b);
	return s;
}

static void add_be32(struct buf *b, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_chr(b, (char)(v >> shift));
}

/* Ids rise with the number, so that the order of the index is that of adding. */
static void make_id(unsigned char id[PACK_ID], size_t i)
{
	memset(id, 0xab, PACK_ID);
	id[0] = (unsigned char)(i >> 4);
	id[1] = (unsigned char)(i << 4);
}

static void add_head(struct buf *b, int type, uint64_t size)
{
	unsigned c = (unsigned)type << 4 | (size & 0xf);

	for (size >>= 4; size; size >>= 7) {
		buf_chr(b, (char)(c | 0x80));
		c = size & 0x7f;
	}
	buf_chr(b, (char)c);
}

static void add_distance(struct buf *b, uint64_t v)
{
	char tmp[10];
	size_t i = sizeof(tmp);

	tmp[--i] = v & 0x7f;
	while (v >>= 7)
		tmp[--i] = (char)(0x80 | (--v & 0x7f));
	buf_add(b, str_n(tmp + i, sizeof(tmp) - i));
}

static void add_entry(struct maker *m, const struct entry *e)
{
	uint64_t at = m->pack.n;
	unsigned char id[PACK_ID];

	m->at[m->n++] = at;
	add_head(&m->pack, e->type, e->claim ? (uint64_t)e->claim : e->data.n);
	if (e->type == OFS) {
		add_distance(&m->pack, e->distance ? e->distance : at - m->at[e->base]);
	} else if (e->type == REF) {
		make_id(id, (size_t)e->base);
		buf_add(&m->pack, str_n((char *)id, PACK_ID));
	}
	gzip_zlib_deflate(e->data, 6, &m->pack);
}

static void begin(struct maker *m, size_t n)
{
	*m = (struct maker){ .pack = BUF };
	buf_add(&m->pack, STR("PACK"));
	add_be32(&m->pack, 2);
	add_be32(&m->pack, (uint32_t)n);
}

/* Of version 2 with all offsets in their table, or in that of 64 bits. */
enum version { V2, V2_BIG, V1, VERSIONS };

static void add_ids(struct buf *b, const struct maker *m, bool offsets)
{
	unsigned char id[PACK_ID];

	for (size_t i = 0; i < m->n; i++) {
		make_id(id, i);
		if (offsets)
			add_be32(b, (uint32_t)m->at[i]);
		buf_add(b, str_n((char *)id, PACK_ID));
	}
}

static struct str make_idx(const struct maker *m, enum version v)
{
	struct buf b = BUF;

	if (v != V1)
		buf_add(&b, str_n("\377tOc\0\0\0\2", 8));
	for (size_t byte = 0; byte < 256; byte++)
		add_be32(&b, (uint32_t)(m->n < (byte + 1) << 4 ? m->n : (byte + 1) << 4));
	add_ids(&b, m, v == V1);
	buf_fill(&b, 0, v == V1 ? 0 : m->n * 4);
	for (size_t i = 0; v != V1 && i < m->n; i++)
		add_be32(&b, v == V2_BIG ? 0x80000000u | (uint32_t)i : (uint32_t)m->at[i]);
	for (size_t i = 0; v == V2_BIG && i < m->n; i++) {
		add_be32(&b, (uint32_t)(m->at[i] >> 32));
		add_be32(&b, (uint32_t)m->at[i]);
	}
	buf_fill(&b, 'x', 40);
	return take(&b);
}

static void write_pack(const char *repo, const char *name, struct str pack, struct str idx)
{
	struct err err;

	CHECK(file_write(arena_printf(a, "%s/objects/pack/%s.pack", repo, name), pack, &err));
	CHECK(file_write(arena_printf(a, "%s/objects/pack/%s.idx", repo, name), idx, &err));
}

static struct str whole(struct maker *m)
{
	buf_fill(&m->pack, 'x', 20);
	return take(&m->pack);
}

/* ---- reading ---- */

/* The object by its number: its text, or in `err` why not. */
static bool read_one(const char *repo, size_t i, struct str *text, struct err *err)
{
	struct packs *p = packs_open(repo, err);
	struct packs_reader *r;
	struct packidx_item it = { .pack = 9 };
	bool ok;

	if (!CHECK(p))
		return false;
	make_id(it.id, i);
	r = packs_reader_open(p, 1u << 20);
	packs_find(p, &it, 1);
	packs_expect(r, &it, 1, 0, 1);
	ok = packs_blob(r, &it, text, err);
	if (ok)
		*text = str_dup(a, *text);
	packs_reader_close(r);
	packs_close(p);
	return ok;
}

#define D(bytes) { bytes, sizeof(bytes) - 1 }
#define TEN D("0123456789")
#define MORE D("\x0a\x0f\x90\x0a\x05+more")	/* TEN and five bytes */

static const struct row {
	const char *name;
	struct entry v[3];
	int read;
	const char *text;	/* NULL: an error that says: */
	const char *says;
} rows[] = {
	{ "full", { { FULL, 0, TEN, 0, 0 } }, 0, "0123456789", NULL },
	{ "empty", { { FULL, 0, D(""), 0, 0 } }, 0, "", NULL },
	{ "ofs", { { FULL, 0, TEN, 0, 0 }, { OFS, 0, MORE, 0, 0 } }, 1, "0123456789+more", NULL },
	{ "ref", { { REF, 1, MORE, 0, 0 }, { FULL, 0, TEN, 0, 0 } }, 0, "0123456789+more", NULL },
	{ "two", { { FULL, 0, TEN, 0, 0 }, { OFS, 0, MORE, 0, 0 },
		   { OFS, 1, D("\x0f\x06\x91\x05\x05\x01!"), 0, 0 } }, 2, "56789!", NULL },
	{ "commit", { { 1, 0, TEN, 0, 0 } }, 0, NULL, "not a blob" },
	{ "of a commit", { { 1, 0, TEN, 0, 0 }, { OFS, 0, MORE, 0, 0 } }, 1, NULL, "not a blob" },
	{ "type 0", { { 0, 0, TEN, 0, 0 } }, 0, NULL, "of no known type" },
	{ "type 5", { { 5, 0, TEN, 0, 0 } }, 0, NULL, "of no known type" },
	{ "says less", { { FULL, 0, TEN, 9, 0 } }, 0, NULL, "not of the size it says" },
	{ "says more", { { FULL, 0, TEN, 11, 0 } }, 0, NULL, "not of the size it says" },
	{ "says a lot", { { FULL, 0, TEN, 200 << 20, 0 } }, 0, NULL, "larger than what the pack" },
	{ "says too much", { { FULL, 0, TEN, 1ll << 50, 0 } }, 0, NULL, "larger than 256 MiB" },
	{ "loop", { { REF, 1, MORE, 0, 0 }, { REF, 0, MORE, 0, 0 } }, 0, NULL, "come to no end" },
	{ "itself", { { REF, 0, MORE, 0, 0 } }, 0, NULL, "come to no end" },
	{ "no base", { { REF, 7, MORE, 0, 0 } }, 0, NULL, "is not in the pack" },
	{ "before", { { OFS, 0, MORE, 0, 4000 } }, 0, NULL, "lies outside of the pack" },
	{ "in the head", { { OFS, 0, MORE, 0, 5 } }, 0, NULL, "lies outside of the pack" },
	{ "op 0", { { FULL, 0, TEN, 0, 0 }, { OFS, 0, D("\x0a\x01\x00\x01x"), 0, 0 } },
	  1, NULL, "its delta is damaged" },
	{ "copies behind", { { FULL, 0, TEN, 0, 0 }, { OFS, 0, D("\x0a\x05\x91\x06\x05"), 0, 0 } },
	  1, NULL, "its delta is damaged" },
	{ "copies far", { { FULL, 0, TEN, 0, 0 },
			  { OFS, 0, D("\x0a\x05\x9f\xff\xff\xff\xff\x05"), 0, 0 } },
	  1, NULL, "its delta is damaged" },
	{ "copies 64 KiB", { { FULL, 0, TEN, 0, 0 }, { OFS, 0, D("\x0a\x80\x80\x04\x80"), 0, 0 } },
	  1, NULL, "its delta is damaged" },
	{ "makes less", { { FULL, 0, TEN, 0, 0 }, { OFS, 0, D("\x0a\x10\x90\x0a"), 0, 0 } },
	  1, NULL, "its delta is damaged" },
	{ "makes more", { { FULL, 0, TEN, 0, 0 }, { OFS, 0, D("\x0a\x09\x90\x0a"), 0, 0 } },
	  1, NULL, "its delta is damaged" },
	{ "cut op", { { FULL, 0, TEN, 0, 0 }, { OFS, 0, D("\x0a\x0a\x90"), 0, 0 } },
	  1, NULL, "its delta is damaged" },
	{ "cut insert", { { FULL, 0, TEN, 0, 0 }, { OFS, 0, D("\x0a\x05\x05" "abc"), 0, 0 } },
	  1, NULL, "its delta is damaged" },
	{ "other base", { { FULL, 0, TEN, 0, 0 }, { OFS, 0, D("\x0b\x01\x01x"), 0, 0 } },
	  1, NULL, "its delta is damaged" },
	{ "empty delta", { { FULL, 0, TEN, 0, 0 }, { OFS, 0, D(""), 0, 0 } },
	  1, NULL, "its delta is damaged" },
	{ "endless size", { { FULL, 0, TEN, 0, 0 },
			    { OFS, 0, D("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 0, 0 } },
	  1, NULL, "its delta is damaged" },
	{ "delta to 2 GiB", { { FULL, 0, TEN, 0, 0 },
			      { OFS, 0, D("\x0a\x80\x80\x80\x80\x08\x90\x0a"), 0, 0 } },
	  1, NULL, "larger than 256 MiB" },
};

/* Through libgit2, which asks the same reader. By the first digits of its id it is
 * looked up, too; none is a commit. */
static bool read_by_libgit2(const char *path, size_t i, struct str *text, struct err *err)
{
	struct repo *r = repo_open(path, err);
	unsigned char id[PACK_ID];
	char hex[41], digits[9];
	bool ok;

	make_id(id, i);
	snprintf(digits, sizeof(digits), "%02x%02x%02x%02x", id[0], id[1], id[2], id[3]);
	CHECK(!repo_resolve(r, digits, hex, err));
	ok = repo_read(r, id, a, text, err);
	repo_close(r);
	return ok;
}

static void try_entries(enum version v)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *repo = new_repo(arena_printf(a, "e%zu.%d", i, v));
		struct maker m;
		struct str text;
		struct err err = { "" };
		size_t n = 0;

		while (n < 3 && rows[i].v[n].data.p)
			n++;
		begin(&m, n);
		for (size_t k = 0; k < n; k++)
			add_entry(&m, &rows[i].v[k]);
		write_pack(repo, "pack-a", whole(&m), make_idx(&m, v));
		if (read_one(repo, (size_t)rows[i].read, &text, &err)) {
			CHECK_AT(rows[i].text && str_eq(text, str_of(rows[i].text)), i);
		} else {
			CHECK_AT(rows[i].says && strstr(err.msg, rows[i].says), i);
			CHECK_AT(strstr(err.msg, "pack-a.pack"), i);
			if (!rows[i].says || !strstr(err.msg, rows[i].says))
				printf("%s: %s\n", rows[i].name, err.msg);
		}
		if (read_by_libgit2(repo, (size_t)rows[i].read, &text, &err))
			CHECK_AT(rows[i].text && str_eq(text, str_of(rows[i].text)), i);
		else
			CHECK_AT(!rows[i].text, i);
	}
}

TEST(entries_are_read_or_named)
{
	start();
	for (enum version v = V2; v < VERSIONS; v++)
		try_entries(v);
}

TEST(objects_are_found_by_the_first_digits_of_their_ids)
{
	static const struct {
		const char *digits;
		enum packidx_found found;
		unsigned one;
	} v[] = {
		{ "0010", PACKIDX_ONE, 1 }, { "001", PACKIDX_ONE, 1 }, { "00", PACKIDX_MANY, 0 },
		{ "0010ac", PACKIDX_NONE, 0 }, { "0120", PACKIDX_ONE, 18 },
		{ "0140", PACKIDX_NONE, 0 }, { "ff", PACKIDX_NONE, 0 }, { "01", PACKIDX_MANY, 0 },
	};
	const char *repo;
	struct packs_reader *r;
	struct packs *p;
	struct maker m;
	struct err err;

	start();
	repo = new_repo("digits");
	begin(&m, 20);
	for (size_t i = 0; i < 20; i++)
		add_entry(&m, &(struct entry){ FULL, 0, TEN, 0, 0 });
	m.n = 20;
	write_pack(repo, "pack-a", make_idx(&m, V2), make_idx(&m, V1));
	write_pack(repo, "pack-b", whole(&m), make_idx(&m, V2));
	p = packs_open(repo, &err);
	r = packs_reader_open(p, 1u << 20);
	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		unsigned char id[PACK_ID] = { 0 }, whole_id[PACK_ID], want[PACK_ID];
		size_t n = strlen(v[i].digits);

		for (size_t k = 0; k < n; k++)
			id[k / 2] |= (unsigned char)(chr_hex(v[i].digits[k]) << (k % 2 ? 0 : 4));
		CHECK_AT(packs_find_prefix(r, id, n, whole_id) == v[i].found, i);
		make_id(want, v[i].one);
		CHECK_AT(v[i].found != PACKIDX_ONE || !memcmp(whole_id, want, PACK_ID), i);
	}
	packs_reader_close(r);
	packs_close(p);
}

/* ---- walks ---- */

static const char *hex_of(size_t i)
{
	unsigned char id[PACK_ID];
	char hex[41];

	make_id(id, i);
	sha1_hex(hex, id);
	return arena_strdup(a, hex);
}

/* A commit that is its own parent, and a tree that holds itself. */
TEST(a_circle_is_damage)
{
	struct buf tree = BUF;
	unsigned char id[PACK_ID];
	const char *repo;
	struct inbox *in;
	struct problems problems = { 0 };
	struct maker m;
	struct str mail, commit;
	struct repo *r;
	struct err err = { "" };
	const char *name;

	start();
	repo = new_repo("circle");
	commit = str_printf(a, "tree %s\nparent %s\nauthor a <a> 1 +0000\n"
			    "committer a <a> 1 +0000\n\nx\n", hex_of(1), hex_of(0));
	buf_add(&tree, str_n("40000 a\0", 8));
	make_id(id, 1);
	buf_add(&tree, str_n((char *)id, PACK_ID));
	begin(&m, 2);
	add_entry(&m, &(struct entry){ 1, 0, commit, 0, 0 });
	add_entry(&m, &(struct entry){ 2, 0, buf_str(&tree), 0, 0 });
	write_pack(repo, "pack-a", whole(&m), make_idx(&m, V2));
	CHECK(file_mkdirs(arena_printf(a, "%s/refs/heads", repo), &err));
	CHECK(file_write(arena_printf(a, "%s/refs/heads/x", repo),
			 str_printf(a, "%s\n", hex_of(0)), &err));
	in = inbox_open(a, repo, STR(""), &problems, &err);
	CHECK(!in || (!inbox_next(in, a, &mail, &name) && problems.n == 1));
	inbox_close(in);
	r = repo_open(repo, &err);
	CHECK(!repo_walk_open(r, hex_of(0), &err));
	CHECK(strstr(err.msg, "not the hash"));
	repo_close(r);
	buf_free(&tree);
}

TEST(a_loose_object_says_more_than_there_is_room_for)
{
	struct buf b = BUF;
	unsigned char id[PACK_ID];
	const char *path;
	struct str text;
	struct repo *r;
	struct err err;

	start();
	path = new_repo("loose");
	gzip_zlib_deflate(str_n("blob 300000000\0x", 16), 6, &b);
	CHECK(file_mkdirs(arena_printf(a, "%s/objects/00", path), &err));
	CHECK(file_write(arena_printf(a, "%s/objects/00/%s", path, hex_of(0) + 2), buf_str(&b),
			 &err));
	make_id(id, 0);
	r = repo_open(path, &err);
	CHECK(!repo_read(r, id, a, &text, &err) && strstr(err.msg, "larger than 256 MiB"));
	repo_close(r);
	buf_free(&b);
}

/* ---- the files ---- */

static void put_be32(struct str s, size_t at, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		((char *)s.p)[at + (size_t)i] = (char)(v >> (24 - 8 * i));
}

enum damage {
	SOUND, CUT_IN_TRAILER, CUT_IN_STREAM, CUT_IN_HEAD, EMPTY, NO_PACK, VERSION_9, OTHER_COUNT,
	BITS, OFFSET_OUTSIDE, OFFSET_IN_HEAD, OFFSET_NONE, BIG_OUTSIDE, FAN_DOWN, FAN_LARGE,
	IDX_CUT, IDX_V3,
};

static const struct {
	enum damage damage;
	const char *says;
} files[] = {
	{ SOUND, NULL },
	{ CUT_IN_TRAILER, "damaged or cut off" },
	{ CUT_IN_STREAM, "damaged or cut off" },
	{ CUT_IN_HEAD, "not a pack" },
	{ EMPTY, "not a pack" },
	{ NO_PACK, "not a pack" },
	{ VERSION_9, "a pack of version 9" },
	{ OTHER_COUNT, "not the pack of its index" },
	{ BITS, "damaged or cut off" },
	{ OFFSET_OUTSIDE, "outside of the pack" },
	{ OFFSET_IN_HEAD, "outside of the pack" },
	{ OFFSET_NONE, "outside of the pack" },
	{ BIG_OUTSIDE, "not found" },
	{ FAN_DOWN, "its counts go down" },
	{ FAN_LARGE, "too short for 65536 objects" },
	{ IDX_CUT, "too short for 1 objects" },
	{ IDX_V3, "an index of version 3" },
};

#define OFFSETS (8 + 1024 + 24)		/* in an index of one object */

static void damage(enum damage d, struct str *pack, struct str *idx)
{
	switch (d) {
	case SOUND:		break;
	case CUT_IN_TRAILER:	pack->n -= 2; break;
	case CUT_IN_STREAM:	pack->n -= 12; break;
	case CUT_IN_HEAD:	pack->n = 20; break;
	case EMPTY:		pack->n = 0; break;
	case NO_PACK:		put_be32(*pack, 0, 1); break;
	case VERSION_9:		put_be32(*pack, 4, 9); break;
	case OTHER_COUNT:	put_be32(*pack, 8, 2); break;
	case BITS:		put_be32(*pack, 17, 0x12345678); break;
	case OFFSET_OUTSIDE:	put_be32(*idx, OFFSETS, 0x7fffffff); break;
	case OFFSET_IN_HEAD:	put_be32(*idx, OFFSETS, 3); break;
	case OFFSET_NONE:	put_be32(*idx, OFFSETS, 0); break;
	case BIG_OUTSIDE:	put_be32(*idx, OFFSETS, 0xffffffff); break;
	case FAN_DOWN:		put_be32(*idx, 8 + 4 * 200, 0); break;
	case FAN_LARGE:		put_be32(*idx, 8 + 4 * 255, 65536); break;
	case IDX_CUT:		idx->n -= 1; break;
	case IDX_V3:		put_be32(*idx, 4, 3); break;
	}
}

TEST(damaged_files_are_named)
{
	start();
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		const char *repo = new_repo(arena_printf(a, "f%zu", i));
		struct entry e = { FULL, 0, TEN, 0, 0 };
		struct str text, pack, idx;
		struct err err = { "" };
		struct maker m;

		begin(&m, 1);
		add_entry(&m, &e);
		pack = whole(&m);
		idx = make_idx(&m, V2);
		damage(files[i].damage, &pack, &idx);
		write_pack(repo, "pack-a", pack, idx);
		CHECK_AT(read_one(repo, 0, &text, &err) == !files[i].says, i);
		if (!CHECK_AT(!files[i].says || strstr(err.msg, files[i].says), i))
			printf("%s\n", err.msg);
	}
}

/* Every bit of a small pack flipped, and every length of it: nothing crashes. */
TEST(any_damage_ends)
{
	static const struct entry v[] = {
		{ FULL, 0, TEN, 0, 0 }, { OFS, 0, MORE, 0, 0 }, { REF, 1, MORE, 0, 0 },
	};
	const char *repo;
	struct maker m;
	struct str pack, idx, text;
	struct err err;

	start();
	repo = new_repo("any");
	begin(&m, 3);
	for (size_t i = 0; i < 3; i++)
		add_entry(&m, &v[i]);
	pack = whole(&m);
	idx = make_idx(&m, V2);
	for (size_t bit = 0; bit < 8 * pack.n; bit += 3) {
		((char *)pack.p)[bit / 8] ^= (char)(1 << bit % 8);
		write_pack(repo, "pack-a", pack, idx);
		for (size_t i = 0; i < 3; i++)
			read_one(repo, i, &text, &err);
		((char *)pack.p)[bit / 8] ^= (char)(1 << bit % 8);
	}
	for (size_t n = 0; n < pack.n; n++) {
		write_pack(repo, "pack-a", str_n(pack.p, n), idx);
		for (size_t i = 0; i < 3; i++)
			read_one(repo, i, &text, &err);
	}
	CHECK(true);
}

/* ---- chains, and many at a time ---- */

/* Entry i is entry i - 1 with a byte more. */
static void make_chain(struct maker *m, size_t n, int type)
{
	begin(m, n);
	for (size_t i = 0; i < n; i++) {
		struct buf d = BUF;
		struct entry e = { i ? type : FULL, (int)i - 1, TEN, 0, 0 };

		for (uint64_t v = 10 + i - 1, k = 0; i && k < 2; v++, k++) {
			buf_chr(&d, (char)(0x80 | (v & 0x7f)));
			buf_chr(&d, (char)(v >> 7));
		}
		buf_chr(&d, (char)0xb0);
		buf_chr(&d, (char)((10 + i - 1) & 0xff));
		buf_chr(&d, (char)((10 + i - 1) >> 8));
		buf_add(&d, STR("\1"));
		buf_chr(&d, (char)('a' + i % 26));
		if (i)
			e.data = buf_str(&d);
		add_entry(m, &e);
		buf_free(&d);
	}
}

static bool is_link(struct str text, size_t i)
{
	return text.n == 10 + i && str_starts(text, STR("0123456789")) &&
	       (!i || text.p[text.n - 1] == (char)('a' + i % 26));
}

struct reading {
	struct packs *packs;
	struct packplan plan;
	atomic_size_t given, wrong;
};

static void *read_parts(void *arg)
{
	struct reading *all = arg;
	struct packs_reader *r = packs_reader_open(all->packs, 1u << 20);
	struct packplan_part part;
	struct str text;
	struct err err;

	while (packplan_take(&all->plan, &part)) {
		packs_expect(r, all->plan.v, all->plan.n, part.from, part.to);
		for (size_t i = part.from; i < part.to; i++) {
			const struct packidx_item *it = &all->plan.v[i];

			all->given++;
			if (!packs_blob(r, it, &text, &err) || !is_link(text, it->tag))
				all->wrong++;
		}
		packplan_done(&all->plan, &part);
	}
	packs_reader_close(r);
	return NULL;
}

/* Each link twice, by several threads. */
static void read_all(const char *repo, size_t n)
{
	struct packidx_item v[ENTRIES] = { 0 };
	struct err err = { "" };
	struct reading all = { .packs = packs_open(repo, &err) };
	pthread_t threads[3];

	for (size_t i = 0; i < 2 * n; i++) {
		v[i].tag = n - 1 - i / 2;
		make_id(v[i].id, v[i].tag);
	}
	packplan_make(&all.plan, all.packs, v, 2 * n, 3);
	for (size_t i = 0; i < 3; i++)
		CHECK(!pthread_create(&threads[i], NULL, read_parts, &all));
	for (size_t i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	CHECK_NUM(all.given, 2 * n);
	CHECK_NUM(all.wrong, 0);
	packplan_close(&all.plan);
	packs_close(all.packs);
}

TEST(long_chains_are_put_together)
{
	static const int types[] = { OFS, REF };
	struct maker m;
	struct str text;
	struct err err;

	start();
	for (size_t k = 0; k < 2; k++) {
		const char *repo = new_repo(arena_printf(a, "chain%zu", k));

		make_chain(&m, ENTRIES / 2, types[k]);
		write_pack(repo, "pack-a", whole(&m), make_idx(&m, k ? V1 : V2_BIG));
		CHECK(read_one(repo, ENTRIES / 2 - 1, &text, &err) &&
		      is_link(text, ENTRIES / 2 - 1));
		read_all(repo, ENTRIES / 2);
	}
}

/* Text that is some zlib streams of 100 to 130 bytes: less than one is tried
 * first where nobody knows how long it is. */
static struct str repetitive(uint32_t seed)
{
	size_t n = 110 + seed % 120, run = 0;
	char *p = arena_alloc(a, n);

	for (size_t i = 0; i < n; i++) {
		seed = seed * 1103515245 + 12345;
		if (i >= 12 && !run && (seed >> 16) % 16 == 0)
			run = 9;
		p[i] = run ? p[i - 12] : (char)(' ' + (seed >> 20) % 64);
		run -= run > 0;
	}
	return str_n(p, n);
}

TEST(a_stream_may_be_longer_than_what_is_tried_first)
{
	const char *repo;
	struct maker m;
	struct packfile p = { .reach = 0 };
	struct packfile_head h;
	struct inflate *z = inflate_open();
	char out[256];

	start();
	repo = new_repo("streams");
	begin(&m, ENTRIES);
	for (uint32_t i = 0; i < ENTRIES; i++)
		add_entry(&m, &(struct entry){ FULL, 0, repetitive(i), 0, 0 });
	write_pack(repo, "pack-a", whole(&m), make_idx(&m, V2));
	CHECK(packfile_open(&p, arena_printf(a, "%s/objects/pack/pack-a.pack", repo),
			    ENTRIES, NULL));
	p.reach = 0;	/* no byte more than is asked for */
	for (uint32_t i = 0; i < ENTRIES; i++) {
		CHECK_AT(!packfile_head(&p, m.at[i], &h), i);
		CHECK_AT(!packfile_inflate(&p, z, &h, 0, out), i);
		CHECK_STR(str_n(out, h.size), repetitive(i));
	}
	packfile_close(&p);
	inflate_close(z);
}

TEST(packs_are_borrowed)
{
	const char *far, *middle, *near;
	struct maker m;
	struct err err;

	start();
	far = new_repo("far");
	middle = new_repo("middle");
	near = new_repo("near");
	make_chain(&m, 20, OFS);
	write_pack(far, "pack-a", whole(&m), make_idx(&m, V2));
	/* By a path of its own, by one seen from the objects, in a circle. */
	CHECK(file_write(arena_printf(a, "%s/objects/info/alternates", middle),
			 str_printf(a, "# far\n%s/objects\n", far), &err));
	CHECK(file_write(arena_printf(a, "%s/objects/info/alternates", near),
			 STR("../../middle/objects\n"), &err));
	CHECK(file_write(arena_printf(a, "%s/objects/info/alternates", far),
			 STR("../../middle/objects"), &err));
	read_all(near, 20);
}

/* Chains whose first link is so large that the plan takes them as families, and
 * such of giants. */
static void make_family(struct maker *m, size_t n, size_t size)
{
	struct buf text = BUF;

	begin(m, n);
	while (text.n < size)
		buf_printf(&text, "%zu", text.n);
	text.n = size;
	for (size_t i = 0; i < n; i++) {
		struct buf d = BUF;
		struct entry e = { i ? OFS : FULL, (int)(i - 1) / 2, buf_str(&text), 0, 0 };

		/* The base as it is, whatever its size. */
		for (int k = 0; i && k < 2; k++)
			for (size_t v = size, more = 1; more; v >>= 7) {
				more = v >> 7;
				buf_chr(&d, (char)((v & 0x7f) | (more ? 0x80 : 0)));
			}
		for (size_t at = 0; i && at < size; at += 0x8000) {
			size_t part = size - at < 0x8000 ? size - at : 0x8000;

			buf_chr(&d, (char)0xbf);
			for (int shift = 0; shift < 32; shift += 8)
				buf_chr(&d, (char)(at >> shift));
			buf_chr(&d, (char)part);
			buf_chr(&d, (char)(part >> 8));
		}
		if (i)
			e.data = buf_str(&d);
		add_entry(m, &e);
		buf_free(&d);
	}
	buf_free(&text);
}

TEST(families_are_read_together)
{
	static const size_t sizes[] = { 200000, 5000000 };
	struct packidx_item v[12] = { 0 };
	struct maker m;
	struct err err = { "" };

	start();
	for (size_t k = 0; k < 2; k++) {
		const char *repo = new_repo(arena_printf(a, "family%zu", k));
		struct packs *p;
		struct packs_reader *r;
		struct packplan plan;
		struct packplan_part part, none;
		struct str text;

		make_family(&m, 12, sizes[k]);
		write_pack(repo, "pack-a", whole(&m), make_idx(&m, V2));
		p = packs_open(repo, &err);
		r = packs_reader_open(p, 1u << 20);
		for (size_t i = 0; i < 12; i++)
			make_id(v[i].id, i);
		packplan_make(&plan, p, v, 12, 1);
		CHECK(packplan_take(&plan, &part));
		CHECK_NUM(part.to - part.from, 12);
		CHECK_NUM(part.giant, k == 1);
		CHECK(!packplan_take(&plan, &none));
		packs_expect(r, v, 12, part.from, part.to);
		for (size_t i = 0; i < 12; i++)
			CHECK_AT(packs_blob(r, &v[i], &text, &err) && text.n == sizes[k] &&
				 str_starts(text, STR("012345678910121416")), i);
		packplan_done(&plan, &part);
		packplan_close(&plan);
		packs_reader_close(r);
		packs_close(p);
	}
}

TEST(a_huge_object_and_what_is_made_of_it)
{
	/* 3 MB, twice that by delta: copies of 0xffffff bytes do not fit. */
	struct buf text = BUF, delta = BUF;
	struct str one, two;
	const char *repo;
	struct maker m;
	struct err err;

	start();
	while (text.n < 3000000)
		buf_printf(&text, "line %zu\n", text.n);
	text.n = 3000000;
	for (uint32_t v = 3000000; v; v >>= 7)
		buf_chr(&delta, (char)((v & 0x7f) | (v >> 7 ? 0x80 : 0)));
	for (uint32_t v = 6000000; v; v >>= 7)
		buf_chr(&delta, (char)((v & 0x7f) | (v >> 7 ? 0x80 : 0)));
	for (int i = 0; i < 2; i++) {
		buf_chr(&delta, (char)0xf0);
		for (int shift = 0; shift < 24; shift += 8)
			buf_chr(&delta, (char)(3000000 >> shift));
	}
	repo = new_repo("huge");
	begin(&m, 2);
	add_entry(&m, &(struct entry){ FULL, 0, buf_str(&text), 0, 0 });
	add_entry(&m, &(struct entry){ OFS, 0, buf_str(&delta), 0, 0 });
	write_pack(repo, "pack-a", whole(&m), make_idx(&m, V2));
	CHECK(read_one(repo, 0, &one, &err) && str_eq(one, buf_str(&text)));
	CHECK(read_one(repo, 1, &two, &err) && two.n == 6000000 &&
	      str_eq(str_sub(two, 0, 3000000), one) && str_eq(str_from(two, 3000000), one));
	buf_free(&text);
	buf_free(&delta);
}
