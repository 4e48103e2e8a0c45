// SPDX-License-Identifier: GPL-2.0-or-later
/* Loose blobs, sound and damaged, beside each other and in a borrowed folder. */
#include "test.h"
#include "folder.h"

#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>

#include "base/gzip.h"
#include "base/sha1.h"
#include "repo/packs.h"
#include "repo/repo.h"

static void make_id(unsigned char id[PACK_ID], size_t i)
{
	memset(id, 0xab, PACK_ID);
	id[0] = (unsigned char)i;
}

static const char *place(const char *repo, size_t i)
{
	unsigned char id[PACK_ID];
	struct err err;
	char hex[41];

	make_id(id, i);
	sha1_hex(hex, id);
	CHECK(file_mkdirs(arena_printf(a, "%s/objects/%.2s", repo, hex), &err));
	return arena_printf(a, "%s/objects/%.2s/%s", repo, hex, hex + 2);
}

/* What stands before the NUL, `n` bytes behind it; the last `cut` of the stream go. */
static void write_loose(const char *repo, size_t i, const char *head, size_t n, int level,
			size_t cut)
{
	struct buf text = BUF, stream = BUF;
	struct err err;

	buf_add(&text, str_n(head, strlen(head) + 1));
	while (n--)
		buf_chr(&text, (char)('a' + n % 23));
	gzip_zlib_deflate(buf_str(&text), level, &stream);
	CHECK(file_write(place(repo, i), str_n(stream.p, stream.n - cut), &err));
	buf_free(&text);
	buf_free(&stream);
}

static bool is_text(struct str s, size_t n)
{
	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (s.p[i] != (char)('a' + (n - 1 - i) % 23))
			return false;
	return !s.p[n] && !s.p[n + PACKREAD_SLACK - 1];
}

static bool read_one(struct packs_reader *r, size_t i, struct str *text, struct err *err)
{
	struct packidx_item it = { .pack = 0 };

	make_id(it.id, i);
	return packs_blob(r, &it, text, err);
}

static const struct {
	const char *head;
	size_t n;
	int level;
	size_t cut;
	const char *says;	/* NULL: it is read */
} rows[] = {
	{ "blob 0", 0, 6, 0, NULL },
	{ "blob 10", 10, 6, 0, NULL },
	{ "blob 70000", 70000, 0, 0, NULL },
	{ "blob 3000000", 3000000, 1, 0, NULL },
	{ "blob 20", 20, 9, 0, NULL },
	{ "blob 3000001", 3000001, 9, 0, NULL },
	{ "blob 70000", 70000, 6, 20, "object 06ababab" },
	{ "blob 3000000", 3000000, 6, 20, "cut off" },
	{ "blob 11", 10, 6, 0, "not of the size it says" },
	{ "blob 9", 10, 6, 0, "not of the size it says" },
	{ "blob 268435457", 10, 6, 0, "larger than 256 MiB" },
	{ "blob 99999999", 10, 6, 0, "larger than its file could hold" },
	{ "blob 99999999999999999999", 10, 6, 0, "head is damaged" },
	{ "blob x", 10, 6, 0, "head is damaged" },
	{ "blob ", 0, 6, 5, "head is damaged" },
	{ "blob", 0, 6, 0, "head is damaged" },
	{ "tree 10", 10, 6, 0, "not a blob" },
	{ "tag 10", 10, 6, 0, "not a blob" },
};
#define ROWS (sizeof(rows) / sizeof(*rows))

TEST(loose_blobs_are_read_or_named)
{
	const char *repo = new_repo("rows");
	struct packs_reader *r;
	struct packs *p;
	struct str text;
	struct err err;

	for (size_t i = 0; i < ROWS; i++)
		write_loose(repo, i, rows[i].head, rows[i].n, rows[i].level, rows[i].cut);
	p = packs_open(repo, &err);
	r = packs_reader_open(p, 1u << 20);
	for (size_t round = 0; round < 2; round++)
		for (size_t i = 0; i < ROWS; i++) {
			err.msg[0] = '\0';
			if (read_one(r, i, &text, &err))
				CHECK_AT(!rows[i].says && is_text(text, rows[i].n), i);
			else if (!CHECK_AT(rows[i].says && strstr(err.msg, rows[i].says), i))
				printf("%s\n", err.msg);
		}
	packs_reader_close(r);
	packs_close(p);
}

TEST(what_is_no_file_is_not_waited_for)
{
	const char *repo = new_repo("none");
	struct packs_reader *r;
	struct packs *p;
	struct str text;
	struct err err;

	CHECK(!mkfifo(place(repo, 0), 0600));
	CHECK(file_mkdirs(place(repo, 1), &err));
	p = packs_open(repo, &err);
	r = packs_reader_open(p, 1u << 20);
	for (size_t i = 0; i < 3; i++)
		CHECK_AT(!read_one(r, i, &text, &err) &&
			 strstr(err.msg, i < 2 ? "is no file" : "not found"), i);
	packs_reader_close(r);
	packs_close(p);
}

struct reading {
	struct packs *packs;
	size_t n;
	atomic_size_t wrong;
};

static void *read_some(void *arg)
{
	struct reading *all = arg;
	struct packs_reader *r = packs_reader_open(all->packs, 1u << 20);
	struct str text;
	struct err err;

	for (size_t i = 0; i < all->n; i++)
		if (!read_one(r, i, &text, &err) || !is_text(text, rows[i].n))
			all->wrong++;
	packs_reader_close(r);
	return NULL;
}

/* libgit2 asks the same reader. Of each length, and with each bit flipped: an
 * answer, and no other text than that which was written. */
TEST(any_damage_ends)
{
	const char *repo = new_repo("any"), *path = place(repo, 0);
	unsigned char id[PACK_ID];
	struct repo *git;
	struct str whole, text;
	struct err err;

	write_loose(repo, 0, "blob 200", 200, 6, 0);
	CHECK(file_read(a, path, 0, &whole, &err));
	make_id(id, 0);
	for (size_t i = 0; i < 9 * whole.n; i++) {
		bool cut = i >= 8 * whole.n;
		struct str s = str_dup(a, whole);

		if (cut)
			s.n = i - 8 * whole.n;
		else
			((char *)s.p)[i / 8] ^= (char)(1 << i % 8);
		CHECK(file_write(path, s, &err));
		git = repo_open(repo, &err);
		if (repo_read(git, id, a, &text, &err))
			CHECK_AT(!cut && str_starts(text, STR("ponml")) && text.n == 200, i);
		repo_close(git);
	}
}

/* Large ones, which the threads must lend each other, from a folder far away. */
TEST(loose_blobs_are_borrowed_by_several_threads)
{
	const char *far = new_repo("far"), *near = new_repo("near");
	struct reading all = { .n = 6 };
	pthread_t threads[3];
	struct err err;

	for (size_t i = 0; i < all.n; i++)
		write_loose(far, i, rows[i].head, rows[i].n, rows[i].level, 0);
	CHECK(file_write(arena_printf(a, "%s/objects/info/alternates", near),
			 STR("../../far/objects\n"), &err));
	all.packs = packs_open(near, &err);
	for (size_t i = 0; i < 3; i++)
		CHECK(!pthread_create(&threads[i], NULL, read_some, &all));
	for (size_t i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	CHECK_NUM(all.wrong, 0);
	packs_close(all.packs);
}
