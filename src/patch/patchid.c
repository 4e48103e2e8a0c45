// SPDX-License-Identifier: GPL-2.0-or-later
#include "patch/patchid.h"

#include "base/sha1.h"

struct summer {
	struct sha1 hash;
	unsigned char sum[20];
	unsigned char buf[1024];
	size_t n;
};

static void flush(struct summer *s)
{
	sha1_update(&s->hash, s->buf, s->n);
	s->n = 0;
}

/* Adds a line to the hash of its file, without its white space. */
static void add(struct summer *s, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (chr_blank(text.p[i]))
			continue;
		if (s->n == sizeof(s->buf))
			flush(s);
		s->buf[s->n++] = (unsigned char)text.p[i];
	}
}

void patchid_add(unsigned char sum[20], const unsigned char hash[20])
{
	unsigned carry = 0;

	for (int i = 0; i < 20; i++) {
		carry += (unsigned)sum[i] + hash[i];
		sum[i] = (unsigned char)carry;
		carry >>= 8;
	}
}

static void end_file(struct summer *s)
{
	unsigned char hash[20];

	flush(s);
	sha1_final(&s->hash, hash);
	sha1_init(&s->hash);
	patchid_add(s->sum, hash);
}

/* git leaves out the "diff --git" line that follows a binary patch. */
static void add_head(struct summer *s, const struct diff_file *f, bool skip_first)
{
	struct str head = f->head, line;

	if (skip_first)
		str_line(&head, &line);
	while (str_line(&head, &line))
		if (!str_starts(line, STR("index ")) &&
		    !str_starts(line, STR("Binary files ")))
			add(s, line);
}

static void add_lines(struct summer *s, const struct diff *d, const struct diff_file *f)
{
	for (size_t h = f->first; h < f->first + f->n; h++) {
		const struct diff_hunk *hunk = &d->hunks[h];

		for (size_t i = hunk->first; i < hunk->first + hunk->n; i++) {
			add(s, str_n(&d->lines[i].op, 1));
			add(s, d->lines[i].text);
		}
	}
}

void patchid(char out[41], const struct diff *d)
{
	struct summer s = { 0 };
	bool binary = false;

	out[0] = '\0';
	if (!d->nfiles)
		return;
	sha1_init(&s.hash);
	for (size_t i = 0; i < d->nfiles; i++) {
		const struct diff_file *f = &d->files[i];
		bool last = i + 1 == d->nfiles;

		add_head(&s, f, binary);
		binary = f->binary;
		if (binary) {
			add(&s, f->old_id);
			add(&s, f->new_id);
			end_file(&s);
		}
		add_lines(&s, d, f);
		/* a header without hunks counts with the next file */
		if (last || (f->n && !binary))
			end_file(&s);
	}
	sha1_hex(out, s.sum);
}
