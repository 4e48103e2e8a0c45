// SPDX-License-Identifier: GPL-2.0-or-later
#include "triage/removed.h"

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"

#define SHORT 4			/* shorter lines tell nothing */
#define BUDGET (64u << 20)	/* bytes compared before giving up the fine test */

struct removed {
	struct arena *a;
	struct map *lines;	/* folded line -> was_comment or was_code */
	struct { struct str *v; size_t n, cap; } folded;
	struct str all;		/* the folded lines, joined by LF */
	struct str flow;	/* the same as one line */
	size_t spent;
};

static char was_comment, was_code;

/* Lower case; blanks, stars, slashes and hashes folded to one blank. */
static void fold(struct buf *out, struct str s)
{
	size_t start = out->n;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!chr_blank(c) && c != '*' && c != '/' && c != '#')
			buf_chr(out, chr_lower(c));
		else if (out->n > start && out->p[out->n - 1] != ' ')
			buf_chr(out, ' ');
	}
	while (out->n > start && out->p[out->n - 1] == ' ')
		out->p[--out->n] = '\0';
}

static char *kind_of(struct str line)
{
	line = str_ltrim(line);
	return str_starts(line, STR("//")) || str_starts(line, STR("/*")) ||
	       str_starts(line, STR("*")) ? &was_comment : &was_code;
}

/* The lines with a blank between them; empties the buffer. */
static struct str in_one_line(struct arena *a, struct buf *lines)
{
	size_t n = 0;

	for (size_t i = 0; i < lines->n; i++)
		if (lines->p[i] != '\n')
			lines->p[n++] = lines->p[i];
		else if (n && lines->p[n - 1] != ' ')
			lines->p[n++] = ' ';
	lines->n = n;
	return str_dup(a, buf_str(lines));
}

struct removed *removed_new(struct arena *a, const struct diff *d, const bool *own)
{
	struct removed *r = NEW(a, struct removed);
	VEC(char *) kinds = { 0 };
	struct buf all = BUF;
	size_t k = 0;

	r->a = a;
	r->lines = map_new(a);
	if (d->removed) {
		for (size_t i = 0; i < d->nlines; i++) {
			if (d->lines[i].op != '-' || (own && own[i]))
				continue;
			fold(&all, d->lines[i].text);
			buf_chr(&all, '\n');
			vec_add(a, &kinds, kind_of(d->lines[i].text));
		}
	}
	r->all = str_dup(a, buf_str(&all));
	r->flow = in_one_line(a, &all);
	buf_free(&all);
	for (struct str rest = r->all, line; str_line(&rest, &line); k++) {
		if (line.n < SHORT)
			continue;
		vec_add(a, &r->folded, line);
		if (map_get(r->lines, line) != &was_comment)
			map_set(r->lines, line, kinds.v[k]);
	}
	return r;
}

static const char *find(const struct removed *r, struct str line)
{
	struct buf b = BUF;
	const char *found;

	if (!r->folded.n)
		return NULL;
	fold(&b, line);
	found = b.n >= SHORT ? map_get(r->lines, buf_str(&b)) : NULL;
	buf_free(&b);
	return found;
}

bool removed_line(const struct removed *r, struct str line)
{
	return find(r, line);
}

bool removed_as_comment(const struct removed *r, struct str line)
{
	return find(r, line) == &was_comment;
}

bool removed_as_code(const struct removed *r, struct str line)
{
	return find(r, line) == &was_code;
}

/* Most of the words stand on the line, the marker among them. */
static bool shares_words(struct str line, struct str words, struct str marker)
{
	unsigned all = 0, shared = 0;
	struct str word;

	if (!str_has_ident(line, marker))
		return false;
	while (words.n) {
		if (!chr_ident(words.p[0])) {
			words = str_from(words, 1);
			continue;
		}
		word = words;
		while (words.n && chr_ident(words.p[0]))
			words = str_from(words, 1);
		word.n -= words.n;
		all++;
		shared += str_has_ident(line, word);
	}
	return shared * 3 >= all * 2;
}

static struct str marker_word(struct str s)
{
	while (s.n && !chr_ident(s.p[0]))
		s = str_from(s, 1);
	for (size_t i = 0; i < s.n; i++)
		if (!chr_ident(s.p[i]))
			return str_sub(s, 0, i);
	return s;
}

bool removed_comment(struct removed *r, struct str words, struct str marker)
{
	struct buf w = BUF, m = BUF;
	bool found = false;

	if (!r->folded.n || r->spent > BUDGET)
		return false;
	r->spent += r->all.n;
	fold(&w, words);
	fold(&m, marker);
	if (w.n >= SHORT)
		found = str_has(r->flow, buf_str(&w));
	for (size_t i = 0; !found && m.n && i < r->folded.n; i++)
		found = shares_words(r->folded.v[i], buf_str(&w),
				     marker_word(buf_str(&m)));
	buf_free(&w);
	buf_free(&m);
	return found;
}

bool removed_starts(const struct removed *r, struct str start)
{
	struct buf b = BUF;
	bool found = false;

	fold(&b, start);
	for (size_t i = 0; !found && i < r->folded.n; i++)
		found = str_starts(r->folded.v[i], buf_str(&b));
	buf_free(&b);
	return found;
}
