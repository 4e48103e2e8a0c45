// SPDX-License-Identifier: GPL-2.0-or-later
/* DUPLICATE_BLOCK: the same lines, or nearly the same comment, twice in one
 * function. Only of different patches: one patch that repeats itself has its reasons, two
 * that add the same lines to a function were resolved badly. */

#include "rule/matcher.h"

#define WINDOW 5

/* Words of a comment that is worth comparing, and the share (per cent) of them
 * that makes two the same. */
#define COMMENT_WORDS 12
#define COMMENT_SHARE 75
/* No function has more of them but one that was made to have. */
#define COMMENTS_MAX 256

/* Enough said on the lines to tell a copy from a habit. */
static bool weighty(const struct weave_line *const *w)
{
	size_t letters = 0, code = 0;

	for (int i = 0; i < WINDOW; i++) {
		struct str t = str_trim(w[i]->text);

		code += t.n > 0 && t.p[0] != '*' && t.p[0] != '/';
		for (size_t k = 0; k < t.n; k++)
			letters += chr_ident(t.p[k]);
	}
	return letters >= 100 && code >= 1;
}

struct seen_block {
	const struct study_file *file;
	uint32_t line;
};

static void say_duplicate(struct study *st, const struct rule *r,
			  const struct study_file *f, uint32_t line, uint32_t end,
			  const struct seen_block *first)
{
	struct finding *last = st->findings.n ? vec_last(&st->findings) : NULL;
	struct finding *out;

	if (last && str_eq(last->rule, r->id) && last->order == f->n &&
	    str_eq(last->file, f->diff->new_path) && last->end_line + 1 >= line) {
		last->end_line = end;
		return;
	}
	out = study_find_code(st, r, f, line, end);
	finding_evidence(st->a, out, first->file->diff->new_path,
			 str_printf(st->a, "patch %u, line %u",
				    st->patches[first->file->n - 1].patch->number,
				    first->line), STR("the same lines"));
	rule_message(st->a, out, r, "line", arena_printf(st->a, "%u", first->line),
		     "patch", arena_printf(st->a, "%u",
			st->patches[first->file->n - 1].patch->number), NULL);
}

/* The lines of the window at `line`; false unless the series brought all of
 * them, they are there at its end, and this patch added one. */
static bool window_at(const struct study_file *f, uint32_t line,
		      const struct weave_line **w)
{
	bool added = false;

	for (uint32_t i = 0; i < WINDOW; i++) {
		w[i] = study_line(f, line + i);
		if (!w[i] || !w[i]->born || w[i]->died != WEAVE_ALIVE || !w[i]->text.n)
			return false;
		added |= w[i]->born == f->n;
	}
	return added && weighty(w);
}

static struct str window_key(struct study *st, const struct study_file *f,
			     struct str function, const struct weave_line *const *w)
{
	uint64_t *h = NEW(st->a, uint64_t);

	*h = str_hash(str_hash(STR_HASH, f->weave->path), function);
	for (int i = 0; i < WINDOW; i++)
		*h = str_hash(str_hash(*h, str_trim(w[i]->text)), STR("\n"));
	return str_n((const char *)h, sizeof(*h));
}

static void windows_of(struct study *st, const struct rule *r, struct map *seen,
		       const struct study_file *f, const struct fact *func)
{
	const struct weave_line *w[WINDOW];

	for (uint32_t line = func->line; line + WINDOW - 1 <= func->end_line; line++) {
		struct seen_block *first;
		void **slot;

		if (!window_at(f, line, w))
			continue;
		slot = map_at(seen, window_key(st, f, func->name, w));
		first = *slot;
		if (!first) {
			first = NEW(st->a, struct seen_block);
			*first = (struct seen_block){ f, line };
			*slot = first;
		} else if (first->file->n != f->n &&
			   study_line(first->file, first->line) != w[0]) {
			say_duplicate(st, r, f, line, line + WINDOW - 1, first);
		}
	}
}

/* ---- comments ---- */

static size_t words_of(struct str text, struct str *v, size_t max)
{
	size_t n = 0;
	struct str w;

	while (n < max && str_word(&text, &w))
		if (w.n > 1)
			v[n++] = w;
	return n;
}

static bool nearly_same(struct str a, struct str b)
{
	struct str wa[128], wb[128];
	size_t na = words_of(a, wa, 128), nb = words_of(b, wb, 128), same = 0;

	if (na < COMMENT_WORDS || nb < COMMENT_WORDS)
		return false;
	for (size_t i = 0; i < na; i++)
		for (size_t k = 0; k < nb; k++)
			if (str_eq(wa[i], wb[k])) {
				same++;
				wb[k] = STR("");
				break;
			}
	return same * 100 >= (na > nb ? na : nb) * COMMENT_SHARE;
}

static const struct weave_line *first_line(const struct study_file *f,
					   const struct fact *c)
{
	const struct weave_line *w = study_line(f, c->line);

	return w && w->born && w->died == WEAVE_ALIVE ? w : NULL;
}

struct comments {
	struct { const struct fact *fact; uint32_t born; } *v;
	size_t n, cap;
};

/* Those of earlier patches that say enough, by function. */
static struct map *old_comments(struct study *st, const struct study_file *f)
{
	struct map *old = map_new(st->a);

	source_for(o, f->src, FACT_COMMENT) {
		const struct weave_line *x = first_line(f, o);
		struct str words[COMMENT_WORDS];
		struct comments *list;
		void **slot;

		if (!x || x->born == f->n || !o->owner.n ||
		    words_of(o->name, words, COMMENT_WORDS) < COMMENT_WORDS)
			continue;
		slot = map_at(old, o->owner);
		if (!*slot)
			*slot = NEW(st->a, struct comments);
		list = *slot;
		if (list->n >= COMMENTS_MAX)
			continue;
		vec_push(st->a, list);
		list->v[list->n - 1].fact = o;
		list->v[list->n - 1].born = x->born;
	}
	return old;
}

/* A comment that this patch adds, against those of earlier patches in the same
 * function. */
static void comments_of(struct study *st, const struct rule *r,
			const struct study_file *f)
{
	struct map *old = NULL;

	source_for(c, f->src, FACT_COMMENT) {
		const struct weave_line *w = first_line(f, c);
		const struct comments *list;
		struct str words[COMMENT_WORDS];

		if (!w || w->born != f->n || !c->owner.n ||
		    words_of(c->name, words, COMMENT_WORDS) < COMMENT_WORDS)
			continue;
		if (!old)
			old = old_comments(st, f);
		list = map_get(old, c->owner);
		for (size_t i = 0; list && i < list->n; i++) {
			struct seen_block first;

			if (!nearly_same(c->name, list->v[i].fact->name))
				continue;
			first = (struct seen_block){
				&st->patches[list->v[i].born - 1].files[0],
				list->v[i].fact->line,
			};
			say_duplicate(st, r, f, c->line, c->end_line, &first);
			break;
		}
	}
}

void match_duplicate_block(struct study *st, const struct rule *r)
{
	struct map *seen = map_new(st->a);

	for (size_t i = 0; i < st->n; i++)
		for (size_t k = 0; k < st->patches[i].nfiles; k++) {
			struct study_file *f = &st->patches[i].files[k];

			if (!f->src || f->src->lang != LANG_C)
				continue;
			comments_of(st, r, f);
			source_for(func, f->src, FACT_FUNC)
				windows_of(st, r, seen, f, func);
		}
}
